package ui

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
)

// Drawings on a 16 × 16 grid, stroked with the text's colour (see .icon).
var drawings = map[string]string{
	"arrow-left":  `<path d="M13 8H3m4.5-4.5L3 8l4.5 4.5"/>`,
	"arrow-right": `<path d="M3 8h10M8.5 3.5 13 8l-4.5 4.5"/>`,
	"ban":         `<circle cx="8" cy="8" r="6"/><path d="m3.9 3.9 8.2 8.2"/>`,
	"bell":        `<path d="M3 11.5c1-1 1.3-2.3 1.3-4.5a3.7 3.7 0 0 1 7.4 0c0 2.2.3 3.5 1.3 4.5zM6.6 13.7a1.5 1.5 0 0 0 2.8 0"/>`,
	"calendar":    `<path d="M2.5 4.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 7h11M5.5 2v3m5-3v3"/>`,
	"check":       `<path d="m3 8.5 3.3 3.3L13 5"/>`,
	"chevron":     `<path d="m5.5 3 5 5-5 5"/>`,
	"clock":       `<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`,
	"cross":       `<path d="m4 4 8 8m0-8-8 8"/>`,
	"document":    `<path d="M9.5 2h-5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V5zm0 0v3h3M6 8.5h4M6 11h4"/>`,
	"empty":       `<path d="M2 9.5 4 3h8l2 6.5V13H2zm0 0h3.5L6.5 11h3l1-1.5H14"/>`,
	"flag":        `<path d="M4 14.5V2m0 .5h8.5l-2 3 2 3H4"/>`,
	"grip":        `<path d="M5.5 3.5h.01m0 4.5h.01m-.01 4.5h.01m5-9h.01m-.01 4.5h.01m-.01 4.5h.01" stroke-width="2"/>`,
	"info":        `<circle cx="8" cy="8" r="6"/><path d="M8 7.5V11m0-5.9v.1"/>`,
	"person":      `<circle cx="8" cy="5.2" r="2.8"/><path d="M2.8 14c.4-2.9 2.5-4.6 5.2-4.6s4.8 1.7 5.2 4.6"/>`,
	"print":       `<path d="M4.5 6V2h7v4m-7 5.5H3a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v3.5a1 1 0 0 1-1 1h-1.5m-7-2h7V14h-7z"/>`,
	"question":    `<circle cx="8" cy="8" r="6"/><path d="M6.2 6.5a1.8 1.8 0 1 1 2.7 1.6c-.6.3-.9.6-.9 1.2m0 1.9v.1"/>`,
	"search":      `<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>`,
	"sort":        `<path d="m5 6 3-3 3 3m-6 4 3 3 3-3"/>`,
	"sort-down":   `<path d="M8 3v10m-4-4 4 4 4-4"/>`,
	"sort-up":     `<path d="M8 13V3M4 7l4-4 4 4"/>`,
	"target":      `<circle cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="2.5"/>`,
	"warning":     `<path d="M8 2.5 14.5 13.5h-13zM8 6.8v3m0 1.7v.1"/>`,
}

// Icon draws a decorative icon, hidden from assistive technology: the word
// stands beside it. It fails for a name that does not exist.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		drawing, ok := drawings[name]
		if !ok {
			return fmt.Errorf("no icon is named %q", name)
		}
		_, err := io.WriteString(w, `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">`+drawing+`</svg>`)
		return err
	})
}

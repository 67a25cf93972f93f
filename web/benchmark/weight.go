package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"

	"github.com/andybalholm/brotli"
)

// Bounds of a first load, in KB of a thousand bytes.
const (
	mostAtFirst = 90
	mostInAll   = 300 // once the charts are drawn by ECharts
)

// answer is the body of an answer as it was sent.
type answer struct {
	sent     []byte
	encoding string
}

func (a answer) text() (string, error) {
	switch a.encoding {
	case "br":
		body, err := io.ReadAll(brotli.NewReader(bytes.NewReader(a.sent)))
		return string(body), err
	case "gzip":
		body, err := unpack(a.sent)
		return string(body), err
	default:
		return string(a.sent), nil
	}
}

var asset = regexp.MustCompile(`/static/[\w.-]+\.(css|js|woff2)`)

// weights adds up what a browser loads, by kind; what scripts load later is apart.
type weights struct {
	of   map[string]int
	late int
	seen map[string]bool
}

// firstLoad weighs a page with everything that it loads. All fonts of the style sheet count, also
// those of weights that only some pages use.
func (p *program) firstLoad(path string) ([]row, error) {
	w := weights{of: map[string]int{}, seen: map[string]bool{}}
	if err := p.weigh(&w, path, "html"); err != nil {
		return nil, err
	}
	first := w.of["html"] + w.of["css"] + w.of["js"] + w.of["woff2"]
	parts := fmt.Sprintf("%.1f KB (HTML %.1f, CSS %.1f, JS %.1f, fonts %.1f)",
		kb(first), kb(w.of["html"]), kb(w.of["css"]), kb(w.of["js"]), kb(w.of["woff2"]))
	return []row{
		below("First load of the demo's dashboard, compressed", parts, kb(first), mostAtFirst, "KB"),
		below("The same with the charts drawn by ECharts", fmt.Sprintf("%.1f KB", kb(first+w.late)), kb(first+w.late), mostInAll, "KB"),
	}, nil
}

func kb(n int) float64 { return float64(n) / 1000 }

// weigh loads what is at an address and all that it names in turn.
func (p *program) weigh(w *weights, path, kind string) error {
	if w.seen[path] {
		return nil
	}
	w.seen[path] = true
	a, err := p.get(path)
	if err != nil {
		return err
	}
	if kind == "late" {
		w.late += len(a.sent)
		return nil
	}
	w.of[kind] += len(a.sent)
	if kind == "woff2" {
		return nil
	}
	text, err := a.text()
	if err != nil {
		return fmt.Errorf("unpack %s: %w", path, err)
	}
	for _, found := range asset.FindAllStringSubmatch(text, -1) {
		next := found[1]
		if kind == "js" {
			next = "late" // import() runs when a chart comes into sight
		}
		if err := p.weigh(w, found[0], next); err != nil {
			return err
		}
	}
	return nil
}

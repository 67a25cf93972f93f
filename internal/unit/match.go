// Package unit holds the parts of the organisation that answer for indicators.
package unit

import (
	"regexp"
	"strings"

	"hito/internal/text"
)

// Unit is a part of the organisation; Aliases are the other names that it goes by.
type Unit struct {
	ID      int64
	Name    string
	Aliases []string
	Version int // counts the edits, so that nobody writes over what they have not seen
}

// Found is what a free text says of who answers: the units it names, in its order and once each, what
// a person must confirm, and what is no unit.
type Found struct {
	Units    []Unit
	Doubtful []Doubt
	Unknown  []string
}

// Doubt is a part of a text that may mean one of some units: one after a typing error, several
// where they share a name.
type Doubt struct {
	Text       string
	Candidates []Unit
}

// longestRun bounds how many separated parts are tried as one name, such as "Infancia, Familia y Mayores".
const longestRun = 6

// mostParts bounds the work that one text may cause: what follows so many is one unknown text.
const mostParts = 100

var separator = regexp.MustCompile(`[/;,\r\n]+|[\s\p{Zs}][yYeE][\s\p{Zs}]`)

// Find reads the units of a free text, such as "Innovación / Dirección/ UTS /Unidad Programas".
// Names and aliases compare by text.Fold, and "Unidad" or "Servicio de" before them do not matter.
func Find(free string, units []Unit) Found {
	names, found := index(units), collector{units: map[int64]bool{}, texts: map[string]bool{}}
	parts := split(free)
	for len(parts) > 0 {
		name, taken := parts[0].in(free), 1
		if meant, n := longest(free, parts, names.named); n > 0 {
			taken = n
			found.exact(through(parts, n).in(free), meant)
		} else if meant, n := longest(free, parts, names.similar); n > 0 {
			taken = n
			found.doubt(through(parts, n).in(free), meant)
		} else {
			found.unknown(name)
		}
		parts = parts[taken:]
	}
	return found.Found
}

// longest returns the units that the most parts from the first one mean together, and how many parts.
func longest(free string, parts []span, look func(name string) []Unit) (meant []Unit, taken int) {
	for n := min(len(parts), longestRun); n > 0; n-- {
		if meant := look(through(parts, n).in(free)); len(meant) > 0 {
			return meant, n
		}
	}
	return nil, 0
}

// span is a part of a text, in bytes.
type span struct{ start, end int }

// in returns the part with single spaces.
func (s span) in(free string) string { return strings.Join(strings.Fields(free[s.start:s.end]), " ") }

// through returns the first n parts and what stands between them as one.
func through(parts []span, n int) span { return span{parts[0].start, parts[n-1].end} }

// split returns what stands between separators and has something to read, the rest of an endless text as one.
func split(free string) []span {
	var parts []span
	start := 0
	for _, at := range append(separator.FindAllStringIndex(free, -1), []int{len(free), len(free)}) {
		if text.Fold(free[start:at[0]]) != "" {
			parts = append(parts, span{start, at[0]})
		}
		start = at[1]
	}
	if len(parts) > mostParts {
		parts = append(parts[:mostParts], span{parts[mostParts].start, len(free)})
	}
	return parts
}

// collector gathers what is found, each once.
type collector struct {
	Found
	units map[int64]bool
	texts map[string]bool
}

// exact keeps the unit of a name, or the doubt where several bear it.
func (c *collector) exact(name string, meant []Unit) {
	if len(meant) > 1 {
		c.doubt(name, meant)
	} else if !c.units[meant[0].ID] {
		c.units[meant[0].ID] = true
		c.Units = append(c.Units, meant[0])
	}
}

func (c *collector) doubt(name string, candidates []Unit) {
	if c.first(name) {
		c.Doubtful = append(c.Doubtful, Doubt{Text: name, Candidates: candidates})
	}
}

func (c *collector) unknown(name string) {
	if c.first(name) {
		c.Unknown = append(c.Unknown, name)
	}
}

// first tells whether a name stands in the text for the first time.
func (c *collector) first(name string) bool {
	key := keyOf(name)
	seen := c.texts[key]
	c.texts[key] = true
	return !seen
}

package chart

import (
	"strconv"
	"strings"

	"hito/web/ui"
)

// StatusBarProps is how a whole is shared among statuses, in the order given.
type StatusBarProps struct {
	Figure
	Item   string           // what is counted, such as "Indicadores"
	Counts []ui.StatusCount // also the legend: a link each, if it has an address
	All    string           // address of the list of all; shown when one status is current
	None   string           // what is said when there is nothing to count
}

// segment is a part of the bar, as shares of its width.
type segment struct {
	class      string
	from, size float64
	text       string // its count; blank where it would not fit in any bar
	minor      bool   // it fits only in a wide bar
}

// labelled returns the part with its count, if a bar of 700 pixels has room for
// it, and tells whether one of 280 has none.
func (s segment) labelled(count int) segment {
	const wide, narrow, digit, margin = 700, 280, 12, 8
	text := strconv.Itoa(count)
	room := float64(len(text)*digit + margin)
	if s.size*wide >= room {
		s.text, s.minor = text, s.size*narrow < room
	}
	return s
}

func (p StatusBarProps) total() int {
	sum := 0
	for _, c := range p.Counts {
		sum += max(0, c.Count)
	}
	return sum
}

func (p StatusBarProps) segments() []segment {
	var list []segment
	total, before := float64(p.total()), 0.0
	for _, c := range p.Counts {
		if c.Count <= 0 {
			continue
		}
		s := segment{class: ui.StatusClass(c.Status), from: before / total, size: float64(c.Count) / total}
		list = append(list, s.labelled(c.Count))
		before += float64(c.Count)
	}
	return list
}

// spoken lists the counts: "Cumplido: 5; En plazo: 12".
func (p StatusBarProps) spoken() string {
	var parts []string
	for _, c := range p.Counts {
		if c.Count > 0 {
			parts = append(parts, ui.StatusWord(c.Status)+": "+strconv.Itoa(c.Count))
		}
	}
	return strings.Join(parts, "; ")
}

func (p StatusBarProps) data() data {
	d := data{columns: []column{{"Estado", false}, {p.Item, true}}}
	for _, c := range p.Counts {
		d.rows = append(d.rows, []cell{{text: ui.StatusWord(c.Status), href: c.Href}, {text: strconv.Itoa(c.Count)}})
	}
	return d
}

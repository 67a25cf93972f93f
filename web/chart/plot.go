package chart

import (
	"slices"
	"strings"
)

// plot is a drawing of lines over time.
type plot struct {
	unit   string // above the vertical axis; may be blank
	y      []tick // from the bottom to the top
	x      []tick
	scale  scale
	lines  []line
	rules  []rule
	labels []label
	marks  []mark // on the axis of time
	cut    *tick  // the cut-off date; nil for none
	format string // of the value under the pointer
}

// line joins points in order of time.
type line struct {
	name   string
	class  string // chart-line-progress or chart-line-expected
	points []point
	area   bool
	dots   bool
}

// point is a place of a line, with what its tooltip says.
type point struct {
	x     float64 // share of the width
	y     float64 // on the scale of the plot
	when  string
	label string
	ring  string // what makes it stand out, such as a follow-up; blank for nothing
}

// rule is a horizontal line at a value.
type rule struct {
	class, text string
	y           float64
	right       bool // where its text stands: where the lines do not pass
}

// label is a figure written at a point.
type label struct {
	class, text string
	x, y        float64 // shares, y from the bottom
	anchor      string
	dx, dy      string
}

// mark is something that happened at a time.
type mark struct {
	at     float64 // share of the width
	result bool    // else a comment
	text   string
}

func (m mark) class() string {
	if m.result {
		return "chart-remark-result"
	}
	return "chart-remark-comment"
}

const canvas = 1000 // units of the drawing in which lines are stretched

// up returns a vertical place for SVG, which counts from the top.
func (p plot) up(v float64) string { return percent(1 - p.scale.at(v)) }

// path joins the points of a line in the canvas.
func (p plot) path(l line) string {
	var b strings.Builder
	for i, pt := range l.points {
		if i == 0 {
			b.WriteString("M")
		} else {
			b.WriteString("L")
		}
		b.WriteString(decimals(within(pt.x)*canvas, 1) + " " + decimals((1-within(p.scale.at(pt.y)))*canvas, 1))
	}
	return b.String()
}

// area closes a line's path down to the bottom.
func (p plot) area(l line) string {
	return p.path(l) + "V" + decimals(canvas, 0) + "H" + decimals(within(l.points[0].x)*canvas, 1) + "Z"
}

// swatches names the lines that the plot has.
func (p plot) swatches() []swatch {
	var list []swatch
	rings := false
	for _, l := range p.lines {
		list = append(list, swatch{l.class, l.name})
		rings = rings || slices.ContainsFunc(l.points, func(pt point) bool { return pt.ring != "" })
	}
	if rings {
		list = append(list, swatch{"chart-ring", "Seguimiento"})
	}
	for _, kind := range []struct {
		result bool
		word   string
	}{{true, "Resultado alcanzado"}, {false, "Comentario"}} {
		if at := slices.IndexFunc(p.marks, func(m mark) bool { return m.result == kind.result }); at >= 0 {
			list = append(list, swatch{p.marks[at].class(), kind.word})
		}
	}
	return list
}

// text inside the plot turns to the other side of a mark near the right edge.
func (t tick) anchor() string {
	if t.at > 0.6 {
		return "end"
	}
	return "start"
}

// away moves a text off the mark it stands at.
func away(anchor, pixels string) string {
	if anchor == "end" {
		return "-" + pixels
	}
	return pixels
}

// dy puts the text of a rule above it, or below where the plot ends.
func (r rule) dy(p plot) string {
	if p.scale.at(r.y) > 0.9 {
		return "16"
	}
	return "-6"
}

func (pt point) tooltip() string {
	text := pt.when + ": " + pt.label
	if pt.ring != "" {
		text = pt.ring + ". " + text
	}
	return text
}

// tip is the line of a tooltip that this point adds.
func (pt point) tip(l line) string {
	text := l.name + ": " + pt.label
	if pt.ring != "" {
		text += "\n" + pt.ring
	}
	return text
}

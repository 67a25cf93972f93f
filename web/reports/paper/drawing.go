package paper

import (
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"hito/web/ui"
)

// mark is a place of a drawing, in per cent of its width or height from the top left, with its text.
type mark struct{ x, y, dx, dy, text, anchor string }

// plot is the drawing of a course: lines in a box of 1000 by 1000, everything else in per cent of it.
type plot struct {
	ticks, days     []mark
	actual, planned string // paths
	points, labels  []mark
	summary         string // all of its figures, for those who do not see it
}

// labelled is up to how many points each say their figure: more would run into each other.
const labelled = 12

func (c Course) plot() plot {
	p := plot{summary: c.summary()}
	top := c.top()
	for n := range 5 {
		at := float64(n) / 4
		p.ticks = append(p.ticks, mark{y: share(1 - at), text: ui.Percent(decimal.NewFromFloat(at*top), 0)})
	}
	xs := c.places()
	p.actual = path(xs, top, func(n int) *float64 {
		if n < len(c.Actual) {
			return c.Actual[n]
		}
		return nil
	})
	p.planned = path(xs, top, func(n int) *float64 {
		if n < len(c.Planned) {
			return &c.Planned[n]
		}
		return nil
	})
	p.points, p.labels = c.points(xs, top)
	p.days = c.labels(xs)
	return p
}

// top is the fraction at the upper edge: 100 %, or the multiple of it that holds everything.
func (c Course) top() float64 {
	highest := 1.0
	for _, v := range c.Actual {
		if v != nil {
			highest = max(highest, *v)
		}
	}
	for _, v := range c.Planned {
		highest = max(highest, v)
	}
	return math.Ceil(highest)
}

// places are where the days stand, from 0 to 1.
func (c Course) places() []float64 {
	xs := make([]float64, len(c.Days))
	for n := range xs {
		switch last := len(xs) - 1; {
		case last == 0:
			xs[n] = .5
		case len(c.Dates) == len(xs) && c.Dates[last] > c.Dates[0]:
			xs[n] = float64(c.Dates[n]-c.Dates[0]) / float64(c.Dates[last]-c.Dates[0])
		default:
			xs[n] = float64(n) / float64(last)
		}
	}
	return xs
}

// points are what was achieved, and the figures beside: of each while they are few, else of the last.
func (c Course) points(xs []float64, top float64) (points, labels []mark) {
	for n, v := range c.Actual {
		if v == nil || n >= len(xs) {
			continue
		}
		at := mark{x: share(xs[n]), y: share(1 - within(*v/top)), dy: "-8", text: percent(*v), anchor: "middle"}
		switch {
		case n == len(xs)-1: // there is room beside the drawing
			at.dx, at.dy, at.anchor = "8", "4", "start"
		case n == 0:
			at.anchor = "start"
		case n < len(c.Planned) && c.Planned[n] > *v && *v/top > .1: // away from the line above
			at.dy = "16"
		}
		points, labels = append(points, at), append(labels, at)
	}
	if len(labels) > labelled {
		labels = labels[len(labels)-1:]
	}
	return points, labels
}

// labels names the first day and the last, and between them those that have room.
func (c Course) labels(xs []float64) []mark {
	const room = .16
	var list []mark
	before, last := math.Inf(-1), len(c.Days)-1
	for n, day := range c.Days {
		if n == last || xs[n]-before >= room && xs[last]-xs[n] >= room {
			list = append(list, mark{x: share(xs[n]), text: day, anchor: anchor(xs[n])})
			before = xs[n]
		}
	}
	return list
}

func (c Course) summary() string {
	lines := make([]string, len(c.Days))
	for n, day := range c.Days {
		lines[n] = day + ": conseguido " + c.actual(n) + ", previsto " + c.planned(n)
	}
	return strings.Join(append([]string{c.Caption}, lines...), ". ") + "."
}

// path draws a line through the values that there are, interrupted where one is missing.
func path(xs []float64, top float64, value func(int) *float64) string {
	var b strings.Builder
	pen := "M"
	for n, x := range xs {
		v := value(n)
		if v == nil {
			pen = "M"
			continue
		}
		b.WriteString(pen + thousandths(x) + " " + thousandths(1-within(*v/top)))
		pen = "L"
	}
	return b.String()
}

func anchor(x float64) string {
	switch {
	case x < .08:
		return "start"
	case x > .92:
		return "end"
	}
	return "middle"
}

func within(v float64) float64 { return max(0, min(1, v)) }

func thousandths(v float64) string { return strconv.FormatFloat(v*1000, 'f', 1, 64) }

func share(v float64) string { return strconv.FormatFloat(v*100, 'f', 2, 64) + "%" }

// meter is the drawing of a bar.
func (b Bar) meter() ui.MeterProps {
	p := ui.MeterProps{Progress: decimal.NewNullDecimal(decimal.NewFromFloat(b.Share)), Status: b.Status}
	if b.Expected >= 0 {
		p.Expected = decimal.NewNullDecimal(decimal.NewFromFloat(b.Expected))
	}
	return p
}

package chart

import (
	"math"

	"hito/internal/date"
)

// HistoryPoint is a value of an indicator, in its own unit, on a date.
type HistoryPoint struct {
	On    date.Date
	When  string // the date in words
	Value float64
	Label string // the value in words: "41,8 km"
	Note  string // for the table, such as who reported it; may be blank
}

// HistoryRemark is something that was achieved or said on a date; it stands on the axis of time.
type HistoryRemark struct {
	On     date.Date
	When   string // the date in words
	Result bool   // a result; else a comment
	Text   string
}

// Reference is a value that the indicator is read against.
type Reference struct {
	Value float64
	Label string // such as "Meta: 60 km"
}

// HistoryProps is what was measured of an indicator against what was planned.
type HistoryProps struct {
	Figure
	Unit             string // above the vertical axis; may be blank
	Start, End       date.Date
	CutOff           date.Date      // reference date; zero leaves its line out
	CutLabel         string         // such as "A 30 nov 2022"
	Measured         []HistoryPoint // in order of date
	Planned          []HistoryPoint // the corners of the planned line, in order of date
	Steps            bool           // the planned line holds each value until the next date
	Baseline, Target *Reference     // nil for none
	Remarks          []HistoryRemark
	None             string // what is said when nothing was measured yet
}

func (p HistoryProps) plot() plot {
	s, sc := p.span(), scaleOver(p.values())
	pl := plot{
		unit: p.Unit, y: sc.ticks(), x: s.ticks(), scale: sc, format: numberFormat,
		rules: p.rules(sc),
	}
	planned := line{name: "Valor previsto", class: expectedLine, points: p.planned(s)}
	measured := line{name: "Valor medido", class: progressLine, points: places(p.Measured, s), dots: true}
	for _, l := range []line{planned, measured} {
		if len(l.points) > 0 {
			pl.lines = append(pl.lines, l)
		}
	}
	pl.marks = p.marks(s)
	if n := len(measured.points); n > 0 {
		pl.labels = []label{lastLabel(measured.points[n-1], planned.points, sc)}
	}
	if !p.CutOff.IsZero() {
		pl.cut = &tick{at: s.at(p.CutOff), text: p.CutLabel}
	}
	return pl
}

func (p HistoryProps) span() span {
	s := span{from: p.Start, to: p.End}
	for _, list := range [][]HistoryPoint{p.Measured, p.Planned} {
		for _, pt := range list {
			s.cover(pt.On)
		}
	}
	for _, r := range p.Remarks {
		s.cover(r.On)
	}
	s.cover(p.CutOff)
	return s
}

// marks are the remarks by day and kind, in the order given; several of a day share a mark.
func (p HistoryProps) marks(s span) []mark {
	type place struct {
		on     date.Date
		result bool
	}
	at := map[place]int{}
	var list []mark
	for _, r := range p.Remarks {
		n, there := at[place{r.On, r.Result}]
		if !there {
			n = len(list)
			at[place{r.On, r.Result}] = n
			list = append(list, mark{at: s.at(r.On), result: r.Result, text: r.When + ": " + r.Text})
			continue
		}
		list[n].text += "\n" + r.Text
	}
	return list
}

func (p HistoryProps) values() []float64 {
	var list []float64
	for _, points := range [][]HistoryPoint{p.Measured, p.Planned} {
		for _, pt := range points {
			list = append(list, pt.Value)
		}
	}
	for _, r := range []*Reference{p.Baseline, p.Target} {
		if r != nil {
			list = append(list, r.Value)
		}
	}
	return list
}

// rules are the target and, unless it is as good as the same, the baseline.
// The planned line goes from the baseline at the left to the target at the
// right: each text stands at the other side.
func (p HistoryProps) rules(sc scale) []rule {
	var list []rule
	if p.Target != nil && finite(p.Target.Value) {
		list = append(list, rule{class: "chart-rule-target", text: p.Target.Label, y: p.Target.Value})
	}
	if p.Baseline == nil || !finite(p.Baseline.Value) {
		return list
	}
	apart := p.Target == nil || math.Abs(sc.at(p.Target.Value)-sc.at(p.Baseline.Value)) > 0.03
	if apart {
		list = append(list, rule{class: "chart-rule-baseline", text: p.Baseline.Label, y: p.Baseline.Value, right: true})
	}
	return list
}

// places returns the points that can be drawn.
func places(points []HistoryPoint, s span) []point {
	var list []point
	for _, pt := range points {
		if finite(pt.Value) {
			list = append(list, point{x: s.at(pt.On), y: pt.Value, when: pt.When, label: pt.Label})
		}
	}
	return list
}

func (p HistoryProps) planned(s span) []point {
	corners := places(p.Planned, s)
	if !p.Steps {
		return corners
	}
	var list []point
	for i, pt := range corners {
		if i > 0 {
			held := corners[i-1]
			held.x = pt.x
			list = append(list, held)
		}
		list = append(list, pt)
	}
	return list
}

// lastLabel writes the newest value on the side away from the planned line.
func lastLabel(last point, planned []point, sc scale) label {
	l := label{class: "chart-label-progress", text: last.label, x: last.x, y: sc.at(last.y)}
	if at, ok := crossing(planned, last.x); ok && last.y < at {
		return l.below()
	}
	if l.y > 0.9 {
		return l.below()
	}
	return l.above()
}

// crossing returns the value of a line at a place between its ends.
func crossing(points []point, x float64) (float64, bool) {
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		if x < from.x || x > to.x || to.x == from.x {
			continue
		}
		return from.y + (to.y-from.y)*(x-from.x)/(to.x-from.x), true
	}
	return 0, false
}

// data lists what was measured, what is planned and what was achieved. Comments stand beside their values.
func (p HistoryProps) data() data {
	d := data{columns: []column{{"Fecha", false}, {"Valor", true}, {"Qué es", false}}}
	add := func(points []HistoryPoint, kind string) {
		for _, pt := range points {
			what := kind
			if pt.Note != "" {
				what += ". " + pt.Note
			}
			d.rows = append(d.rows, []cell{{text: pt.When}, {text: pt.Label}, {text: what}})
		}
	}
	add(p.Measured, "Medido")
	add(p.Planned, "Previsto")
	for _, r := range p.Remarks {
		if r.Result {
			d.rows = append(d.rows, []cell{{text: r.When}, {text: "—"}, {text: "Resultado. " + r.Text}})
		}
	}
	return d
}

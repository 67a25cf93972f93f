package chart

import (
	"unicode/utf8"

	"hito/internal/date"
)

// SeriesPoint is the state of a plan on a date. Progress and Expected are
// fractions; a blank label means that there is none on that date.
type SeriesPoint struct {
	On                           date.Date
	When                         string // the date in words
	Progress, Expected           float64
	ProgressLabel, ExpectedLabel string
	FollowUp                     string // name of the follow-up closed on that date; blank for none
	Href                         string // of the follow-up; may be blank
}

// SeriesProps is "Progreso actual vs previsto" over time.
type SeriesProps struct {
	Figure
	Start, End date.Date     // of the plan; the points may lie outside
	CutOff     date.Date     // reference date; zero leaves its line out
	CutLabel   string        // such as "A 30 nov 2022"
	Points     []SeriesPoint // in order of date; expected alone after the cut-off
	None       string        // what is said when there are no points
}

const (
	progressLine = "chart-line-progress"
	expectedLine = "chart-line-expected"

	// More dots than this hide the line they are on.
	mostDots = 14
)

func (p SeriesProps) plot() plot {
	s := span{from: p.Start, to: p.End}
	for _, pt := range p.Points {
		s.cover(pt.On)
	}
	s.cover(p.CutOff)
	unit := scale{from: 0, to: 1, step: 0.25}
	progress := line{name: "Progreso actual", class: progressLine, area: true}
	expected := line{name: "Progreso previsto", class: expectedLine}
	for _, pt := range p.Points {
		if pt.ExpectedLabel != "" {
			expected.points = append(expected.points, point{
				x: s.at(pt.On), y: within(pt.Expected), when: pt.When, label: pt.ExpectedLabel})
		}
		if pt.ProgressLabel != "" {
			progress.points = append(progress.points, point{
				x: s.at(pt.On), y: within(pt.Progress), when: pt.When, label: pt.ProgressLabel, ring: pt.FollowUp})
		}
	}
	progress.dots = len(progress.points) <= mostDots
	pl := plot{
		y: quarterTicks(), x: s.ticks(), scale: unit, format: shareFormat,
		labels: p.endLabels(s),
	}
	for _, l := range []line{expected, progress} {
		if len(l.points) > 0 {
			pl.lines = append(pl.lines, l)
		}
	}
	if !p.CutOff.IsZero() {
		pl.cut = &tick{at: s.at(p.CutOff), text: p.CutLabel}
	}
	return pl
}

func quarterTicks() []tick {
	return []tick{{0, "0\u00a0%", false}, {0.25, "25\u00a0%", false}, {0.5, "50\u00a0%", false},
		{0.75, "75\u00a0%", false}, {1, "100\u00a0%", false}}
}

// endLabels writes the figures of the newest point with progress: the higher
// one above its line and the lower one below, so that they never meet.
func (p SeriesProps) endLabels(s span) []label {
	var last *SeriesPoint
	for i := range p.Points {
		if p.Points[i].ProgressLabel != "" {
			last = &p.Points[i]
		}
	}
	if last == nil {
		return nil
	}
	x := s.at(last.On)
	progress := label{class: "chart-label-progress", text: last.ProgressLabel, x: x, y: within(last.Progress)}
	if last.ExpectedLabel == "" {
		return []label{progress.above()}
	}
	expected := label{class: "chart-label-expected", text: last.ExpectedLabel, x: x, y: within(last.Expected)}
	if progress.y >= expected.y {
		return []label{progress.above(), expected.below()}
	}
	return []label{expected.above(), progress.below()}
}

// above places a label before its point, where a rising line is lower.
func (l label) above() label {
	l.anchor, l.dx, l.dy = "end", "-8", "-8"
	if l.x < 0.2 {
		l.anchor, l.dx = "start", "8"
	}
	return l
}

// below places a label after its point, where a rising line is higher, unless
// it would leave the drawing on a small screen.
func (l label) below() label {
	l.anchor, l.dx, l.dy = "start", "9", "15"
	const plot, margin, character = 220, 20, 9
	if float64(utf8.RuneCountInString(l.text)*character) > (1-l.x)*plot+margin {
		l.anchor, l.dx, l.dy = "end", "4", "24"
	}
	if l.y < 0.08 {
		l.dy = "-8"
	}
	return l
}

func (p SeriesProps) data() data {
	d := data{columns: []column{{"Fecha", false}, {"Progreso actual", true}, {"Progreso previsto", true}, {"Seguimiento", false}}}
	for _, pt := range p.Points {
		d.rows = append(d.rows, []cell{
			{text: pt.When}, {text: pt.ProgressLabel}, {text: pt.ExpectedLabel}, {text: pt.FollowUp, href: pt.Href},
		})
	}
	return d
}

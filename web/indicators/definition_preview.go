package indicators

import (
	"cmp"
	"slices"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// preview tells the course that a definition would expect, before it is saved.
type preview struct {
	Rule string // "Regla: alcanzar la meta, subiendo."
	Text string // "Hoy se espera 12,5 horas; el 31/12/2026, 20 horas."
	Rows []previewRow
}

// previewRow is what is expected on a date.
type previewRow struct {
	On              date.Date
	What            string // "Punto planificado"
	Value, Progress string
}

func previewOf(f indicator.Frame, d indicator.Draft, today date.Date) *preview {
	goal := d.Goal(f.StartsOn, f.EndsOn)
	value := func(on date.Date) string {
		return ui.Quantity(goal.ExpectedValue(on), d.Decimals, d.UnitOfMeasure)
	}
	p := &preview{Rule: "Regla: " + ruleWords(goal) + ".", Text: previewText(goal, today, value)}
	for _, s := range stops(f, goal, today) {
		p.Rows = append(p.Rows, previewRow{
			On: s.on, What: s.what, Value: value(s.on), Progress: ui.Percent(goal.Expected(s.on), board.IndicatorPlaces),
		})
	}
	return p
}

func previewText(goal progress.Goal, today date.Date, value func(date.Date) string) string {
	switch {
	case today < goal.Start:
		return "Empieza el " + ui.ShortDate(goal.Start) + "; el " + ui.ShortDate(goal.End) + " se espera " + value(goal.End) + "."
	case today >= goal.End:
		return "Su plazo acabó el " + ui.ShortDate(goal.End) + ", con " + value(goal.End) + " como meta."
	default:
		return "Hoy se espera " + value(today) + "; el " + ui.ShortDate(goal.End) + ", " + value(goal.End) + "."
	}
}

// stop is a date of which the preview tells what is expected.
type stop struct {
	on   date.Date
	what string
}

// stops are the dates that tell a course, in order and each once.
func stops(f indicator.Frame, goal progress.Goal, today date.Date) []stop {
	list := []stop{{goal.Start, "Primer día"}, {goal.End, "Fin"}}
	inside := func(on date.Date, what string) {
		if on > goal.Start && on < goal.End {
			list = append(list, stop{on, what})
		}
	}
	for _, p := range goal.Points {
		inside(p.On, "Punto planificado")
	}
	for _, p := range f.Periods {
		inside(p.EndsOn, "Fin de «"+p.Title+"»")
	}
	inside(today, "Hoy")
	slices.SortStableFunc(list, func(a, b stop) int { return cmp.Compare(a.on, b.on) })
	merged := list[:0]
	for _, s := range list {
		if n := len(merged); n > 0 && merged[n-1].on == s.on {
			merged[n-1].what += ". " + s.what
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}

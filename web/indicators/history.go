package indicators

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/progress"
	"hito/web/chart"
	"hito/web/ui"
)

// current returns the value on each date that has one, oldest first. The history comes newest first.
func current(history []indicator.Measurement) []indicator.Measurement {
	return slices.DeleteFunc(newest(history), func(m indicator.Measurement) bool { return !m.Value.Valid })
}

// newest returns the highest revision on each date, withdrawn or not, oldest first.
func newest(history []indicator.Measurement) []indicator.Measurement {
	var list []indicator.Measurement
	for _, m := range history {
		if len(list) == 0 || list[len(list)-1].MeasuredOn != m.MeasuredOn {
			list = append(list, m)
		}
	}
	slices.Reverse(list)
	return list
}

// history is the drawing of what was measured against what was planned.
func history(s dashboard.Story) chart.HistoryProps {
	i, goal := s.Indicator, goalOf(s)
	values := current(s.History)
	p := chart.HistoryProps{
		Figure: chart.Figure{ID: "grafico-evolucion", Title: "Evolución del indicador " + i.Code, Summary: historySummary(s, values)},
		Unit:   i.UnitOfMeasure, Start: goal.Start, End: goal.End,
		Planned: corners(i, goal), Steps: goal.Steps && len(counting(goal)) > 0,
		Target: &chart.Reference{Value: goal.Target.InexactFloat64(), Label: "Meta: " + quantity(i, goal.Target)},
		None:   "Todavía no hay ningún valor medido",
	}
	for _, m := range values {
		p.Measured = append(p.Measured, at(i, m.MeasuredOn, m.Value.Decimal, m.Comment))
	}
	p.Remarks = remarks(s, values)
	if i.Baseline.Valid && goal.Direction() != progress.Maintain {
		p.Baseline = &chart.Reference{Value: i.Baseline.Decimal.InexactFloat64(), Label: "Inicial: " + quantity(i, i.Baseline.Decimal)}
	}
	if s.On >= goal.Start && s.On < goal.End {
		p.CutOff, p.CutLabel = s.On, "A "+ui.ShortDate(s.On)
	}
	return p
}

func at(i dashboard.Indicator, on date.Date, value decimal.Decimal, note string) chart.HistoryPoint {
	return chart.HistoryPoint{
		On: on, When: ui.LongDate(on), Value: value.InexactFloat64(), Label: quantity(i, value), Note: note,
	}
}

func historySummary(s dashboard.Story, values []indicator.Measurement) string {
	i := s.Indicator
	text := "Ningún valor medido."
	if n := len(values); n > 0 {
		first, last := values[0], values[n-1]
		text = ui.Count(n, "valor medido", "valores medidos") + ": "
		if n > 1 {
			text += quantity(i, first.Value.Decimal) + " el " + ui.LongDate(first.MeasuredOn) + " y "
		}
		text += quantity(i, last.Value.Decimal) + " el " + ui.LongDate(last.MeasuredOn) + "."
	}
	return text + " Meta: " + quantity(i, i.Target) + " el " + ui.LongDate(goalOf(s).End) + "."
}

// corners are the points between which the planned line runs.
func corners(i dashboard.Indicator, goal progress.Goal) []chart.HistoryPoint {
	if goal.Direction() == progress.Maintain {
		return []chart.HistoryPoint{at(i, goal.Start, goal.Target, "Meta que mantener"), at(i, goal.End, goal.Target, "Meta que mantener")}
	}
	start := "Valor inicial"
	if !goal.Baseline.Valid {
		start = "Sin línea base: cuenta como 0"
	}
	list := []chart.HistoryPoint{at(i, goal.Start, goal.Baseline.Decimal, start)}
	for _, p := range counting(goal) {
		list = append(list, at(i, p.On, p.Value, "Hito planificado"))
	}
	return append(list, at(i, goal.End, goal.Target, "Meta"))
}

// counting are the planned points that the rules take: those within the goal's time, in date order.
func counting(goal progress.Goal) []progress.Point {
	if goal.Direction() == progress.Maintain {
		return nil
	}
	var list []progress.Point
	for _, p := range goal.Points {
		if p.On >= goal.Start && p.On < goal.End {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(x, y progress.Point) int { return cmp.Compare(x.On, y.On) })
	return list
}

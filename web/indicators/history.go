package indicators

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/progress"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// current returns the value on each date that has one, the highest revision, oldest first. The history comes
// newest first.
func current(history []indicator.Measurement) []indicator.Measurement {
	var list []indicator.Measurement
	for _, m := range history {
		if len(list) == 0 || list[len(list)-1].MeasuredOn != m.MeasuredOn {
			list = append(list, m)
		}
	}
	list = slices.DeleteFunc(list, func(m indicator.Measurement) bool { return !m.Value.Valid })
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

// shownValues is how many measurements are seen without asking for more.
const shownValues = 12

// measurements is the table of the values, newest first.
type measurements struct {
	Recent, Older []measurement
	Text          string // how to read them
	OlderText     string // what opens the older ones
	Comments      bool   // some value has a comment
	Empty         ui.EmptyProps
}

// measurement is the value on a date, with what it meant.
type measurement struct {
	On                 date.Date
	Value              string
	Change             string // against the value before; blank for the first
	Progress, Expected string
	Comment            string
	Corrected          []correction
}

// correction is a value that a later one replaced.
type correction struct{ Value, When, Comment string }

func measured(s dashboard.Story, location *time.Location) measurements {
	rows := measurementRows(s, location)
	m := measurements{Recent: rows, Empty: noValues(s)}
	if len(rows) > 0 {
		m.Text = "Cada uno con el progreso que daba y con lo previsto para su fecha, según la misma fórmula."
	}
	// Two more rows take less room than the line that would open them.
	if len(rows) > shownValues+2 {
		m.Recent, m.Older = rows[:shownValues], rows[shownValues:]
		m.OlderText = "Ver los " + ui.Count(len(m.Older), "valor anterior", "valores anteriores")
	}
	m.Comments = slices.ContainsFunc(rows, func(r measurement) bool { return r.Comment != "" || len(r.Corrected) > 0 })
	return m
}

func noValues(s dashboard.Story) ui.EmptyProps {
	p := ui.EmptyProps{Icon: "question", Title: "Todavía no hay ningún valor medido"}
	if due := s.Indicator.DueOn; !due.IsZero() {
		p.Text = "El primero se espera el " + ui.LongDate(due) + "."
	}
	return p
}

func measurementRows(s dashboard.Story, location *time.Location) []measurement {
	i, goal := s.Indicator, goalOf(s)
	var rows []measurement
	var before *decimal.Decimal
	for _, m := range current(s.History) {
		row := measurement{
			On: m.MeasuredOn, Value: quantity(i, m.Value.Decimal), Comment: m.Comment,
			Progress:  ui.PercentOrDash(goal.Progress(m.Value), board.IndicatorPlaces),
			Expected:  ui.Percent(goal.Expected(m.MeasuredOn), board.IndicatorPlaces),
			Corrected: corrections(i, s.History, m, location),
		}
		if before != nil {
			row.Change = signed(m.Value.Decimal.Sub(*before), i.Decimals)
		}
		before = &m.Value.Decimal
		rows = append(rows, row)
	}
	slices.Reverse(rows)
	return rows
}

// corrections are the earlier revisions of a value, newest first.
func corrections(i dashboard.Indicator, history []indicator.Measurement, of indicator.Measurement, location *time.Location) []correction {
	var list []correction
	for _, m := range history {
		if m.MeasuredOn == of.MeasuredOn && m.Revision < of.Revision {
			list = append(list, correction{
				Value: quantity(i, m.Value.Decimal), When: ui.LongDate(date.Of(m.RecordedAt.In(location))), Comment: m.Comment,
			})
		}
	}
	return list
}

// signed writes a difference with its sign: "+3", "−1,5", "0".
func signed(d decimal.Decimal, places int32) string {
	if d.Round(places).IsPositive() {
		return "+" + ui.Number(d, places)
	}
	return ui.Number(d, places)
}

package indicators

import (
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// milestone is a planned point, or the target at the end, with what became of it.
type milestone struct {
	On                       date.Date
	Planned, Share, Measured string
	Outcome                  string // "Alcanzado"
	Icon                     string
	Class                    string
}

// milestones are the planned points and the target; none where the plan is a straight line.
func milestones(s dashboard.Story) []milestone {
	goal := goalOf(s)
	points := counting(goal)
	if len(points) == 0 {
		return nil
	}
	values := current(s.History)
	var list []milestone
	for _, p := range append(points, progress.Point{On: goal.End, Value: goal.Target}) {
		list = append(list, milestoneOf(s, goal, p, values))
	}
	return list
}

func milestonesText(i dashboard.Indicator) string {
	if i.PlannedInSteps {
		return "Lo previsto sube o baja de golpe en cada fecha y se mantiene hasta la siguiente."
	}
	return "Entre una fecha y la siguiente, lo previsto avanza día a día."
}

func milestoneOf(s dashboard.Story, goal progress.Goal, p progress.Point, values []indicator.Measurement) milestone {
	i := s.Indicator
	share := goal.Progress(decimal.NewNullDecimal(p.Value)).Decimal
	m := milestone{On: p.On, Planned: quantity(i, p.Value), Share: ui.Percent(share, board.IndicatorPlaces)}
	if p.On > s.On {
		m.Outcome, m.Icon, m.Class = "Por llegar", "clock", "not-started"
		return m
	}
	value := valueAt(values, p.On)
	m.Measured = ui.QuantityOrDash(value, i.Decimals, i.UnitOfMeasure)
	reached := goal.Progress(value)
	switch {
	case !reached.Valid:
		m.Outcome, m.Icon, m.Class = "Sin dato", "question", "no-data"
	case reached.Decimal.GreaterThanOrEqual(share):
		m.Outcome, m.Icon, m.Class = "Alcanzado", "check", "on-track"
	default:
		m.Outcome, m.Icon, m.Class = "No alcanzado", "cross", "critical"
	}
	return m
}

// valueAt returns the newest value on or before a date; the values come oldest first.
func valueAt(values []indicator.Measurement, on date.Date) decimal.NullDecimal {
	var value decimal.NullDecimal
	for _, m := range values {
		if m.MeasuredOn > on {
			break
		}
		value = m.Value
	}
	return value
}

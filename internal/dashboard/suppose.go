package dashboard

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
)

// Supposed is a value that an indicator does not have yet.
type Supposed struct {
	Value      decimal.Decimal
	MeasuredOn date.Date
}

// Suppose returns the board as it would be with other values, by the identifiers of their indicators. A value counts as
// it would if it were recorded: not where it is newer than the board, and not where a newer one is known. The board
// that is returned has neither series nor snapshots.
func (b Board) Suppose(values map[int64]Supposed) Board {
	objectives := make([]plan.Objective, len(b.Objectives))
	indicators := make([]Indicator, 0, b.Size())
	for n, o := range b.Objectives {
		objectives[n] = o.Objective
		for _, i := range o.Indicators {
			if v, known := values[i.ID]; known && v.MeasuredOn <= b.On && v.MeasuredOn >= i.MeasuredOn {
				i.Value, i.MeasuredOn = decimal.NewNullDecimal(v.Value), v.MeasuredOn
			}
			i.DueOn = 0
			indicators = append(indicators, i)
		}
	}
	lines := make([]plan.Line, len(b.Lines))
	for n, l := range b.Lines {
		lines[n] = l.Line
	}
	return Build(b.Plan, lines, objectives, indicators, b.On)
}

package indicators

import (
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// closings is what the indicator was in the snapshots of its plan, newest first.
type closings struct {
	Rows      []closing
	Published bool // some was published elsewhere too
}

// closing is what the indicator was in a snapshot.
type closing struct {
	Title, Href        string
	On                 date.Date
	Current            bool // the page shows this one
	Value              string
	Progress, Expected string
	Change             string // of the progress against the snapshot before; blank where there is none
	Status             string
	Beside             *board.Beside
	Note               string // what was otherwise then; may be blank
}

func closingsOf(s dashboard.Story) closings {
	var list closings
	for n, c := range s.Closings {
		row := closing{
			Title: c.Title, Href: board.SnapshotPath(s.Board, c.ID), On: c.TakenOn,
			Current:  s.Frozen != nil && s.Frozen.ID == c.ID,
			Value:    ui.QuantityOrDash(c.Value, s.Indicator.Decimals, s.Indicator.UnitOfMeasure),
			Progress: ui.PercentOrDash(c.Progress, board.IndicatorPlaces),
			Expected: expectedAt(c),
			Status:   string(c.Status), Beside: besideOf(c), Note: otherwise(s.Indicator, c),
		}
		if n+1 < len(s.Closings) {
			row.Change = changeOf(s.Closings[n+1].Progress, c.Progress)
		}
		list.Published = list.Published || row.Beside != nil
		list.Rows = append(list.Rows, row)
	}
	return list
}

// expectedAt writes what was expected at a snapshot, or a dash where the indicator was cancelled.
func expectedAt(c dashboard.Closing) string {
	return board.ExpectedOf(dashboard.Indicator{Expected: c.Expected, Status: c.Status})
}

// changeOf writes the difference between two progresses in points; blank where either is missing.
func changeOf(before, after decimal.NullDecimal) string {
	if !before.Valid || !after.Valid {
		return ""
	}
	if progress.Same(before.Decimal, after.Decimal) {
		return "sin cambios"
	}
	return ui.Points(after.Decimal.Sub(before.Decimal))
}

// otherwise tells in what a snapshot's goal was not the one of now: its percentages do not compare.
func otherwise(i dashboard.Indicator, c dashboard.Closing) string {
	note := ""
	if c.Code != i.Code {
		note = "con el código " + c.Code
	}
	if !c.Target.Equal(i.Target) {
		note = joined(note, "con meta "+quantity(i, c.Target))
	}
	if c.Baseline.Valid != i.Baseline.Valid || !c.Baseline.Decimal.Equal(i.Baseline.Decimal) {
		baseline := "sin línea base"
		if c.Baseline.Valid {
			baseline = "con valor inicial " + quantity(i, c.Baseline.Decimal)
		}
		note = joined(note, baseline)
	}
	return note
}

func joined(x, y string) string {
	if x == "" {
		return y
	}
	return x + ", " + y
}

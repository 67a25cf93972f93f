package rounds

import (
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// effectProps is what the plan would be if all that was sent were accepted.
type effectProps struct {
	Plan       change
	Expected   string
	Objectives []change // that would change, in the plan's order
	None       string   // where none would
}

// change is a figure now and then. What stays has no Then.
type change struct {
	Code, Name            string
	Now, Then             string
	NowStatus, ThenStatus string
	Difference            string // "+3,2 p. p."
	NowMeter, ThenMeter   ui.MeterProps
}

func effectOf(now, then dashboard.Board) *effectProps {
	e := &effectProps{
		Plan: changeOf("", "El plan", now.Figures, then.Figures, board.HeadlinePlaces), Expected: ui.PercentOrDash(now.Expected, board.HeadlinePlaces),
	}
	for n, o := range now.Objectives {
		if after := then.Objectives[n].Figures; !same(o.Figures, after) {
			e.Objectives = append(e.Objectives, changeOf(o.Code, o.Title, o.Figures, after, board.HeadlinePlaces))
		}
	}
	if len(e.Objectives) == 0 {
		e.None = "Ningún objetivo cambiaría."
	}
	return e
}

func same(a, b dashboard.Figures) bool {
	return a.Status == b.Status && a.Progress.Valid == b.Progress.Valid && a.Progress.Decimal.Equal(b.Progress.Decimal) && a.Coverage == b.Coverage
}

func changeOf(code, name string, now, then dashboard.Figures, places int32) change {
	return change{
		Code: code, Name: name,
		Now: ui.PercentOrDash(now.Progress, places), Then: ui.PercentOrDash(then.Progress, places),
		NowStatus: string(now.Status), ThenStatus: string(then.Status),
		Difference: difference(now.Progress, then.Progress), NowMeter: board.Meter(now), ThenMeter: board.Meter(then),
	}
}

// difference is blank where there is none to be told.
func difference(now, then decimal.NullDecimal) string {
	if !now.Valid || !then.Valid || now.Decimal.Equal(then.Decimal) {
		return ""
	}
	return ui.Points(then.Decimal.Sub(now.Decimal))
}

func fraction(part, whole int) decimal.NullDecimal {
	if whole == 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(decimal.NewFromInt(int64(part)).Div(decimal.NewFromInt(int64(whole))))
}

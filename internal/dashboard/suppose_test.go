package dashboard_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

func supposable() dashboard.Board {
	number := decimal.RequireFromString
	p := plan.Plan{
		StartsOn: date.New(2026, time.January, 1), EndsOn: date.New(2026, time.December, 31), OnTrackFrom: number("0.9"), DelayedFrom: number("0.7"),
	}
	objectives := []plan.Objective{{ID: 1, Code: "O1", Weight: number("1"), Lines: []string{"L1"}}, {ID: 2, Code: "O2", Weight: number("1")}}
	one := func(id, objective int64) dashboard.Indicator {
		return dashboard.Indicator{Indicator: indicator.Indicator{
			ID: id, ObjectiveID: objective, Rule: progress.Reach, Target: number("10"), Weight: number("1"), PeriodicityMonths: 1,
		}}
	}
	measured := one(1, 1)
	measured.Value, measured.MeasuredOn = decimal.NewNullDecimal(number("2")), date.New(2026, time.May, 31)
	return dashboard.Build(p, []plan.Line{{Code: "L1"}}, objectives, []dashboard.Indicator{measured, one(2, 2)}, date.New(2026, time.June, 30))
}

func TestSupposeJudgesThePlanWithOtherValues(t *testing.T) {
	b := supposable()
	then := b.Suppose(map[int64]dashboard.Supposed{
		1: {Value: decimal.NewFromInt(8), MeasuredOn: date.New(2026, time.June, 30)},
		2: {Value: decimal.NewFromInt(5), MeasuredOn: date.New(2026, time.June, 15)},
		9: {Value: decimal.NewFromInt(1), MeasuredOn: date.New(2026, time.June, 15)}, // of no indicator
	})
	for name, c := range map[string]struct {
		got  decimal.NullDecimal
		want string
	}{
		"plan before": {b.Progress, "0.1"}, "plan": {then.Progress, "0.65"}, "first objective": {then.Objectives[0].Progress, "0.8"},
		"second objective": {then.Objectives[1].Progress, "0.5"}, "line": {then.Lines[0].Progress, "0.8"},
	} {
		if !c.got.Valid || !c.got.Decimal.Equal(decimal.RequireFromString(c.want)) {
			t.Errorf("progress of %s is %v, want %s", name, c.got, c.want)
		}
	}
	if b.Coverage.WithData != 1 || then.Coverage.WithData != 2 {
		t.Errorf("with data: %d and %d", b.Coverage.WithData, then.Coverage.WithData)
	}
	if got, want := then.Objectives[0].Indicators[0].DueOn, date.New(2026, time.July, 31); got != want {
		t.Errorf("the next value is owed on %s, want %s", got, want)
	}
}

func TestSupposeLeavesAsideWhatWouldNotCount(t *testing.T) {
	b := supposable()
	for name, on := range map[string]date.Date{"newer than the board": date.New(2026, time.July, 1), "older than what is known": date.New(2026, time.May, 30)} {
		then := b.Suppose(map[int64]dashboard.Supposed{1: {Value: decimal.NewFromInt(8), MeasuredOn: on}})
		if !then.Progress.Decimal.Equal(b.Progress.Decimal) {
			t.Errorf("%s: the plan is at %s, want %s", name, then.Progress.Decimal, b.Progress.Decimal)
		}
	}
	same := b.Suppose(map[int64]dashboard.Supposed{1: {Value: decimal.NewFromInt(8), MeasuredOn: date.New(2026, time.May, 31)}})
	if !same.Objectives[0].Progress.Decimal.Equal(decimal.RequireFromString("0.8")) {
		t.Errorf("a value that replaces that of its day gives %s", same.Objectives[0].Progress.Decimal)
	}
	if !b.Objectives[0].Progress.Decimal.Equal(decimal.RequireFromString("0.2")) {
		t.Error("supposing changes the board itself")
	}
}

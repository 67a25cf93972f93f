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

var (
	start = date.New(2026, time.January, 1)
	end   = date.New(2026, time.December, 31)
	mid   = date.New(2026, time.July, 2) // 183 of 365 days
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func some(s string) decimal.NullDecimal { return decimal.NewNullDecimal(dec(s)) }

func thePlan() plan.Plan {
	return plan.Plan{ID: 1, Slug: "p", Title: "P", StartsOn: start, EndsOn: end, OnTrackFrom: dec("0.9"), DelayedFrom: dec("0.7")}
}

func objective(id int64, code string, lines ...string) plan.Objective {
	return plan.Objective{ID: id, Code: code, Weight: dec("1"), Lines: lines}
}

// measured is an indicator from 0 to 100 with a value in its objective; a blank value is none.
func measured(objectiveID, id int64, value string) dashboard.Indicator {
	i := dashboard.Indicator{Indicator: indicator.Indicator{
		ID: id, ObjectiveID: objectiveID, Code: "I." + decimal.NewFromInt(id).String(),
		Rule: progress.Reach, Baseline: some("0"), Target: dec("100"), Weight: dec("1"),
	}}
	if value != "" {
		i.Value, i.MeasuredOn = some(value), mid
	}
	return i
}

func wantFraction(t *testing.T, what string, got decimal.NullDecimal, want string) {
	t.Helper()
	if want == "" {
		if got.Valid {
			t.Errorf("%s = %s, want none", what, got.Decimal)
		}
		return
	}
	if !got.Valid || !progress.Same(got.Decimal, dec(want)) {
		t.Errorf("%s = %v, want %s", what, got, want)
	}
}

func TestBuildWeighsIndicatorsObjectivesAndLines(t *testing.T) {
	heavy := objective(10, "O.1", "L.1")
	heavy.Weight = dec("3")
	objectives := []plan.Objective{heavy, objective(20, "O.2", "L.1", "L.2"), objective(30, "O.3")}
	weightless := measured(10, 3, "100")
	weightless.Weight = dec("0")
	indicators := []dashboard.Indicator{measured(10, 1, "40"), measured(10, 2, "60"), weightless, measured(20, 4, "100")}
	b := dashboard.Build(thePlan(), []plan.Line{{Code: "L.1"}, {Code: "L.2"}, {Code: "L.3"}}, objectives, indicators, mid)

	wantFraction(t, "O.1", b.Objectives[0].Progress, "0.5")
	wantFraction(t, "O.2", b.Objectives[1].Progress, "1")
	wantFraction(t, "O.3 without indicators", b.Objectives[2].Progress, "0")
	wantFraction(t, "plan", b.Progress, "0.5") // (3×0.5 + 1 + 0) / 5
	wantFraction(t, "L.1", b.Lines[0].Progress, "0.625")
	wantFraction(t, "L.2", b.Lines[1].Progress, "1")
	wantFraction(t, "L.3 without objectives", b.Lines[2].Progress, "")
	if want := (progress.Coverage{WithData: 3, Total: 3}); b.Coverage != want {
		t.Errorf("coverage = %+v, want %+v: what does not weigh is not covered", b.Coverage, want)
	}
	if got := b.Objectives[0].Indicators[0].Objective; got != "O.1" {
		t.Errorf("objective of the first indicator = %q", got)
	}
}

func TestBuildLeavesOutWhatIsCancelledFromThatDateOn(t *testing.T) {
	gone := measured(10, 1, "0")
	gone.CancelledOn, gone.CancelReason = mid, "fusionado"
	indicators := []dashboard.Indicator{gone, measured(10, 2, "80")}
	for on, want := range map[date.Date]struct {
		progress string
		status   progress.Status
	}{
		mid - 1: {"0.4", progress.StatusCritical},
		mid:     {"0.8", dashboard.Cancelled},
		mid + 1: {"0.8", dashboard.Cancelled},
	} {
		b := dashboard.Build(thePlan(), nil, []plan.Objective{objective(10, "O.1")}, indicators, on)
		wantFraction(t, "progress on "+on.String(), b.Progress, want.progress)
		if got := b.Objectives[0].Indicators[0].Status; got != want.status {
			t.Errorf("status on %s = %s, want %s", on, got, want.status)
		}
	}
}

func TestDueDates(t *testing.T) {
	p := thePlan()
	for _, c := range []struct {
		name   string
		months int
		last   date.Date // no date: never measured
		want   string
	}{
		{"no periodicity", 0, mid, ""},
		{"never measured: one period from the start", 3, 0, "2026-03-31"},
		{"one period after the last value", 3, date.New(2026, time.March, 31), "2026-06-30"},
		{"month ends follow month ends", 1, date.New(2026, time.February, 28), "2026-03-31"},
		{"nothing is owed after the end", 12, date.New(2026, time.June, 30), ""},
	} {
		i := measured(10, 1, "")
		i.PeriodicityMonths = c.months
		if !c.last.IsZero() {
			i.Value, i.MeasuredOn = some("1"), c.last
		}
		b := dashboard.Build(p, nil, []plan.Objective{objective(10, "O.1")}, []dashboard.Indicator{i}, mid)
		if got := b.Objectives[0].Indicators[0].DueOn.String(); got != c.want {
			t.Errorf("%s: due on %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTopAndBottomShareNothing(t *testing.T) {
	for n := range 14 {
		var indicators []dashboard.Indicator
		for k := range n {
			indicators = append(indicators, measured(10, int64(k+1), decimal.NewFromInt(int64(k*7)).String()))
		}
		indicators = append(indicators, measured(10, 99, "")) // without data: in neither
		b := dashboard.Build(thePlan(), nil, []plan.Objective{objective(10, "O.1")}, indicators, mid)
		top, bottom := b.Top(), b.Bottom()
		if want := min(10, n); len(top)+len(bottom) != want {
			t.Fatalf("%d indicators: %d top and %d bottom, want %d in all", n, len(top), len(bottom), want)
		}
		seen := map[string]bool{}
		for _, i := range append(top, bottom...) {
			if seen[i.Code] || !i.Progress.Valid {
				t.Errorf("%d indicators: %s stands twice or has no data", n, i.Code)
			}
			seen[i.Code] = true
		}
		if n > 1 && top[0].Progress.Decimal.LessThanOrEqual(bottom[0].Progress.Decimal) {
			t.Errorf("%d indicators: the best is not above the worst", n)
		}
	}
}

func TestAttentionNamesWhatIsMissingOverdueAndEmpty(t *testing.T) {
	overdue := measured(10, 1, "50")
	overdue.MeasuredOn, overdue.PeriodicityMonths = date.New(2026, time.February, 1), 3
	future := measured(10, 3, "")
	future.StartsOn = mid + 30
	cancelled := objective(30, "O.3")
	cancelled.CancelledOn, cancelled.CancelReason = start, "sin fondos"
	b := dashboard.Build(thePlan(), nil,
		[]plan.Objective{objective(10, "O.1"), objective(20, "O.2"), cancelled},
		[]dashboard.Indicator{overdue, measured(10, 2, ""), future, measured(10, 4, "10")}, mid)
	a := b.Attention()
	if len(a.Overdue) != 1 || a.Overdue[0].Code != "I.1" {
		t.Errorf("overdue = %+v, want I.1 alone", a.Overdue)
	}
	if len(a.Missing) != 1 || a.Missing[0].Code != "I.2" {
		t.Errorf("missing = %+v, want I.2 alone", a.Missing)
	}
	if len(a.Empty) != 1 || a.Empty[0].Code != "O.2" {
		t.Errorf("empty = %+v, want O.2 alone", a.Empty)
	}
}

func TestChangesAgainstThePreviousSnapshot(t *testing.T) {
	b := dashboard.Build(thePlan(), nil, []plan.Objective{objective(10, "O.1")},
		[]dashboard.Indicator{measured(10, 1, "50"), measured(10, 2, "50"), measured(10, 3, "50")}, mid)
	if got := b.Changes(); got != nil {
		t.Errorf("changes without a snapshot = %v, want none", got)
	}
	b.Previous = &dashboard.Previous{Indicators: []dashboard.Was{
		{ID: 1, Value: some("50.0"), Status: b.Objectives[0].Indicators[0].Status},
		{ID: 2, Value: some("40"), Status: b.Objectives[0].Indicators[1].Status},
	}}
	changes := b.Changes()
	if len(changes) != 2 || changes[0].Indicator.Code != "I.2" || changes[1].Was != nil {
		t.Errorf("changes = %+v, want I.2 changed and I.3 new", changes)
	}
}

func TestACancelledObjectiveTakesItsIndicatorsAlong(t *testing.T) {
	gone := objective(10, "O.1")
	gone.CancelledOn, gone.CancelReason = mid, "sin fondos"
	light := objective(20, "O.2")
	light.Weight = dec("0")
	indicators := []dashboard.Indicator{measured(10, 1, "100"), measured(20, 2, "100"), measured(30, 3, "50"), measured(30, 4, "10")}
	b := dashboard.Build(thePlan(), nil, []plan.Objective{gone, light, objective(30, "O.3")}, indicators, mid)
	if got := b.Objectives[0].Indicators[0].Status; got != dashboard.Cancelled {
		t.Errorf("status of an indicator of a cancelled objective = %s", got)
	}
	if top, bottom := b.Top(), b.Bottom(); len(top) != 1 || top[0].Code != "I.3" || len(bottom) != 1 || bottom[0].Code != "I.4" {
		t.Errorf("top %v and bottom %v; only what counts is ranked", top, bottom)
	}
	before := dashboard.Build(thePlan(), nil, []plan.Objective{gone, light, objective(30, "O.3")}, indicators, mid-1)
	if got := before.Objectives[0].Indicators[0].Status; got == dashboard.Cancelled {
		t.Error("cancelled a day too early")
	}
}

func TestAttentionWaitsForTheFirstValueToBeOwed(t *testing.T) {
	annual := measured(10, 1, "")
	annual.PeriodicityMonths = 12
	for on, want := range map[date.Date]int{start + 1: 0, end - 1: 0} {
		b := dashboard.Build(thePlan(), nil, []plan.Objective{objective(10, "O.1")}, []dashboard.Indicator{annual}, on)
		if got := len(b.Attention().Missing); got != want {
			t.Errorf("missing on %s: %d, want %d", on, got, want)
		}
	}
	monthly := annual
	monthly.PeriodicityMonths = 1
	b := dashboard.Build(thePlan(), nil, []plan.Objective{objective(10, "O.1")}, []dashboard.Indicator{monthly}, mid)
	if len(b.Attention().Missing) != 1 {
		t.Error("a monthly value is owed since January and is not missing")
	}
}

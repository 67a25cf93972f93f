package dashboard

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

func TestSeriesDates(t *testing.T) {
	for _, c := range []struct {
		name           string
		start, end, on string
		first, last    string
		most           int
	}{
		{"two years by months", "2021-07-01", "2023-06-30", "2022-11-30", "2021-07-31", "2023-06-30", 24},
		{"the reference date is added", "2021-07-01", "2023-06-30", "2022-11-15", "2021-07-31", "2023-06-30", 25},
		{"five years by quarters", "2020-01-01", "2024-12-31", "2022-01-15", "2020-03-31", "2024-12-31", 25},
		{"a century", "1950-01-01", "2050-12-31", "2000-01-01", "1954-12-31", "2050-12-31", 25},
		{"one day", "2026-05-05", "2026-05-05", "2026-05-05", "2026-05-05", "2026-05-05", 1},
		{"before the start", "2026-01-01", "2026-12-31", "2025-06-01", "2026-01-01", "2026-12-31", 13},
		{"after the end", "2026-01-01", "2026-12-31", "2027-06-01", "2026-01-31", "2027-06-01", 13},
	} {
		dates := seriesDates(day(t, c.start), day(t, c.end), day(t, c.on), nil)
		if len(dates) == 0 || len(dates) > c.most {
			t.Errorf("%s: %d dates, want 1 to %d", c.name, len(dates), c.most)
			continue
		}
		if dates[0].String() != c.first || dates[len(dates)-1].String() != c.last {
			t.Errorf("%s: from %s to %s, want %s to %s", c.name, dates[0], dates[len(dates)-1], c.first, c.last)
		}
		if !slices.IsSorted(dates) || len(slices.Compact(slices.Clone(dates))) != len(dates) {
			t.Errorf("%s: dates are not in order or stand twice: %v", c.name, dates)
		}
		if on := day(t, c.on); on >= dates[0] && on <= dates[len(dates)-1] && !slices.Contains(dates, on) {
			t.Errorf("%s: the reference date is not among %v", c.name, dates)
		}
	}
}

func TestSeriesHasTheFollowUpsUpToItsDate(t *testing.T) {
	start, end, on := day(t, "2026-01-01"), day(t, "2026-12-31"), day(t, "2026-06-30")
	dates := seriesDates(start, end, on, []SnapshotRef{
		{TakenOn: day(t, "2026-07-15")}, {TakenOn: day(t, "2026-03-15")}, {TakenOn: day(t, "2026-03-15")}, {TakenOn: day(t, "2025-12-01")},
	})
	if !slices.Contains(dates, day(t, "2026-03-15")) || slices.Contains(dates, day(t, "2026-07-15")) || slices.Contains(dates, day(t, "2025-12-01")) || len(dates) != 13 {
		t.Errorf("dates = %v, want the months and 15 March", dates)
	}
}

func TestSeriesHoldsEachValueUntilTheNext(t *testing.T) {
	start, end := date.New(2026, time.January, 1), date.New(2026, time.June, 30)
	p := plan.Plan{StartsOn: start, EndsOn: end, OnTrackFrom: decimal.New(9, -1), DelayedFrom: decimal.New(7, -1)}
	b := Build(p, nil, []plan.Objective{{ID: 1, Code: "O.1", Weight: decimal.New(1, 0)}}, []Indicator{{Indicator: indicator.Indicator{
		ID: 7, ObjectiveID: 1, Code: "I.1", Rule: progress.Reach, Target: decimal.New(100, 0), Weight: decimal.New(1, 0),
	}}}, date.New(2026, time.May, 31))
	dates := seriesDates(start, end, b.On, nil)
	got := series(b, dates, map[int64][]step{7: {{1, decimal.New(20, 0)}, {3, decimal.New(50, 0)}}})
	want := []string{"", "0.2", "0.2", "0.5", "0.5", ""}
	if len(got) != len(want) {
		t.Fatalf("%d moments, want %d", len(got), len(want))
	}
	for n, m := range got {
		switch {
		case want[n] == "" && m.Progress.Valid:
			t.Errorf("%s: progress %s where there is none: before the first value, or after the board's date", m.On, m.Progress.Decimal)
		case want[n] != "" && !m.Progress.Decimal.Equal(decimal.RequireFromString(want[n])):
			t.Errorf("%s: progress %v, want %s", m.On, m.Progress, want[n])
		}
		if n > 0 && !m.Expected.GreaterThan(got[n-1].Expected) {
			t.Errorf("%s: expected %s does not grow", m.On, m.Expected)
		}
	}
}

func day(t *testing.T, s string) date.Date {
	t.Helper()
	d, err := date.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

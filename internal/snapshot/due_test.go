package snapshot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

func day(t testing.TB, text string) date.Date {
	t.Helper()
	d, err := date.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDueDays(t *testing.T) {
	for name, c := range map[string]struct {
		start, end  string
		months      int
		from, until string
		want        string
	}{
		"quarterly":              {"2021-07-01", "2023-06-30", 3, "2021-07-01", "2022-07-15", "2021-09-30 2021-12-31 2022-03-31 2022-06-30"},
		"to the plan's end":      {"2021-07-01", "2023-06-30", 6, "2022-07-01", "2030-01-01", "2022-12-31 2023-06-30"},
		"not beyond it":          {"2021-07-01", "2023-05-15", 3, "2023-01-01", "2030-01-01", "2023-03-31"},
		"both ends included":     {"2021-07-01", "2023-06-30", 3, "2021-12-31", "2022-03-31", "2021-12-31 2022-03-31"},
		"monthly in a leap year": {"2024-01-01", "2024-12-31", 1, "2024-02-01", "2024-03-31", "2024-02-29 2024-03-31"},
		"from a month's end":     {"2025-01-31", "2026-12-31", 1, "2025-01-31", "2025-06-01", "2025-02-27 2025-03-30 2025-04-29 2025-05-30"},
		"from 29 February":       {"2024-02-29", "2030-12-31", 12, "2024-02-29", "2028-12-31", "2025-02-27 2026-02-27 2027-02-27 2028-02-28"},
		"mid-month":              {"2025-03-15", "2026-03-14", 6, "2025-01-01", "2027-01-01", "2025-09-14 2026-03-14"},
		"without a cadence":      {"2021-07-01", "2023-06-30", 0, "2021-07-01", "2023-06-30", ""},
		"nothing asked for":      {"2021-07-01", "2023-06-30", 1, "2022-07-01", "2022-06-30", ""},
		"a plan of one day":      {"2021-07-01", "2021-07-01", 1, "2021-01-01", "2022-06-30", ""},
	} {
		p := plan.Plan{StartsOn: day(t, c.start), EndsOn: day(t, c.end), CadenceMonths: c.months}
		var got []string
		for _, d := range snapshot.DueDays(p, day(t, c.from), day(t, c.until)) {
			got = append(got, d.String())
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
}

// However the days are asked for, in one go or day by day, they are the same, in order and within the plan.
func TestDueDaysAreTheSameHoweverAskedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := date.New(2020, time.January, rapid.IntRange(1, 1500).Draw(t, "start"))
		p := plan.Plan{
			State: plan.Active, StartsOn: start, EndsOn: start + date.Date(rapid.IntRange(0, 1500).Draw(t, "length")),
			CadenceMonths: rapid.SampledFrom([]int{1, 3, 6, 12}).Draw(t, "months"),
		}
		all := snapshot.DueDays(p, p.StartsOn, p.EndsOn)
		cut := p.StartsOn + date.Date(rapid.IntRange(-40, 1600).Draw(t, "cut"))
		parts := append(snapshot.DueDays(p, 0, cut), snapshot.DueDays(p, cut+1, p.EndsOn)...)
		if !slices.Equal(all, parts) {
			t.Fatalf("%v in one go, %v in two", all, parts)
		}
		for n, d := range all {
			if d < p.StartsOn || d > p.EndsOn || n > 0 && d <= all[n-1] {
				t.Fatalf("%v of a plan from %s to %s", all, p.StartsOn, p.EndsOn)
			}
		}
		next := snapshot.NextDue(p, cut)
		if at := slices.IndexFunc(all, func(d date.Date) bool { return d >= cut }); at < 0 && next != 0 || at >= 0 && next != all[at] {
			t.Fatalf("the next from %s is %s among %v", cut, next, all)
		}
	})
}

func TestOnlyPlansInForceHaveANextDay(t *testing.T) {
	p := plan.Plan{StartsOn: day(t, "2026-01-01"), EndsOn: day(t, "2026-12-31"), CadenceMonths: 3}
	for state, want := range map[plan.State]string{plan.Draft: "", plan.Active: "2026-03-31", plan.Closed: ""} {
		p.State = state
		if got := snapshot.NextDue(p, day(t, "2026-03-31")).String(); got != want {
			t.Errorf("%s: %q, want %q", state, got, want)
		}
	}
}

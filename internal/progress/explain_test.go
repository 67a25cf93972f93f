package progress_test

import (
	"reflect"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/progress"
)

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		name                    string
		rule                    progress.Rule
		baseline, target, value string
		inForce                 progress.Rule
		direction               progress.Direction
		formula                 progress.Formula
		numerator, denominator  string
		progress, counted       string
		clamped                 bool
	}{
		{"reach", "reach", "3", "10", "6", "reach", "increase", "distance", "3", "7", "0.428571428571428571428571", "0.428571428571428571428571", false},
		{"blank baseline", "reach", "", "5", "2", "reach", "increase", "distance", "2", "5", "0.4", "0.4", false},
		{"decreasing", "reach", "40", "15", "30", "reach", "decrease", "distance", "-10", "-25", "0.4", "0.4", false},
		{"beyond the target", "reach", "0", "5", "6", "reach", "increase", "distance", "6", "5", "1.2", "1", true},
		{"behind the baseline", "reach", "10", "20", "9", "reach", "increase", "distance", "-1", "10", "-0.1", "0", true},
		{"just there", "reach", "0", "5", "5", "reach", "increase", "distance", "5", "5", "1", "1", false},
		{"no data", "reach", "0", "5", "", "reach", "increase", "no_data", "", "", "", "0", false},
		{"kept", "maintain_at_least", "1", "1", "2", "maintain_at_least", "maintain", "met", "", "", "1", "1", false},
		{"a share of the target", "maintain_at_least", "80", "80", "60", "maintain_at_least", "maintain", "value_over_target", "60", "80", "0.75", "0.75", false},
		{"no share", "maintain_at_least", "80", "80", "-5", "maintain_at_least", "maintain", "unmet", "", "", "0", "0", false},
		{"at most kept", "maintain_at_most", "30", "30", "2", "maintain_at_most", "maintain", "met", "", "", "1", "1", false},
		{"the target in the value", "maintain_at_most", "30", "30", "40", "maintain_at_most", "maintain", "target_over_value", "30", "40", "0.75", "0.75", false},
		{"no share of 0", "maintain_at_most", "0", "0", "40", "maintain_at_most", "maintain", "unmet", "", "", "0", "0", false},
		{"maintain without data", "maintain_at_most", "0", "0", "", "maintain_at_most", "maintain", "no_data", "", "", "", "0", false},
		{"nothing to reach", "reach", "8", "8", "6", "maintain_at_least", "maintain", "value_over_target", "6", "8", "0.75", "0.75", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := goal(c.rule, c.baseline, c.target).Explain(null(c.value))
			if x.Rule != c.inForce || x.Direction != c.direction || x.Formula != c.formula {
				t.Errorf("%s, %s, %s; want %s, %s, %s", x.Rule, x.Direction, x.Formula, c.inForce, c.direction, c.formula)
			}
			if x.BaselineBlank != (c.baseline == "") || x.Clamped != c.clamped {
				t.Errorf("blank = %v, clamped = %v, want %v", x.BaselineBlank, x.Clamped, c.clamped)
			}
			if c.baseline == "" {
				equal(t, "baseline", x.Baseline, decimal.Zero)
			} else {
				equal(t, "baseline", x.Baseline, dec(c.baseline))
			}
			equal(t, "target", x.Target, dec(c.target))
			equalText(t, "value", x.Value, c.value)
			equalText(t, "numerator", x.Numerator, c.numerator)
			equalText(t, "denominator", x.Denominator, c.denominator)
			equalText(t, "progress", x.Progress, c.progress)
			equal(t, "counted", x.Counted, dec(c.counted))
		})
	}
}

func TestExplainExpected(t *testing.T) {
	base := progress.Goal{Rule: progress.Reach, Baseline: null("20"), Target: dec("120"), Start: day("2024-01-01"), End: day("2024-01-10")}
	with := func(rule progress.Rule, points string, steps bool) progress.Goal {
		g := base
		g.Rule, g.Points, g.Steps = rule, plannedPoints(points), steps
		return g
	}
	onBaseline := with("reach", "", false)
	onBaseline.Target = dec("20")
	const points = "2024-01-05 40, 2024-01-08 140"
	for _, c := range []struct {
		name           string
		goal           progress.Goal
		on             string
		schedule       progress.Schedule
		elapsed        int
		from, to       string // "": none
		passed, length int
		value          string
		expected       string
		clamped        bool
	}{
		{"linear", base, "2024-01-07", progress.Linear, 7, "2024-01-01 20", "2024-01-10 120", 7, 10, "90", "0.7", false},
		{"linear, before", base, "2023-12-31", progress.Linear, 0, "", "", 0, 0, "20", "0", false},
		{"linear, last day", base, "2024-01-10", progress.Linear, 10, "", "", 0, 0, "120", "1", false},
		{"points, first stretch", with("reach", points, false), "2024-01-03", progress.Planned, 3, "2024-01-01 20", "2024-01-05 40", 3, 5, "32", "0.12", false},
		{"points, second stretch", with("reach", points, false), "2024-01-06", progress.Planned, 6, "2024-01-05 40", "2024-01-08 140", 1, 3, "73.333333333333333333333333", "0.533333333333333333333333", false},
		{"points, past the target", with("reach", points, false), "2024-01-08", progress.Planned, 8, "2024-01-08 140", "2024-01-10 120", 0, 2, "140", "1", true},
		{"points, after the end", with("reach", points, false), "2024-01-11", progress.Planned, 10, "", "", 0, 0, "120", "1", false},
		{"steps", with("reach", points, true), "2024-01-07", progress.Stepwise, 7, "2024-01-05 40", "2024-01-08 140", 2, 3, "40", "0.2", false},
		{"steps, past the target", with("reach", points, true), "2024-01-09", progress.Stepwise, 9, "2024-01-08 140", "2024-01-10 120", 1, 2, "140", "1", true},
		{"no point counts", with("reach", "2025-01-01 40", true), "2024-01-07", progress.Linear, 7, "2024-01-01 20", "2024-01-10 120", 7, 10, "90", "0.7", false},
		{"nothing to reach", onBaseline, "2024-01-06", progress.Maintained, 6, "", "", 0, 0, "20", "1", false},
		{"maintain", with("maintain_at_least", points, false), "2024-01-06", progress.Maintained, 6, "", "", 0, 0, "120", "1", false},
		{"maintain, before", with("maintain_at_least", points, false), "2023-12-06", progress.Maintained, 0, "", "", 0, 0, "20", "0", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := c.goal.ExplainExpected(day(c.on))
			if x.Schedule != c.schedule || x.Clamped != c.clamped {
				t.Errorf("%s, clamped %v; want %s, %v", x.Schedule, x.Clamped, c.schedule, c.clamped)
			}
			if x.Start != c.goal.Start || x.End != c.goal.End || x.On != day(c.on) || x.Elapsed != c.elapsed || x.Total != 10 {
				t.Errorf("%s…%s on %s: %d of %d, want %d of 10", x.Start, x.End, x.On, x.Elapsed, x.Total, c.elapsed)
			}
			for _, end := range []struct {
				name string
				got  progress.Point
				want string
			}{{"from", x.From, c.from}, {"to", x.To, c.to}} {
				got := ""
				if !end.got.On.IsZero() {
					got = end.got.On.String() + " " + end.got.Value.String()
				}
				if got != end.want {
					t.Errorf("%s = %q, want %q", end.name, got, end.want)
				}
			}
			if x.StretchElapsed != c.passed || x.StretchTotal != c.length {
				t.Errorf("stretch %d of %d, want %d of %d", x.StretchElapsed, x.StretchTotal, c.passed, c.length)
			}
			equal(t, "value", x.Value, dec(c.value))
			equal(t, "expected", x.Expected, dec(c.expected))
		})
	}
}

func TestExplainMean(t *testing.T) {
	items := []progress.Item{
		indicator("3", "0.8", "0.5"),
		indicator("1", "1.2", "1"),
		indicator("2", "", "0.5"),
		cancelled(indicator("0", "0.5", "0.5")),
		indicator("0", "-0.5", "0.5"),
	}
	x := progress.ExplainMean(items)
	for i, want := range []struct {
		counted, term, expectedTerm string
		missing, clamped            bool
		leftOut                     progress.Exclusion
	}{
		{"0.8", "2.4", "1.5", false, false, progress.Included},
		{"1", "1", "1", false, true, progress.Included},
		{"0", "0", "1", true, false, progress.Included},
		{"0.5", "0", "0", false, false, progress.Cancelled},
		{"0", "0", "0", false, true, progress.ZeroWeight},
	} {
		row := x.Rows[i]
		if row.Missing != want.missing || row.Clamped != want.clamped || row.LeftOut != want.leftOut {
			t.Errorf("row %d = %+v", i, row)
		}
		equal(t, "weight", row.Weight, items[i].Weight)
		equalText(t, "raw progress", row.Progress, text(items[i].Progress))
		equal(t, "counted", row.Counted, dec(want.counted))
		equal(t, "expected", row.Expected, items[i].Expected)
		equal(t, "term", row.ProgressTerm, dec(want.term))
		equal(t, "expected term", row.ExpectedTerm, dec(want.expectedTerm))
	}
	equal(t, "sum of progress", x.ProgressSum, dec("3.4"))
	equal(t, "sum of expected", x.ExpectedSum, dec("3.5"))
	if len(x.Rows) != len(items) || !reflect.DeepEqual(x.Mean, progress.MeanOf(items)) {
		t.Errorf("%d rows, mean %+v", len(x.Rows), x.Mean)
	}
}

func TestExplainObjective(t *testing.T) {
	share := dec("0.71")
	items := []progress.Item{cancelled(indicator("1", "0.5", "0.5"))}
	x := progress.ExplainObjective(items, share)
	if !reflect.DeepEqual(x.Mean, progress.ObjectiveMean(items, share)) || len(x.Rows) != 1 || !x.Mean.Empty() {
		t.Errorf("explanation = %+v", x)
	}
	equal(t, "expected", x.Mean.Expected.Decimal, share)
}

package progress_test

import (
	"testing"

	"hito/internal/date"
	"hito/internal/progress"
)

func TestDaysCountBothEnds(t *testing.T) {
	for _, c := range []struct {
		start, end, on string
		elapsed, total int
	}{
		{"2021-07-01", "2023-06-30", "2022-11-30", 518, 730},
		{"2021-07-01", "2023-06-30", "2021-06-30", 0, 730},
		{"2021-07-01", "2023-06-30", "2021-07-01", 1, 730},
		{"2021-07-01", "2023-06-30", "2023-06-29", 729, 730},
		{"2021-07-01", "2023-06-30", "2023-06-30", 730, 730},
		{"2021-07-01", "2023-06-30", "2023-07-01", 730, 730},
		{"2024-01-01", "2024-12-31", "2024-02-29", 60, 366},
		{"2024-05-05", "2024-05-05", "2024-05-04", 0, 1},
		{"2024-05-05", "2024-05-05", "2024-05-05", 1, 1},
		{"2024-05-05", "2024-05-05", "2024-05-06", 1, 1},
		{"2024-05-05", "2024-05-01", "2024-05-04", 0, 1},
		{"2024-05-05", "2024-05-01", "2024-05-05", 1, 1},
	} {
		elapsed, total := progress.Days(day(c.start), day(c.end), day(c.on))
		if elapsed != c.elapsed || total != c.total {
			t.Errorf("Days(%s, %s, %s) = %d of %d, want %d of %d", c.start, c.end, c.on, elapsed, total, c.elapsed, c.total)
		}
	}
}

func TestLinearShare(t *testing.T) {
	for _, c := range []struct{ start, end, on, want string }{
		{"2021-07-01", "2023-06-30", "2022-11-30", "0.709589041095890410958904"},
		{"2021-07-01", "2023-06-30", "2021-06-30", "0"},
		{"2021-07-01", "2023-06-30", "2021-07-01", "0.001369863013698630136986"},
		{"2021-07-01", "2023-06-30", "2022-06-30", "0.5"},
		{"2021-07-01", "2023-06-30", "2023-06-30", "1"},
		{"2021-07-01", "2023-06-30", "2030-01-01", "1"},
		{"2024-05-05", "2024-05-05", "2024-05-04", "0"},
		{"2024-05-05", "2024-05-05", "2024-05-05", "1"},
		{"2024-05-05", "2024-05-01", "2024-05-03", "0"},
		{"2024-05-05", "2024-05-01", "2024-05-05", "1"},
	} {
		equal(t, c.start+"…"+c.end+" on "+c.on, progress.LinearShare(day(c.start), day(c.end), day(c.on)), dec(c.want))
	}
}

func TestStarted(t *testing.T) {
	start := day("2021-07-01")
	for on, want := range map[date.Date]bool{start - 1: false, start: true, start + 1: true} {
		if progress.Started(start, on) != want {
			t.Errorf("started on %s = %v, want %v", on, !want, want)
		}
	}
}

// The ten days of 1 to 10 January make every date a tenth.
func TestExpected(t *testing.T) {
	linear := progress.Goal{Rule: progress.Reach, Baseline: null("20"), Target: dec("120"), Start: day("2024-01-01"), End: day("2024-01-10")}
	with := func(points string, steps bool) progress.Goal {
		g := linear
		g.Points, g.Steps = plannedPoints(points), steps
		return g
	}
	decreasing := with("2024-01-04 90, 2024-01-08 60", false)
	decreasing.Baseline, decreasing.Target = null("120"), dec("20")
	blank := with("2024-01-05 30", false)
	blank.Baseline = null("")
	long := with("2024-01-04 0", false)
	long.Baseline, long.Target = null("900000000000000000"), dec("-900000000000000000")
	maintained := with("2024-01-05 30", false)
	maintained.Rule = progress.MaintainAtMost
	onBaseline := with("2024-01-05 30", false)
	onBaseline.Target = dec("20")
	oneDay := with("2024-01-01 30", false)
	oneDay.End = oneDay.Start
	backwards := with("2024-01-01 30, 2023-12-20 40", false)
	backwards.End = day("2023-12-20")

	for _, c := range []struct {
		name            string
		goal            progress.Goal
		on              string
		value, expected string
	}{
		{"linear, before", linear, "2023-12-31", "20", "0"},
		{"linear, first day", linear, "2024-01-01", "30", "0.1"},
		{"linear, inside", linear, "2024-01-07", "90", "0.7"},
		{"linear, last day", linear, "2024-01-10", "120", "1"},
		{"linear, after", linear, "2024-02-10", "120", "1"},

		{"points, before", with("2024-01-05 40, 2024-01-08 100", false), "2023-12-31", "20", "0"},
		{"points, first day", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-01", "24", "0.04"},
		{"points, eve of the first point", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-04", "36", "0.16"},
		{"points, on the first point", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-05", "40", "0.2"},
		{"points, between", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-06", "60", "0.4"},
		{"points, on the second", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-08", "100", "0.8"},
		{"points, to the end", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-09", "110", "0.9"},
		{"points, last day", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-10", "120", "1"},
		{"points, after", with("2024-01-05 40, 2024-01-08 100", false), "2024-01-11", "120", "1"},
		{"points in any order", with("2024-01-08 100, 2024-01-05 40", false), "2024-01-06", "60", "0.4"},
		{"points in any order, behind the date", with("2024-01-05 40, 2024-01-03 0, 2024-01-08 100, 2024-01-09 0", false), "2024-01-06", "60", "0.4"},
		{"points on one date: the last holds", with("2024-01-05 90, 2024-01-05 40, 2024-01-08 0, 2024-01-08 100", false), "2024-01-06", "60", "0.4"},
		{"a point on the first day", with("2024-01-01 80", false), "2024-01-01", "80", "0.6"},
		{"after a point on the first day", with("2024-01-01 30", false), "2024-01-04", "60", "0.4"},
		{"a point before the start is passed over", with("2023-12-31 90", false), "2024-01-05", "70", "0.5"},
		{"a point on the end is passed over", with("2024-01-10 20", false), "2024-01-05", "70", "0.5"},
		{"a point after the end is passed over", with("2024-01-12 20", false), "2024-01-05", "70", "0.5"},
		{"a point past the target is clamped", with("2024-01-05 300", false), "2024-01-05", "300", "1"},
		{"a point behind the baseline is clamped", with("2024-01-05 -80", false), "2024-01-05", "-80", "0"},
		{"a third is rounded at digit 24", with("2024-01-03 21", false), "2024-01-01", "20.333333333333333333333333", "0.003333333333333333333333"},
		{"decreasing, on a point", decreasing, "2024-01-04", "90", "0.3"},
		{"decreasing, between", decreasing, "2024-01-06", "75", "0.45"},
		{"blank baseline", blank, "2024-01-01", "6", "0.05"},
		{"long numbers", long, "2024-01-07", "-450000000000000000", "0.75"},
		{"big numbers", with("2024-01-05 50000000000000000020", false), "2024-01-04", "40000000000000000020", "1"},

		{"steps, before", with("2024-01-05 40, 2024-01-08 100", true), "2023-12-31", "20", "0"},
		{"steps, the baseline until the first point", with("2024-01-05 40, 2024-01-08 100", true), "2024-01-04", "20", "0"},
		{"steps, a jump on the date", with("2024-01-05 40, 2024-01-08 100", true), "2024-01-05", "40", "0.2"},
		{"steps, flat between", with("2024-01-05 40, 2024-01-08 100", true), "2024-01-07", "40", "0.2"},
		{"steps, flat to the end", with("2024-01-05 40, 2024-01-08 100", true), "2024-01-09", "100", "0.8"},
		{"steps, the target on the last day", with("2024-01-05 40, 2024-01-08 100", true), "2024-01-10", "120", "1"},
		{"steps past the target are clamped", with("2024-01-05 140", true), "2024-01-06", "140", "1"},
		{"steps without points are a line", with("", true), "2024-01-07", "90", "0.7"},
		{"steps without points that count are a line", with("2023-05-05 100, 2024-01-10 20", true), "2024-01-07", "90", "0.7"},

		{"maintain, before", maintained, "2023-12-31", "20", "0"},
		{"maintain, from the first day", maintained, "2024-01-01", "120", "1"},
		{"maintain, points do not matter", maintained, "2024-01-05", "120", "1"},
		{"maintain, after", maintained, "2024-02-01", "120", "1"},
		{"target on the baseline, before", onBaseline, "2023-12-31", "20", "0"},
		{"target on the baseline, from the first day", onBaseline, "2024-01-01", "20", "1"},

		{"one day, before", oneDay, "2023-12-31", "20", "0"},
		{"one day, on it", oneDay, "2024-01-01", "120", "1"},
		{"end before the start, before", backwards, "2023-12-25", "20", "0"},
		{"end before the start, from the start", backwards, "2024-01-01", "120", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			equal(t, "expected value", c.goal.ExpectedValue(day(c.on)), dec(c.value))
			equal(t, "expected", c.goal.Expected(day(c.on)), dec(c.expected))
		})
	}
}

// Nothing overflows over spans that no plan has.
func TestExpectedOverMillionsOfDays(t *testing.T) {
	g := progress.Goal{
		Rule: progress.Reach, Target: dec("1000000000000"), Start: 1, End: 2_000_000_000,
		Points: []progress.Point{{On: 1_000_000_000, Value: dec("0")}},
	}
	equal(t, "expected", g.Expected(1_300_000_000), dec("0.3"))
	equal(t, "expected value", g.ExpectedValue(1_250_000_000), dec("250000000000"))
	equal(t, "linear share", progress.LinearShare(-2_147_483_648, 2_147_483_647, -1), dec("0.5"))
}

func TestMaintainIsExpectedAtItsTargetWhateverTheBaseline(t *testing.T) {
	g := goal(progress.MaintainAtLeast, "10", "40")
	equal(t, "on the start", g.ExpectedValue(g.Start), dec("40"))
	equal(t, "before", g.ExpectedValue(g.Start-1), dec("10"))
}

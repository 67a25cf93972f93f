package progress_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/progress"
)

func BenchmarkGoalProgress(b *testing.B) {
	for name, g := range map[string]progress.Goal{
		"reach":    goal("reach", "3", "10"),
		"decimals": goal("reach", "12.75", "4.5"),
		"blank":    goal("reach", "", "97"),
		"wide":     goal("reach", "123456789012345.123456", "223456789012345.654321"),
		"maintain": goal("maintain_at_most", "30", "30"),
	} {
		v := null("7.25")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.Progress(v)
			}
		})
	}
}

func BenchmarkGoalExpected(b *testing.B) {
	linear := goal("reach", "3", "10")
	points := linear
	points.Points = plannedPoints("2021-12-31 4, 2022-06-30 6, 2022-12-31 8.5")
	steps := points
	steps.Steps = true
	maintain := goal("maintain_at_least", "97", "97")
	on := day("2022-11-30")
	for name, g := range map[string]progress.Goal{"linear": linear, "points": points, "steps": steps, "maintain": maintain} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.Expected(on)
			}
		})
	}
}

func BenchmarkMeanOf100(b *testing.B) {
	g := goal("reach", "0", "97")
	var unweighted, weighted []progress.Item
	for n := range 100 {
		p := g.Progress(decimal.NewNullDecimal(decimal.NewFromInt(int64(n))))
		e := g.Expected(day("2022-11-30"))
		unweighted = append(unweighted, progress.IndicatorItem(dec("1"), p, e, false))
		weighted = append(weighted, progress.IndicatorItem(dec("0.25").Add(dec("1").Shift(int32(n%3))), p, e, false))
	}
	for name, items := range map[string][]progress.Item{"unweighted": unweighted, "weighted": weighted} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				progress.MeanOf(items)
			}
		})
	}
}

func BenchmarkStatus(b *testing.B) {
	p, e := null("0.649338624338624338624339"), dec("0.733789954337899543378995")
	b.ReportAllocs()
	for b.Loop() {
		usual.Status(p, e, true)
	}
}

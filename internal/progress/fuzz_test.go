package progress_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/progress"
)

// FuzzProgress throws numbers and dates of every size at the rules: they must answer with finite
// figures within their bounds, and with the exact rational where they divide.
func FuzzProgress(f *testing.F) {
	f.Add(uint8(0), true, int64(4), int8(0), int64(14), int8(0), int64(10), int8(0), int32(738_000), int32(738_729), int32(738_517), int64(7), int32(738_100), false)
	f.Add(uint8(1), true, int64(1), int8(0), int64(1), int8(0), int64(1), int8(0), int32(738_000), int32(738_000), int32(738_000), int64(0), int32(0), true)
	f.Add(uint8(2), false, int64(0), int8(0), int64(0), int8(-6), int64(-1), int8(3), int32(9), int32(-9), int32(0), int64(-7), int32(1), true)
	f.Add(uint8(0), true, int64(5), int8(1), int64(50), int8(0), int64(49), int8(-1), int32(0), int32(0), int32(0), int64(1), int32(0), false)
	f.Add(uint8(0), true, int64(math.MinInt64), int8(-128), int64(math.MaxInt64), int8(127), int64(math.MinInt64), int8(127),
		int32(math.MinInt32), int32(math.MaxInt32), int32(math.MaxInt32-1), int64(math.MaxInt64), int32(math.MinInt32), false)
	f.Add(uint8(3), false, int64(0), int8(0), int64(1), int8(-24), int64(1), int8(24), int32(math.MaxInt32), int32(math.MinInt32), int32(math.MinInt32), int64(1), int32(3), true)

	f.Fuzz(func(t *testing.T, rule uint8, based bool, b int64, bExp int8, target int64, tExp int8, v int64, vExp int8, start, end, on int32, point int64, pointOn int32, steps bool) {
		rules := []progress.Rule{progress.Reach, progress.MaintainAtLeast, progress.MaintainAtMost, ""}
		g := progress.Goal{
			Rule:     rules[int(rule)%len(rules)],
			Baseline: decimal.NullDecimal{Decimal: decimal.New(b, int32(bExp)), Valid: based},
			Target:   decimal.New(target, int32(tExp)), Start: date.Date(start), End: date.Date(end), Steps: steps,
			Points: []progress.Point{{On: date.Date(pointOn), Value: decimal.New(point, 0)}, {On: date.Date(pointOn) + 90, Value: decimal.New(point, -3)}},
		}
		measured := value(decimal.New(v, int32(vExp)))

		p := g.Progress(measured)
		finite(t, "progress", p.Decimal)
		if want := reckoned(g, measured.Decimal); !p.Valid || !p.Decimal.Equal(want) {
			t.Errorf("progress = %s, want %s", p.Decimal, want)
		}
		e := g.Expected(date.Date(on))
		bounded(t, "expected", e)
		finite(t, "expected value", g.ExpectedValue(date.Date(on)))
		bounded(t, "linear share", progress.LinearShare(g.Start, g.End, date.Date(on)))

		m := progress.MeanOf([]progress.Item{
			progress.IndicatorItem(decimal.New(b, -4).Abs().Add(decimal.New(1, 0)), p, e, false),
			progress.IndicatorItem(decimal.New(target, -4).Abs(), decimal.NullDecimal{}, e, steps),
		})
		bounded(t, "mean", m.Progress.Decimal)
		bounded(t, "mean expected", m.Expected.Decimal)
		if x := g.Explain(measured); !x.Progress.Decimal.Equal(p.Decimal) {
			t.Errorf("explained as %s", x.Progress.Decimal)
		}
		if x := g.ExplainExpected(date.Date(on)); !x.Expected.Equal(e) || x.Elapsed < 0 || x.Elapsed > x.Total {
			t.Errorf("expected explained as %+v", x)
		}
		switch s := usual.Status(p, e, progress.Started(g.Start, date.Date(on))); s {
		case progress.StatusMet, progress.StatusOnTrack, progress.StatusDelayed, progress.StatusCritical, progress.StatusNotStarted:
		default:
			t.Errorf("status = %q with data", s)
		}
	})
}

// reckoned is rules 1 and 2 once more, over exact rationals.
func reckoned(g progress.Goal, measured decimal.Decimal) decimal.Decimal {
	b, target, v := baselineOf(g).Rat(), g.Target.Rat(), measured.Rat()
	atMost := g.Rule == progress.MaintainAtMost
	switch {
	case (g.Rule == progress.Reach || g.Rule == "") && b.Cmp(target) != 0:
		return rounded(new(big.Rat).Quo(new(big.Rat).Sub(v, b), new(big.Rat).Sub(target, b)))
	case v.Cmp(target) == 0, atMost == (v.Cmp(target) < 0):
		return decimal.NewFromInt(1)
	case v.Sign() <= 0 || target.Sign() <= 0:
		return decimal.Zero
	case atMost:
		return rounded(new(big.Rat).Quo(target, v))
	default:
		return rounded(new(big.Rat).Quo(v, target))
	}
}

func finite(t *testing.T, what string, d decimal.Decimal) {
	t.Helper()
	if !json.Valid([]byte(d.String())) {
		t.Errorf("%s = %s is not a number", what, d)
	}
}

func bounded(t *testing.T, what string, d decimal.Decimal) {
	t.Helper()
	finite(t, what, d)
	if d.IsNegative() || d.GreaterThan(decimal.NewFromInt(1)) {
		t.Errorf("%s = %s is out of 0…1", what, d)
	}
}

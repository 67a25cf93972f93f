package progress_test

import (
	"math/big"
	"reflect"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/progress"
)

// fractionNear draws quotients at full precision around 0..1.
func fractionNear() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		n, d := rapid.Int64Range(-20, 120).Draw(t, "numerator"), rapid.Int64Range(1, 100).Draw(t, "denominator")
		return decimal.NewFromInt(n).DivRound(decimal.NewFromInt(d), progress.Digits)
	})
}

func weight() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		thousandths := rapid.OneOf(rapid.Just(int64(1000)), rapid.Int64Range(0, 3), rapid.Int64Range(0, 100_000)).Draw(t, "weight")
		return decimal.New(thousandths, -3)
	})
}

func item() *rapid.Generator[progress.Item] {
	return rapid.Custom(func(t *rapid.T) progress.Item {
		return progress.IndicatorItem(
			weight().Draw(t, "weight"), maybe(fractionNear()).Draw(t, "progress"),
			fractionNear().Draw(t, "expected"), rapid.IntRange(0, 5).Draw(t, "cancelled") == 0)
	})
}

func items() *rapid.Generator[[]progress.Item] { return rapid.SliceOfN(item(), 0, 12) }

// alike fails unless two means are the same in every figure.
func alike(t *rapid.T, what string, got, want progress.Mean) {
	if got.Coverage != want.Coverage || !got.WeightSum.Equal(want.WeightSum) {
		t.Fatalf("%s: %+v, want %+v", what, got, want)
	}
	alikeFigures(t, what, got, want)
}

func alikeFigures(t *rapid.T, what string, got, want progress.Mean) {
	if text(got.Progress) != text(want.Progress) || text(got.Expected) != text(want.Expected) {
		t.Fatalf("%s: %s of %s, want %s of %s", what, text(got.Progress), text(got.Expected), text(want.Progress), text(want.Expected))
	}
}

func TestMeanIsTheRoundedRational(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		weights, reached, expected := new(big.Rat), new(big.Rat), new(big.Rat)
		withData, total := 0, 0
		for _, i := range list {
			if i.LeftOut || i.Weight.IsZero() {
				continue
			}
			total++
			weights.Add(weights, i.Weight.Rat())
			expected.Add(expected, new(big.Rat).Mul(i.Weight.Rat(), within(i.Expected)))
			if i.Progress.Valid {
				withData++
				reached.Add(reached, new(big.Rat).Mul(i.Weight.Rat(), within(i.Progress.Decimal)))
			}
		}
		want := progress.Mean{Coverage: progress.Coverage{WithData: withData, Total: total}}
		if weights.Sign() > 0 {
			want.WeightSum = rounded(weights)
			want.Progress = value(rounded(reached.Quo(reached, weights)))
			want.Expected = value(rounded(expected.Quo(expected, weights)))
		}
		alike(t, "mean", progress.MeanOf(list), want)
	})
}

// within is the independent clamp.
func within(d decimal.Decimal) *big.Rat {
	r := d.Rat()
	if r.Sign() < 0 {
		return new(big.Rat)
	}
	if r.Cmp(big.NewRat(1, 1)) > 0 {
		return big.NewRat(1, 1)
	}
	return r
}

func TestMeanDoesNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		alike(t, "shuffled", progress.MeanOf(rapid.Permutation(list).Draw(t, "shuffled")), progress.MeanOf(list))
	})
}

func TestScalingAllWeightsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		factor := decimal.New(rapid.Int64Range(1, 5000).Draw(t, "factor"), -2)
		scaled := slices.Clone(list)
		for i := range scaled {
			scaled[i].Weight = scaled[i].Weight.Mul(factor)
		}
		want := progress.MeanOf(list)
		want.WeightSum = want.WeightSum.Mul(factor)
		alike(t, "scaled", progress.MeanOf(scaled), want)
	})
}

func TestWhatDoesNotCountIsAsIfAbsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		extra := item().Draw(t, "extra")
		if rapid.Bool().Draw(t, "cancelled") {
			extra.LeftOut = true
		} else {
			extra.Weight = decimal.Zero
		}
		at := rapid.IntRange(0, len(list)).Draw(t, "at")
		alike(t, "with an extra item", progress.MeanOf(slices.Insert(slices.Clone(list), at, extra)), progress.MeanOf(list))
	})
}

func TestSplittingAWeightChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(item(), 1, 12).Draw(t, "items")
		at := rapid.IntRange(0, len(list)-1).Draw(t, "at")
		share := decimal.New(rapid.Int64Range(1, 99).Draw(t, "share"), -2)
		split := slices.Clone(list)
		part := split[at]
		part.Weight = part.Weight.Mul(share)
		split[at].Weight = split[at].Weight.Sub(part.Weight)
		alikeFigures(t, "split", progress.MeanOf(append(split, part)), progress.MeanOf(list))
	})
}

func TestMissingCountsAsZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		zeros := slices.Clone(list)
		counted := 0
		for i := range zeros {
			if !zeros[i].Progress.Valid {
				zeros[i].Progress = value(decimal.Zero)
			}
			if !zeros[i].LeftOut && zeros[i].Weight.IsPositive() {
				counted++
			}
		}
		got, want := progress.MeanOf(list), progress.MeanOf(zeros)
		alikeFigures(t, "missing", got, want)
		if got.Coverage.WithData > got.Coverage.Total || got.Coverage.Total != counted {
			t.Fatalf("coverage = %+v of %d items that count", got.Coverage, counted)
		}
	})
}

func TestMeanLiesWithinItsItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		low, high := dec("1"), dec("0")
		for _, i := range list {
			if i.LeftOut || i.Weight.IsZero() {
				continue
			}
			counted := decimal.Zero
			if i.Progress.Valid {
				counted = progress.Clamp(i.Progress.Decimal)
			}
			low, high = decimal.Min(low, counted), decimal.Max(high, counted)
		}
		m := progress.MeanOf(list)
		if m.Progress.Valid && (m.Progress.Decimal.LessThan(low) || m.Progress.Decimal.GreaterThan(high)) {
			t.Fatalf("mean %s of figures within %s…%s", m.Progress.Decimal, low, high)
		}
	})
}

func TestMeanExplanationAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := items().Draw(t, "items")
		x := progress.ExplainMean(list)
		if !reflect.DeepEqual(x.Mean, progress.MeanOf(list)) {
			t.Fatalf("explained %+v", x.Mean)
		}
		reached, expected, weights := decimal.Zero, decimal.Zero, decimal.Zero
		for _, row := range x.Rows {
			reached, expected = reached.Add(row.ProgressTerm), expected.Add(row.ExpectedTerm)
			if row.LeftOut == progress.Included {
				weights = weights.Add(row.Weight)
			}
		}
		if !reached.Equal(x.ProgressSum) || !expected.Equal(x.ExpectedSum) || !weights.Equal(x.Mean.WeightSum) {
			t.Fatalf("rows add up to %s, %s, %s; sums are %s, %s, %s", reached, expected, weights, x.ProgressSum, x.ExpectedSum, x.Mean.WeightSum)
		}
	})
}

func TestStatusNeverGetsWorseWithProgress(t *testing.T) {
	rank := map[progress.Status]int{progress.StatusCritical: 0, progress.StatusDelayed: 1, progress.StatusOnTrack: 2, progress.StatusMet: 3}
	rapid.Check(t, func(t *rapid.T) {
		e := progress.Clamp(fractionNear().Draw(t, "expected"))
		p := []decimal.Decimal{fractionNear().Draw(t, "p"), fractionNear().Draw(t, "q")}
		slices.SortFunc(p, decimal.Decimal.Cmp)
		low := usual.Status(value(p[0]), e, true)
		high := usual.Status(value(p[1]), e, true)
		_, lowKnown := rank[low]
		_, highKnown := rank[high]
		if !lowKnown || !highKnown || rank[low] > rank[high] {
			t.Fatalf("%s is %s, %s is %s", p[0], low, p[1], high)
		}
	})
}

// The status is that of the exact ratio of the figures behind the rounded fractions.
func TestStatusFollowsTheExactRatio(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.Int64Range(0, 200).Draw(t, "n"), rapid.Int64Range(1, 200).Draw(t, "d")
		elapsed, total := rapid.Int64Range(1, 1500).Draw(t, "elapsed"), rapid.Int64Range(1500, 3000).Draw(t, "total")
		ratio := new(big.Rat).Quo(big.NewRat(n, d), big.NewRat(elapsed, total))
		want := progress.StatusCritical
		switch {
		case n >= d:
			want = progress.StatusMet
		case ratio.Cmp(big.NewRat(90, 100)) >= 0:
			want = progress.StatusOnTrack
		case ratio.Cmp(big.NewRat(70, 100)) >= 0:
			want = progress.StatusDelayed
		}
		p, e := rounded(big.NewRat(n, d)), rounded(big.NewRat(elapsed, total))
		if got := usual.Status(value(p), e, true); got != want {
			t.Fatalf("%d/%d against %d/%d is %s, want %s", n, d, elapsed, total, got, want)
		}
	})
}

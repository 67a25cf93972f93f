package progress

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anyFraction draws quotients, numbers that somebody wrote down, and some that are neither.
func anyFraction(t *rapid.T, name string) decimal.Decimal {
	n := decimal.NewFromInt(rapid.Int64Range(-20, 1200).Draw(t, name))
	switch rapid.IntRange(0, 3).Draw(t, name+" kind") {
	case 0:
		return n.DivRound(decimal.NewFromInt(rapid.Int64Range(1, 1300).Draw(t, name+" divisor")), Digits)
	case 1:
		return n.Shift(-rapid.Int32Range(-2, 18).Draw(t, name+" digits"))
	case 2:
		return one.Add(n.Shift(-Digits)) // just beside 1
	default:
		return n.Shift(-rapid.Int32Range(17, 30).Draw(t, name+" digits"))
	}
}

func TestMeansInMachineWordsAreTheExactOnes(t *testing.T) {
	quick := 0
	rapid.Check(t, func(t *rapid.T) {
		list := make([]Item, rapid.IntRange(0, 9).Draw(t, "items"))
		for n := range list {
			weight := decimal.New(rapid.Int64Range(0, 10_000_000).Draw(t, "weight"), -rapid.Int32Range(-1, 5).Draw(t, "weight digits"))
			p := decimal.NullDecimal{Valid: rapid.Bool().Draw(t, "has data")}
			if p.Valid {
				p.Decimal = anyFraction(t, "progress")
			}
			list[n] = IndicatorItem(weight, p, anyFraction(t, "expected"), rapid.IntRange(0, 5).Draw(t, "cancelled") == 0)
		}
		got, ok := quickMean(list)
		if !ok {
			return
		}
		quick++
		want := slowMean(list)
		if !got.Progress.Decimal.Equal(want.Progress.Decimal) || !got.Expected.Decimal.Equal(want.Expected.Decimal) ||
			got.Progress.Valid != want.Progress.Valid || got.Expected.Valid != want.Expected.Valid ||
			!got.WeightSum.Equal(want.WeightSum) || got.Coverage != want.Coverage {
			t.Fatalf("in words %+v, exactly %+v", got, want)
		}
	})
	if quick == 0 {
		t.Error("not one of the means was computed in machine words")
	}
}

func TestMeansOfFinerWeightsAreExactToo(t *testing.T) {
	fine := decimal.New(1, -9)
	list := []Item{
		IndicatorItem(fine, decimal.NewNullDecimal(one), one, false),
		IndicatorItem(fine.Add(fine), decimal.NewNullDecimal(decimal.Zero), one, false),
	}
	if _, ok := quickMean(list); ok {
		t.Error("a weight of nine digits does not fit the machine words")
	}
	if got, want := MeanOf(list).Progress.Decimal, decimal.New(1, 0).DivRound(decimal.New(3, 0), Digits); !got.Equal(want) {
		t.Errorf("mean %s, want %s", got, want)
	}
}

func TestTheLargestMeanFits(t *testing.T) {
	most := whole.times(heaviest - 1).times(maxItems)
	exact := new(big.Int).Exp(big.NewInt(10), big.NewInt(Digits), nil)
	exact.Mul(exact, big.NewInt(heaviest-1)).Mul(exact, big.NewInt(maxItems))
	if got := most.decimal(false).Coefficient(); got.Cmp(exact) != 0 {
		t.Errorf("%d items of the heaviest weight: %s, want %s", maxItems, got, exact)
	}
	if got := most.over(maxItems).over(heaviest - 1); got != whole {
		t.Errorf("their mean is %v, want %v", got, whole)
	}
}

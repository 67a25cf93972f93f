package progress_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/progress"
)

// usual are the thresholds of most plans.
var usual = progress.Thresholds{OnTrack: dec("0.90"), Delayed: dec("0.70")}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// null reads a number that may be missing: the empty string.
func null(s string) decimal.NullDecimal {
	if s == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(dec(s))
}

// text writes a number that may be missing: as null reads it.
func text(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

func day(s string) date.Date {
	d, err := date.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// goal returns a goal between the dates of the published plan.
func goal(rule progress.Rule, baseline, target string) progress.Goal {
	return progress.Goal{
		Rule: rule, Baseline: null(baseline), Target: dec(target),
		Start: day("2021-07-01"), End: day("2023-06-30"),
	}
}

// plannedPoints reads "2022-06-30 5, 2022-12-31 8".
func plannedPoints(list string) []progress.Point {
	var points []progress.Point
	for entry := range strings.SplitSeq(list, ",") {
		on, value, found := strings.Cut(strings.TrimSpace(entry), " ")
		if found {
			points = append(points, progress.Point{On: day(on), Value: dec(value)})
		}
	}
	return points
}

// rounded is the independent reckoning of a quotient: an exact rational, rounded half away from
// zero to the digits that the package keeps.
func rounded(r *big.Rat) decimal.Decimal {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(progress.Digits), nil)
	n := new(big.Int).Mul(new(big.Int).Abs(r.Num()), scale)
	n.Lsh(n, 1).Add(n, r.Denom())
	n.Quo(n, new(big.Int).Lsh(r.Denom(), 1))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return decimal.NewFromBigInt(n, -progress.Digits)
}

func equal(t *testing.T, what string, got, want decimal.Decimal) {
	t.Helper()
	if !got.Equal(want) {
		t.Errorf("%s = %s, want %s", what, got, want)
	}
}

func equalText(t *testing.T, what string, got decimal.NullDecimal, want string) {
	t.Helper()
	if text(got) != want {
		t.Errorf("%s = %q, want %q", what, text(got), want)
	}
}

package progress

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Share is a fraction in 0..1 as a mean counts it, exact to Digits digits. It serves where very many
// means are made: no step of a Tally allocates.
type Share struct{ fixed }

// Decimal returns the share as the other figures are.
func (s Share) Decimal() decimal.Decimal { return s.decimal(false) }

// Counted returns Clamp(g.Progress(v)).
func (g Goal) Counted(v decimal.Decimal) Share {
	switch f := g.formula(decimal.NewNullDecimal(v)); f {
	case Met:
		return Share{whole}
	case Distance, ValueOverTarget, TargetOverValue:
		reached, from, to := g.operands(f, v)
		return distanceShare(reached, from, to)
	default:
		return Share{}
	}
}

// ExpectedShare returns g.Expected(on).
func (g Goal) ExpectedShare(on date.Date) Share {
	switch {
	case !Started(g.Start, on):
		return Share{}
	case g.rule() != Reach || on >= g.End:
		return Share{whole}
	case len(g.Points) == 0:
		return ElapsedShare(g.Start, g.End, on)
	default:
		return g.stretchAt(on).share(g.baseline(), g.Target)
	}
}

// Linear tells whether what is expected of the goal is the share of its time that has passed.
func (g Goal) Linear() bool { return len(g.Points) == 0 && g.rule() == Reach }

// ElapsedShare returns LinearShare(start, end, on).
func ElapsedShare(start, end, on date.Date) Share {
	elapsed, total := Days(start, end, on)
	return shareOfRatio(int64(elapsed), int64(total))
}

func (s stretch) share(baseline, target decimal.Decimal) Share {
	if s.steps {
		return distanceShare(s.from.Value, baseline, target)
	}
	if n, d, ok := s.ratio(baseline, target); ok {
		return shareOfRatio(n, d)
	}
	return roundedShare(s.expected(baseline, target))
}

func distanceShare(v, from, to decimal.Decimal) Share {
	var n [3]int64
	if aligned(n[:], v, from, to) {
		return shareOfRatio(n[0]-n[1], n[2]-n[1])
	}
	return roundedShare(distance(v, from, to))
}

// shareOfRatio returns n/d within 0..1; d is not 0.
func shareOfRatio(n, d int64) Share {
	switch {
	case n == 0 || (n < 0) != (d < 0):
		return Share{}
	case magnitude(n) >= magnitude(d):
		return Share{whole}
	default:
		return Share{fractionOf(magnitude(n), magnitude(d))}
	}
}

// roundedShare returns a figure of this package, which has Digits fractional digits at most.
func roundedShare(p decimal.Decimal) Share {
	share, _ := shareOf(p)
	return Share{share}
}

// Weight is a weight as a count of its fourth fractional digit, the last that the database keeps.
type Weight uint64

// WeightOf returns a weight, 0 for a negative one; exact tells that nothing was rounded away and that
// it is not far above what the database allows.
func WeightOf(w decimal.Decimal) (weight Weight, exact bool) {
	if !w.IsPositive() {
		return 0, true
	}
	rounded := w
	if w.Exponent() < -weightDigits {
		rounded = w.Round(weightDigits)
	}
	var counts [2]int64
	if !aligned(counts[:], rounded, finest) {
		return 0, false
	}
	return Weight(counts[0]), counts[0] < heaviest && rounded.Equal(w) //nolint:gosec // it is positive
}

// A Weight of a mean is less than heaviest: so many of maxItems, each times 1 at most, sum up to less
// than 2^128.
const weightDigits, heaviest, maxItems = 4, 100_000_000, 1 << 20

var finest = decimal.New(1, -weightDigits)

// Tally adds up a weighted mean, of up to a million members.
type Tally struct {
	Coverage          Coverage
	weights           Weight
	reached, expected fixed
}

// Add takes a member into the mean, by what a mean counts of it; a weight of 0 leaves it out.
func (t *Tally) Add(w Weight, reached, expected Share, c Coverage) {
	if w == 0 {
		return
	}
	t.weights += w
	t.reached = t.reached.plus(reached.times(uint64(w)))
	t.expected = t.expected.plus(expected.times(uint64(w)))
	t.Coverage.WithData += c.WithData
	t.Coverage.Total += c.Total
}

// Empty tells whether nothing counts in the mean.
func (t *Tally) Empty() bool { return t.weights == 0 }

// Mean returns the weighted means of what was reached and of what was expected, 0 of an empty tally.
func (t *Tally) Mean() (reached, expected Share) {
	if t.Empty() {
		return Share{}, Share{}
	}
	n := uint64(t.weights)
	return Share{t.reached.over(n)}, Share{t.expected.over(n)}
}

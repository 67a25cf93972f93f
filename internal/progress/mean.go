package progress

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Coverage counts indicators: those with data, and all that count in a mean.
type Coverage struct {
	WithData int `json:"with_data"`
	Total    int `json:"total"`
}

// Item is a member of a mean: an indicator, or an objective with the mean of its own.
type Item struct {
	Weight   decimal.Decimal     // not above 0: left out
	Progress decimal.NullDecimal // raw fraction; invalid without data, which counts as 0
	Expected decimal.Decimal     // fraction
	Coverage Coverage            // of the indicators it stands for
	LeftOut  bool                // cancelled on the reference date, see LeftOut
}

// Mean is a weighted mean. Progress and Expected are fractions in 0..1, invalid when no item counts.
type Mean struct {
	Progress, Expected decimal.NullDecimal
	WeightSum          decimal.Decimal
	Coverage           Coverage
}

// LeftOut tells whether an item cancelled on a date is left out of the means as of another: from
// the very day on. The zero date means it was never cancelled.
func LeftOut(cancelledOn, on date.Date) bool {
	return !cancelledOn.IsZero() && on >= cancelledOn
}

// IndicatorItem returns an indicator as a member of its objective's mean.
func IndicatorItem(weight decimal.Decimal, progress decimal.NullDecimal, expected decimal.Decimal, leftOut bool) Item {
	coverage := Coverage{Total: 1}
	if progress.Valid {
		coverage.WithData = 1
	}
	return Item{Weight: weight, Progress: progress, Expected: expected, Coverage: coverage, LeftOut: leftOut}
}

// Item returns the mean of an objective as a member of its line's or plan's mean.
func (m Mean) Item(weight decimal.Decimal, leftOut bool) Item {
	return Item{Weight: weight, Progress: m.Progress, Expected: m.Expected.Decimal, Coverage: m.Coverage, LeftOut: leftOut}
}

// Empty tells whether nothing counts in the mean: an objective "without indicators".
func (m Mean) Empty() bool { return m.WeightSum.IsZero() }

// Clamp returns p within 0..1, as a mean counts it.
func Clamp(p decimal.Decimal) decimal.Decimal {
	switch {
	case p.Sign() <= 0:
		return decimal.Zero
	case p.Cmp(one) >= 0:
		return one
	default:
		return p
	}
}

// MeanOf returns the weighted mean of the items that count, each progress clamped to 0..1 and a
// missing one taken as 0. Sums are exact, so the order of the items does not matter.
func MeanOf(items []Item) Mean {
	if m, ok := quickMean(items); ok {
		return m
	}
	return slowMean(items)
}

func slowMean(items []Item) Mean {
	s := newSums(len(items))
	for _, item := range items {
		s.add(item, rowOf(item))
	}
	return s.mean()
}

// quickMean is MeanOf in machine words: the same figures in a fraction of the time. It is not ok
// where a weight or a figure has more digits than anything that the database holds.
func quickMean(items []Item) (m Mean, ok bool) {
	if len(items) > maxItems {
		return m, false
	}
	var t Tally
	for n := range items {
		item := &items[n]
		if item.LeftOut {
			continue
		}
		weight, exact := WeightOf(item.Weight)
		expected, written := shareOf(item.Expected)
		reached, known := fixed{}, true
		if item.Progress.Valid {
			reached, known = shareOf(item.Progress.Decimal)
		}
		if !exact || !written || !known {
			return m, false
		}
		t.Add(weight, Share{reached}, Share{expected}, item.Coverage)
	}
	if t.Empty() {
		return m, true
	}
	reached, expected := t.Mean()
	return Mean{
		Progress: decimal.NewNullDecimal(reached.Decimal()), Expected: decimal.NewNullDecimal(expected.Decimal()),
		WeightSum: decimal.New(int64(t.weights), -weightDigits), Coverage: t.Coverage, //nolint:gosec // of 15 digits at most
	}, true
}

// ObjectiveMean returns the mean of an objective's indicators. When none counts the objective is
// at 0 and is expected at planShare, the linear share of its plan.
func ObjectiveMean(indicators []Item, planShare decimal.Decimal) Mean {
	return MeanOf(indicators).orEmptyObjective(planShare)
}

func (m Mean) orEmptyObjective(planShare decimal.Decimal) Mean {
	if m.Empty() {
		m.Progress = decimal.NewNullDecimal(decimal.Zero)
		m.Expected = decimal.NewNullDecimal(planShare)
	}
	return m
}

// sums gathers the terms of a mean; decimal.Sum then adds them in place.
type sums struct {
	weights, progress, expected []decimal.Decimal
	coverage                    Coverage
}

func newSums(items int) sums {
	terms := make([]decimal.Decimal, 3*items)
	return sums{
		weights:  terms[0:0:items],
		progress: terms[items : items : 2*items],
		expected: terms[2*items : 2*items],
	}
}

func (s *sums) add(item Item, row Row) {
	if row.LeftOut != Included {
		return
	}
	s.weights = append(s.weights, item.Weight)
	s.progress = append(s.progress, row.ProgressTerm)
	s.expected = append(s.expected, row.ExpectedTerm)
	s.coverage.WithData += item.Coverage.WithData
	s.coverage.Total += item.Coverage.Total
}

func (s *sums) mean() Mean {
	m := Mean{WeightSum: sumOf(s.weights), Coverage: s.coverage}
	if m.Empty() {
		return m
	}
	m.Progress = decimal.NewNullDecimal(sumOf(s.progress).DivRound(m.WeightSum, Digits))
	m.Expected = decimal.NewNullDecimal(sumOf(s.expected).DivRound(m.WeightSum, Digits))
	return m
}

func sumOf(terms []decimal.Decimal) decimal.Decimal {
	if len(terms) == 0 {
		return decimal.Zero
	}
	return decimal.Sum(terms[0], terms[1:]...)
}

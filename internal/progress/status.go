package progress

import "github.com/shopspring/decimal"

// Status is the verdict on a progress against what was expected.
type Status string

// The statuses, in the order in which the rule asks for them. A cancelled item has none.
const (
	StatusMet        Status = "met"
	StatusNoData     Status = "no_data"
	StatusNotStarted Status = "not_started"
	StatusOnTrack    Status = "on_track"
	StatusDelayed    Status = "delayed"
	StatusCritical   Status = "critical"
)

// Thresholds are the shares of the expected progress from which something is on track or merely
// delayed; below Delayed it is critical. They are the plan's.
type Thresholds struct {
	OnTrack, Delayed decimal.Decimal
}

// Status judges a progress p (invalid: no data) against the expected progress e, both fractions;
// started tells whether the reference date has come to the start.
func (t Thresholds) Status(p decimal.NullDecimal, e decimal.Decimal, started bool) Status {
	switch {
	case p.Valid && p.Decimal.Cmp(almostOne) >= 0:
		return StatusMet
	case !p.Valid:
		return StatusNoData
	case !started:
		return StatusNotStarted
	case e.Cmp(tolerance) <= 0, reaches(p.Decimal, t.OnTrack.Mul(e)):
		return StatusOnTrack
	case reaches(p.Decimal, t.Delayed.Mul(e)):
		return StatusDelayed
	default:
		return StatusCritical
	}
}

// Ratio returns p/e, what the thresholds are held against; invalid without data and where nothing
// is expected yet.
func Ratio(p decimal.NullDecimal, e decimal.Decimal) decimal.NullDecimal {
	if !p.Valid || e.Cmp(tolerance) <= 0 {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(p.Decimal.DivRound(e, Digits))
}

// MeanStatus judges a mean. It has no data when none of its indicators has, or nothing counts in
// it; an objective without indicators has the progress 0 and is judged by it.
func (t Thresholds) MeanStatus(m Mean, started bool) Status {
	p := m.Progress
	if m.Coverage.Total > 0 && m.Coverage.WithData == 0 {
		p = decimal.NullDecimal{}
	}
	return t.Status(p, m.Expected.Decimal, started)
}

// tolerance is half a unit of the twelfth digit, where statuses stop looking: far finer than
// anything shown, far coarser than what roundings at Digits can add up to.
var (
	tolerance = decimal.New(5, -13).Add(decimal.New(0, -Digits))
	almostOne = one.Sub(tolerance)
)

// Same tells whether two fractions are equal to 12 fractional digits, the resolution of statuses:
// whether they lie at most half a unit of the twelfth digit apart.
func Same(a, b decimal.Decimal) bool {
	return a.Sub(b).Abs().Cmp(tolerance) <= 0
}

// reaches is a ≥ level at the resolution of Same.
func reaches(a, level decimal.Decimal) bool {
	return level.Sub(a).Cmp(tolerance) <= 0
}

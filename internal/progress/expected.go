package progress

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Days returns how many days of start..end have passed by the close of on, both ends counted, and
// how many there are: 0 ≤ elapsed ≤ total, total ≥ 1. An end before the start counts as the start.
func Days(start, end, on date.Date) (elapsed, total int) {
	total = max(int(end)-int(start), 0) + 1
	elapsed = int(on) - int(start) + 1
	return min(max(elapsed, 0), total), total
}

// LinearShare returns the share of start..end that has passed by the close of on, a fraction in
// 0..1: the expected progress of whatever has no planned points. Most indicators of a plan share
// it, so callers who judge many keep it.
func LinearShare(start, end, on date.Date) decimal.Decimal {
	elapsed, total := Days(start, end, on)
	switch elapsed {
	case 0:
		return decimal.Zero
	case total:
		return one
	default:
		share, _ := quotient(int64(elapsed), int64(total))
		return share
	}
}

// Started tells whether something that starts on start has done so by the date on.
func Started(start, on date.Date) bool { return on >= start }

// Expected returns the progress that a goal should show on a date, a fraction in 0..1: its linear
// share, or with planned points the progress that their value stands for; a maintain goal is
// expected whole from its start.
func (g Goal) Expected(on date.Date) decimal.Decimal {
	maintained := g.rule() != Reach
	switch {
	case !Started(g.Start, on):
		return decimal.Zero
	case maintained || on >= g.End:
		return one
	case len(g.Points) == 0:
		return LinearShare(g.Start, g.End, on)
	default:
		return Clamp(g.stretchAt(on).expected(g.baseline(), g.Target))
	}
}

// ExpectedValue returns the value on the planned line: the baseline before the start, the target
// from the end on, in between what the line or the steps say. A maintain goal's is its target from
// the start.
func (g Goal) ExpectedValue(on date.Date) decimal.Decimal {
	switch {
	case !Started(g.Start, on):
		return g.baseline()
	case g.rule() != Reach || on >= g.End:
		return g.Target
	default:
		return g.stretchAt(on).value()
	}
}

// stretch is the piece of the planned line that holds a date: elapsed of its total days have
// passed by the close of that date, 0 ≤ elapsed < total. In steps the value waits for the end of
// the piece.
type stretch struct {
	from, to       Point
	elapsed, total int
	steps, planned bool // planned: at least one planned point counts
}

// stretchAt finds the piece of the planned line at a date within start..end, end excluded. A date
// stands for the close of its day, so the baseline, which holds at the opening of the first day,
// lies one day before the start: that is what counting days inclusively means, and a point on the
// straight line changes nothing. Points before the start, or at the end and later, where the
// target holds, are passed over; of several on one date the last in the list holds. Steps are
// steps between planned points: without any that counts the line is straight.
func (g Goal) stretchAt(on date.Date) stretch {
	s := stretch{from: Point{g.Start, g.baseline()}, to: Point{g.End, g.Target}}
	fromDay, toDay := int(g.Start)-1, int(g.End)
	for _, p := range g.Points {
		if p.On < g.Start || p.On >= g.End {
			continue
		}
		s.planned = true
		if day := int(p.On); p.On <= on && day >= fromDay {
			s.from, fromDay = p, day
		} else if p.On > on && day <= toDay {
			s.to, toDay = p, day
		}
	}
	s.steps = g.Steps && s.planned
	s.elapsed, s.total = int(on)-fromDay, toDay-fromDay
	return s
}

// value returns where the stretch has come to.
func (s stretch) value() decimal.Decimal {
	if s.steps {
		return s.from.Value
	}
	return s.scaled(decimal.Zero).DivRound(days(s.total), Digits)
}

// expected returns the unclamped progress from baseline to target that the value of the stretch
// stands for, rounded once.
func (s stretch) expected(baseline, target decimal.Decimal) decimal.Decimal {
	if s.steps {
		return distance(s.from.Value, baseline, target)
	}
	if n, d, ok := s.ratio(baseline, target); ok {
		if q, ok := quotient(n, d); ok {
			return q
		}
	}
	return s.scaled(baseline).DivRound(target.Sub(baseline).Mul(days(s.total)), Digits)
}

// scaled returns, exactly, how far the value lies from origin, times the days of the stretch.
func (s stretch) scaled(origin decimal.Decimal) decimal.Decimal {
	before := s.from.Value.Sub(origin).Mul(days(s.total))
	return before.Add(s.to.Value.Sub(s.from.Value).Mul(days(s.elapsed)))
}

// ratio is expected as n/d in machine words, where the figures are small enough for that.
func (s stretch) ratio(baseline, target decimal.Decimal) (n, d int64, ok bool) {
	const maxDays, maxDistance = 1 << 20, 1 << 40 // their product, twice, is far from 2^63
	var counts [4]int64
	if s.total > maxDays || !aligned(counts[:], s.from.Value, s.to.Value, baseline, target) {
		return 0, 0, false
	}
	before, ahead, whole := counts[0]-counts[2], counts[1]-counts[0], counts[3]-counts[2]
	if max(magnitude(before), magnitude(ahead), magnitude(whole)) > maxDistance {
		return 0, 0, false
	}
	total, elapsed := int64(s.total), int64(s.elapsed)
	return before*total + ahead*elapsed, whole * total, true
}

func days(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

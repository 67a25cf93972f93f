package chart

import (
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/web/ui"
)

// tick is a labelled place of an axis.
type tick struct {
	at    float64 // share of the axis, 0 to 1
	text  string
	minor bool // left out where there is little room
}

// span is the time that a plot covers, both days included.
type span struct{ from, to date.Date }

// at returns the place of a day as a share of the span.
func (s span) at(d date.Date) float64 {
	if s.to <= s.from {
		return 0.5
	}
	return within(float64(d-s.from) / float64(s.to-s.from))
}

// cover widens the span to a day; no date changes nothing.
func (s *span) cover(d date.Date) {
	if d.IsZero() {
		return
	}
	if s.from.IsZero() || d < s.from {
		s.from = d
	}
	if s.to.IsZero() || d > s.to {
		s.to = d
	}
}

var shortMonths = [...]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"}

// steps are the distances between labels, in months, that people count by.
var steps = []int{1, 2, 3, 6, 12, 24, 60, 120}

const mostMonthTicks = 7

// ticks labels the first days of months, at most seven, or the two ends of a
// span too short for that.
func (s span) ticks() []tick {
	for _, step := range steps {
		if found := s.every(step); len(found) <= mostMonthTicks {
			if len(found) < 2 {
				break
			}
			return found
		}
	}
	if s.from == s.to {
		return []tick{{at: 0.5, text: ui.ShortDate(s.from)}}
	}
	return []tick{{at: 0, text: ui.ShortDate(s.from)}, {at: 1, text: ui.ShortDate(s.to)}}
}

// every lists the firsts of each step-th month within the span.
func (s span) every(step int) []tick {
	var found []tick
	y, m, _ := s.from.Time().Date()
	for month := y*12 + int(m) - 1; ; month++ {
		first := date.New(month/12, 1, 1).AddMonths(month % 12)
		if first > s.to {
			return found
		}
		if first < s.from || month%step != 0 {
			continue
		}
		text := shortMonths[month%12] + " " + strconv.Itoa(month/12)
		found = append(found, tick{at: s.at(first), text: text, minor: len(found)%2 == 1})
	}
}

// scale is a vertical axis with round numbers at equal distances.
type scale struct {
	from, to, step float64
	places         int32 // decimals that tell its numbers apart
}

// scaleOver covers the values with four to six steps of a round size. It
// starts at zero unless the values lie together far from it.
func scaleOver(values []float64) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if low > high {
		low, high = 0, 1
	}
	if low > 0 && low < high*0.6 {
		low = 0
	}
	if high < 0 && high > low*0.6 {
		high = 0
	}
	switch {
	case high != low:
	case high > 0:
		low = 0
	case high < 0:
		high = 0
	default:
		high = 1
	}
	step := roundStep((high - low) / 4)
	return scale{
		from:   math.Floor(low/step+1e-9) * step,
		to:     math.Ceil(high/step-1e-9) * step,
		step:   step,
		places: int32(math.Max(0, math.Ceil(-math.Log10(step)-1e-9))),
	}
}

// roundStep returns the nearest 1, 2 or 5 times a power of ten at or above size.
func roundStep(size float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(size)))
	for _, n := range []float64{1, 2, 5} {
		if n*power >= size*(1-1e-9) {
			return n * power
		}
	}
	return 10 * power
}

func (s scale) at(v float64) float64 {
	return (v - s.from) / (s.to - s.from)
}

// ticks are listed from the bottom to the top.
func (s scale) ticks() []tick {
	n := int(math.Round((s.to - s.from) / s.step))
	list := make([]tick, 0, n+1)
	for i := range n + 1 {
		v := s.from + float64(i)*s.step
		list = append(list, tick{at: float64(i) / float64(n), text: ui.Number(decimal.NewFromFloat(v), s.places)})
	}
	return list
}

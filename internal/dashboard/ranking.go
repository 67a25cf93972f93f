package dashboard

import (
	"slices"

	"hito/internal/progress"
)

// ranked is how many indicators the lists of the highest and the lowest progress show at most.
const ranked = 5

// Top returns the indicators with the highest progress, best first; ties keep the plan's order.
func (b Board) Top() []Indicator {
	top, _ := b.extremes()
	return values(top)
}

// Bottom returns the indicators with the lowest progress, worst first; none is also in Top.
func (b Board) Bottom() []Indicator {
	_, bottom := b.extremes()
	return values(bottom)
}

// extremes returns both ends of the ranking of the indicators that count, have data and have
// started. It never sorts them all: a plan may have thousands.
func (b Board) extremes() (top, bottom []*Indicator) {
	var with []*Indicator
	for n := range b.Objectives {
		if !b.Objectives[n].Weight.IsPositive() {
			continue
		}
		for k := range b.Objectives[n].Indicators {
			i := &b.Objectives[n].Indicators[k]
			if i.Status != Cancelled && i.Progress.Valid && i.Counted(b.On) && i.Status != progress.StatusNotStarted {
				with = append(with, i)
			}
		}
	}
	byProgress := func(x, y *Indicator) int { return x.Progress.Decimal.Cmp(y.Progress.Decimal) }
	top = first(with, min(ranked, (len(with)+1)/2), func(x, y *Indicator) int { return byProgress(y, x) })
	rest := slices.DeleteFunc(with, func(i *Indicator) bool { return slices.Contains(top, i) })
	return top, first(rest, ranked, byProgress)
}

// first returns the first of a list in an order, at most so many; equal ones keep their order.
func first[T any](list []T, most int, compare func(x, y T) int) []T {
	found := make([]T, 0, most+1)
	for _, one := range list {
		if len(found) == most && (most == 0 || compare(found[most-1], one) <= 0) {
			continue
		}
		at := len(found)
		for at > 0 && compare(found[at-1], one) > 0 {
			at--
		}
		found = slices.Insert(found, at, one)
		found = found[:min(len(found), most)]
	}
	return found
}

func values(list []*Indicator) []Indicator {
	copies := make([]Indicator, len(list))
	for n, i := range list {
		copies[n] = *i
	}
	return copies
}

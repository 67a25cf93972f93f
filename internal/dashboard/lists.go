package dashboard

import (
	"slices"

	"github.com/shopspring/decimal"

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

// Attention is what the technician should look after.
type Attention struct {
	Missing []Indicator // started, without any value although one was owed or no periodicity is set
	Overdue []Indicator // with a value, but a newer one is owed
	Empty   []Objective // without indicators
}

// Attention returns what is missing or overdue on the board's date.
func (b Board) Attention() Attention {
	var a Attention
	for _, o := range b.Objectives {
		if o.Status == Cancelled {
			continue
		}
		if len(o.Indicators) == 0 {
			a.Empty = append(a.Empty, o)
		}
		for _, i := range o.Indicators {
			switch {
			case i.Status == progress.StatusNoData && i.started(b) && (i.DueOn.IsZero() || i.DueOn < b.On):
				a.Missing = append(a.Missing, i)
			case i.Value.Valid && !i.DueOn.IsZero() && i.DueOn < b.On:
				a.Overdue = append(a.Overdue, i)
			}
		}
	}
	return a
}

func (i Indicator) started(b Board) bool {
	return progress.Started(i.Goal(b.Plan.StartsOn, b.Plan.EndsOn).Start, b.On)
}

// Previous is the snapshot before a board, with what its indicators were, by their identifiers.
type Previous struct {
	SnapshotRef
	Indicators []Was `json:"indicators"`
}

// Was is what an indicator was in a snapshot.
type Was struct {
	ID       int64               `json:"id"`
	Value    decimal.NullDecimal `json:"value"`
	Progress decimal.NullDecimal `json:"progress"`
	Status   progress.Status     `json:"status"`
}

// Change is an indicator whose value or status is not what it was in the previous snapshot;
// Was is nil for one that the snapshot did not have.
type Change struct {
	Indicator Indicator
	Was       *Was
}

// Changes returns what changed since the previous snapshot, in the plan's order; none without one.
func (b Board) Changes() []Change {
	if b.Previous == nil {
		return nil
	}
	was := make(map[int64]*Was, len(b.Previous.Indicators))
	for n := range b.Previous.Indicators {
		was[b.Previous.Indicators[n].ID] = &b.Previous.Indicators[n]
	}
	var changes []Change
	for _, o := range b.Objectives {
		for n := range o.Indicators {
			i := &o.Indicators[n]
			before := was[i.ID]
			if before == nil || before.Status != i.Status || before.Value.Valid != i.Value.Valid || !before.Value.Decimal.Equal(i.Value.Decimal) {
				changes = append(changes, Change{Indicator: *i, Was: before})
			}
		}
	}
	return changes
}

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
	all := b.ranking()
	return all[:min(ranked, (len(all)+1)/2)]
}

// Bottom returns the indicators with the lowest progress, worst first; none is also in Top.
func (b Board) Bottom() []Indicator {
	all := b.ranking()
	rest := slices.Clone(all[min(ranked, (len(all)+1)/2):])
	slices.SortStableFunc(rest, func(x, y Indicator) int { return x.Progress.Decimal.Cmp(y.Progress.Decimal) })
	return rest[:min(ranked, len(rest))]
}

// ranking orders the indicators that count, have data and have started, best first.
func (b Board) ranking() []Indicator {
	var with []Indicator
	for _, i := range b.Indicators() {
		if i.Progress.Valid && i.Counted(b.On) && i.Status != progress.StatusNotStarted {
			with = append(with, i)
		}
	}
	slices.SortStableFunc(with, func(x, y Indicator) int { return y.Progress.Decimal.Cmp(x.Progress.Decimal) })
	return with
}

// Attention is what the technician should look after.
type Attention struct {
	Missing []Indicator // started, without any value
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
			case i.Status == progress.StatusNoData && i.started(b):
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
	for _, i := range b.Indicators() {
		before := was[i.ID]
		if before == nil || before.Status != i.Status || before.Value.Valid != i.Value.Valid || !before.Value.Decimal.Equal(i.Value.Decimal) {
			changes = append(changes, Change{Indicator: i, Was: before})
		}
	}
	return changes
}

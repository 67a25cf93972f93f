package dashboard

import (
	"github.com/shopspring/decimal"

	"hito/internal/progress"
)

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

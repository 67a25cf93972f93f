package dashboard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
)

// Moments says which two moments of a plan are compared: numbers of snapshots, Today, or Unasked for what is best.
type Moments struct{ From, To int64 }

// Moments that are no snapshot.
const (
	Today   int64 = 0
	Unasked int64 = -1
)

// complete fills in what was not asked for: the newest two of the snapshots that stand, the newest of them and today
// where there is one alone, or the one before the other moment.
func (m Moments) complete(refs []SnapshotRef) Moments {
	standing := Standing(refs) // newest first
	if m.To == Unasked {
		m.To = Today
		if m.From == Unasked && len(standing) > 1 {
			m.To = standing[0].ID
		}
	}
	if m.From == Unasked {
		m.From = before(standing, m.To)
	}
	return m
}

// before returns the snapshot before a moment, or the moment itself where there is none.
func before(standing []SnapshotRef, moment int64) int64 {
	next := slices.IndexFunc(standing, func(s SnapshotRef) bool { return s.ID == moment }) + 1 // 0 for today
	if next < len(standing) {
		return standing[next].ID
	}
	return moment
}

// LoadComparison compares two moments of a plan. It takes three queries at most, whatever the plan's size, and returns
// fault.NotFound for an unknown plan or snapshot, and besides which moments were compared.
func LoadComparison(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string, m Moments, today date.Date) (Comparison, Moments, error) {
	h, err := loadHead(ctx, tx, scope, slug)
	if err != nil {
		return Comparison{}, m, fmt.Errorf("load comparison of %q: %w", slug, err)
	}
	m = m.complete(h.Snapshots)
	from, err := h.at(ctx, tx, m.From, today)
	if err != nil {
		return Comparison{}, m, err
	}
	if m.From == m.To {
		return Compare(from, from), m, nil
	}
	to, err := h.at(ctx, tx, m.To, today)
	if err != nil {
		return Comparison{}, m, err
	}
	return Compare(from, to), m, nil
}

func (h head) at(ctx context.Context, tx pgx.Tx, moment int64, today date.Date) (Board, error) {
	if moment == Today {
		return state(ctx, tx, h, today)
	}
	return frozen(ctx, tx, h, moment)
}

// Reason is what was said when the newest value of an indicator was recorded.
type Reason struct {
	IndicatorID int64
	MeasuredOn  date.Date
	Withdrawn   bool // the value of that day was taken back
	Comment     string
	Reason      string // why an earlier value of the day was corrected or taken back
}

// Reasons returns, by the identifiers of indicators, what was said of their newest values known at the later moment of
// a comparison, for those of a list that have another value and of which anything was said. It takes one query.
func Reasons(ctx context.Context, tx pgx.Tx, c Comparison, list []IndicatorDifference) (map[int64]Reason, error) {
	var ids []int64
	for _, d := range list {
		if d.NewValue() {
			ids = append(ids, d.ID())
		}
	}
	later := c.Later()
	known := time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	if later.Frozen != nil {
		known = later.Frozen.ClosedAt
	}
	rows, _ := tx.Query(ctx, `
		SELECT DISTINCT ON (m.indicator_id) m.indicator_id, m.measured_on, m.value IS NULL AS withdrawn, m.comment, m.reason
		  FROM measurements m
		 WHERE m.plan_id = $1 AND m.indicator_id = ANY($2) AND m.measured_on <= $3 AND m.recorded_at <= $4
		 ORDER BY m.indicator_id, m.measured_on DESC, m.revision DESC`, later.Plan.ID, ids, later.On, known)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Reason])
	if err != nil {
		return nil, fmt.Errorf("load what was said of the values of plan %d: %w", later.Plan.ID, err)
	}
	reasons := make(map[int64]Reason, len(found))
	for _, r := range found {
		if r.Comment != "" || r.Reason != "" {
			reasons[r.IndicatorID] = r
		}
	}
	return reasons, nil
}

package round

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Store keeps rounds. Today is the day where the organisation is.
type Store struct {
	Pool  *pgxpool.Pool
	Now   func() time.Time
	Today func() date.Date
}

func (s Store) plans() plan.Store { return plan.Store{Pool: s.Pool, Now: s.Now} }

// columns of a round, from the table rounds under the alias r.
const columns = `r.id, r.plan_id, r.title, r.measured_on, r.due_on, r.note, r.opened_at,
	coalesce(r.closed_at, '0001-01-01') AS closed_at, coalesce(r.cancelled_at, '0001-01-01') AS cancelled_at, r.cancel_reason, r.version,
	coalesce((SELECT s.id FROM snapshots s WHERE s.plan_id = r.plan_id AND s.round_id = r.id), 0) AS snapshot_id`

// entriesOf joins to rounds r their entries e, with indicator i, objective o and, where there is one, the newest value
// m on or before the round's day. Of a round that has ended, what was recorded afterwards is left aside. The newest
// revision is asked for as in indicator.Stands. Indicators and objectives are each asked for by their key: joined, and
// without statistics of a round just opened, all of a plan would be read for each entry.
const entriesOf = `
	  JOIN round_entries e ON e.plan_id = r.plan_id AND e.round_id = r.id
	 CROSS JOIN LATERAL (
	       SELECT x.*
	         FROM indicators x
	        WHERE x.plan_id = e.plan_id AND x.id BETWEEN e.indicator_id AND e.indicator_id
	        ORDER BY x.id
	        LIMIT 1) i
	 CROSS JOIN LATERAL (
	       SELECT x.*
	         FROM objectives x
	        WHERE x.plan_id = i.plan_id AND x.id BETWEEN i.objective_id AND i.objective_id
	        ORDER BY x.id
	        LIMIT 1) o
	  LEFT JOIN LATERAL (
	       SELECT x.value, x.measured_on, x.recorded_at
	         FROM measurements x
	        WHERE x.plan_id = e.plan_id AND x.indicator_id = e.indicator_id AND x.measured_on <= r.measured_on AND x.value IS NOT NULL
	          AND x.recorded_at <= coalesce(r.closed_at, r.cancelled_at, 'infinity')
	          AND x.revision = (
	              SELECT max(later.revision)
	                FROM measurements later
	               WHERE later.plan_id = x.plan_id AND later.indicator_id = x.indicator_id AND later.measured_on = x.measured_on
	                 AND later.recorded_at <= coalesce(r.closed_at, r.cancelled_at, 'infinity'))
	        ORDER BY x.measured_on DESC
	        LIMIT 1) m ON true`

// standing of the entries that entriesOf joins. Since a value was asked for again, only what was recorded later counts.
const standing = `CASE WHEN e.state <> 'accepted' AND least(i.cancelled_on, o.cancelled_on) <= r.measured_on THEN 'dropped'
	            WHEN e.state IN ('owed', 'returned') AND m.recorded_at >= coalesce(e.reviewed_at, r.opened_at) THEN 'direct'
	            ELSE e.state END`

// List returns the rounds of a plan: the open one, then the newest.
func List(ctx context.Context, tx pgx.Tx, planID int64) ([]Round, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+columns+`, t.*
		  FROM rounds r
		 CROSS JOIN LATERAL (`+tallyOf+`) t
		 WHERE r.plan_id = $1
		 ORDER BY (r.closed_at IS NULL AND r.cancelled_at IS NULL) DESC, r.measured_on DESC, r.id DESC`, planID)
	if err != nil {
		return nil, fmt.Errorf("list rounds of plan %d: %w", planID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Round])
	if err != nil {
		return nil, fmt.Errorf("list rounds of plan %d: %w", planID, err)
	}
	return list, nil
}

// tallyOf counts the entries of a round r by their standing.
const tallyOf = `
	SELECT count(*) FILTER (WHERE standing = 'owed') AS owed, count(*) FILTER (WHERE standing = 'direct') AS direct,
	       count(*) FILTER (WHERE standing = 'sent') AS sent, count(*) FILTER (WHERE standing = 'returned') AS returned,
	       count(*) FILTER (WHERE standing = 'accepted') AS accepted, count(*) FILTER (WHERE standing = 'dropped') AS dropped
	  FROM (SELECT ` + standing + ` AS standing
	          FROM (VALUES (r.plan_id, r.id, r.measured_on, r.opened_at, r.closed_at, r.cancelled_at))
	               AS r (plan_id, id, measured_on, opened_at, closed_at, cancelled_at)` + entriesOf + `) standings`

// Find returns a round of a plan, or fault.NotFound.
func Find(ctx context.Context, tx pgx.Tx, planID, id int64) (Round, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+columns+`, t.*
		  FROM rounds r
		 CROSS JOIN LATERAL (`+tallyOf+`) t
		 WHERE r.plan_id = $1 AND r.id = $2`, planID, id)
	return one(rows, err, id)
}

func one(rows pgx.Rows, err error, id int64) (Round, error) {
	if err != nil {
		return Round{}, fmt.Errorf("find round %d: %w", id, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Round])
	if err != nil {
		return Round{}, fmt.Errorf("find round %d: %w", id, err)
	}
	return r, nil
}

// entryColumns are those of an Entry, of what entriesOf joins with people and the newest revision n of the day sent.
const entryColumns = `e.indicator_id, e.state, ` + standing + ` AS standing, e.value, coalesce(e.measured_on, r.measured_on) AS measured_on, e.comment,
	e.result_title, e.result_on, e.result_url, coalesce(e.sent_at, '0001-01-01') AS sent_at, coalesce(e.sent_by, 0) AS sent_by,
	coalesce(sender.name, '') AS sender, e.review, coalesce(e.reviewed_at, '0001-01-01') AS reviewed_at,
	coalesce(reviewer.name, '') AS reviewer, e.version, coalesce(n.revision, 0) AS basis, n.value AS recorded`

// around joins to entries e who sent and reviewed them, and what stands at their day.
const around = `
	  LEFT JOIN users sender ON sender.id = e.sent_by
	  LEFT JOIN users reviewer ON reviewer.id = e.reviewed_by
	  LEFT JOIN LATERAL (
	       SELECT x.revision, x.value
	         FROM measurements x
	        WHERE x.plan_id = e.plan_id AND x.indicator_id = e.indicator_id AND x.measured_on = coalesce(e.measured_on, r.measured_on)
	        ORDER BY x.revision DESC
	        LIMIT 1) n ON true`

// Entries returns the entries of a round in the plan's order. It takes one query.
func Entries(ctx context.Context, tx pgx.Tx, planID, id int64) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+entryColumns+`
		  FROM rounds r`+entriesOf+around+`
		 WHERE r.plan_id = $1 AND r.id = $2
		 ORDER BY o.position, i.position`, planID, id)
	if err != nil {
		return nil, fmt.Errorf("entries of round %d: %w", id, err)
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
	if err != nil {
		return nil, fmt.Errorf("entries of round %d: %w", id, err)
	}
	return entries, nil
}

// take holds an open round for a change of it or of its entries, in a transaction that holds its plan. One that has
// ended is refused with a fault.Invalid at "round".
func take(ctx context.Context, tx pgx.Tx, planID, id int64) (Round, error) {
	r, err := Find(ctx, tx, planID, id)
	if err == nil && !r.Open() {
		err = errEnded
	}
	return r, err
}

// requireActive refuses rounds of plans that are not in force, with a fault.Invalid at "round".
func requireActive(p plan.Plan) error {
	switch p.State {
	case plan.Active:
		return nil
	case plan.Closed:
		return fmt.Errorf("round of a closed plan: %w", fault.Forbidden)
	default:
		return fault.Invalid{"round": "El plan es un borrador: póngalo en vigor para abrir rondas de seguimiento."}
	}
}

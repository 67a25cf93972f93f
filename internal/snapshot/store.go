package snapshot

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/plan"
)

// Close freezes the whole board of the plan with a slug, as it is on the closing's date, and
// returns the snapshot's identifier; an unknown plan is fault.NotFound. The transaction must hold the
// plan by plan.Lock, so that nothing is written into it between the readings.
func Close(ctx context.Context, tx pgx.Tx, slug string, c Closing) (int64, error) {
	id, _, err := freeze(ctx, tx, slug, c)
	return id, err
}

// Freeze does what Close does and returns what a change of the plan tells of it: the snapshot, and what was frozen.
func Freeze(ctx context.Context, tx pgx.Tx, slug string, c Closing) (plan.Written, error) {
	id, board, err := freeze(ctx, tx, slug, c)
	return plan.Written{Object: audit.Object{Type: "snapshot", ID: id}, After: c.told(board)}, err
}

func freeze(ctx context.Context, tx pgx.Tx, slug string, c Closing) (int64, dashboard.Board, error) {
	board, err := dashboard.LoadForSnapshot(ctx, tx, slug, c.TakenOn, c.Replaces)
	if err != nil {
		return 0, board, fmt.Errorf("close snapshot %q: %w", c.Title, err)
	}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO snapshots (plan_id, title, note, taken_on, closed_at, closed_by, round_id, scheduled_for, replaces, board, published)
		VALUES (@plan_id, @title, @note, @taken_on, coalesce(@closed_at, now()), nullif(@closed_by::bigint, 0), nullif(@round_id::bigint, 0),
		        @scheduled_for, nullif(@replaces::bigint, 0), @board, @published)
		RETURNING id`, pgx.NamedArgs{
		"plan_id": board.Plan.ID, "title": c.Title, "note": c.Note, "taken_on": c.TakenOn,
		"closed_at": pgtype.Timestamptz{Time: c.ClosedAt, Valid: !c.ClosedAt.IsZero()},
		"closed_by": c.ClosedBy, "round_id": c.RoundID, "scheduled_for": c.ScheduledFor, "replaces": c.Replaces,
		"board": board, "published": c.Published,
	}).Scan(&id)
	if err != nil {
		return 0, board, fmt.Errorf("close snapshot %q: %w", c.Title, err)
	}
	return id, board, nil
}

// PublishedIn returns the published percentages kept with a snapshot, empty where there are none.
func PublishedIn(ctx context.Context, tx pgx.Tx, planID, id int64) (Published, error) {
	var p Published
	err := tx.QueryRow(ctx, `
		SELECT published
		  FROM snapshots
		 WHERE plan_id = $1 AND id = $2`, planID, id).Scan(&p)
	if err != nil {
		return Published{}, fmt.Errorf("published figures of snapshot %d: %w", id, err)
	}
	return p, nil
}

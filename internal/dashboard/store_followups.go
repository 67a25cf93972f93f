package dashboard

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/plan"
)

// FollowUps returns the head of the plan with a slug and its snapshots, newest first, or
// fault.NotFound where there is none in the scope. It takes one query.
func FollowUps(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (plan.Plan, []SnapshotRef, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+plan.Columns+`,
		       (SELECT coalesce(jsonb_agg(`+refOfSnapshot+` ORDER BY s.taken_on DESC, s.id DESC), '[]')
		          FROM snapshots s
		         WHERE s.plan_id = p.id) AS snapshots
		  FROM plans p
		 WHERE p.slug = $1 AND `+plan.Readable(2, 3), slug, scope.All, scope.Active)
	if err != nil {
		return plan.Plan{}, nil, fmt.Errorf("load snapshots of %q: %w", slug, err)
	}
	type followed struct {
		plan.Plan
		Snapshots []SnapshotRef
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[followed])
	if errors.Is(err, pgx.ErrNoRows) {
		return plan.Plan{}, nil, fmt.Errorf("load snapshots of %q: %w", slug, fault.NotFound)
	}
	if err != nil {
		return plan.Plan{}, nil, fmt.Errorf("load snapshots of %q: %w", slug, err)
	}
	return found.Plan, found.Snapshots, nil
}

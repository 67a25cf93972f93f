package snapshot

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Store closes follow-ups. Now is the clock.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// AlreadyReplaced is where fault.Invalid tells that a follow-up has its correction already.
const AlreadyReplaced = "replaces"

// Close closes a follow-up of the plan with a slug by hand and returns its number. What is wrong with the draft is
// fault.Invalid; a plan that the actor may not know of, or a follow-up to correct that it has not, fault.NotFound; a
// plan that is closed, fault.Forbidden.
func (s Store) Close(ctx context.Context, actor access.Actor, key, slug string, today date.Date, d Draft) (int64, error) {
	c, err := d.Check(today)
	if err != nil {
		return 0, err
	}
	c.ClosedAt, c.ClosedBy = s.Now(), actor.ID
	change := plan.Change{Actor: actor, Key: key, Slug: slug, Action: "snapshot.close", Needs: access.WritePlan}
	return plan.Store(s).Write(ctx, change, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		if p.State == plan.Closed { // which holds for the command line too
			return plan.Written{}, fmt.Errorf("plan %q is closed: %w", slug, fault.Forbidden)
		}
		if err := replaceable(ctx, tx, p.ID, c.Replaces); err != nil {
			return plan.Written{}, err
		}
		return Freeze(ctx, tx, slug, c)
	})
}

// replaceable refuses a snapshot that is not the plan's, or that another one replaces already.
func replaceable(ctx context.Context, tx pgx.Tx, planID, id int64) error {
	if id == 0 {
		return nil
	}
	var known, replaced bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM snapshots WHERE plan_id = $1 AND id = $2),
		       EXISTS (SELECT FROM snapshots WHERE plan_id = $1 AND replaces = $2)`, planID, id).Scan(&known, &replaced)
	switch {
	case err != nil:
		return fmt.Errorf("look at snapshot %d to be corrected: %w", id, err)
	case !known:
		return fmt.Errorf("snapshot %d to be corrected: %w", id, fault.NotFound)
	case replaced:
		return fault.Invalid{AlreadyReplaced: "Este seguimiento ya tiene una corrección: corrija esa, si hace falta."}
	}
	return nil
}

// Closers returns the names of those who closed the snapshots of a plan, by their numbers, for whoever may read its
// history. Those that the program closed by itself are not among them.
func Closers(ctx context.Context, tx pgx.Tx, planID int64) (map[int64]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.id, u.name
		  FROM snapshots s
		  JOIN users u ON u.id = s.closed_by
		 WHERE s.plan_id = $1`, planID)
	if err != nil {
		return nil, fmt.Errorf("load who closed the snapshots: %w", err)
	}
	names := map[int64]string{}
	var id int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load who closed the snapshots: %w", err)
	}
	return names, nil
}

package plan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Store writes plans. Now is the clock.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// Publish opens the plan with a slug to everybody, or with open false to those alone who may read it anyway. A
// version other than the one shown is fault.Conflict; a plan that the actor may not know of is fault.NotFound.
func (s Store) Publish(ctx context.Context, actor access.Actor, key, slug string, version int, open bool) error {
	action := "plan.publish"
	if !open {
		action = "plan.withdraw"
	}
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		p, err := lock(ctx, tx, access.Plans(actor), slug)
		if err != nil {
			return "", err
		}
		if err := access.Require(actor, access.PublishPlan, p.Target()); err != nil {
			return "", err
		}
		if p.Version != version {
			return "", fault.Conflict
		}
		_, err = tx.Exec(ctx, `
			UPDATE plans
			   SET published_at = CASE WHEN $2 THEN coalesce(published_at, $3) END, version = version + 1
			 WHERE id = $1`, p.ID, open, s.Now())
		if err != nil {
			return "", err
		}
		return "", audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: action, Object: audit.Object{Type: "plan", ID: p.ID}, PlanID: p.ID,
			Before: map[string]any{"published": p.Published()}, After: map[string]any{"published": open},
		})
	})
	if err != nil {
		return fmt.Errorf("%s %q: %w", action, slug, err)
	}
	return nil
}

// lock reads the plan with a slug, to change it, or returns fault.NotFound where there is none in the scope.
func lock(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (Plan, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+Columns+`
		  FROM plans p
		 WHERE p.slug = $1 AND `+Readable(2, 3)+`
		   FOR UPDATE`, slug, scope.All, scope.Active)
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Plan])
	if errors.Is(err, pgx.ErrNoRows) {
		return Plan{}, fault.NotFound
	}
	return p, err
}

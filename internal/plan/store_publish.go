package plan

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
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
	c := Change{Actor: actor, Key: key, Slug: slug, Action: action, Needs: access.PublishPlan}
	_, err := s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		if p.Version != version {
			return Written{}, fault.Conflict
		}
		_, err := tx.Exec(ctx, `
			UPDATE plans
			   SET published_at = CASE WHEN $2 THEN coalesce(published_at, $3) END, version = version + 1
			 WHERE id = $1`, p.ID, open, s.Now())
		return Written{
			Object: audit.Object{Type: "plan", ID: p.ID},
			Before: map[string]any{"published": p.Published()}, After: map[string]any{"published": open},
		}, err
	})
	return err
}

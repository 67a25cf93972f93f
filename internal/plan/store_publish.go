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

// Publish decides who reads the plan with a slug: it opens what was chosen of it to everybody, or closes it to all but
// those who may read it anyway. A version other than the one shown is fault.Conflict; a plan that the actor may not
// know of is fault.NotFound; a choice that makes no sense is fault.Invalid, see TypedPublication.Check.
func (s Store) Publish(ctx context.Context, actor access.Actor, key, slug string, version int, typed TypedPublication) error {
	action := "plan.publish"
	if !typed.Open {
		action = "plan.withdraw"
	}
	c := Change{Actor: actor, Key: key, Slug: slug, Action: action, Needs: access.PublishPlan}
	_, err := s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		decided, err := typed.Check()
		if err != nil {
			return Written{}, err
		}
		if p.Version != version {
			return Written{}, fault.Conflict
		}
		if !decided.Open {
			decided.Shows, decided.Licence = p.Shows, p.Licence
		}
		_, err = tx.Exec(ctx, `
			UPDATE plans
			   SET published_at = CASE WHEN $2 THEN coalesce(published_at, $3) END,
			       shows = $4,
			       licence = $5,
			       version = version + 1
			 WHERE id = $1`, p.ID, decided.Open, s.Now(), append([]Part{}, decided.Shows...), decided.Licence)
		return Written{
			Object: audit.Object{Type: "plan", ID: p.ID},
			Before: publicationTold{p.Published(), p.Shows, p.Licence},
			After:  publicationTold{decided.Open, decided.Shows, decided.Licence},
		}, err
	})
	return err
}

// publicationTold is what events tell of who reads a plan.
type publicationTold struct {
	Published bool    `json:"published"`
	Shows     []Part  `json:"shows"`
	Licence   Licence `json:"licence"`
}

package round

import (
	"context"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

// Close ends an open round with a follow-up of the plan on the day of its values, and returns the follow-up's identifier.
// What was sent and not accepted is not in it. A version other than the one shown is fault.Conflict; other errors are
// those of Ending.Check.
func (s Store) Close(ctx context.Context, actor access.Actor, key, slug string, id int64, e Ending) (int64, error) {
	c := plan.Change{Actor: actor, Key: key, Slug: slug, Action: "snapshot.close", Needs: access.WritePlan}
	return s.plans().Write(ctx, c, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		r, err := take(ctx, tx, p.ID, id)
		if err != nil {
			return plan.Written{}, err
		}
		title, note, err := e.Check(r, s.Today())
		if err != nil {
			return plan.Written{}, err
		}
		if r.Version != e.Version {
			return plan.Written{}, fault.Conflict
		}
		w, err := snapshot.Freeze(ctx, tx, slug, snapshot.Closing{
			Title: title, Note: note, TakenOn: r.MeasuredOn, ClosedAt: s.Now(), ClosedBy: actor.ID, RoundID: id,
		})
		if err != nil {
			return plan.Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE rounds
			   SET closed_at = @at, version = version + 1
			 WHERE plan_id = @plan_id AND id = @id`, pgx.NamedArgs{"plan_id": p.ID, "id": id, "at": s.Now()})
		w.More = append(w.More, audit.Event{
			Action: "round.close", Object: objectOf(id),
			After: map[string]any{"title": r.Title, "accepted": r.Accepted + r.Direct, "missing": r.Missing(), "unreviewed": r.Sent},
		})
		return w, err
	})
}

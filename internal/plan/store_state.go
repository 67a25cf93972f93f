package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
)

// Take moves the plan with a slug to another state, with the reason that was typed. A version other than the one
// shown, and a step that the state does not allow any more, is fault.Conflict; a reason that is missing, and what
// stands against the step, is fault.Invalid at "reason" or "step".
func (s Store) Take(ctx context.Context, actor access.Actor, key, slug string, version int, step Step, typed string) error {
	m := moves[step]
	// Reopening does not depend on the state, so that a plan that somebody else has just closed is a conflict and no refusal.
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "plan." + string(step), Needs: access.ReopenPlan}
	_, err := s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		reason, err := m.checkReason(typed)
		if err != nil {
			return Written{}, err
		}
		if p.Version != version {
			return Written{}, fault.Conflict
		}
		to, err := p.State.Take(step)
		if err != nil {
			return Written{}, err
		}
		if err := access.Require(actor, m.needs, p.Target()); err != nil {
			return Written{}, err
		}
		if err := s.hindered(ctx, tx, p.ID, step); err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE plans
			   SET state = $2, updated_at = $3, version = version + 1
			 WHERE id = $1`, p.ID, to, s.Now())
		return Written{
			Object: audit.Object{Type: "plan", ID: p.ID},
			Before: stateTold{State: p.State}, After: stateTold{to, reason},
		}, err
	})
	return err
}

// stateTold is what events tell of a plan's state.
type stateTold struct {
	State  State  `json:"state"`
	Reason string `json:"reason,omitempty"`
}

// hindered tells what stands in the plan against a step.
func (s Store) hindered(ctx context.Context, tx pgx.Tx, planID int64, step Step) error {
	var sql, sentence string
	switch step {
	case Redraft:
		sentence = "El plan ya tiene valores registrados: no puede volver a borrador. Si ha terminado, ciérrelo."
		sql = `SELECT EXISTS (SELECT FROM measurements WHERE plan_id = $1)`
	case Close:
		sentence = "Hay una ronda de seguimiento abierta: ciérrela o anúlela antes de cerrar el plan."
		sql = `SELECT EXISTS (SELECT FROM rounds WHERE plan_id = $1 AND closed_at IS NULL AND cancelled_at IS NULL)`
	default:
		return nil
	}
	var found bool
	if err := tx.QueryRow(ctx, sql, planID).Scan(&found); err != nil {
		return fmt.Errorf("look for what stands against %s: %w", step, err)
	}
	if found {
		return fault.Invalid{"step": sentence}
	}
	return nil
}

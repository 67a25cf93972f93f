package round

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// told is a round as events tell it.
type told struct {
	Title      string    `json:"title"`
	MeasuredOn date.Date `json:"measured_on"`
	DueOn      date.Date `json:"due_on"`
	Note       string    `json:"note"`
	Indicators []int64   `json:"indicators,omitempty"`
}

func (r Round) told() told {
	return told{Title: r.Title, MeasuredOn: r.MeasuredOn, DueOn: r.DueOn, Note: r.Note}
}

func objectOf(id int64) audit.Object { return audit.Object{Type: "round", ID: id} }

// Open opens a round in a plan in force and returns its identifier. Errors are a fault.Invalid as Draft.Check gives it,
// at "which" where nothing is picked and at "round" where another is open.
func (s Store) Open(ctx context.Context, actor access.Actor, key, slug string, d Draft) (int64, error) {
	c := plan.Change{Actor: actor, Key: key, Slug: slug, Action: "round.open", Needs: access.WritePlan}
	return s.plans().Write(ctx, c, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		if err := requireActive(p); err != nil {
			return plan.Written{}, err
		}
		r, err := d.Check(p, s.Today())
		if err != nil {
			return plan.Written{}, err
		}
		b, err := dashboard.LoadState(ctx, tx, access.Plans(actor), slug, r.MeasuredOn)
		if err != nil {
			return plan.Written{}, err
		}
		ids := idsOf(d.Pick(b))
		if len(ids) == 0 {
			return plan.Written{}, fault.Invalid{"which": "Con esta elección no hay ningún indicador que pedir en esa fecha."}
		}
		r.ID, err = Insert(ctx, tx, p.ID, r, s.Now(), actor.ID, ids)
		after := r.told()
		after.Indicators = ids
		return plan.Written{Object: objectOf(r.ID), After: after}, err
	})
}

func idsOf(picked []dashboard.Indicator) []int64 {
	ids := make([]int64, len(picked))
	for n, i := range picked {
		ids[n] = i.ID
	}
	return ids
}

// Insert writes a round that asks for the values of indicators, and returns its identifier.
func Insert(ctx context.Context, tx pgx.Tx, planID int64, r Round, at time.Time, by int64, indicators []int64) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		WITH opened AS (
		       INSERT INTO rounds (plan_id, title, measured_on, due_on, note, opened_at, opened_by)
		       VALUES (@plan_id, @title, @measured_on, @due_on, @note, @at, nullif(@by::bigint, 0))
		       RETURNING id),
		     asked AS (
		       INSERT INTO round_entries (plan_id, round_id, indicator_id)
		       SELECT @plan_id, opened.id, indicator_id
		         FROM opened, unnest(@indicators::bigint[]) AS indicator_id)
		SELECT id
		  FROM opened`, pgx.NamedArgs{
		"plan_id": planID, "title": r.Title, "measured_on": r.MeasuredOn, "due_on": r.DueOn, "note": r.Note, "at": at, "by": by,
		"indicators": indicators,
	}).Scan(&id)
	return id, err
}

// Update changes what an open round says. A version other than the one shown is fault.Conflict.
func (s Store) Update(ctx context.Context, actor access.Actor, key, slug string, id int64, version int, e Edit) error {
	return s.change(ctx, actor, key, slug, id, "round.update", func(tx pgx.Tx, p plan.Plan, r Round) (plan.Written, error) {
		edited, err := e.Check(r, s.Today())
		if err != nil {
			return plan.Written{}, err
		}
		if r.Version != version {
			return plan.Written{}, fault.Conflict
		}
		_, err = tx.Exec(ctx, `
			UPDATE rounds
			   SET title = @title, due_on = @due_on, note = @note, version = version + 1
			 WHERE plan_id = @plan_id AND id = @id`, pgx.NamedArgs{
			"plan_id": p.ID, "id": id, "title": edited.Title, "due_on": edited.DueOn, "note": edited.Note,
		})
		return plan.Written{Object: objectOf(id), Before: r.told(), After: edited.told()}, err
	})
}

// Cancel ends an open round without a follow-up. What was accepted stays recorded, and what was sent stays readable.
func (s Store) Cancel(ctx context.Context, actor access.Actor, key, slug string, id int64, version int, reason string) error {
	return s.change(ctx, actor, key, slug, id, "round.cancel", func(tx pgx.Tx, p plan.Plan, r Round) (plan.Written, error) {
		reason, err := checkReason("reason", reason, longestReason, "Escriba por qué se anula la ronda.")
		if err != nil {
			return plan.Written{}, err
		}
		if r.Version != version {
			return plan.Written{}, fault.Conflict
		}
		_, err = tx.Exec(ctx, `
			UPDATE rounds
			   SET cancelled_at = @at, cancel_reason = @reason, version = version + 1
			 WHERE plan_id = @plan_id AND id = @id`, pgx.NamedArgs{"plan_id": p.ID, "id": id, "at": s.Now(), "reason": reason})
		return plan.Written{Object: objectOf(id), After: map[string]any{"title": r.Title, "reason": reason}}, err
	})
}

// change carries out a change of an open round with the plan held.
func (s Store) change(
	ctx context.Context, actor access.Actor, key, slug string, id int64, action string, fn func(pgx.Tx, plan.Plan, Round) (plan.Written, error),
) error {
	c := plan.Change{Actor: actor, Key: key, Slug: slug, Action: action, Needs: access.WritePlan}
	_, err := s.plans().Write(ctx, c, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		r, err := take(ctx, tx, p.ID, id)
		if err != nil {
			return plan.Written{}, err
		}
		return fn(tx, p, r)
	})
	return err
}

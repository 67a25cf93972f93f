package indicator

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Store writes indicators and their values.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// Edit is who changes an indicator of a plan, and with which form. Version is the one that the form was made from.
type Edit struct {
	Actor   access.Actor
	Key     string // of the form, see db.Once
	Slug    string // of the plan
	ID      int64
	Version int
}

// define carries out a change of the definitions of a plan by plan.Store.Write.
func (s Store) define(ctx context.Context, e Edit, action string, fn func(pgx.Tx, plan.Plan) (plan.Written, error)) (int64, error) {
	c := plan.Change{Actor: e.Actor, Key: e.Key, Slug: e.Slug, Action: action, Needs: access.WritePlan}
	return plan.Store{Pool: s.Pool, Now: s.Now}.Write(ctx, c, fn)
}

// alter is define for an indicator that is there: fn gets it as it stands, in the version that was shown, and changes it.
func (s Store) alter(ctx context.Context, e Edit, action string, fn func(pgx.Tx, plan.Plan, Kept) (before, after any, err error)) error {
	_, err := s.define(ctx, e, action, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		old, err := Find(ctx, tx, p.ID, e.ID)
		if err != nil {
			return plan.Written{}, err
		}
		if old.Version != e.Version {
			return plan.Written{}, fault.Conflict
		}
		before, after, err := fn(tx, p, old)
		return plan.Written{Object: objectOf(e.ID), Before: before, After: after}, err
	})
	return err
}

func objectOf(id int64) audit.Object { return audit.Object{Type: "indicator", ID: id} }

// Create writes a new indicator after the last of its objective and returns its number; e.ID does not count. What is
// wrong with the draft is fault.Invalid, see TypedDraft.Check.
func (s Store) Create(ctx context.Context, e Edit, t TypedDraft) (int64, error) {
	return s.define(ctx, e, "indicator.create", func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		d, err := checked(ctx, tx, p, "", t)
		if err != nil {
			return plan.Written{}, err
		}
		id, err := Create(ctx, tx, p.ID, d.indicator())
		if err != nil {
			return plan.Written{}, err
		}
		return plan.Written{Object: objectOf(id), After: d.told()}, writeParts(ctx, tx, p.ID, id, d)
	})
}

// Update writes what was edited of an indicator, which goes after the last of its objective where that is another
// one, and tells whether figures come out differently since. A version other than the one shown is fault.Conflict.
func (s Store) Update(ctx context.Context, e Edit, t TypedDraft) (reckons bool, err error) {
	err = s.alter(ctx, e, "indicator.update", func(tx pgx.Tx, p plan.Plan, old Kept) (before, after any, err error) {
		d, err := checked(ctx, tx, p, old.Code, t)
		if err != nil {
			return nil, nil, err
		}
		reckons = d.Reckons(old.Draft)
		if err := update(ctx, tx, p.ID, e.ID, d); err != nil {
			return nil, nil, err
		}
		return old.told(), d.told(), writeParts(ctx, tx, p.ID, e.ID, d)
	})
	return reckons, err
}

// checked reads what was typed of the indicator with a code, blank for a new one, against what the plan holds at this moment.
func checked(ctx context.Context, tx pgx.Tx, p plan.Plan, own string, t TypedDraft) (Draft, error) {
	frame, err := LoadFrame(ctx, tx, p, own)
	if err != nil {
		return Draft{}, err
	}
	return t.Check(frame)
}

// indicator is the definition without its parts, which are written by themselves.
func (d Draft) indicator() Indicator {
	return Indicator{
		ObjectiveID: d.ObjectiveID, Code: d.Code, Title: d.Title, Description: d.Description, Method: d.Method, Source: d.Source,
		UnitOfMeasure: d.UnitOfMeasure, Decimals: d.Decimals, PeriodicityMonths: d.PeriodicityMonths, Nature: d.Nature, Rule: d.Rule,
		Baseline: d.Baseline, Target: d.Target, PlannedInSteps: d.PlannedInSteps, StartsOn: d.StartsOn, EndsOn: d.EndsOn, Weight: d.Weight,
	}
}

func update(ctx context.Context, tx pgx.Tx, planID, id int64, d Draft) error {
	_, err := tx.Exec(ctx, `
		UPDATE indicators
		   SET position = CASE
		           WHEN objective_id = @objective_id THEN position
		           ELSE (SELECT coalesce(max(x.position), 0) + 1 FROM indicators x WHERE x.plan_id = @plan_id AND x.objective_id = @objective_id)
		       END,
		       objective_id = @objective_id, code = @code, title = @title, description = @description, method = @method, source = @source,
		       unit_of_measure = @unit_of_measure, decimals = @decimals, periodicity_months = nullif(@periodicity::int, 0), nature = @nature,
		       rule = @rule, baseline = @baseline, target = @target, planned_in_steps = @planned_in_steps,
		       starts_on = @starts_on, ends_on = @ends_on, weight = @weight, version = version + 1
		 WHERE plan_id = @plan_id AND id = @id`, pgx.NamedArgs{
		"plan_id": planID, "id": id, "objective_id": d.ObjectiveID, "code": d.Code, "title": d.Title,
		"description": d.Description, "method": d.Method, "source": d.Source,
		"unit_of_measure": d.UnitOfMeasure, "decimals": d.Decimals, "periodicity": d.PeriodicityMonths, "nature": d.Nature,
		"rule": d.Rule, "baseline": d.Baseline, "target": d.Target, "planned_in_steps": d.PlannedInSteps,
		"starts_on": d.StartsOn, "ends_on": d.EndsOn, "weight": d.Weight,
	})
	return err
}

// writeParts makes the units, standards and planned points of an indicator those of its definition.
func writeParts(ctx context.Context, tx pgx.Tx, planID, id int64, d Draft) error {
	days, values := make([]date.Date, len(d.Points)), make([]decimal.Decimal, len(d.Points))
	for n, p := range d.Points {
		days[n], values[n] = p.On, p.Value
	}
	batch := removeParts(planID, id)
	batch.Queue(`INSERT INTO indicator_units (plan_id, indicator_id, unit_id) SELECT $1, $2, unnest($3::bigint[])`, planID, id, d.UnitIDs)
	batch.Queue(`INSERT INTO indicator_standards (plan_id, indicator_id, standard_id) SELECT $1, $2, unnest($3::bigint[])`, planID, id, d.StandardIDs)
	batch.Queue(`
		INSERT INTO planned_points (plan_id, indicator_id, due_on, value)
		SELECT $1, $2, p.due_on, p.value
		  FROM unnest($3::date[], $4::numeric[]) AS p (due_on, value)`, planID, id, days, values)
	return tx.SendBatch(ctx, batch).Close()
}

func removeParts(planID, id int64) *pgx.Batch {
	batch := &pgx.Batch{}
	for _, table := range []string{"indicator_units", "indicator_standards", "planned_points"} {
		batch.Queue(`DELETE FROM `+table+` WHERE plan_id = $1 AND indicator_id = $2`, planID, id)
	}
	return batch
}

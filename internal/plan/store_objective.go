package plan

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
)

// objectiveState is an objective as events tell it.
type objectiveState struct {
	Version      int         `json:"-"`
	Code         string      `json:"code"`
	Title        string      `json:"title"`
	Weight       json.Number `json:"weight"`
	Lines        []string    `json:"lines"`
	Standards    []string    `json:"standards"`
	CancelledOn  date.Date   `json:"cancelled_on"`
	CancelReason string      `json:"cancel_reason"`
}

func readObjective(ctx context.Context, tx pgx.Tx, planID, id int64) (objectiveState, error) {
	return one[objectiveState](ctx, tx, `
		SELECT x.version, x.code, x.title, x.weight::text AS weight, `+standardsOfObjective.namedStandards()+` AS standards,
		       (SELECT coalesce(jsonb_agg(l.code ORDER BY l.position), '[]')
		          FROM objective_lines ol
		          JOIN strategic_lines l ON l.plan_id = ol.plan_id AND l.id = ol.line_id
		         WHERE ol.plan_id = x.plan_id AND ol.objective_id = x.id) AS lines,
		       x.cancelled_on, x.cancel_reason
		  FROM objectives x
		 WHERE x.plan_id = $1 AND x.id = $2`, planID, id)
}

// CreateObjective adds an objective after the others and returns its number.
func (s Store) CreateObjective(ctx context.Context, actor access.Actor, key, slug string, d ObjectiveDraft) (int64, error) {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "objective.create", Needs: access.WritePlan}
	return s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		o, err := d.check()
		if err != nil {
			return Written{}, err
		}
		var id int64
		err = tx.QueryRow(ctx, `
			INSERT INTO objectives (plan_id, position, code, title, weight)
			SELECT @plan, coalesce(max(position), 0) + 1, @code, @title, @weight
			  FROM objectives
			 WHERE plan_id = @plan
			RETURNING id`, pgx.NamedArgs{"plan": p.ID, "code": o.code, "title": o.title, "weight": o.weight}).Scan(&id)
		if err != nil {
			return Written{}, err
		}
		if err := o.writeLinks(ctx, tx, p.ID, id); err != nil {
			return Written{}, err
		}
		after, err := readObjective(ctx, tx, p.ID, id)
		return Written{Object: audit.Object{Type: "objective", ID: id}, After: after}, err
	})
}

func (o checkedObjective) writeLinks(ctx context.Context, tx pgx.Tx, planID, id int64) error {
	if err := linesOfObjective.write(ctx, tx, planID, id, o.lines); err != nil {
		return err
	}
	return standardsOfObjective.write(ctx, tx, planID, id, o.standards)
}

// changeObjective carries out fn on an objective in the version that was shown, and records what it was before and
// is after; another version is fault.Conflict.
func (s Store) changeObjective(ctx context.Context, c Change, e Edit, fn func(pgx.Tx, Plan, objectiveState) error) error {
	c.Needs = access.WritePlan
	_, err := s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		before, err := readObjective(ctx, tx, p.ID, e.ID)
		if err != nil {
			return Written{}, err
		}
		if before.Version != e.Version {
			return Written{}, fault.Conflict
		}
		if err := fn(tx, p, before); err != nil {
			return Written{}, err
		}
		after, err := readObjective(ctx, tx, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "objective", ID: e.ID}, Before: before, After: after}, err
	})
	return err
}

// UpdateObjective writes what was edited of an objective. A version other than the one shown is fault.Conflict.
func (s Store) UpdateObjective(ctx context.Context, actor access.Actor, key, slug string, e Edit, d ObjectiveDraft) error {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "objective.update"}
	o, invalid := d.check()
	return s.changeObjective(ctx, c, e, func(tx pgx.Tx, p Plan, _ objectiveState) error {
		if invalid != nil {
			return invalid
		}
		_, err := tx.Exec(ctx, `
			UPDATE objectives
			   SET code = @code, title = @title, weight = @weight, version = version + 1
			 WHERE plan_id = @plan AND id = @id`,
			pgx.NamedArgs{"plan": p.ID, "id": e.ID, "code": o.code, "title": o.title, "weight": o.weight})
		if err != nil {
			return err
		}
		return o.writeLinks(ctx, tx, p.ID, e.ID)
	})
}

// CancelObjective leaves an objective out of every mean from a day on; today is where the clock of the plan stands.
func (s Store) CancelObjective(ctx context.Context, actor access.Actor, key, slug string, e Edit, d Cancellation, today date.Date) error {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "objective.cancel"}
	return s.changeObjective(ctx, c, e, func(tx pgx.Tx, p Plan, before objectiveState) error {
		if !before.CancelledOn.IsZero() {
			return fault.Conflict
		}
		on, reason, err := d.Check(p, today)
		if err != nil {
			return err
		}
		return setCancelled(ctx, tx, p.ID, e.ID, on, reason)
	})
}

// RestoreObjective lets a cancelled objective count again; the event keeps the day and the reason that it had.
func (s Store) RestoreObjective(ctx context.Context, actor access.Actor, key, slug string, e Edit) error {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "objective.restore"}
	return s.changeObjective(ctx, c, e, func(tx pgx.Tx, p Plan, before objectiveState) error {
		if before.CancelledOn.IsZero() {
			return fault.Conflict
		}
		return setCancelled(ctx, tx, p.ID, e.ID, 0, "")
	})
}

func setCancelled(ctx context.Context, tx pgx.Tx, planID, id int64, on date.Date, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE objectives
		   SET cancelled_on = @on, cancel_reason = @reason, version = version + 1
		 WHERE plan_id = @plan AND id = @id`, pgx.NamedArgs{"plan": planID, "id": id, "on": on, "reason": reason})
	return err
}

// DeleteObjective takes an objective away that has no indicators and no retos; else it returns InUse.
func (s Store) DeleteObjective(ctx context.Context, actor access.Actor, key, slug string, e Edit) error {
	c := Change{Actor: actor, Key: key, Slug: slug, Action: "objective.delete", Needs: access.WritePlan}
	_, err := s.Write(ctx, c, func(tx pgx.Tx, p Plan) (Written, error) {
		before, err := readObjective(ctx, tx, p.ID, e.ID)
		if err != nil {
			return Written{}, err
		}
		if before.Version != e.Version {
			return Written{}, fault.Conflict
		}
		var use InUse
		err = tx.QueryRow(ctx, `
			SELECT (SELECT count(*) FROM indicators WHERE plan_id = $1 AND objective_id = $2),
			       (SELECT count(*)
			          FROM (SELECT id FROM challenges WHERE plan_id = $1 AND objective_id = $2
			                UNION
			                SELECT challenge_id FROM challenge_links WHERE plan_id = $1 AND objective_id = $2) retos)`,
			p.ID, e.ID).Scan(&use.Indicators, &use.Challenges)
		if err != nil {
			return Written{}, err
		}
		if use.Indicators+use.Challenges > 0 {
			return Written{}, use
		}
		for _, l := range []link{linesOfObjective, standardsOfObjective} {
			if err := l.clear(ctx, tx, p.ID, e.ID); err != nil {
				return Written{}, err
			}
		}
		_, err = tx.Exec(ctx, `DELETE FROM objectives WHERE plan_id = $1 AND id = $2`, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "objective", ID: e.ID}, Before: before}, err
	})
	return err
}

package plan

import (
	"context"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
)

// lineState is a line as events tell it.
type lineState struct {
	Version     int      `json:"-"`
	Code        string   `json:"code"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Standards   []string `json:"standards"`
}

func readLine(ctx context.Context, tx pgx.Tx, planID, id int64) (lineState, error) {
	return one[lineState](ctx, tx, `
		SELECT x.version, x.code, x.title, x.description, `+standardsOfLine.namedStandards()+` AS standards
		  FROM strategic_lines x
		 WHERE x.plan_id = $1 AND x.id = $2`, planID, id)
}

// lineInVersion reads a line that is to be changed; a version other than the one shown is fault.Conflict.
func lineInVersion(ctx context.Context, tx pgx.Tx, planID int64, e Edit) (lineState, error) {
	l, err := readLine(ctx, tx, planID, e.ID)
	if err == nil && l.Version != e.Version {
		err = fault.Conflict
	}
	return l, err
}

func lineChange(actor access.Actor, key, slug, action string) Change {
	return Change{Actor: actor, Key: key, Slug: slug, Action: "line." + action, Needs: access.WritePlan}
}

// CreateLine adds a strategic line after the others and returns its number.
func (s Store) CreateLine(ctx context.Context, actor access.Actor, key, slug string, d LineDraft) (int64, error) {
	return s.Write(ctx, lineChange(actor, key, slug, "create"), func(tx pgx.Tx, p Plan) (Written, error) {
		l, err := d.check()
		if err != nil {
			return Written{}, err
		}
		var id int64
		err = tx.QueryRow(ctx, `
			INSERT INTO strategic_lines (plan_id, position, code, title, description)
			SELECT @plan, coalesce(max(position), 0) + 1, @code, @title, @description
			  FROM strategic_lines
			 WHERE plan_id = @plan
			RETURNING id`, pgx.NamedArgs{"plan": p.ID, "code": l.code, "title": l.title, "description": l.description}).Scan(&id)
		if err != nil {
			return Written{}, err
		}
		if err := standardsOfLine.write(ctx, tx, p.ID, id, l.standards); err != nil {
			return Written{}, err
		}
		after, err := readLine(ctx, tx, p.ID, id)
		return Written{Object: audit.Object{Type: "line", ID: id}, After: after}, err
	})
}

// UpdateLine writes what was edited of a line. A version other than the one shown is fault.Conflict.
func (s Store) UpdateLine(ctx context.Context, actor access.Actor, key, slug string, e Edit, d LineDraft) error {
	_, err := s.Write(ctx, lineChange(actor, key, slug, "update"), func(tx pgx.Tx, p Plan) (Written, error) {
		l, err := d.check()
		if err != nil {
			return Written{}, err
		}
		before, err := lineInVersion(ctx, tx, p.ID, e)
		if err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE strategic_lines
			   SET code = @code, title = @title, description = @description, version = version + 1
			 WHERE plan_id = @plan AND id = @id`,
			pgx.NamedArgs{"plan": p.ID, "id": e.ID, "code": l.code, "title": l.title, "description": l.description})
		if err != nil {
			return Written{}, err
		}
		if err := standardsOfLine.write(ctx, tx, p.ID, e.ID, l.standards); err != nil {
			return Written{}, err
		}
		after, err := readLine(ctx, tx, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "line", ID: e.ID}, Before: before, After: after}, err
	})
	return err
}

// DeleteLine takes a line away that no objective belongs to and no reto is about; else it returns InUse.
func (s Store) DeleteLine(ctx context.Context, actor access.Actor, key, slug string, e Edit) error {
	_, err := s.Write(ctx, lineChange(actor, key, slug, "delete"), func(tx pgx.Tx, p Plan) (Written, error) {
		before, err := lineInVersion(ctx, tx, p.ID, e)
		if err != nil {
			return Written{}, err
		}
		if err := lineUnused(ctx, tx, p.ID, e.ID); err != nil {
			return Written{}, err
		}
		if err := standardsOfLine.clear(ctx, tx, p.ID, e.ID); err != nil {
			return Written{}, err
		}
		_, err = tx.Exec(ctx, `DELETE FROM strategic_lines WHERE plan_id = $1 AND id = $2`, p.ID, e.ID)
		return Written{Object: audit.Object{Type: "line", ID: e.ID}, Before: before}, err
	})
	return err
}

// lineUnused returns InUse for a line to which objectives belong, or that retos are about.
func lineUnused(ctx context.Context, tx pgx.Tx, planID, id int64) error {
	var use InUse
	err := tx.QueryRow(ctx, `
		SELECT ARRAY(SELECT o.code
		               FROM objective_lines ol
		               JOIN objectives o ON o.plan_id = ol.plan_id AND o.id = ol.objective_id
		              WHERE ol.plan_id = $1 AND ol.line_id = $2
		              ORDER BY o.position),
		       (SELECT count(*) FROM challenges WHERE plan_id = $1 AND line_id = $2)`, planID, id).Scan(&use.Objectives, &use.Challenges)
	if err == nil && len(use.Objectives)+use.Challenges > 0 {
		err = use
	}
	return err
}

package transfer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/plan"
)

// Undo takes back what an import wrote, all of it or nothing: values of indicators that were there are withdrawn, or what
// the day had stands again, by another revision; what was edited is as it was; what was made is removed, with its values
// and, of a new plan, the whole plan. The import keeps its file and what it did. It is Touched where anything that it wrote
// was changed since, is named by something that came later, or is in a follow-up that was closed since. Other errors are
// those of Decide.
func (s Store) Undo(ctx context.Context, actor access.Actor, key string, id int64, version int) error {
	err := act(ctx, s.Slow, actor, key, "import.undo", id, func(tx pgx.Tx) error {
		k, err := take(ctx, tx, actor, id, version, StateApplied)
		if err != nil {
			return err
		}
		if k.slug == "" {
			return fmt.Errorf("its plan is gone: %w", fault.Conflict)
		}
		if err := patient(ctx, tx); err != nil {
			return err
		}
		if _, err := plan.Lock(ctx, tx, actor, access.WritePlan, k.slug); err != nil {
			return err
		}
		u := undoing{k: k, writer: writer{
			tx: tx, importID: k.ID, planID: k.planID, at: s.Now().UTC().Truncate(time.Microsecond), actor: actor, tell: nobody,
		}}
		return u.undo(ctx)
	})
	if depends(err) {
		return fmt.Errorf("%w (%w)", Touched{[]string{"algo que se hizo después depende de lo importado"}}, err)
	}
	return err
}

// depends tells that something in the database names what would be removed, or that the database itself found it touched.
func depends(err error) bool {
	pg, found := errors.AsType[*pgconn.PgError](err)
	return found && (pg.Code == pgerrcode.ForeignKeyViolation || pg.Code == pgerrcode.RestrictViolation)
}

// undoing is an import that is taken back.
type undoing struct {
	k kept
	writer
}

func (u *undoing) undo(ctx context.Context) error {
	if err := byIndex(ctx, u.tx); err != nil {
		return err
	}
	if err := u.untouched(ctx); err != nil {
		return err
	}
	do := u.takeBack
	if u.k.Mode == NewPlan {
		do = u.removePlan
	}
	if err := do(ctx); err != nil {
		return err
	}
	if err := u.removeUnits(ctx); err != nil {
		return err
	}
	_, err := u.tx.Exec(ctx, `
		UPDATE imports
		   SET state = 'undone', undone_at = $2, undone_by = nullif($3::bigint, 0), version = version + 1
		 WHERE id = $1`, u.importID, u.at, u.actor.ID)
	if err != nil {
		return fmt.Errorf("note that it is undone: %w", err)
	}
	u.tellAll(audit.Event{
		Action: "import.undo", Object: audit.Object{Type: "import", ID: u.importID}, After: map[string]any{"name": u.k.Name, "mode": u.k.Mode},
	})
	return audit.Record(ctx, u.tx, u.events...)
}

// takeBack undoes an import into a plan that was there.
func (u *undoing) takeBack(ctx context.Context) error {
	if err := u.loadBack(ctx); err != nil {
		return err
	}
	before, err := u.standBefore(ctx)
	if err != nil {
		return err
	}
	if err := u.takeValuesBack(ctx); err != nil {
		return err
	}
	if err := u.write(ctx); err != nil {
		return err
	}
	if err := u.restorePlaces(ctx); err != nil {
		return err
	}
	if err := u.unnamed(ctx); err != nil {
		return err
	}
	if err := u.remove(ctx); err != nil {
		return err
	}
	return u.tellStructure(ctx, before)
}

// loadBack reads what is to be edited back, and what is to be removed.
func (u *undoing) loadBack(ctx context.Context) error {
	rows, _ := u.tx.Query(ctx, `
		SELECT position, coalesce(object_id, 0), change, named
		  FROM import_changes
		 WHERE import_id = $1 AND outcome IN ('new', 'changed') AND $2 <> 'values'
		 ORDER BY position`, u.importID, string(u.k.Mode))
	var err error
	u.items, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (*item, error) {
		var c Change
		i := &item{}
		err := row.Scan(&i.position, &i.id, &c, &i.named)
		if i.kind = c.Kind; c.Outcome == Created {
			i.made, i.gone = true, true
			return i, err
		}
		if i.cells = c.before(); c.Kind == Point {
			i.cells = map[Field]string{"on": c.Cells["on"], "value": i.cells["value"]}
			i.named = map[Field][]int64{"indicator": {i.id}}
		}
		return i, err
	})
	if err != nil {
		return fmt.Errorf("read what is to be taken back: %w", err)
	}
	return nil
}

// ofOld are the values of an import, as v, of indicators that were there, numbered by i: $1 is the import.
const ofOld = `import_values v
		  JOIN import_indicators i ON i.import_id = v.import_id AND i.code = v.code
		 WHERE v.import_id = $1 AND v.outcome IN ('new', 'changed')
		   AND NOT EXISTS (
		       SELECT FROM import_changes c
		        WHERE c.import_id = $1 AND c.kind = 'indicator' AND c.outcome = 'new' AND c.object_id = i.indicator_id)`

// takeValuesBack appends revisions that say again what the days had, or that they have nothing.
func (u *undoing) takeValuesBack(ctx context.Context) error {
	_, err := u.tx.Exec(ctx, `
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason, recorded_at, recorded_by)
		SELECT $2, old.indicator_id, old.measured_on, old.basis + 2, x.value, coalesce(x.comment, ''), $3, $4, nullif($5::bigint, 0)
		  FROM (SELECT i.indicator_id, v.measured_on, v.basis FROM `+ofOld+`) old
		  LEFT JOIN LATERAL (
		       SELECT m.value, m.comment
		         FROM measurements m
		        WHERE m.plan_id = $2 AND m.indicator_id = old.indicator_id AND m.measured_on = old.measured_on AND m.revision = old.basis
		        LIMIT 1) x ON true
		 ORDER BY old.indicator_id, old.measured_on`, u.importID, u.planID, fmt.Sprintf("Se deshizo la importación %d", u.importID), u.at, u.actor.ID)
	if err != nil {
		return fmt.Errorf("take values back: %w", err)
	}
	return u.tellOfValues(ctx, "measurement.take_back", `
		SELECT i.indicator_id, count(*), min(v.measured_on), max(v.measured_on)
		  FROM `+ofOld+`
		 GROUP BY i.indicator_id
		 ORDER BY i.indicator_id`, u.importID)
}

// restorePlaces lets indicators that come back to their objective stand where they stood, if nothing else stands there.
func (u *undoing) restorePlaces(ctx context.Context) error {
	_, err := u.tx.Exec(ctx, `
		UPDATE indicators x
		   SET position = c.place
		  FROM import_changes c
		 WHERE c.import_id = $1 AND c.kind = 'indicator' AND c.outcome = 'changed' AND c.place IS NOT NULL AND x.plan_id = $2 AND x.id = c.object_id
		   AND NOT EXISTS (
		       SELECT FROM indicators other
		        WHERE other.plan_id = x.plan_id AND other.objective_id = x.objective_id AND other.position = c.place)`, u.importID, u.planID)
	if err != nil {
		return fmt.Errorf("put indicators back in their places: %w", err)
	}
	return nil
}

// removeUnits removes those of the units that were made for the import that nothing names.
func (u *undoing) removeUnits(ctx context.Context) error {
	rows, _ := u.tx.Query(ctx, `
		DELETE FROM units u
		 WHERE u.id = ANY($1) AND u.version = 1
		   AND NOT EXISTS (SELECT FROM user_units x WHERE x.unit_id = u.id)
		   AND NOT EXISTS (SELECT FROM indicator_units x WHERE x.unit_id = u.id)
		   AND NOT EXISTS (SELECT FROM challenges x WHERE x.unit_id = u.id OR x.assigned_unit_id = u.id)
		   AND NOT EXISTS (SELECT FROM challenge_projects x WHERE x.unit_id = u.id)
		RETURNING u.id, u.name`, u.k.units)
	var id int64
	var name string
	_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		u.tellAll(audit.Event{Action: "unit.delete", Object: audit.Object{Type: "unit", ID: id}, Before: map[string]any{"name": name, "aliases": []string{}}})
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove units: %w", err)
	}
	return nil
}

package unit

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// InUse refuses to delete a unit that people belong to, that answers for indicators or that retos name; it is a fault.Conflict.
type InUse struct{ People, Indicators, Challenges int }

// Error tells how much names the unit.
func (u InUse) Error() string {
	return fmt.Sprintf("in use by %d people, %d indicators and %d retos", u.People, u.Indicators, u.Challenges)
}

// Unwrap makes it a fault.Conflict.
func (InUse) Unwrap() error { return fault.Conflict }

// change is what was done to a unit; Before and After are drafts, nil for none.
type change struct {
	id            int64
	before, after any
}

// alter carries out what an administrator does to a unit, once for each key, and returns which unit it was.
func (s Store) alter(ctx context.Context, actor access.Actor, key, action string, fn func(pgx.Tx) (change, error)) (int64, error) {
	if err := access.Require(actor, access.ManageUnits, access.Target{}); err != nil {
		return 0, fmt.Errorf("%s: %w", action, err)
	}
	result, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		c, err := fn(tx)
		if err != nil {
			return "", err
		}
		return strconv.FormatInt(c.id, 10), audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: action, Object: audit.Object{Type: "unit", ID: c.id}, Before: c.before, After: c.after,
		})
	})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", action, err)
	}
	return strconv.ParseInt(result, 10, 64)
}

// Create writes a new unit; a repeated submission returns the same one. Names that another unit bears are fault.Invalid.
func (s Store) Create(ctx context.Context, actor access.Actor, key string, d Draft) (id int64, err error) {
	return s.alter(ctx, actor, key, "unit.create", func(tx pgx.Tx) (change, error) {
		d, err := d.Check()
		if err != nil {
			return change{}, err
		}
		all, err := lockAll(ctx, tx)
		if err != nil {
			return change{}, err
		}
		if err := d.clashes(all); err != nil {
			return change{}, err
		}
		c := change{after: d}
		err = tx.QueryRow(ctx, `
			INSERT INTO units (name, aliases)
			VALUES ($1, $2)
			RETURNING id`, d.Name, d.Aliases).Scan(&c.id)
		return c, err
	})
}

// Update writes what an administrator edited about a unit. A version other than the one shown is fault.Conflict, and
// names that another unit bears are fault.Invalid.
func (s Store) Update(ctx context.Context, actor access.Actor, key string, id int64, version int, d Draft) error {
	_, err := s.alter(ctx, actor, key, "unit.update", func(tx pgx.Tx) (change, error) {
		d, err := d.Check()
		if err != nil {
			return change{}, err
		}
		all, err := lockAll(ctx, tx)
		if err != nil {
			return change{}, err
		}
		old, others, err := pick(all, id, version)
		if err != nil {
			return change{}, err
		}
		if err := d.clashes(others); err != nil {
			return change{}, err
		}
		_, err = tx.Exec(ctx, `
			UPDATE units
			   SET name = $2, aliases = $3, version = version + 1
			 WHERE id = $1`, id, d.Name, d.Aliases)
		return change{id: id, before: old.draft(), after: d}, err
	})
	return err
}

// Delete removes a unit that nothing names; else it returns InUse, and fault.Conflict for a version other than the
// one shown.
func (s Store) Delete(ctx context.Context, actor access.Actor, key string, id int64, version int) error {
	_, err := s.alter(ctx, actor, key, "unit.delete", func(tx pgx.Tx) (change, error) {
		all, err := lockAll(ctx, tx)
		if err != nil {
			return change{}, err
		}
		old, _, err := pick(all, id, version)
		if err != nil {
			return change{}, err
		}
		if err := unused(ctx, tx, id); err != nil {
			return change{}, err
		}
		_, err = tx.Exec(ctx, `DELETE FROM units WHERE id = $1`, id)
		return change{id: id, before: old.draft()}, err
	})
	return err
}

// lockAll returns all units, which nobody else writes until the end of the transaction: what is checked against them
// still holds when it is written. Reading them, and naming them in other tables, goes on.
func lockAll(ctx context.Context, tx pgx.Tx) ([]Unit, error) {
	if _, err := tx.Exec(ctx, `LOCK TABLE units IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return nil, fmt.Errorf("lock the units: %w", err)
	}
	rows, _ := tx.Query(ctx, `
		SELECT id, name, aliases, version
		  FROM units
		 ORDER BY id`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Unit])
	if err != nil {
		return nil, fmt.Errorf("read the units: %w", err)
	}
	return all, nil
}

// pick takes the unit that is to be changed out of all; the version is the one that its form was made from.
func pick(all []Unit, id int64, version int) (one Unit, others []Unit, err error) {
	at := slices.IndexFunc(all, func(u Unit) bool { return u.ID == id })
	if at < 0 {
		return Unit{}, nil, fault.NotFound
	}
	if all[at].Version != version {
		return Unit{}, nil, fault.Conflict
	}
	return all[at], slices.Delete(slices.Clone(all), at, at+1), nil
}

func (u Unit) draft() Draft { return Draft{Name: u.Name, Aliases: u.Aliases} }

// unused returns InUse for a unit that something names. The lock comes before the count: whoever is naming the unit
// is waited for, and whoever comes later finds it gone.
func unused(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `SELECT FROM units WHERE id = $1 FOR UPDATE`, id); err != nil {
		return fmt.Errorf("lock the unit: %w", err)
	}
	var use InUse
	err := tx.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM user_units WHERE unit_id = $1),
		       (SELECT count(*) FROM indicator_units WHERE unit_id = $1),
		       (SELECT count(*) FROM (`+namedByChallenges+`) named WHERE unit_id = $1)`, id).Scan(&use.People, &use.Indicators, &use.Challenges)
	if err != nil {
		return fmt.Errorf("count what names the unit: %w", err)
	}
	if use.People+use.Indicators+use.Challenges > 0 {
		return use
	}
	return nil
}

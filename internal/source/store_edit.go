package source

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// Edit is who changes the source of an indicator of a plan, and with which form.
type Edit struct {
	Actor   access.Actor
	Key     string // of the form, see db.Once
	Slug    string // of the plan
	ID      int64  // of the indicator
	Version int    // of the source that the form was made from; 0 for none
}

// told is a source as events tell it.
type told struct {
	Counts    Counts    `json:"counts"`
	FromOn    date.Date `json:"from_on"`
	ToOn      date.Date `json:"to_on"`
	Automatic bool      `json:"automatic"`
}

func (s Source) told() told { return told{s.Counts, s.FromOn, s.ToOn, s.Automatic} }

func objectOf(indicatorID int64) audit.Object {
	return audit.Object{Type: "indicator", ID: indicatorID}
}

// Set makes an indicator count retos, or count others. Errors are those of Typed.Check; fault.Conflict where the source
// is not the one shown; fault.NotFound for the indicator.
func (s Store) Set(ctx context.Context, e Edit, t Typed) error {
	action := "source.update"
	if e.Version == 0 {
		action = "source.create"
	}
	return s.change(ctx, e, action, func(tx pgx.Tx, p plan.Plan, old *Source) (plan.Written, error) {
		k, err := indicator.Find(ctx, tx, p.ID, e.ID)
		if err != nil {
			return plan.Written{}, err
		}
		kept, err := t.Check(k.UnitOfMeasure)
		if err != nil {
			return plan.Written{}, err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO indicator_sources AS s (plan_id, indicator_id, counts, from_on, to_on, automatic)
			VALUES (@plan_id, @id, @counts, @from_on, @to_on, @automatic)
			ON CONFLICT ON CONSTRAINT indicator_sources_pkey DO UPDATE
			   SET counts = @counts, from_on = @from_on, to_on = @to_on, automatic = @automatic, version = s.version + 1`, pgx.NamedArgs{
			"plan_id": p.ID, "id": e.ID, "counts": kept.Counts, "from_on": kept.FromOn, "to_on": kept.ToOn, "automatic": kept.Automatic,
		})
		w := plan.Written{After: kept.told()}
		if old != nil {
			w.Before = old.told()
		}
		return w, err
	})
}

// Drop makes an indicator count retos no more; its values stay. Errors are those of Set.
func (s Store) Drop(ctx context.Context, e Edit) error {
	return s.change(ctx, e, "source.delete", func(tx pgx.Tx, p plan.Plan, old *Source) (plan.Written, error) {
		if old == nil {
			return plan.Written{}, fault.Conflict
		}
		_, err := tx.Exec(ctx, `DELETE FROM indicator_sources WHERE plan_id = $1 AND indicator_id = $2`, p.ID, e.ID)
		return plan.Written{Before: old.told()}, err
	})
}

// change carries out a change of a source by plan.Store.Write. fn gets what is there, nil for nothing, in the version
// that was shown.
func (s Store) change(ctx context.Context, e Edit, action string, fn func(pgx.Tx, plan.Plan, *Source) (plan.Written, error)) error {
	c := plan.Change{Actor: e.Actor, Key: e.Key, Slug: e.Slug, Action: action, Needs: access.WritePlan}
	_, err := plan.Store{Pool: s.Pool, Now: s.Now}.Write(ctx, c, func(tx pgx.Tx, p plan.Plan) (plan.Written, error) {
		old, err := find(ctx, tx, p.ID, e.ID)
		if err != nil {
			return plan.Written{}, err
		}
		if version := old.version(); version != e.Version {
			return plan.Written{}, fmt.Errorf("source of indicator %d is at version %d, not %d: %w", e.ID, version, e.Version, fault.Conflict)
		}
		w, err := fn(tx, p, old)
		w.Object = objectOf(e.ID)
		return w, err
	})
	return err
}

func (s *Source) version() int {
	if s == nil {
		return 0
	}
	return s.Version
}

// find returns the source of an indicator, nil for none.
func find(ctx context.Context, tx pgx.Tx, planID, indicatorID int64) (*Source, error) {
	rows, _ := tx.Query(ctx, `
		SELECT plan_id, indicator_id, counts, from_on, to_on, automatic, version
		  FROM indicator_sources
		 WHERE plan_id = $1 AND indicator_id = $2`, planID, indicatorID)
	list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Source])
	if err != nil {
		return nil, fmt.Errorf("source of indicator %d: %w", indicatorID, err)
	}
	if len(list) == 0 {
		return nil, nil // most indicators have none
	}
	return list[0], nil
}

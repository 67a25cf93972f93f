package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/plan"
)

// Find returns an import without records and values, or fault.NotFound, which it is too for whoever may not write its
// plan, or not make a new one.
func (s Store) Find(ctx context.Context, actor access.Actor, id int64) (Import, error) {
	var k kept
	err := db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) (err error) {
		k, err = findWhole(ctx, tx, actor, id)
		return err
	})
	if err != nil {
		return Import{}, fmt.Errorf("find import %d: %w", id, err)
	}
	return k.Import, nil
}

// findWhole is find with the plan.
func findWhole(ctx context.Context, tx pgx.Tx, actor access.Actor, id int64) (kept, error) {
	k, err := find(ctx, tx, actor, id, "")
	if err == nil && k.planID != 0 {
		k.Plan, err = plan.Find(ctx, tx, access.Plans(actor), k.slug)
	}
	return k, err
}

// List returns the imports of the plan with a slug, of all plans where it is blank, newest first, and how many there
// are. Of their plans it tells the number, the slug, the title and the state. It is fault.NotFound for an unknown plan, and
// empty for whoever writes no plans.
func (s Store) List(ctx context.Context, actor access.Actor, slug string, limit, offset int) (list []Import, total int, err error) {
	if !access.Can(actor, access.WritePlan, access.Target{}) {
		return nil, 0, nil
	}
	err = db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		var planID int64
		if slug != "" {
			p, err := plan.Find(ctx, tx, access.Plans(actor), slug)
			if err != nil {
				return err
			}
			planID = p.ID
		}
		rows, _ := tx.Query(ctx, `
			SELECT count(*)
			  FROM imports i
			 WHERE $1::bigint = 0 OR i.plan_id = $1`, planID)
		if total, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[int]); err != nil {
			return err
		}
		rows, _ = tx.Query(ctx, `
			SELECT coalesce(p.title, ''), coalesce(p.state, ''), `+keptColumns+`
			  FROM imports i
			  LEFT JOIN plans p ON p.id = i.plan_id
			 WHERE $1::bigint = 0 OR i.plan_id = $1
			 ORDER BY i.id DESC
			 LIMIT $2 OFFSET $3`, planID, limit, offset)
		list, err = pgx.CollectRows(rows, scanListed)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list imports of %q: %w", slug, err)
	}
	return list, total, nil
}

// listed reads the row of an import with its plan.
type listed struct {
	pgx.CollectableRow
	title *string
	state *plan.State
}

// Scan reads the columns of the plan first.
func (l listed) Scan(dest ...any) error {
	return l.CollectableRow.Scan(append([]any{l.title, l.state}, dest...)...)
}

func scanListed(row pgx.CollectableRow) (Import, error) {
	var p plan.Plan
	k, err := scanKept(listed{row, &p.Title, &p.State})
	k.Plan = plan.Plan{ID: k.planID, Slug: k.slug, Title: p.Title, State: p.State}
	return k.Import, err
}

// Changes returns what an import would do, or did, to the structure: of one outcome and kind, or of any where they are
// blank, in the order of kinds; and how many of those there are. Errors are those of Find.
func (s Store) Changes(ctx context.Context, actor access.Actor, id int64, outcome Outcome, kind Kind, limit, offset int) (list []Change, total int, err error) {
	err = db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		if _, err := find(ctx, tx, actor, id, ""); err != nil {
			return err
		}
		list, total, err = changesOf(ctx, tx, id, outcome, kind, limit, offset)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("changes of import %d: %w", id, err)
	}
	return list, total, nil
}

func changesOf(ctx context.Context, tx pgx.Tx, id int64, outcome Outcome, kind Kind, limit, offset int) (list []Change, total int, err error) {
	const those = `
		  FROM import_changes
		 WHERE import_id = @id AND (@outcome = '' OR outcome = @outcome) AND (@kind = '' OR kind = @kind)`
	args := pgx.NamedArgs{"id": id, "outcome": string(outcome), "kind": string(kind), "limit": limit, "offset": offset}
	rows, _ := tx.Query(ctx, `
		SELECT count(*)`+those, args)
	if total, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[int]); err != nil {
		return nil, 0, err
	}
	rows, _ = tx.Query(ctx, `
		SELECT coalesce(object_id, 0), change`+those+`
		 ORDER BY position
		 LIMIT @limit OFFSET @offset`, args)
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Change, err error) {
		var object int64
		err = row.Scan(&object, &c)
		if c.Kind != Point {
			c.ID = object
		}
		return c, err
	})
	return list, total, err
}

// ValueChanges returns what an import would do, or did, with values: of one outcome, or of any where it is blank, in the
// order of the file; and how many of those there are. Errors are those of Find.
func (s Store) ValueChanges(ctx context.Context, actor access.Actor, id int64, outcome Outcome, limit, offset int) (list []ValueChange, total int, err error) {
	err = db.ReadTx(ctx, s.Pool, func(tx pgx.Tx) error {
		k, err := find(ctx, tx, actor, id, "")
		if err != nil {
			return err
		}
		list, err = valueChangesOf(ctx, tx, id, outcome, limit, offset)
		total = k.Counts.values(outcome)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("values of import %d: %w", id, err)
	}
	return list, total, nil
}

// values is how many values have an outcome; of all where it is blank.
func (c Counts) values(outcome Outcome) int {
	if outcome != "" {
		return c[Measurement][outcome]
	}
	n := 0
	for _, of := range c[Measurement] {
		n += of
	}
	return n
}

func valueChangesOf(ctx context.Context, tx pgx.Tx, id int64, outcome Outcome, limit, offset int) ([]ValueChange, error) {
	rows, _ := tx.Query(ctx, `
		SELECT v.sheet, v.line, v.col, v.code, coalesce(i.title, ''), v.measured_on, v.value, v.before, v.comment, v.outcome, v.problem
		  FROM import_values v
		  LEFT JOIN import_indicators i ON i.import_id = v.import_id AND i.code = v.code
		 WHERE v.import_id = $1 AND ($2 = '' OR v.outcome = $2)
		 ORDER BY v.position
		 LIMIT $3 OFFSET $4`, id, string(outcome), limit, offset)
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (v ValueChange, err error) {
		return v, row.Scan(&v.Sheet, &v.Line, &v.Column, &v.Code, &v.Title, &v.On, &v.Value, &v.Before, &v.Comment, &v.Outcome, &v.Problem)
	})
}

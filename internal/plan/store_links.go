package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/fault"
)

// link is how one kind of thing of a plan names several of another.
type link struct {
	table, of, to string // the table, and its columns
	all           string // the table of what is named
	field         string // of a form, where something is named that is not there
	missing       string // the message then
}

var (
	standardsOfLine      = link{"line_standards", "line_id", "standard_id", "standards", "standards", noSuchStandard}
	standardsOfObjective = link{"objective_standards", "objective_id", "standard_id", "standards", "standards", noSuchStandard}
	linesOfObjective     = link{"objective_lines", "objective_id", "line_id", "strategic_lines", "lines", noSuchLine}
)

// write makes the links of something those to the numbers of to, and no others. A number that is not in the plan is
// fault.Invalid.
func (l link) write(ctx context.Context, tx pgx.Tx, planID, of int64, to []int64) error {
	if err := l.clear(ctx, tx, planID, of); err != nil {
		return err
	}
	written, err := tx.Exec(ctx, `
		INSERT INTO `+l.table+` (plan_id, `+l.of+`, `+l.to+`)
		SELECT $1, $2, x.id
		  FROM `+l.all+` x
		 WHERE x.plan_id = $1 AND x.id = ANY($3)`, planID, of, to)
	if err != nil {
		return fmt.Errorf("write %s: %w", l.table, err)
	}
	if written.RowsAffected() != int64(len(to)) {
		return fault.Invalid{l.field: l.missing}
	}
	return nil
}

func (l link) clear(ctx context.Context, tx pgx.Tx, planID, of int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM `+l.table+` WHERE plan_id = $1 AND `+l.of+` = $2`, planID, of)
	if err != nil {
		return fmt.Errorf("clear %s: %w", l.table, err)
	}
	return nil
}

// namedStandards gives, inside a query with something under the alias x, the JSON array of the standards linked to it,
// as events tell them: "ACSA III.1.2".
func (l link) namedStandards() string {
	return `(SELECT coalesce(jsonb_agg(f.code || ' ' || s.code ORDER BY f.code, s.position, s.id), '[]')
		   FROM ` + l.table + ` k
		   JOIN standards s ON s.plan_id = k.plan_id AND s.id = k.standard_id
		   JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
		  WHERE k.plan_id = x.plan_id AND k.` + l.of + ` = x.id)`
}

// one reads the row of what is edited; without it the error is pgx.ErrNoRows, which db.Tx makes fault.NotFound.
func one[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) (T, error) {
	rows, _ := tx.Query(ctx, sql, args...)
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
}

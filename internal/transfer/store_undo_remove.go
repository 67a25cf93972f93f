package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
)

// removals are the statements that remove what an import made: $1 is the plan, $2 the numbers of things of a kind. Those
// that refer to others come before them.
var removals = []struct {
	kind Kind
	sql  []string
}{
	{Result, []string{
		`DELETE FROM result_indicators WHERE plan_id = $1 AND result_id = ANY($2)`,
		`DELETE FROM results WHERE plan_id = $1 AND id = ANY($2)`}},
	{Indicator, []string{
		`DELETE FROM planned_points WHERE plan_id = $1 AND indicator_id = ANY($2)`,
		`DELETE FROM indicator_units WHERE plan_id = $1 AND indicator_id = ANY($2)`,
		`DELETE FROM indicator_standards WHERE plan_id = $1 AND indicator_id = ANY($2)`,
		`DELETE FROM indicators WHERE plan_id = $1 AND id = ANY($2)`}},
	{Objective, []string{
		`DELETE FROM objective_lines WHERE plan_id = $1 AND objective_id = ANY($2)`,
		`DELETE FROM objective_standards WHERE plan_id = $1 AND objective_id = ANY($2)`,
		`DELETE FROM objectives WHERE plan_id = $1 AND id = ANY($2)`}},
	{Line, []string{
		`DELETE FROM line_standards WHERE plan_id = $1 AND line_id = ANY($2)`,
		`DELETE FROM strategic_lines WHERE plan_id = $1 AND id = ANY($2)`}},
	{Standard, []string{`DELETE FROM standards WHERE plan_id = $1 AND id = ANY($2)`}},
	{Framework, []string{`DELETE FROM frameworks WHERE plan_id = $1 AND id = ANY($2)`}},
	{Period, []string{`DELETE FROM periods WHERE plan_id = $1 AND id = ANY($2)`}},
	{Section, []string{`DELETE FROM plan_sections WHERE plan_id = $1 AND id = ANY($2)`}},
}

// goneOf returns the numbers of the things of a kind that are taken away.
func (u *undoing) goneOf(k Kind) []int64 {
	var ids []int64
	for _, i := range u.items {
		if i.kind == k && i.gone {
			ids = append(ids, i.id)
		}
	}
	return ids
}

// remove removes what the import made.
func (u *undoing) remove(ctx context.Context) error {
	if err := u.removePoints(ctx); err != nil {
		return err
	}
	if len(u.goneOf(Indicator)) > 0 {
		if err := u.removeValues(ctx); err != nil {
			return err
		}
	}
	for _, r := range removals {
		ids := u.goneOf(r.kind)
		if len(ids) == 0 {
			continue
		}
		for _, sql := range r.sql {
			if _, err := u.tx.Exec(ctx, sql, u.planID, ids); err != nil {
				return fmt.Errorf("remove each %s: %w", r.kind, err)
			}
		}
	}
	return nil
}

func (u *undoing) removePoints(ctx context.Context) error {
	_, err := u.tx.Exec(ctx, `
		DELETE FROM planned_points p
		 USING import_changes c
		 WHERE c.import_id = $1 AND c.kind = 'point' AND c.outcome = 'new' AND p.plan_id = $2 AND p.indicator_id = c.object_id
		   AND p.due_on = (c.change->'cells'->>'on')::date`, u.importID, u.planID)
	if err != nil {
		return fmt.Errorf("remove planned values: %w", err)
	}
	return nil
}

// removeValues removes the values of the indicators that the import made, which the database does itself.
func (u *undoing) removeValues(ctx context.Context) error {
	if _, err := u.tx.Exec(ctx, `SELECT undo_import_values($1)`, u.importID); err != nil {
		return fmt.Errorf("remove the values of new indicators: %w", err)
	}
	return nil
}

// ofPlan are the tables of a plan that an import made, those that refer to others before them.
var ofPlan = []string{
	"result_indicators", "results", "planned_points", "indicator_units", "indicator_standards", "indicators", "objective_lines",
	"objective_standards", "objectives", "line_standards", "standards", "frameworks", "strategic_lines", "periods", "plan_sections",
}

// removePlan undoes an import that made the whole plan.
func (u *undoing) removePlan(ctx context.Context) error {
	before, err := u.toldOf(ctx, tellings[0], []int64{u.planID})
	if err != nil {
		return err
	}
	if err := u.removeValues(ctx); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, table := range ofPlan {
		batch.Queue(`DELETE FROM `+table+` WHERE plan_id = $1`, u.planID)
	}
	batch.Queue(`DELETE FROM plans WHERE id = $1`, u.planID)
	if err := u.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("remove the plan: %w", err)
	}
	u.tellAll(audit.Event{Action: "plan.delete", Object: audit.Object{Type: "plan", ID: u.planID}, Before: before[u.planID]})
	return nil
}

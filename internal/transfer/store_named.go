package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// naming is what edited things named before, by the cell that says so: an array of numbers, of a thing under the alias x.
var naming = []struct {
	kind  Kind
	field Field
	sql   string
}{
	{Line, "standards", `(SELECT coalesce(jsonb_agg(k.standard_id), '[]') FROM line_standards k WHERE k.plan_id = $2 AND k.line_id = c.object_id)`},
	{Standard, "framework", `(SELECT jsonb_agg(s.framework_id) FROM standards s WHERE s.plan_id = $2 AND s.id = c.object_id)`},
	{Objective, "lines", `(SELECT coalesce(jsonb_agg(k.line_id), '[]') FROM objective_lines k WHERE k.plan_id = $2 AND k.objective_id = c.object_id)`},
	{Objective, "standards", `(SELECT coalesce(jsonb_agg(k.standard_id), '[]') FROM objective_standards k WHERE k.plan_id = $2 AND k.objective_id = c.object_id)`},
	{Indicator, "objective", `(SELECT jsonb_agg(i.objective_id) FROM indicators i WHERE i.plan_id = $2 AND i.id = c.object_id)`},
	{Indicator, "units", `(SELECT coalesce(jsonb_agg(k.unit_id), '[]') FROM indicator_units k WHERE k.plan_id = $2 AND k.indicator_id = c.object_id)`},
	{Indicator, "standards", `(SELECT coalesce(jsonb_agg(k.standard_id), '[]') FROM indicator_standards k WHERE k.plan_id = $2 AND k.indicator_id = c.object_id)`},
	{Result, "indicators", `(SELECT coalesce(jsonb_agg(k.indicator_id ORDER BY k.position), '[]') FROM result_indicators k WHERE k.plan_id = $2 AND k.result_id = c.object_id)`},
}

// noteNamed keeps what edited things name so far, and where indicators stand that go to another objective. Codes do not
// tell: the import may change those too.
func (w *writer) noteNamed(ctx context.Context) error {
	batch := &pgx.Batch{}
	for _, n := range naming {
		if ids := saying(w.of(n.kind, false), n.field); len(ids) > 0 {
			batch.Queue(`
				UPDATE import_changes c
				   SET named = c.named || jsonb_build_object('`+string(n.field)+`', `+n.sql+`)
				 WHERE c.import_id = $1 AND c.kind = $3 AND c.outcome = 'changed' AND c.object_id = ANY($4)`,
				w.importID, w.planID, string(n.kind), ids)
		}
	}
	batch.Queue(`
		UPDATE import_changes c
		   SET place = i.position
		  FROM indicators i
		 WHERE c.import_id = $1 AND c.kind = 'indicator' AND c.outcome = 'changed' AND i.plan_id = $2 AND i.id = c.object_id
		   AND i.id = ANY($3)`, w.importID, w.planID, saying(w.of(Indicator, false), "objective"))
	if err := w.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("note what things name: %w", err)
	}
	return nil
}

// nameAgain gives the items of a kind, while an import is taken back, the codes that what they named has by then.
func (w *writer) nameAgain(ctx context.Context, k Kind) error {
	var field Field
	var sql string
	switch k {
	case Standard:
		field, sql = "framework", `SELECT code, id FROM frameworks WHERE plan_id = $1`
	case Indicator:
		field, sql = "objective", `SELECT code, id FROM objectives WHERE plan_id = $1`
	case Point:
		field, sql = "indicator", `SELECT code, id FROM indicators WHERE plan_id = $1`
	default:
		return nil
	}
	var named []*item
	for _, i := range w.of(k, false) {
		if len(i.named[field]) == 1 {
			named = append(named, i)
		}
	}
	if len(named) == 0 {
		return nil
	}
	codes, err := w.codes(ctx, sql, w.planID)
	if err != nil {
		return err
	}
	byID := map[int64]string{}
	for code, id := range codes {
		byID[id] = code
	}
	for _, i := range named {
		i.cells[field] = byID[i.named[field][0]]
	}
	return nil
}

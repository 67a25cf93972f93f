package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
)

// Named is what something of a plan is called today. Code is blank for what has none.
type Named struct{ Code, Title string }

// Names returns what objects of a plan are called, as events tell of them; what is gone is left out. It takes one query.
func Names(ctx context.Context, tx pgx.Tx, planID int64, objects []audit.Object) (map[audit.Object]Named, error) {
	ids := map[string][]int64{}
	for _, o := range objects {
		ids[o.Type] = append(ids[o.Type], o.ID)
	}
	rows, _ := tx.Query(ctx, `
		SELECT 'section' AS type, id, '' AS code, heading AS title FROM plan_sections WHERE plan_id = @plan AND id = ANY(@section)
		 UNION ALL
		SELECT 'line', id, code, title FROM strategic_lines WHERE plan_id = @plan AND id = ANY(@line)
		 UNION ALL
		SELECT 'framework', id, code, title FROM frameworks WHERE plan_id = @plan AND id = ANY(@framework)
		 UNION ALL
		SELECT 'objective', id, code, title FROM objectives WHERE plan_id = @plan AND id = ANY(@objective)
		 UNION ALL
		SELECT 'indicator', id, code, title FROM indicators WHERE plan_id = @plan AND id = ANY(@indicator)
		 UNION ALL
		SELECT 'result', id, '', title FROM results WHERE plan_id = @plan AND id = ANY(@result)
		 UNION ALL
		SELECT 'round', id, '', title FROM rounds WHERE plan_id = @plan AND id = ANY(@round)
		 UNION ALL
		SELECT 'snapshot', id, '', title FROM snapshots WHERE plan_id = @plan AND id = ANY(@snapshot)`, pgx.NamedArgs{
		"plan": planID, "section": ids["section"], "line": ids["line"], "framework": ids["framework"], "objective": ids["objective"],
		"indicator": ids["indicator"], "result": ids["result"], "round": ids["round"], "snapshot": ids["snapshot"],
	})
	names := map[audit.Object]Named{}
	var o audit.Object
	var n Named
	_, err := pgx.ForEachRow(rows, []any{&o.Type, &o.ID, &n.Code, &n.Title}, func() error {
		names[o] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("names in plan %d: %w", planID, err)
	}
	return names, nil
}

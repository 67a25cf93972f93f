package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// LoadFrameworks returns the outside frameworks of a plan with their standards and what those are
// linked to; none for an unknown plan. It takes one query.
func LoadFrameworks(ctx context.Context, tx pgx.Tx, planID int64) ([]Framework, error) {
	rows, err := tx.Query(ctx, `
		SELECT f.id, f.code, f.title, f.description, `+standardsOfFramework+` AS standards
		  FROM frameworks f
		 WHERE f.plan_id = $1
		 ORDER BY f.code`, planID)
	if err != nil {
		return nil, fmt.Errorf("load frameworks of plan %d: %w", planID, err)
	}
	frameworks, err := pgx.CollectRows(rows, pgx.RowToStructByName[Framework])
	if err != nil {
		return nil, fmt.Errorf("load frameworks of plan %d: %w", planID, err)
	}
	return frameworks, nil
}

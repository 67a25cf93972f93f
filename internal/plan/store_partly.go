package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// Partly returns the published plans of which whoever has a scope sees a part alone, on their public page, those that
// end last first. It takes one query, and none for those who read every plan.
func Partly(ctx context.Context, tx pgx.Tx, scope access.Scope, limit int) ([]Plan, error) {
	if scope.All {
		return nil, nil
	}
	rows, _ := tx.Query(ctx, `
		SELECT `+Columns+`
		  FROM plans p
		 WHERE p.published_at IS NOT NULL AND NOT `+Readable(1, 2)+`
		 ORDER BY p.ends_on DESC, p.id
		 LIMIT $3`, scope.All, scope.Active, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Plan])
	if err != nil {
		return nil, fmt.Errorf("list plans that are shown in part: %w", err)
	}
	return list, nil
}

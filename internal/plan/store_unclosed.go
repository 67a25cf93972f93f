package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// Unclosed returns the plans in the scope that are not closed, those in force first, then those that end last.
func Unclosed(ctx context.Context, tx pgx.Tx, scope access.Scope) ([]Plan, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+Columns+`
		  FROM plans p
		 WHERE p.state <> 'closed'
		   AND `+Readable(1, 2)+`
		 ORDER BY (p.state = 'active') DESC, p.ends_on DESC, p.id`, scope.All, scope.Active)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Plan])
	if err != nil {
		return nil, fmt.Errorf("list the plans that are not closed: %w", err)
	}
	return found, nil
}

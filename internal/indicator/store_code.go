package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/plan"
)

// PlansWith returns the slugs of the plans in a scope that have an indicator with a code, closed ones left out: a code
// is unique in its plan alone.
func (s Store) PlansWith(ctx context.Context, scope access.Scope, code string) ([]string, error) {
	rows, _ := s.Pool.Query(ctx, `
		SELECT p.slug
		  FROM plans p
		  JOIN indicators i ON i.plan_id = p.id
		 WHERE i.code = $1 AND p.state <> 'closed' AND `+plan.Readable(2, 3)+`
		 ORDER BY p.slug`, code, scope.All, scope.Active)
	slugs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("plans with indicator %q: %w", code, err)
	}
	return slugs, nil
}

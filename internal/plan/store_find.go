package plan

import (
	"context"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// Find returns the plan with a slug without what belongs to it, or fault.NotFound where there is none in the scope.
func Find(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (Plan, error) {
	return hold(ctx, tx, scope, slug, "")
}

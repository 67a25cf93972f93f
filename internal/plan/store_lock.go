package plan

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
)

// Lock takes a plan for a change of the plan itself or of its structure, or for a snapshot: nobody else writes
// anything of it until the transaction ends. An unknown plan, or one that the actor may not read, is
// fault.NotFound; one in which the actor may not do the action is fault.Forbidden or fault.SignIn.
func Lock(ctx context.Context, tx pgx.Tx, actor access.Actor, do access.Action, slug string) (Plan, error) {
	p, err := hold(ctx, tx, access.Plans(actor), slug, "FOR NO KEY UPDATE")
	if err != nil {
		return Plan{}, err
	}
	return p, access.Require(actor, do, p.Target())
}

// Share takes a plan for writing values into it: others may do the same at the same time, but nobody changes the
// plan or freezes it until the transaction ends. Whether the actor may write is for the caller to ask, who knows
// the indicator. An unknown plan, or one that the actor may not read, is fault.NotFound.
func Share(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (Plan, error) {
	return hold(ctx, tx, scope, slug, "FOR SHARE")
}

func hold(ctx context.Context, tx pgx.Tx, scope access.Scope, slug, how string) (Plan, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+Columns+`
		  FROM plans p
		 WHERE p.slug = $1 AND `+Readable(2, 3)+`
		   `+how, slug, scope.All, scope.Active)
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Plan])
	if errors.Is(err, pgx.ErrNoRows) {
		return Plan{}, fmt.Errorf("plan %q: %w", slug, fault.NotFound)
	}
	return p, err
}

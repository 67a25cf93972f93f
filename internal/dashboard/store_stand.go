package dashboard

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
)

// StampOf gives, inside a query with plans as p, a text that differs once anything of the plan does. Whatever is done to a
// plan records an event in the transaction that does it, and events are added one transaction after the other: whoever sees
// the newest one sees all that happened before it. Its hash is that of the whole chain, and so never comes again, not even
// where a server that took over has lost the last of what happened and goes on from there. Units are no plan's: the last
// time that any was named again comes along. A plan's own version stands for those that were written without events, as
// the demo is.
const StampOf = `concat_ws(' ', p.version,
	(SELECT encode(e.hash, 'base64') FROM audit_events e WHERE e.plan_id BETWEEN p.id AND p.id ORDER BY e.plan_id, e.id DESC LIMIT 1),
	(SELECT encode(e.hash, 'base64') FROM audit_events e WHERE e.action BETWEEN 'unit.update' AND 'unit.update' ORDER BY e.action, e.id DESC LIMIT 1))`

// Stand is how everything of a plan stands at a moment.
type Stand struct {
	ID    int64  // of the plan
	Stamp string // see StampOf
}

// asker is a transaction or a pool.
type asker interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// FindStand returns how the plan with a slug stands, or fault.NotFound where there is none in the scope. It takes one
// query.
func FindStand(ctx context.Context, from asker, scope access.Scope, slug string) (Stand, error) {
	rows, _ := from.Query(ctx, `
		SELECT p.id, `+StampOf+` AS stamp
		  FROM plans p
		 WHERE p.slug = $1 AND `+plan.Readable(2, 3), slug, scope.All, scope.Active)
	s, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Stand])
	if errors.Is(err, pgx.ErrNoRows) {
		err = fault.NotFound
	}
	if err != nil {
		return Stand{}, fmt.Errorf("find how %q stands: %w", slug, db.Translate(err))
	}
	return s, nil
}

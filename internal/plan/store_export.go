package plan

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
)

// Export is something of a plan that somebody takes away.
type Export struct {
	Actor access.Actor
	At    time.Time
	Slug  string
	What  string         // as the audit names it: "workbook", "sheet", "indicators", "history"
	Needs access.Action  // what the actor must be allowed to do
	Told  map[string]any // what else the audit keeps; may be nil
}

// RecordExport tells in the audit what is taken away of a plan, each time that it is, and returns the plan. It comes
// before anything goes out. It is fault.NotFound for a plan that the actor may not see.
func (s Store) RecordExport(ctx context.Context, e Export) (p Plan, err error) {
	err = db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		if p, err = Find(ctx, tx, access.Plans(e.Actor), e.Slug); err != nil {
			return err
		}
		if err := access.Require(e.Actor, e.Needs, p.Target()); err != nil {
			return err
		}
		told := map[string]any{"exported": e.What}
		for name, value := range e.Told {
			told[name] = value
		}
		// It is no event of the plan, whose last change it would be.
		return audit.Record(ctx, tx, audit.Event{At: e.At, Actor: e.Actor, Action: "plan.export", Object: audit.Object{Type: "plan", ID: p.ID}, After: told})
	})
	if err != nil {
		return p, fmt.Errorf("export of %q: %w", e.Slug, err)
	}
	return p, nil
}

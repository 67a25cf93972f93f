package user

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
)

// RecordExport tells in the audit that the people whom a query finds are taken away as a list, each time that they are,
// without the text that it looks for, which may name one. It comes before anything goes out.
func (s Store) RecordExport(ctx context.Context, actor access.Actor, q Query) error {
	if err := access.Require(actor, access.ManageUsers, access.Target{}); err != nil {
		return fmt.Errorf("export people: %w", err)
	}
	told := map[string]any{}
	if q.Text != "" {
		told["text_search"] = true
	}
	if q.Role != "" {
		told["role"] = q.Role
	}
	if q.State != "" {
		told["account"] = q.State
	}
	if q.UnitID != 0 {
		told["unit_id"] = q.UnitID
	}
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		return audit.Record(ctx, tx, audit.Event{At: s.Now(), Actor: actor, Action: "user.export", Object: audit.Object{Type: "user"}, After: told})
	})
	if err != nil {
		return fmt.Errorf("record an export of people: %w", err)
	}
	return nil
}

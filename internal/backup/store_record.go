package backup

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
)

// Record tells in the audit of the source that everything in it was taken away.
func (s Source) Record(ctx context.Context, actor access.Actor, at time.Time, m Manifest) error {
	return s.record(ctx, audit.Event{
		At: at, Actor: actor, Action: "backup.make", Object: audit.Object{Type: "backup"},
		After: map[string]any{"made_at": m.At, "rows": m.Rows(), "encrypted": m.Encrypted},
	})
}

// RecordFailure tells in the audit of the source that a scheduled back-up was not made.
func (s Source) RecordFailure(ctx context.Context, actor access.Actor, at time.Time) error {
	return s.record(ctx, audit.Event{At: at, Actor: actor, Action: "backup.fail", Object: audit.Object{Type: "backup"}})
}

// record leaves a schema of before the audit alone.
func (s Source) record(ctx context.Context, e audit.Event) error {
	conn, err := connect(ctx, s.OwnerURL)
	if err != nil {
		return err
	}
	defer hangUp(conn)
	var there bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass('public.audit_events') IS NOT NULL`).Scan(&there); err != nil {
		return fmt.Errorf("look for the audit: %w", err)
	}
	if !there {
		return nil
	}
	if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return audit.Record(ctx, tx, e) }); err != nil {
		return fmt.Errorf("record %s: %w", e.Action, err)
	}
	return nil
}

package user

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/setting"
)

// submissionsKept is how long a form that comes again gets its first answer.
const submissionsKept = 7 * 24 * time.Hour

// Purge deletes what is over: sessions, links, counted attempts, keys of forms, addresses long unseen, and the
// personal part of events older than the installation keeps it. Of several instances one does it at a time.
func (s Store) Purge(ctx context.Context) error {
	now := s.Now()
	err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
		var mine bool
		err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock(hashtextextended('hito purge', 0))`).Scan(&mine)
		if err != nil || !mine {
			return err
		}
		security := setting.DefaultSecurity()
		if _, err := setting.Load(ctx, tx, setting.SecurityName, &security); err != nil {
			return err
		}
		var batch pgx.Batch
		batch.Queue(`DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2`, now, now.Add(-idleFor))
		batch.Queue(`DELETE FROM links WHERE expires_at <= $1`, now)
		batch.Queue(`DELETE FROM attempts WHERE ends_at <= $1`, now)
		batch.Queue(`DELETE FROM submissions WHERE at <= $1`, now.Add(-submissionsKept))
		batch.Queue(`DELETE FROM known_addresses WHERE seen_at <= $1`, now.Add(-knownAddressKept))
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		forgotten, err := audit.Forget(ctx, tx, now.AddDate(0, -security.AuditMonths, 0))
		if err != nil || forgotten == 0 {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			At: now, Actor: systemActor, Action: "audit.forget", Object: audit.Object{Type: "audit"}, After: map[string]any{"events": forgotten},
		})
	})
	if err != nil {
		return fmt.Errorf("purge what is over: %w", err)
	}
	return nil
}

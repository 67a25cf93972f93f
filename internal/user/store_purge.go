package user

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/setting"
)

// submissionsKept is how long a form that comes again gets its first answer.
const submissionsKept = 7 * 24 * time.Hour

// mailsKept is how long it is known that an e-mail was sent, or was not to be.
const mailsKept = 30 * 24 * time.Hour

// forgottenAtOnce is how many events lose their personal part in a transaction.
const forgottenAtOnce = 2000

// Purge deletes what is over: sessions, links, counted attempts, keys of forms, addresses long unseen, e-mails that
// were sent, and the personal part of events older than the installation keeps it. Each goes by itself, so that one
// that fails leaves the others done, and nobody waits for long.
func (s Store) Purge(ctx context.Context) error {
	now := s.Now()
	var failures []error
	for _, over := range []struct {
		sql   string
		until time.Time
	}{
		{`DELETE FROM sessions WHERE expires_at <= $1`, now},
		{`DELETE FROM sessions WHERE seen_at <= $1`, now.Add(-idleFor)},
		{`DELETE FROM links WHERE expires_at <= $1`, now},
		// Sign-ins take these in an order of their own: what one of them holds is left, or both would wait.
		{`DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE ends_at <= $1 FOR UPDATE SKIP LOCKED)`, now},
		{`DELETE FROM submissions WHERE at <= $1`, now.Add(-submissionsKept)},
		{`DELETE FROM api_requests WHERE at <= $1`, now.Add(-submissionsKept)},
		{`DELETE FROM known_addresses WHERE key IN (SELECT key FROM known_addresses WHERE seen_at <= $1 FOR UPDATE SKIP LOCKED)`,
			now.Add(-knownAddressKept)},
		{`DELETE FROM mails WHERE state IN ('sent', 'dropped') AND changed_at <= $1`, now.Add(-mailsKept)},
	} {
		_, err := s.Pool.Exec(ctx, over.sql, over.until)
		failures = append(failures, err)
	}
	if err := errors.Join(append(failures, s.forgetPersonal(ctx, now))...); err != nil {
		return fmt.Errorf("purge what is over: %w", err)
	}
	return nil
}

// forgetPersonal deletes the personal part of old events, some at a time.
func (s Store) forgetPersonal(ctx context.Context, now time.Time) error {
	for {
		var forgotten int64
		err := db.Tx(ctx, s.Pool, func(tx pgx.Tx) error {
			security := setting.DefaultSecurity()
			if _, err := setting.Load(ctx, tx, setting.SecurityName, &security); err != nil {
				return err
			}
			var err error
			forgotten, err = audit.Forget(ctx, tx, now.AddDate(0, -security.AuditMonths, 0), forgottenAtOnce)
			if err != nil || forgotten == 0 {
				return err
			}
			return audit.Record(ctx, tx, audit.Event{
				At: now, Actor: systemActor, Action: "audit.forget", Object: audit.Object{Type: "audit"}, After: map[string]any{"events": forgotten},
			})
		})
		if err != nil || forgotten < forgottenAtOnce {
			return err
		}
	}
}

package setting

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Overview is the state of what administrators look after, in figures.
type Overview struct {
	People     int // who may sign in
	Disabled   int
	Units      int
	StuckMails int   // that somebody has to decide on
	Tokens     int   // of other applications, that nobody has revoked
	Events     int64 // of the audit
	LastEvent  time.Time
	Changed    []Name // settings that somebody has changed
}

// LoadOverview counts what administrators look after. It takes one query.
func LoadOverview(ctx context.Context, tx pgx.Tx) (Overview, error) {
	rows, err := tx.Query(ctx, `
		SELECT (SELECT count(*) FROM users WHERE disabled_at IS NULL) AS people,
		       (SELECT count(*) FROM users WHERE disabled_at IS NOT NULL) AS disabled,
		       (SELECT count(*) FROM units) AS units,
		       (SELECT count(*) FROM mails WHERE state IN ('failed', 'uncertain')) AS stuck_mails,
		       (SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL AND expires_on >= current_date) AS tokens,
		       coalesce(e.id, 0) AS events, coalesce(e.at, '0001-01-01') AS last_event,
		       ARRAY(SELECT name FROM settings WHERE version > 0 ORDER BY name) AS changed
		  FROM (SELECT) one
		  LEFT JOIN (SELECT id, at FROM audit_events ORDER BY id DESC LIMIT 1) e ON true`)
	if err != nil {
		return Overview{}, fmt.Errorf("count what is administered: %w", err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Overview])
	if err != nil {
		return Overview{}, fmt.Errorf("count what is administered: %w", err)
	}
	return o, nil
}

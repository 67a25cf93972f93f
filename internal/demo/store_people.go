package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/setting"
)

// writePeople makes the demo's accounts, or puts them back as the sign-in page says they are, with the second factor
// off: whoever tries the demo may change them.
func writePeople(ctx context.Context, tx pgx.Tx, now time.Time) error {
	var events []audit.Event
	for _, p := range people {
		id, changed, err := p.write(ctx, tx, now)
		if err != nil {
			return fmt.Errorf("make the account %s: %w", p.email, err)
		}
		if changed {
			events = append(events, audit.Event{
				At: now, Actor: access.Actor{Kind: access.System}, Action: "user.create", Object: audit.Object{Type: "user", ID: id},
				After: map[string]any{"role": p.role},
			})
		}
	}
	event, err := secondFactorOff(ctx, tx, now)
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, append(events, event...)...)
}

// write makes an account or puts it back, and tells whether there was anything to do.
func (p person) write(ctx context.Context, tx pgx.Tx, now time.Time) (id int64, changed bool, err error) {
	rows, _ := tx.Query(ctx, `
		INSERT INTO users AS u (email, name, role, password_hash, created_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (email) DO UPDATE
		   SET name = excluded.name, role = excluded.role, password_hash = excluded.password_hash,
		       totp_secret = NULL, totp_step = 0, disabled_at = NULL, version = u.version + 1
		 WHERE (u.name, u.role, u.password_hash) IS DISTINCT FROM (excluded.name, excluded.role, excluded.password_hash)
		    OR u.totp_secret IS NOT NULL OR u.disabled_at IS NOT NULL
		RETURNING id`, p.email, p.name, p.role, demoPassword, now)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return 0, false, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO user_units (user_id, unit_id)
		SELECT $1, id
		  FROM units
		 WHERE name = ANY($2)
		ON CONFLICT DO NOTHING`, ids[0], p.units)
	return ids[0], true, err
}

func secondFactorOff(ctx context.Context, tx pgx.Tx, now time.Time) ([]audit.Event, error) {
	security := setting.DefaultSecurity()
	version, err := setting.Load(ctx, tx, setting.SecurityName, &security)
	if err != nil || version > 0 && len(security.SecondFactor) == 0 {
		return nil, err
	}
	security.SecondFactor = []access.Role{}
	off := setting.Change{Name: setting.SecurityName, Version: version, Value: security}
	if _, err := setting.Put(ctx, tx, off); err != nil {
		return nil, err
	}
	return []audit.Event{{
		At: now, Actor: access.Actor{Kind: access.System}, Action: "setting.change", Object: audit.Object{Type: "setting"},
		After: map[string]any{string(off.Name): off.Value},
	}}, nil
}

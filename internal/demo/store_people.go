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

// writePeople makes the demo's accounts where there is nobody yet, with the second factor off.
func writePeople(ctx context.Context, tx pgx.Tx, now time.Time) error {
	var somebody bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM users)`).Scan(&somebody); err != nil || somebody {
		return err
	}
	system := access.Actor{Kind: access.System}
	var events []audit.Event
	for _, p := range people {
		var id int64
		err := tx.QueryRow(ctx, `
			WITH made AS (
			       INSERT INTO users (email, name, role, password_hash, created_at)
			       VALUES ($1, $2, $3, $4, $6)
			       RETURNING id),
			     joined AS (
			       INSERT INTO user_units (user_id, unit_id)
			       SELECT made.id, units.id
			         FROM made, units
			        WHERE units.name = ANY($5))
			SELECT id
			  FROM made`, p.email, p.name, p.role, demoPassword, p.units, now).Scan(&id)
		if err != nil {
			return fmt.Errorf("make the account %s: %w", p.email, err)
		}
		events = append(events, audit.Event{
			At: now, Actor: system, Action: "user.create", Object: audit.Object{Type: "user", ID: id}, After: map[string]any{"role": p.role},
		})
	}
	off := setting.Change{Name: setting.SecurityName, Value: setting.Security{SecondFactor: []access.Role{}, AuditMonths: setting.DefaultSecurity().AuditMonths}}
	if _, err := setting.Put(ctx, tx, off); err != nil {
		return err
	}
	events = append(events, audit.Event{
		At: now, Actor: system, Action: "setting.change", Object: audit.Object{Type: "setting"}, After: map[string]any{string(off.Name): off.Value},
	})
	return audit.Record(ctx, tx, events...)
}

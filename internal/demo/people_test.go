package demo_test

import (
	"context"
	"testing"

	"hito/internal/demo"
)

// Whoever tries the demo may change its accounts; the next start puts them back, and changes nothing where there is
// nothing to put back.
func TestTheAccountsAreAsTheSignInPageSaysAfterEachStart(t *testing.T) {
	pool := loaded(t, today)
	ctx := context.Background()
	state := func() (people, setting string, events int) {
		t.Helper()
		err := pool.QueryRow(ctx, `
			SELECT (SELECT string_agg(email || ' ' || role || ' ' || password_hash || ' ' || (totp_secret IS NULL) || ' ' || (disabled_at IS NULL), E'\n' ORDER BY email) FROM users),
			       (SELECT value::text FROM settings WHERE name = 'security'),
			       (SELECT count(*) FROM audit_events)`).Scan(&people, &setting, &events)
		if err != nil {
			t.Fatal(err)
		}
		return people, setting, events
	}
	people, setting, events := state()
	if err := demo.Load(ctx, pool, today); err != nil {
		t.Fatal(err)
	}
	if p, s, n := state(); p != people || s != setting || n != events {
		t.Errorf("a second start changes people, settings, or tells %d events after %d", n, events)
	}
	for _, change := range []string{
		`UPDATE users SET password_hash = '$argon2id$x', role = 'staff' WHERE email = 'tecnica@demo.example'`,
		`UPDATE users SET disabled_at = now(), totp_secret = repeat('A', 32) WHERE email = 'direccion@demo.example'`,
		`UPDATE users SET email = 'otra@demo.example' WHERE email = 'personal@demo.example'`,
		`UPDATE settings SET value = '{"second_factor": ["staff"], "audit_months": 24}' WHERE name = 'security'`,
	} {
		if _, err := pool.Exec(ctx, change); err != nil {
			t.Fatal(err)
		}
	}
	if err := demo.Load(ctx, pool, today); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, `DELETE FROM user_units WHERE user_id = (SELECT id FROM users WHERE email = 'otra@demo.example')`); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, `UPDATE challenges SET author_id = (SELECT min(id) FROM users WHERE role = 'admin') WHERE author_id IS NOT NULL`); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, `UPDATE round_entries SET sent_by = NULL`); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, `DELETE FROM users WHERE email = 'otra@demo.example'`); err != nil {
		t.Fatal(err)
	}
	if p, s, _ := state(); p != people || s != setting {
		t.Errorf("after a start the people are\n%s\nwant\n%s\nand the setting %s, want %s", p, people, s, setting)
	}
}

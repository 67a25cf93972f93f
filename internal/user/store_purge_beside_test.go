package user_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/user"
)

// purgeable are the tables that Purge empties of what is over.
var purgeable = []string{"sessions", "links", "attempts", "submissions", "known_addresses"}

// litter leaves so many rows that are over in each of them, and as many old events with a personal part.
func (w *world) litter(many int) {
	w.Helper()
	w.exec(`INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
		SELECT sha256(n::text::bytea), 1, true, false, '', '', $1::timestamptz - interval '1 hour', $1::timestamptz - interval '1 hour', $1 FROM generate_series(1, $2::int) n`, w.now(), many)
	w.exec(`INSERT INTO links (token_hash, kind, user_id, expires_at) VALUES (sha256('l'), 'reset', 1, $1), (sha256('m'), 'forgot', 1, $1)`, w.now())
	w.exec(`INSERT INTO attempts (key, count, ends_at) SELECT sha256(n::text::bytea), 1, $1 FROM generate_series(1, $2::int) n`, w.now(), many)
	w.exec(`INSERT INTO submissions (key, action, at) SELECT 'k' || lpad(n::text, 20, '0'), 'user.invite', $1 FROM generate_series(1, $2::int) n`, w.now().AddDate(0, 0, -7), many)
	w.exec(`INSERT INTO known_addresses (key, seen_at) SELECT sha256(n::text::bytea), $1 FROM generate_series(1, $2::int) n`, w.now().AddDate(0, 0, -90), many)
	w.oldEvents(many)
}

// oldEvents adds so many events whose personal part is to be forgotten.
func (w *world) oldEvents(many int) {
	w.Helper()
	w.exec(`INSERT INTO audit_events (at, actor_kind, action, object_type, previous, hash)
		SELECT $1, 'system', 'user.update', 'user', '', '' FROM generate_series(1, $2::int)`, w.now().AddDate(-3, 0, 0), many)
	w.exec(`INSERT INTO audit_personal SELECT id, decode(repeat('00', 16), 'hex'), '{"address":"192.0.2.1"}' FROM audit_events ORDER BY id DESC LIMIT $1`, many)
}

// left counts what waits to be deleted, by table.
func (w *world) left() map[string]int {
	w.Helper()
	counts := map[string]int{"audit_personal": ask[int](w, `SELECT count(*) FROM audit_personal`)}
	for _, table := range purgeable {
		counts[table] = ask[int](w, `SELECT count(*) FROM `+table)
	}
	return counts
}

func TestPurgesAtOnceAllEndWell(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.litter(300)
	w.oldEvents(2500)
	for _, err := range together(3, func(int) error { return w.Purge(t.Context()) }) {
		w.expect("a purge beside others", err, nil)
	}
	for table, n := range w.left() {
		if n != 0 {
			t.Errorf("%s: %d rows are left", table, n)
		}
	}
	if n := ask[int](w, `SELECT sum((after->>'events')::int) FROM audit_events WHERE action = 'audit.forget'`); n != 2800 {
		t.Errorf("told of %d events, want 2800", n)
	}
	verdict, err := audit.Verify(t.Context(), w.Pool, audit.Head{})
	if err != nil || verdict.Broken != 0 {
		t.Errorf("the chain: %+v, %v", verdict, err)
	}
}

// What waits for long is given up, and the rest is done.
func TestAPurgeThatFailsAtOneKindDoesTheOthers(t *testing.T) {
	const chain = "audit_personal"
	for _, held := range append([]string{chain}, purgeable...) {
		w := newWorld(t)
		w.person("Ana", access.Staff)
		w.litter(3)
		impatient := user.Store{Pool: w.impatient(), Now: w.now}
		lock := `LOCK TABLE ` + held + ` IN SHARE MODE`
		if held == chain {
			lock = `SELECT pg_advisory_xact_lock(hashtextextended('hito audit chain', 0))`
		}
		before := w.left()[held]
		w.inTx(func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, lock); err != nil {
				return err
			}
			var pg *pgconn.PgError
			if err := impatient.Purge(ctx); !errors.As(err, &pg) || pg.Code != "55P03" {
				t.Errorf("while %s is held: %v", held, err)
			}
			return nil
		})
		for table, n := range w.left() {
			want := 0
			if table == held {
				want = before
			}
			if n != want {
				t.Errorf("while %s is held, %d rows are left in %s, want %d", held, n, table, want)
			}
		}
		w.must(w.Purge(t.Context()))
		if n := w.left()[held]; n != 0 {
			t.Errorf("%s afterwards: %d rows", held, n)
		}
	}
}

// impatient is a pool that soon gives up waiting for a lock.
func (w *world) impatient() *pgxpool.Pool {
	w.Helper()
	config := w.Pool.Config().Copy()
	config.ConnConfig.RuntimeParams["lock_timeout"] = "50ms"
	pool, err := pgxpool.NewWithConfig(w.Context(), config)
	w.must(err)
	w.Cleanup(pool.Close)
	return pool
}

// A transaction that forgot everything would hold the chain for as long, and nobody could sign in meanwhile.
func TestPurgeForgetsTwoThousandAtATime(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	for _, c := range []struct {
		old  int
		want string
	}{{4000, `[2000,2000]`}, {2001, `[2000,1]`}, {1999, `[1999]`}, {0, `[]`}} {
		w.oldEvents(c.old)
		last := ask[int](w, `SELECT max(id) FROM audit_events`)
		w.must(w.Purge(t.Context()))
		told := ask[[]int](w, `SELECT coalesce(array_agg((after->>'events')::int ORDER BY id), '{}') FROM audit_events WHERE id > $1 AND action = 'audit.forget'`, last)
		if compact(told) != c.want || ask[int](w, `SELECT count(*) FROM audit_events WHERE id > $1`, last) != len(told) {
			t.Errorf("of %d old ones: told %v, want %s", c.old, told, c.want)
		}
		if n := ask[int](w, `SELECT count(*) FROM audit_personal`); n != 0 {
			t.Errorf("of %d old ones %d are left", c.old, n)
		}
	}
}

// Those who sign in take rows by their keys, and Purge as they lie: it leaves what somebody holds for the next time.
func TestPurgeAndASignInDoNotBlockEachOther(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(a user.Attempt, ctx context.Context, tx pgx.Tx, now time.Time) error
		lie  string // the order in which rows lie, against the one in which they are taken
		row  string
		held int // which of them, from 0, both come to wait for
	}{
		"attempts":        {user.Attempt.Count, `ctid DESC`, `INSERT INTO attempts (key, count, ends_at) VALUES ($1, 1, $2)`, 1},
		"known_addresses": {user.Attempt.Pass, `key DESC`, `INSERT INTO known_addresses (key, seen_at) VALUES ($1, $2)`, 0},
	} {
		w := newWorld(t)
		ana := w.person("Ana", access.Staff)
		attempt := user.AttemptOf("ana@ejemplo.es", ana.ID, in(home, "cookie"))
		w.inTx(func(ctx context.Context, tx pgx.Tx) error { return c.act(attempt, ctx, tx, w.now()) })
		keys := ask[[][]byte](w, `SELECT array_agg(key ORDER BY `+c.lie+`) FROM `+name)
		w.exec(`DELETE FROM ` + name)
		for _, key := range keys {
			w.exec(c.row, key, w.now().AddDate(0, 0, -91))
		}
		run := func(do func() error) chan error {
			done := make(chan error, 1)
			go func() { done <- do() }()
			time.Sleep(20 * time.Millisecond) // until it is done or waits
			return done
		}
		var purging, acting chan error
		w.inTx(func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `SELECT FROM `+name+` WHERE key = $1 FOR UPDATE`, keys[c.held])
			purging = run(func() error { return w.Purge(t.Context()) })
			acting = run(func() error {
				return pgx.BeginFunc(t.Context(), w.Pool, func(tx pgx.Tx) error { return c.act(attempt, t.Context(), tx, w.now()) })
			})
			return err
		})
		w.expect(name+": the purge", <-purging, nil)
		w.expect(name+": the attempt", <-acting, nil)
	}
}

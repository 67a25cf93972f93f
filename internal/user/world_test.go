package user_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/setting"
	"hito/internal/user"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// Of everybody in these tests, and what they change it to.
const (
	password = "mesa verde salta lluvia"
	another  = "sopa lenteja tuerca nube"
)

// hashOfPassword is a true hash of the password, made with so little memory that comparing takes no time.
var hashOfPassword = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return hash
})

// world is a store on a database of its own, with a clock that stands until a test moves it.
type world struct {
	*testing.T
	user.Store
	d     *dbtest.Database
	mu    sync.Mutex
	clock time.Time
	keys  int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, d: dbtest.Lease(t), clock: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)}
	w.Store = user.Store{Pool: w.d.Pool, Now: w.now}
	return w
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

// pass moves the clock.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clock = w.clock.Add(d)
}

// key returns the key of a form that was not sent yet.
func (w *world) key() string {
	w.keys++
	return fmt.Sprintf("form%020d", w.keys)
}

// person makes somebody with the password of all.
func (w *world) person(name string, role access.Role) access.Actor {
	w.Helper()
	actor := access.Actor{Kind: access.Person, Name: name, Role: role, Origin: home.Origin}
	err := w.Pool.QueryRow(w.Context(), `
		INSERT INTO users (email, name, role, password_hash, created_at)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, emailOf(name), name, role, hashOfPassword(), w.now()).Scan(&actor.ID)
	w.must(err)
	return actor
}

func emailOf(name string) string { return strings.ToLower(name) + "@ejemplo.es" }

// From where people sign in.
var (
	home  = from("192.0.2.1")
	other = from("198.51.100.7")
)

func from(address string) user.From {
	request := "r" + strings.ReplaceAll(address, ".", "")
	return user.From{Origin: access.Origin{Address: address, RequestID: request[:min(len(request), 32)]}, Device: "Firefox en Linux"}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// exec changes the database behind the store's back.
func (w *world) exec(sql string, args ...any) {
	w.Helper()
	_, err := w.Pool.Exec(w.Context(), sql, args...)
	w.must(err)
}

// ask returns the one value of a query.
func ask[T any](w *world, sql string, args ...any) (value T) {
	w.Helper()
	w.must(w.Pool.QueryRow(w.Context(), sql, args...).Scan(&value))
	return value
}

// signIn lets somebody in from home and returns the session and what its browser keeps.
func (w *world) signIn(name string) (user.Session, string) {
	w.Helper()
	started, err := w.SignIn(w.Context(), home, emailOf(name), password)
	w.must(err)
	return w.resume(started.Token), started.Token
}

func (w *world) resume(token string) user.Session {
	w.Helper()
	session, err := w.Resume(w.Context(), token)
	w.must(err)
	return session
}

// expect reports an error that is not the one that was wanted, nil included.
func (w *world) expect(what string, got, want error) {
	w.Helper()
	if want == nil && got != nil || !errors.Is(got, want) {
		w.Errorf("%s: %v, want %v", what, got, want)
	}
}

// alive reports whether a token's session stands, where that is not what was wanted.
func (w *world) alive(what, token string, want bool) {
	w.Helper()
	if _, err := w.Resume(w.Context(), token); (err == nil) != want {
		w.Errorf("%s: the session stands: %v (%v), want %v", what, err == nil, err, want)
	}
}

// demand makes roles need a second factor.
func (w *world) demand(roles ...access.Role) {
	w.Helper()
	w.exec(`INSERT INTO settings (name, value) VALUES ('security', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		setting.Security{SecondFactor: roles, AuditMonths: 24})
}

// secret is everybody's second factor.
const secret = rfcSecret

// enrol gives somebody a second factor, and recovery codes, behind the store's back.
func (w *world) enrol(id int64) (codes []string) {
	w.Helper()
	codes, hashes := user.NewRecoveryCodes()
	w.exec(`UPDATE users SET totp_secret = $2 WHERE id = $1`, id, secret)
	w.exec(`INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])`, id, hashes)
	return codes
}

// code is what the second factor shows so much later than now.
func (w *world) code(later time.Duration) string {
	w.Helper()
	code, err := totp.GenerateCodeCustom(secret, w.now().Add(later), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix})
	w.must(err)
	return code
}

// events returns what the audit holds, oldest first, a line for each event.
func (w *world) events() []string {
	w.Helper()
	rows, _ := w.Pool.Query(w.Context(), `
		SELECT concat_ws(' ', e.action, e.actor_kind || coalesce(':' || e.actor_id, ''), 'on', e.object_type || coalesce(':' || e.object_id, ''),
		                 'before ' || e.before::text, 'after ' || e.after::text, 'personal ' || p.body)
		  FROM audit_events e
		  LEFT JOIN audit_personal p ON p.event_id = e.id
		 ORDER BY e.id`)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return lines
}

// actions returns the actions of the audit's events after the first so many.
func (w *world) actions(after int) []string {
	w.Helper()
	rows, _ := w.Pool.Query(w.Context(), `SELECT action FROM audit_events WHERE id > $1 ORDER BY id`, after)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	w.must(err)
	return list
}

// dump returns every row of every table as text, by table; bytes are in hexadecimal.
func (w *world) dump(tables ...string) map[string]string {
	w.Helper()
	if len(tables) == 0 {
		tables = ask[[]string](w, `SELECT array_agg(relname::text) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`)
	}
	all, err := dumpOf(w.Context(), w.Pool, tables...)
	w.must(err)
	return all
}

// dumpOf is dump as a transaction, or anybody, sees the tables.
func dumpOf(ctx context.Context, q interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, tables ...string) (map[string]string, error) {
	all := map[string]string{}
	for _, table := range tables {
		var rows string
		if err := q.QueryRow(ctx, `SELECT coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '') FROM `+table+` t`).Scan(&rows); err != nil {
			return nil, err
		}
		all[table] = rows
	}
	return all, nil
}

// awaitBlocked returns once so many statements wait for a lock.
func (w *world) awaitBlocked(many int) {
	w.Helper()
	for range 2000 {
		n := ask[int](w, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		if n >= many {
			return
		}
		time.Sleep(time.Millisecond)
	}
	w.Errorf("fewer than %d statements wait for a lock", many)
}

// together runs a function so many times at once, each with its number, and returns their errors.
func together(many int, run func(n int) error) []error {
	errs := make([]error, many)
	var group sync.WaitGroup
	ready := make(chan struct{})
	for n := range many {
		group.Go(func() {
			<-ready
			errs[n] = run(n)
		})
	}
	close(ready)
	group.Wait()
	return errs
}

// Rows that atOnce locks.
const (
	allPeople = `SELECT FROM users FOR NO KEY UPDATE`
	allLinks  = `SELECT FROM links FOR UPDATE`
)

// atOnce starts functions while some rows are locked, so that each has come as far as it can when the locks go.
func (w *world) atOnce(locked string, run ...func() error) []error {
	w.Helper()
	done := make(chan error, len(run))
	w.inTx(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, locked); err != nil {
			return err
		}
		for _, do := range run {
			go func() { done <- do() }()
		}
		w.awaitBlocked(len(run))
		return nil
	})
	errs := make([]error, len(run))
	for n := range errs {
		errs[n] = <-done
	}
	return errs
}

// countOf counts the errors of a kind, nil for those that went well.
func countOf(errs []error, kind error) (n int) {
	for _, err := range errs {
		if kind == nil && err == nil || kind != nil && errors.Is(err, kind) {
			n++
		}
	}
	return n
}

// meanwhile runs something that waits for people, and links, while one statement changes what is there. It tells
// whether what ran wrote anything afterwards.
func (w *world) meanwhile(change string, run func() error) (wrote bool, err error) {
	w.Helper()
	tables := []string{"users", "user_units", "identities", "recovery_codes", "sessions", "links", "submissions", "audit_events", "audit_personal"}
	done := make(chan error, 1)
	var before map[string]string
	w.inTx(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE links IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, allPeople); err != nil {
			return err
		}
		go func() { done <- run() }()
		w.awaitBlocked(1)
		_, err := tx.Exec(ctx, change)
		if err == nil {
			before, err = dumpOf(ctx, tx, tables...)
		}
		return err
	})
	err = <-done
	return compact(w.dump(tables...)) != compact(before), err
}

// deadlocked tells an error of two that waited for each other, which is a conflict to everybody else.
func deadlocked(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == pgerrcode.DeadlockDetected
}

func compact(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// inTx runs something in a transaction of the test's own.
func (w *world) inTx(fn func(ctx context.Context, tx pgx.Tx) error) {
	w.Helper()
	w.must(pgx.BeginFunc(w.Context(), w.Pool, func(tx pgx.Tx) error { return fn(w.Context(), tx) }))
}

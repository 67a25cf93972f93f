package source_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/source"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const slug = "p"

// first is the first day of the plan; days of tests are counted from it, itself being 1.
var first = date.New(2026, time.January, 1)

func day(n int) date.Date { return first + date.Date(n-1) }

// world is a plan in force with one indicator, and people who do things to retos.
type world struct {
	*testing.T
	source.Store
	today      date.Date
	plan, id   int64
	technician access.Actor
	retos      int
	db         querier
}

// querier is the pool, or a transaction that leaves nothing behind.
type querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// aside does something of which nothing stays.
func (w *world) aside(fn func()) {
	w.Helper()
	tx, err := w.Pool.Begin(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	w.db = tx
	defer func() {
		w.db = w.Pool
		_ = tx.Rollback(context.Background())
	}()
	fn()
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, today: day(100)}
	w.Store = source.Store{
		Pool: dbtest.Lease(t).Pool, Now: func() time.Time { return w.today.Time().Add(9 * time.Hour) }, Today: func() date.Date { return w.today },
	}
	w.db = w.Pool
	w.plan = w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ($1, 'El plan', 'Un ayuntamiento', 'active', $2, $3)
		RETURNING id`, slug, first, day(365))
	objective := w.number(`
		INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O1', 'Objetivo') RETURNING id`, w.plan)
	w.id = w.number(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target) VALUES ($1, $2, 1, 'I1', 'Retos', 7) RETURNING id`, w.plan, objective)
	w.number(`INSERT INTO users (name, email, role) VALUES ('Ana Ruiz', 'ana@ejemplo.org', 'technician') RETURNING id`)
	w.technician = dbtest.Actor(t, w.Pool, access.Technician)
	return w
}

func (w *world) number(sql string, args ...any) (n int64) {
	w.Helper()
	if err := w.db.QueryRow(w.Context(), sql, args...).Scan(&n); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
	return n
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.db.Exec(w.Context(), sql, args...); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
}

// step is a state that a reto came to on a day.
type step struct {
	to string
	on int
}

// history reads "received 3, analysis 5".
func history(t testing.TB, text string) (steps []step) {
	t.Helper()
	for part := range strings.SplitSeq(text, ", ") {
		var s step
		if _, err := fmt.Sscan(part, &s.to, &s.on); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		steps = append(steps, s)
	}
	return steps
}

// reto writes one with its whole history.
func (w *world) reto(steps []step) int64 {
	w.Helper()
	w.retos++
	code := strings.NewReplacer("0", "A", "1", "C", "8", "D").Replace(fmt.Sprintf("%015d", w.retos))
	last := steps[len(steps)-1].to
	var target any
	if last == "merged" {
		target = w.reto([]step{{"received", -400}})
	}
	id := w.number(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, state, state_since, submitted_at, submitted_on, answer_due_on, merged_into)
		VALUES ($1, 'Un reto', 'Un problema', 'named', $2, $3, now(), now(), $4, $4::date + 28, $5)
		RETURNING id`, code, w.technician.ID, last, day(steps[0].on), target)
	var from any
	for _, s := range steps {
		w.exec(`
			INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note)
			VALUES ($1, $2, $3, now(), $4, 'Porque sí')`, id, from, s.to, day(s.on))
		from = s.to
	}
	return id
}

// counts makes the indicator count retos, whatever it did before.
func (w *world) counts(c source.Counts, from, to int, automatic bool) {
	w.Helper()
	w.exec(`
		INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (plan_id, indicator_id) DO UPDATE SET counts = $3, from_on = $4, to_on = $5, automatic = $6`, w.plan, w.id, c, day(from), day(to), automatic)
}

// proposal is what the source gives as of a day.
func (w *world) proposal(today date.Date) (p *source.Proposal) {
	w.Helper()
	find := func(tx pgx.Tx) (err error) {
		p, err = source.Find(w.Context(), tx, w.plan, w.id, today)
		return err
	}
	var err error
	if tx, ok := w.db.(pgx.Tx); ok {
		err = find(tx)
	} else {
		err = db.ReadTx(w.Context(), w.Pool, find)
	}
	if err != nil {
		w.Fatal(err)
	}
	return p
}

func (w *world) edit(version int) source.Edit {
	return source.Edit{Actor: w.technician, Key: rand.Text(), Slug: slug, ID: w.id, Version: version}
}

// values are those of the indicator: "100:5#1" is the first revision for the hundredth day.
func (w *world) values() (text string) {
	w.Helper()
	err := w.Pool.QueryRow(w.Context(), `
		SELECT coalesce(string_agg(concat(measured_on - $3::date + 1, ':', coalesce(value::text, '-'), '#', revision), ' ' ORDER BY measured_on, revision), '')
		  FROM measurements
		 WHERE plan_id = $1 AND indicator_id = $2`, w.plan, w.id, first).Scan(&text)
	if err != nil {
		w.Fatal(err)
	}
	return text
}

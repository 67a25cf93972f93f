package round_test

import (
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/round"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const slug = "p"

var (
	madrid    = mustLoad("Europe/Madrid")
	valuesDay = date.New(2026, time.October, 31)
	dueDay    = date.New(2026, time.November, 15)
)

func mustLoad(name string) *time.Location {
	place, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return place
}

// world is a plan with indicators of two units, with people of both and a technician.
type world struct {
	*testing.T
	round.Store
	now                      time.Time
	plan                     int64
	units                    [2]int64
	technician, north, south access.Actor
	ids                      []int64 // of the indicators: the last answers to nobody, the others to north and south in turn
}

func open(t *testing.T, indicators int) *world {
	t.Helper()
	d := dbtest.Lease(t)
	w := &world{T: t, now: time.Date(2026, time.November, 5, 9, 0, 0, 0, madrid)}
	w.Store = round.Store{
		Pool: d.Pool, Now: func() time.Time { return w.now }, Today: func() date.Date { return date.Of(w.now.In(madrid)) },
	}
	w.plan = w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ($1, 'P', 'B', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`, slug)
	objective := w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, 'O', 'O') RETURNING id`, w.plan)
	for n, name := range []string{"Norte", "Sur"} {
		w.units[n] = w.number(`INSERT INTO units (name) VALUES ($1) RETURNING id`, name)
	}
	w.technician, w.north, w.south = w.person("tecnica", access.Technician), w.person("norte", access.Staff, w.units[0]), w.person("sur", access.Staff, w.units[1])
	rows, err := w.Pool.Query(t.Context(), `
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target, decimals, periodicity_months)
		SELECT $1, $2, n, 'I' || n, 'I', 10, 2, 1
		  FROM generate_series(1, $3::int) n
		RETURNING id`, w.plan, objective, indicators)
	w.must(err)
	w.ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	w.must(err)
	w.exec(`
		INSERT INTO indicator_units (plan_id, indicator_id, unit_id)
		SELECT plan_id, id, CASE WHEN position % 2 = 1 THEN $2::bigint ELSE $3 END
		  FROM indicators
		 WHERE plan_id = $1 AND position < $4`, w.plan, w.units[0], w.units[1], indicators)
	return w
}

func (w *world) person(name string, role access.Role, units ...int64) access.Actor {
	w.Helper()
	id := w.number(`INSERT INTO users (email, name, role) VALUES ($1 || '@ejemplo.es', $1, $2) RETURNING id`, name, string(role))
	return access.Actor{Kind: access.Person, ID: id, Name: name, Role: role, Units: units}
}

func (w *world) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.Pool.Exec(w.Context(), sql, args...); err != nil {
		w.Fatal(err)
	}
}

func (w *world) number(sql string, args ...any) (n int64) {
	w.Helper()
	if err := w.Pool.QueryRow(w.Context(), sql, args...).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) is(err, kind error) {
	w.Helper()
	if !errors.Is(err, kind) {
		w.Errorf("error %v, want %v", err, kind)
	}
}

// wrong checks that an error tells what is wrong with a field.
func (w *world) wrong(err error, field, message string) {
	w.Helper()
	var invalid fault.Invalid
	if !errors.As(err, &invalid) || !strings.Contains(invalid[field], message) {
		w.Errorf("error %v (%q), want %q at %s", err, map[string]string(invalid), message, field)
	}
}

func draft() round.Draft {
	return round.Draft{
		Title: "Ronda", MeasuredOn: valuesDay.String(), DueOn: dueDay.String(), Note: "Nota", Which: string(round.All), Objectives: []string{"O"},
	}
}

func (w *world) start() int64 {
	w.Helper()
	id, err := w.Open(w.Context(), w.technician, rand.Text(), slug, draft())
	w.must(err)
	return id
}

func read[T any](w *world, query func(pgx.Tx) (T, error)) (found T) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		found, err = query(tx)
		return err
	}))
	return found
}

func (w *world) find(id int64) round.Round {
	w.Helper()
	return read(w, func(tx pgx.Tx) (round.Round, error) { return round.Find(w.Context(), tx, w.plan, id) })
}

func (w *world) entries(id int64) []round.Entry {
	w.Helper()
	return read(w, func(tx pgx.Tx) ([]round.Entry, error) { return round.Entries(w.Context(), tx, w.plan, id) })
}

func (w *world) inbox(a access.Actor) []round.Line {
	w.Helper()
	return read(w, func(tx pgx.Tx) ([]round.Line, error) { return round.Inbox(w.Context(), tx, a) })
}

// sending is a value for the n-th indicator.
func (w *world) sending(id int64, n, version int, value string) round.Sending {
	return round.Sending{
		Key: round.Key{RoundID: id, IndicatorID: w.ids[n]}, Slug: slug, Version: version, Typed: indicator.Typed{Value: value, MeasuredOn: valuesDay.String()},
	}
}

func (w *world) send(a access.Actor, sendings ...round.Sending) round.Outcome {
	w.Helper()
	o, err := w.Send(w.Context(), a, rand.Text(), sendings)
	w.must(err)
	return o
}

// record writes a value without the round.
func (w *world) record(n int, on date.Date, value string) {
	w.Helper()
	w.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, recorded_at)
		SELECT $1, $2, $3, 1 + count(*), $4::numeric, $5
		  FROM measurements
		 WHERE plan_id = $1 AND indicator_id = $2 AND measured_on = $3`, w.plan, w.ids[n], on, value, w.now)
}

// measured is what is recorded of the n-th indicator: value, comment and who signed.
func (w *world) measured(n int) string {
	w.Helper()
	var text string
	w.must(w.Pool.QueryRow(w.Context(), `
		SELECT coalesce(string_agg(concat_ws(' ', measured_on, revision, trim_scale(value), comment, reason, recorded_by), '; ' ORDER BY measured_on, revision), '')
		  FROM measurements
		 WHERE plan_id = $1 AND indicator_id = $2`, w.plan, w.ids[n]).Scan(&text))
	return text
}

// events are the actions that the audit has, oldest first.
func (w *world) events() string {
	w.Helper()
	list := read(w, func(tx pgx.Tx) ([]audit.Entry, error) {
		return audit.List(w.Context(), tx, audit.Query{PlanID: w.plan, Limit: 2000})
	})
	var actions []string
	for n := len(list) - 1; n >= 0; n-- {
		actions = append(actions, list[n].Action)
	}
	return strings.Join(actions, " ")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

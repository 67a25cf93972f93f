package report_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/report"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const slug = "p"

var today = date.New(2026, time.March, 14)

// world is a plan, with people who may and may not issue its report.
type world struct {
	*testing.T
	report.Store
	plan                                 int64
	technician, director, admin, outside access.Actor
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{T: t}
	w.Store = report.Store{
		Pool: dbtest.New(t), Now: func() time.Time { return today.Time().Add(9 * time.Hour) }, Today: func() date.Date { return today },
	}
	w.plan = w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ($1, 'P', 'B', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`, slug)
	w.technician, w.director = w.person("tecnica", access.Technician), w.person("direccion", access.Director)
	w.admin, w.outside = w.person("administracion", access.Admin), w.person("personal", access.Staff)
	return w
}

func (w *world) person(name string, role access.Role) access.Actor {
	w.Helper()
	id := w.number(`INSERT INTO users (email, name, role) VALUES ($1 || '@ejemplo.es', $1, $2) RETURNING id`, name, string(role))
	return access.Actor{Kind: access.Person, ID: id, Name: name, Role: role}
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

func (w *world) read(fn func(context.Context, pgx.Tx) error) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) error { return fn(w.Context(), tx) }))
}

func (w *world) draft() (d report.Draft) {
	w.Helper()
	w.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		d, err = report.FindDraft(ctx, tx, w.plan)
		return err
	})
	return d
}

func (w *world) list() (list []report.Issued) {
	w.Helper()
	w.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		list, _, err = report.List(ctx, tx, w.plan, 100, 0)
		return err
	})
	return list
}

// issuing is a report that says something, as it was seen.
func issuing(title string) report.Issuing {
	document := json.RawMessage(`{"title":"` + title + `","body":"Ayuntamiento"}`)
	return report.Issuing{
		Slug: slug, Title: title, TakenOn: today, Options: report.Usual(), Document: document, Seen: report.Digest(string(document)),
	}
}

func (w *world) issue(title string) int64 {
	w.Helper()
	id, err := w.Issue(w.Context(), w.technician, rand.Text(), issuing(title))
	w.must(err)
	return id
}

func (w *world) events(action string) int64 {
	w.Helper()
	return w.number(`SELECT count(*) FROM audit_events WHERE action = $1`, action)
}

package snapshot_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/snapshot"
)

// world is the demo with its technician.
type world struct {
	*testing.T
	pool  *pgxpool.Pool
	store snapshot.Store
	actor access.Actor
}

func open(t *testing.T) world {
	t.Helper()
	pool := demotest.New(t, today)
	w := world{t, pool, snapshot.Store{Pool: pool, Now: func() time.Time { return today.Time().Add(10 * time.Hour) }}, access.Actor{}}
	w.actor = access.Actor{Kind: access.Person, Role: access.Technician}
	w.one(&w.actor.ID, `SELECT id FROM users WHERE role = 'technician' ORDER BY id LIMIT 1`)
	return w
}

func (w world) one(to any, sql string, args ...any) {
	w.Helper()
	if err := w.pool.QueryRow(w.Context(), sql, args...).Scan(to); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
}

func (w world) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.pool.Exec(w.Context(), sql, args...); err != nil {
		w.Fatalf("%s: %v", sql, err)
	}
}

func (w world) count(sql string, args ...any) (n int) {
	w.Helper()
	w.one(&n, sql, args...)
	return n
}

// close closes a follow-up of the fictitious plan.
func (w world) close(d snapshot.Draft) (int64, error) {
	return w.store.Close(w.Context(), w.actor, rand.Text(), slug, today, d)
}

func (w world) mustClose(d snapshot.Draft) int64 {
	w.Helper()
	id, err := w.close(d)
	if err != nil {
		w.Fatal(err)
	}
	return id
}

func (w world) refs() (refs []dashboard.SnapshotRef) {
	w.Helper()
	err := db.ReadTx(w.Context(), w.pool, func(tx pgx.Tx) (err error) {
		_, refs, err = dashboard.FollowUps(w.Context(), tx, access.Scope{All: true}, slug)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return refs
}

func (w world) events() []audit.Entry {
	w.Helper()
	list, err := audit.Find(w.Context(), w.pool, audit.Query{Action: "snapshot.close", Limit: 50})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

const on = "2026-11-20"

func TestCloseByHand(t *testing.T) {
	w := open(t)
	key := rand.Text()
	draft := snapshot.Draft{Title: " Seguimiento  de otoño ", TakenOn: "20/11/2026", Note: "Primera línea\r\nsegunda"}
	var ids [2]int64
	for n := range ids { // the second is the same form again
		var err error
		if ids[n], err = w.store.Close(t.Context(), w.actor, key, slug, today, draft); err != nil {
			t.Fatal(err)
		}
	}
	if ids[0] != ids[1] || w.count(`SELECT count(*) FROM snapshots WHERE title = 'Seguimiento de otoño'`) != 1 {
		t.Errorf("a form that came twice closed %v", ids)
	}
	ref := w.refs()[0]
	if ref.ID != ids[0] || ref.How != dashboard.ByHand || ref.Note != "Primera línea\nsegunda" || ref.TakenOn.String() != on ||
		!ref.ClosedAt.Equal(w.store.Now()) || ref.Replaces != 0 || ref.ReplacedBy != 0 {
		t.Errorf("%+v", ref)
	}
	events := w.events()
	if len(events) != 1 || events[0].ActorID != w.actor.ID || events[0].ObjectType != "snapshot" || events[0].ObjectID != ids[0] ||
		!strings.Contains(string(events[0].After), `"how": "manual"`) {
		t.Errorf("events %+v", events)
	}
	var names map[int64]string
	err := db.ReadTx(t.Context(), w.pool, func(tx pgx.Tx) (err error) {
		var plan int64
		if err := tx.QueryRow(t.Context(), `SELECT id FROM plans WHERE slug = $1`, slug).Scan(&plan); err != nil {
			return err
		}
		names, err = snapshot.Closers(t.Context(), tx, plan)
		return err
	})
	if err != nil || len(names) != 1 || names[ids[0]] == "" {
		t.Errorf("closers %v, %v", names, err)
	}
}

func TestCorrection(t *testing.T) {
	w := open(t)
	first := w.mustClose(snapshot.Draft{Title: "Con un error", TakenOn: on})
	if _, err := w.close(snapshot.Draft{Title: "Corregido", TakenOn: on, Replaces: first}); invalid(err)["note"] == "" {
		t.Errorf("a correction that does not say why: %v", err)
	}
	second := w.mustClose(snapshot.Draft{Title: "Corregido", TakenOn: on, Note: "Faltaba un valor", Replaces: first})
	refs := w.refs()
	if refs[0].ID != second || refs[0].Replaces != first || refs[1].ID != first || refs[1].ReplacedBy != second {
		t.Errorf("%+v and %+v", refs[0], refs[1])
	}
	if standing := dashboard.Standing(refs); len(standing) != len(refs)-1 || standing[0].ID != second {
		t.Errorf("standing %+v", standing)
	}
	if _, err := w.close(snapshot.Draft{Title: "Otra vez", TakenOn: on, Note: "x", Replaces: first}); invalid(err)[snapshot.AlreadyReplaced] == "" {
		t.Errorf("corrected twice: %v", err)
	}
	if _, err := w.close(snapshot.Draft{Title: "De otro", TakenOn: on, Note: "x", Replaces: 99999}); !errors.Is(err, fault.NotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	third := w.mustClose(snapshot.Draft{Title: "Al día siguiente", TakenOn: "2026-11-21"})
	b := w.board(third)
	if b.Previous == nil || b.Previous.ID != second {
		t.Errorf("the one before is %+v, want the correction %d", b.Previous, second)
	}
	if b := w.board(second); b.Previous == nil || b.Previous.ID == first {
		t.Errorf("the one before a correction is %+v, not the one it replaces", b.Previous)
	}
	w.exec(`UPDATE plans SET state = 'closed' WHERE slug = $1`, slug)
	if _, err := w.close(snapshot.Draft{Title: "Tarde", TakenOn: on}); !errors.Is(err, fault.Forbidden) {
		t.Errorf("in a closed plan: %v", err)
	}
}

func (w world) board(id int64) (b dashboard.Board) {
	w.Helper()
	err := db.ReadTx(w.Context(), w.pool, func(tx pgx.Tx) (err error) {
		b, err = dashboard.LoadFrozen(w.Context(), tx, access.Scope{All: true}, slug, id)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return b
}

func invalid(err error) fault.Invalid {
	var wrong fault.Invalid
	errors.As(err, &wrong)
	return wrong
}

// Two people who correct the same follow-up at once: one of them does.
func TestCorrectedOnceAtATime(t *testing.T) {
	w := open(t)
	first := w.mustClose(snapshot.Draft{Title: "Con un error", TakenOn: on})
	failures := make(chan error, 2)
	for _, title := range []string{"Uno", "Otro"} {
		go func() {
			_, err := w.store.Close(context.WithoutCancel(t.Context()), w.actor, rand.Text(), slug, today, snapshot.Draft{Title: title, TakenOn: on, Note: "x", Replaces: first})
			failures <- err
		}()
	}
	a, b := <-failures, <-failures
	if (a == nil) == (b == nil) || a != nil && invalid(a) == nil || b != nil && invalid(b) == nil {
		t.Errorf("%v and %v", a, b)
	}
	if n := w.count(`SELECT count(*) FROM snapshots WHERE replaces = $1`, first); n != 1 {
		t.Errorf("%d corrections", n)
	}
}

func TestDraftsThatAreRefused(t *testing.T) {
	long := strings.Repeat("ñ", 100_000)
	fine := snapshot.Draft{Title: "Un título", TakenOn: on, Note: "Una nota"}
	if c, err := fine.Check(today); err != nil || c.TakenOn.String() != on {
		t.Fatalf("%+v: %v", c, err)
	}
	for name, c := range map[string]struct {
		field string
		draft snapshot.Draft
	}{
		"no title": {"title", snapshot.Draft{TakenOn: on}}, "blank title": {"title", snapshot.Draft{Title: " \t", TakenOn: on}},
		"long title": {"title", snapshot.Draft{Title: long, TakenOn: on}}, "NUL": {"title", snapshot.Draft{Title: "a\x00b", TakenOn: on}},
		"right to left": {"title", snapshot.Draft{Title: "a\u202eb", TakenOn: on}}, "no date": {"taken_on", snapshot.Draft{Title: "a"}},
		"no such day": {"taken_on", snapshot.Draft{Title: "a", TakenOn: "31/2/2026"}}, "year 1": {"taken_on", snapshot.Draft{Title: "a", TakenOn: "0001-01-01"}},
		"year 9999": {"taken_on", snapshot.Draft{Title: "a", TakenOn: "9999-12-31"}}, "text": {"taken_on", snapshot.Draft{Title: "a", TakenOn: "ayer"}},
		"tomorrow": {"taken_on", snapshot.Draft{Title: "a", TakenOn: (today + 1).String()}}, "long note": {"note", snapshot.Draft{Title: "a", TakenOn: on, Note: long}},
		"control": {"note", snapshot.Draft{Title: "a", TakenOn: on, Note: "a\a"}}, "no why": {"note", snapshot.Draft{Title: "a", TakenOn: on, Replaces: 1}},
	} {
		if _, err := c.draft.Check(today); len(invalid(err)) != 1 || invalid(err)[c.field] == "" {
			t.Errorf("%s: %v, want a message at %s alone", name, err, c.field)
		}
	}
}

func TestTitles(t *testing.T) {
	november := date.New(2026, time.November, 30)
	for want, got := range map[string]string{
		"Seguimiento de noviembre de 2026":        snapshot.TitleFor(november, nil),
		"Seguimiento de noviembre de 2026 (2)":    snapshot.TitleFor(november, []string{"Otro", "Seguimiento de noviembre de 2026"}),
		"Seguimiento de noviembre de 2026 (3)":    snapshot.TitleFor(november, []string{"Seguimiento de noviembre de 2026", "Seguimiento de noviembre de 2026 (2)"}),
		"Primero (corregido)":                     snapshot.TitleOfCorrection("Primero", nil),
		strings.Repeat("ñ", 184) + " (corregido)": snapshot.TitleOfCorrection(strings.Repeat("ñ", 200), nil),
		"Primero (corregido) (2)":                 snapshot.TitleOfCorrection("Primero", []string{"Primero (corregido)"}),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

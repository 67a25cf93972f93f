package setting_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/setting"
)

func admin(t *testing.T, pool *pgxpool.Pool) access.Actor {
	t.Helper()
	a := access.Actor{Kind: access.Person, Role: access.Admin}
	err := pool.QueryRow(t.Context(), `INSERT INTO users (email, name, role) VALUES ('ana@example.org', 'Ana', 'admin') RETURNING id`).Scan(&a.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func key(n byte) string { return "ABCDEFGHIJKLMNOPQRSTUVWXY" + string('A'+n) }

func load(t *testing.T, pool *pgxpool.Pool, name setting.Name, value any) (version int) {
	t.Helper()
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
		version, err = setting.Load(t.Context(), tx, name, value)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return version
}

func TestSettingsComeBackAsTheyWereSaved(t *testing.T) {
	pool := dbtest.New(t)
	actor, store := admin(t, pool), setting.Store{Pool: pool, Now: time.Now}
	a := statement()
	if version := load(t, pool, setting.AccessibilityName, &a); version != 0 || a != statement() {
		t.Errorf("before anything is saved: version %d, %+v", version, a)
	}
	a.Extra, a.Reviewed = "Más", today
	if err := store.Save(t.Context(), actor, key(0), setting.Change{Name: setting.AccessibilityName, Value: a}); err != nil {
		t.Fatal(err)
	}
	var back setting.Accessibility
	if version := load(t, pool, setting.AccessibilityName, &back); version != 1 || back != a {
		t.Errorf("version %d, %+v, want %+v", version, back, a)
	}
	l := setting.Legal{Text: "## Uno", Reviewed: today}
	if err := store.Save(t.Context(), actor, key(1), setting.Change{Name: setting.LegalName, Value: l}); err != nil {
		t.Fatal(err)
	}
	var legal setting.Legal
	if version := load(t, pool, setting.LegalName, &legal); version != 1 || legal != l {
		t.Errorf("version %d, %+v", version, legal)
	}
}

func TestSecurity18OnlyTheNewestVersionIsChanged(t *testing.T) {
	pool := dbtest.New(t)
	actor, store := admin(t, pool), setting.Store{Pool: pool, Now: time.Now}
	save := func(n byte, version, months int) error {
		value := setting.Security{SecondFactor: []access.Role{}, AuditMonths: months}
		return store.Save(t.Context(), actor, key(n), setting.Change{Name: setting.SecurityName, Version: version, Value: value})
	}
	for n, c := range []struct {
		version, months int
		conflict        bool
	}{{0, 12, false}, {0, 13, true}, {1, 14, false}, {1, 15, true}, {3, 16, true}, {2, 17, false}} {
		if err := save(byte(n), c.version, c.months); errors.Is(err, fault.Conflict) != c.conflict || err != nil && !c.conflict {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if err := save(5, 2, 17); err != nil { // the same form again
		t.Errorf("a repeat: %v", err)
	}
	var s setting.Security
	if version := load(t, pool, setting.SecurityName, &s); version != 3 || s.AuditMonths != 17 {
		t.Errorf("version %d, %+v", version, s)
	}
	var events []audit.Entry
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
		events, err = audit.List(t.Context(), tx, audit.Query{Action: "setting.change", Limit: 10})
		return err
	})
	if err != nil || len(events) != 3 {
		t.Errorf("%d events for 3 changes, %v", len(events), err)
	}
}

// told returns the newest change as the audit tells it.
func told(t *testing.T, pool *pgxpool.Pool) audit.Entry {
	t.Helper()
	var events []audit.Entry
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
		events, err = audit.List(t.Context(), tx, audit.Query{Action: "setting.change", Limit: 1})
		return err
	})
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	return events[0]
}

func TestSecurity19TextsAreKeptForGoodByTheirDigestAlone(t *testing.T) {
	pool := dbtest.New(t)
	actor, store := admin(t, pool), setting.Store{Pool: pool, Now: time.Now}
	save := func(n byte, c setting.Change) audit.Entry {
		t.Helper()
		if err := store.Save(t.Context(), actor, key(n), c); err != nil {
			t.Fatal(err)
		}
		return told(t, pool)
	}
	e := save(0, setting.Change{Name: setting.PrivacyName, Value: setting.Legal{Text: "abc", Reviewed: today}})
	if string(e.Before) != `{"privacy": {}}` || !strings.Contains(string(e.After), `"text": "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`) ||
		!strings.Contains(string(e.Personal), `"text":"abc"`) {
		t.Errorf("first: %s %s %s", e.Before, e.After, e.Personal)
	}
	e = save(1, setting.Change{Name: setting.PrivacyName, Version: 1, Value: setting.Legal{Text: "Delegada: Luz Gil, 957 11 22 33", Reviewed: today}})
	if kept := string(e.Before) + string(e.After); strings.Contains(kept, "Luz") || strings.Contains(kept, "957") || strings.Contains(kept, "reviewed") ||
		!strings.Contains(kept, "sha256:ba7816bf") || strings.Count(kept, "sha256:") != 2 {
		t.Errorf("second: kept for good: %s", kept)
	}
	if body := string(e.Personal); !strings.Contains(body, `"before":{"privacy":{"text":"abc"}}`) || !strings.Contains(body, "Luz Gil, 957 11 22 33") {
		t.Errorf("second: forgotten in time: %s", body)
	}
	a := statement()
	save(2, setting.Change{Name: setting.AccessibilityName, Value: a})
	a.Contact.Phone = "957 44 55 66"
	e = save(3, setting.Change{Name: setting.AccessibilityName, Version: 1, Value: a})
	if kept := string(e.Before) + string(e.After); strings.Count(kept, `"contact": "sha256:`) != 2 || strings.Count(kept, "sha256:") != 2 || strings.Contains(kept, "957") {
		t.Errorf("contact: %s", kept)
	}
	e = save(4, setting.Change{Name: setting.SecurityName, Value: setting.Security{SecondFactor: []access.Role{access.Admin}, AuditMonths: 36}})
	if string(e.Before) != `{"security": null}` || string(e.After) != `{"security": {"audit_months": 36, "second_factor": ["admin"]}}` || len(e.Personal) > 0 {
		t.Errorf("security: %s %s %s", e.Before, e.After, e.Personal)
	}
}

func TestSecurity07OnlyAdministratorsChangeSettings(t *testing.T) {
	pool := dbtest.New(t)
	store := setting.Store{Pool: pool, Now: time.Now}
	actor := admin(t, pool)
	for _, role := range []access.Role{access.Staff, access.Technician, access.Director} {
		actor.Role = role
		err := store.Save(t.Context(), actor, key(0), setting.Change{Name: setting.LegalName, Value: setting.Legal{}})
		if !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
	err := store.Save(t.Context(), access.Actor{}, key(0), setting.Change{Name: setting.LegalName, Value: setting.Legal{}})
	if !errors.Is(err, fault.SignIn) {
		t.Errorf("nobody: %v", err)
	}
}

func TestOverviewCounts(t *testing.T) {
	pool := dbtest.New(t)
	overview := func() (o setting.Overview) {
		err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
			o, err = setting.LoadOverview(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	if o := overview(); o.People != 0 || o.Events != 0 || len(o.Changed) != 0 || !o.LastEvent.Before(time.Unix(0, 0)) {
		t.Errorf("of nothing: %+v", o)
	}
	actor := admin(t, pool)
	_, err := pool.Exec(t.Context(), `
		WITH gone AS (INSERT INTO users (email, name, role, disabled_at) VALUES ('b@example.org', 'B', 'staff', now()))
		INSERT INTO units (name) VALUES ('Una'), ('Otra')`)
	if err != nil {
		t.Fatal(err)
	}
	store := setting.Store{Pool: pool, Now: time.Now}
	if err := store.Save(t.Context(), actor, key(0), setting.Change{Name: setting.LegalName, Value: setting.Legal{Text: "x"}}); err != nil {
		t.Fatal(err)
	}
	o := overview()
	if o.People != 1 || o.Disabled != 1 || o.Units != 2 || o.Events != 1 || time.Since(o.LastEvent) > time.Minute || !slices.Equal(o.Changed, []setting.Name{setting.LegalName}) {
		t.Errorf("%+v", o)
	}
}

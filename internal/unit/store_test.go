package unit_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/unit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	clock   = time.Date(2026, time.March, 14, 9, 0, 0, 0, time.UTC)
	console = access.Actor{Kind: access.Command}
)

// desk is a store on an empty database.
type desk struct {
	unit.Store
	*testing.T
}

func open(t *testing.T) desk {
	t.Helper()
	return desk{unit.Store{Pool: dbtest.New(t), Now: func() time.Time { return clock }}, t}
}

func (d desk) create(name string, aliases ...string) int64 {
	d.Helper()
	id, err := d.Create(d.Context(), console, rand.Text(), unit.Draft{Name: name, Aliases: aliases})
	if err != nil {
		d.Fatal(err)
	}
	return id
}

func (d desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.Pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

// belong makes a new person belong to a unit.
func (d desk) belong(id int64) {
	d.Helper()
	d.exec(`
		WITH person AS (
		       INSERT INTO users (email, name, role)
		       VALUES ($2, 'Ana', 'staff')
		       RETURNING id)
		INSERT INTO user_units (user_id, unit_id)
		SELECT id, $1
		  FROM person`, id, strings.ToLower(rand.Text())+"@ejemplo.es")
}

// answer makes an indicator that a unit answers for.
func (d desk) answer(id int64) {
	d.Helper()
	d.exec(`INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('p', 'P', 'B', '2026-01-01', '2026-12-31')`)
	d.exec(`INSERT INTO objectives (plan_id, position, code, title) SELECT id, 1, 'O.1', 'O' FROM plans`)
	d.exec(`INSERT INTO indicators (plan_id, objective_id, position, code, title, target) SELECT plan_id, id, 1, 'I.1', 'I', 10 FROM objectives`)
	d.exec(`INSERT INTO indicator_units (plan_id, indicator_id, unit_id) SELECT plan_id, id, $1 FROM indicators`, id)
}

// bring writes the n-th reto, which names a unit in a column or, without one, by its project.
func (d desk) bring(n int, column string, id int64) {
	d.Helper()
	code := "AAAAAAAAAAAAAA" + string("ACD"[n])
	d.exec(`
		INSERT INTO challenges (code, secret_digest, title, problem, privacy, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ($1, sha256(convert_to($1, 'UTF8')), 'R', 'P', 'anonymous', now(), now(), '2026-03-01', '2026-03-20')`, code)
	if column != "" {
		d.exec(`UPDATE challenges SET `+column+` = $2 WHERE code = $1`, code, id)
		return
	}
	d.exec(`
		INSERT INTO challenge_projects (challenge_id, title, unit_id, starts_on, ends_on)
		SELECT id, 'P', $2, '2026-03-01', '2026-06-01' FROM challenges WHERE code = $1`, code, id)
}

// events are what the audit has of units, oldest first.
func (d desk) events() []audit.Entry {
	d.Helper()
	var list []audit.Entry
	err := db.ReadTx(d.Context(), d.Pool, func(tx pgx.Tx) (err error) {
		list, err = audit.List(d.Context(), tx, audit.Query{Topic: "unit", Limit: 100})
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

func invalid(err error) fault.Invalid {
	var wrong fault.Invalid
	errors.As(err, &wrong)
	return wrong
}

func TestListCountsPeopleAndIndicators(t *testing.T) {
	d := open(t)
	zone, area := d.create("Zona"), d.create("Ámbito social", "Ámbito")
	d.create("Innovación")
	d.belong(area)
	d.belong(area)
	d.answer(area)
	d.belong(zone)
	list, err := d.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range list {
		got = append(got, u.Name)
	}
	if want := []string{"Ámbito social", "Innovación", "Zona"}; !reflect.DeepEqual(got, want) {
		t.Errorf("in the order %v, want %v", got, want)
	}
	first := unit.Counted{Unit: unit.Unit{ID: area, Name: "Ámbito social", Aliases: []string{"Ámbito"}, Version: 1}, People: 2, Indicators: 1}
	if !reflect.DeepEqual(list[0], first) || list[1].Used() || !list[2].Used() {
		t.Errorf("got %+v, want %+v first", list, first)
	}
	if found, err := d.Find(t.Context(), area); err != nil || !reflect.DeepEqual(found, first) {
		t.Errorf("Find: %+v, %v", found, err)
	}
	if _, err := d.Find(t.Context(), 999); !errors.Is(err, fault.NotFound) {
		t.Errorf("an unknown unit: %v", err)
	}
}

func TestCreateOnce(t *testing.T) {
	d, key := open(t), rand.Text()
	draft := unit.Draft{Name: " Innovación ", Aliases: []string{"Innova", ""}}
	id, err := d.Create(t.Context(), console, key, draft)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := d.Create(t.Context(), console, key, draft); err != nil || again != id {
		t.Errorf("the same submission again: %d, %v; want %d", again, err, id)
	}
	events := d.events()
	if list, _ := d.List(t.Context()); len(list) != 1 || len(events) != 1 {
		t.Fatalf("%d units and %d events, want one of each", len(list), len(events))
	}
	e := events[0]
	if e.Action != "unit.create" || e.ObjectID != id || e.Before != nil || string(e.After) != `{"name": "Innovación", "aliases": ["Innova"]}` || !e.At.Equal(clock) {
		t.Errorf("event %+v, after %s", e, e.After)
	}
}

func TestUpdate(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	if err := d.Update(t.Context(), console, rand.Text(), id, 1, unit.Draft{Name: "INNOVACIÓN", Aliases: []string{"I+D", "innovacion"}}); err != nil {
		t.Fatal(err)
	}
	want := unit.Unit{ID: id, Name: "INNOVACIÓN", Aliases: []string{"I+D"}, Version: 2}
	if got, _ := d.Find(t.Context(), id); !reflect.DeepEqual(got.Unit, want) {
		t.Errorf("got %+v, want %+v", got.Unit, want)
	}
	if err := d.Update(t.Context(), console, rand.Text(), id, 1, unit.Draft{Name: "Otra"}); !errors.Is(err, fault.Conflict) || invalid(err) != nil {
		t.Errorf("an old version: %v", err)
	}
	if err := d.Update(t.Context(), console, rand.Text(), 999, 1, unit.Draft{Name: "Otra"}); !errors.Is(err, fault.NotFound) {
		t.Errorf("an unknown unit: %v", err)
	}
	events := d.events()
	if len(events) != 2 || events[1].Action != "unit.update" || string(events[1].Before) != `{"name": "Innovación", "aliases": []}` ||
		string(events[1].After) != `{"name": "INNOVACIÓN", "aliases": ["I+D"]}` {
		t.Errorf("events %+v", events)
	}
}

func TestNamesOfAnotherUnitAreRefused(t *testing.T) {
	d := open(t)
	d.create("Unidad de Trabajo Social", "UTS")
	id := d.create("Innovación", "I+D")
	for name, c := range map[string]struct {
		draft          unit.Draft
		field, message string
	}{
		"name as name":   {unit.Draft{Name: "UNIDAD DE TRABAJO  SOCIAL"}, "name", "«Unidad de Trabajo Social»"},
		"name as alias":  {unit.Draft{Name: "uts"}, "name", "«Unidad de Trabajo Social»"},
		"alias as name":  {unit.Draft{Name: "A", Aliases: []string{"unidad de trabajo social"}}, "aliases", "«unidad de trabajo social» ya es"},
		"alias as alias": {unit.Draft{Name: "A", Aliases: []string{"B", "Úts."}}, "aliases", "«Úts.» ya es un nombre de la unidad «Unidad de Trabajo Social»"},
	} {
		_, err := d.Create(t.Context(), console, rand.Text(), c.draft)
		if wrong := invalid(err); len(wrong) != 1 || !strings.Contains(wrong[c.field], c.message) {
			t.Errorf("create, %s: %v %v", name, err, wrong)
		}
		err = d.Update(t.Context(), console, rand.Text(), id, 1, c.draft)
		if wrong := invalid(err); len(wrong) != 1 || !strings.Contains(wrong[c.field], c.message) {
			t.Errorf("update, %s: %v %v", name, err, wrong)
		}
	}
	if got := len(d.events()); got != 2 {
		t.Errorf("%d events, want those of the two units alone", got)
	}
	if err := d.Update(t.Context(), console, rand.Text(), id, 1, unit.Draft{Name: "I+D", Aliases: []string{"Innovación"}}); err != nil {
		t.Errorf("a unit's own names the other way round: %v", err)
	}
}

// Of many that take one name at the same time, by creating and by editing, one alone gets it.
func TestTwoCannotTakeOneName(t *testing.T) {
	d := open(t)
	ids := []int64{d.create("Uno"), d.create("Dos"), d.create("Tres")}
	var group sync.WaitGroup
	results := make(chan error, 2*len(ids))
	for _, id := range ids {
		group.Go(func() {
			results <- d.Update(t.Context(), console, rand.Text(), id, 1, unit.Draft{Name: rand.Text(), Aliases: []string{"Común"}})
		})
		group.Go(func() {
			_, err := d.Create(t.Context(), console, rand.Text(), unit.Draft{Name: "COMUN"})
			results <- err
		})
	}
	group.Wait()
	close(results)
	taken := 0
	for err := range results {
		if err == nil {
			taken++
		} else if invalid(err) == nil {
			t.Errorf("refused with %v", err)
		}
	}
	if taken != 1 {
		t.Errorf("%d have the name, want 1", taken)
	}
}

func TestDelete(t *testing.T) {
	d := open(t)
	idle, belonged, answering := d.create("Libre", "L"), d.create("Con personas"), d.create("Con indicadores")
	d.belong(belonged)
	d.answer(answering)
	wants := map[int64]unit.InUse{belonged: {People: 1}, answering: {Indicators: 1}}
	for n, column := range []string{"unit_id", "assigned_unit_id", ""} {
		id := d.create(fmt.Sprint("Con retos ", n))
		d.bring(n, column, id)
		wants[id] = unit.InUse{Challenges: 1}
	}
	for id, want := range wants {
		err := d.Delete(t.Context(), console, rand.Text(), id, 1)
		var use unit.InUse
		if !errors.As(err, &use) || use != want || !errors.Is(err, fault.Conflict) {
			t.Errorf("got %v, want %v and a conflict", err, want)
		}
	}
	if err := d.Delete(t.Context(), console, rand.Text(), idle, 7); !errors.Is(err, fault.Conflict) {
		t.Errorf("another version: %v", err)
	}
	key := rand.Text()
	for range 2 {
		if err := d.Delete(t.Context(), console, key, idle, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Delete(t.Context(), console, rand.Text(), idle, 1); !errors.Is(err, fault.NotFound) {
		t.Errorf("deleted already: %v", err)
	}
	list, _ := d.List(t.Context())
	events := d.events()
	last := events[len(events)-1]
	if len(list) != 5 || len(events) != 7 || last.Action != "unit.delete" || last.ObjectID != idle || last.After != nil || string(last.Before) != `{"name": "Libre", "aliases": ["L"]}` {
		t.Errorf("%d units, last of %d events %+v", len(list), len(events), last)
	}
}

// Whoever is just joining a unit is waited for: the unit is in use, not gone under them.
func TestDeleteWaitsForWhoIsJoining(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	tx, err := d.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.Background()) }()
	if _, err := tx.Exec(t.Context(), `
		WITH person AS (
		       INSERT INTO users (email, name, role)
		       VALUES ('a@b.es', 'Ana', 'staff')
		       RETURNING id)
		INSERT INTO user_units (user_id, unit_id)
		SELECT id, $1
		  FROM person`, id); err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() { result <- d.Delete(t.Context(), console, rand.Text(), id, 1) }()
	d.awaitLock()
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-result; !errors.As(err, new(unit.InUse)) {
		t.Errorf("got %v, want InUse", err)
	}
}

// awaitLock returns once somebody waits for a lock.
func (d desk) awaitLock() {
	d.Helper()
	for range 200 {
		var waiting bool
		if err := d.Pool.QueryRow(d.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)`).Scan(&waiting); err != nil {
			d.Fatal(err)
		}
		if waiting {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.Fatal("nobody waits for a lock")
}

func TestOnlyAdministratorsWrite(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	for _, c := range []struct {
		actor access.Actor
		want  error
	}{
		{access.Actor{}, fault.SignIn},
		{access.Actor{Kind: access.Person, ID: 1, Role: access.Staff}, fault.Forbidden},
		{access.Actor{Kind: access.Person, ID: 1, Role: access.Technician}, fault.Forbidden},
		{access.Actor{Kind: access.Person, ID: 1, Role: access.Director}, fault.Forbidden},
	} {
		_, created := d.Create(t.Context(), c.actor, rand.Text(), unit.Draft{Name: "Otra"})
		updated := d.Update(t.Context(), c.actor, rand.Text(), id, 1, unit.Draft{Name: "Otra"})
		deleted := d.Delete(t.Context(), c.actor, rand.Text(), id, 1)
		for what, err := range map[string]error{"create": created, "update": updated, "delete": deleted} {
			if !errors.Is(err, c.want) {
				t.Errorf("%s as %q: %v, want %v", what, c.actor.Role, err, c.want)
			}
		}
	}
	if got := len(d.events()); got != 1 {
		t.Errorf("%d events, want 1", got)
	}
}

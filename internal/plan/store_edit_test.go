package plan_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/plan"
)

const (
	keptPlan  = "plan-de-ejemplo"
	firstPlan = "i-plan-innovacion-2021-2023"
)

var (
	keepingClock = time.Date(2026, time.March, 14, 9, 0, 0, 0, time.UTC)
	keepingDay   = date.Of(keepingClock)
	everything   = access.Scope{All: true}
)

// keeper is somebody who keeps the plans of the demo, or of an empty database.
type keeper struct {
	plan.Store
	*testing.T
	actor access.Actor
}

func newKeeper(t *testing.T) keeper {
	t.Helper()
	return keeperOn(t, dbtest.New(t))
}

func keeperOn(t *testing.T, pool *pgxpool.Pool) keeper {
	t.Helper()
	return keeper{
		plan.Store{Pool: pool, Now: func() time.Time { return keepingClock }}, t, access.Actor{Kind: access.Person, ID: 7, Role: access.Technician},
	}
}

func newDemoKeeper(t *testing.T) keeper {
	t.Helper()
	k := keeperOn(t, demotest.New(t, keepingDay))
	if err := k.Pool.QueryRow(t.Context(), `SELECT id FROM users WHERE role = 'technician'`).Scan(&k.actor.ID); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k keeper) read(fn func(context.Context, pgx.Tx) error) {
	k.Helper()
	if err := db.ReadTx(k.Context(), k.Pool, func(tx pgx.Tx) error { return fn(k.Context(), tx) }); err != nil {
		k.Fatal(err)
	}
}

func (k keeper) load(slug string) (doc plan.Document) {
	k.Helper()
	k.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		doc, err = plan.Load(ctx, tx, everything, slug)
		return err
	})
	return doc
}

func (k keeper) exec(sql string, args ...any) {
	k.Helper()
	if _, err := k.Pool.Exec(k.Context(), sql, args...); err != nil {
		k.Fatal(err)
	}
}

// count returns the number that a query gives.
func (k keeper) count(sql string, args ...any) (n int) {
	k.Helper()
	if err := k.Pool.QueryRow(k.Context(), sql, args...).Scan(&n); err != nil {
		k.Fatal(err)
	}
	return n
}

// told returns the newest event of a plan, and what it says of before and after.
func (k keeper) told(planID int64) (action string, before, after map[string]any) {
	k.Helper()
	events, err := audit.Find(k.Context(), k.Pool, audit.Query{PlanID: planID, Limit: 1})
	if err != nil || len(events) != 1 {
		k.Fatalf("%d events, %v", len(events), err)
	}
	for _, side := range []struct {
		of json.RawMessage
		to *map[string]any
	}{{events[0].Before, &before}, {events[0].After, &after}} {
		if len(side.of) > 0 {
			if err := json.Unmarshal(side.of, side.to); err != nil {
				k.Fatal(err)
			}
		}
	}
	return events[0].Action, before, after
}

func TestBegin(t *testing.T) {
	k := newKeeper(t)
	key := rand.Text()
	for range 2 {
		slug, err := k.Begin(t.Context(), k.actor, key, plan.Creation{
			Title: " Plan  nuevo ", Body: "Organismo", StartsOn: "1/1/2026", EndsOn: "31/12/2027", GeneralObjective: "Mejorar", Summary: "Resumen",
		})
		if err != nil || slug != "plan-nuevo" {
			t.Fatalf("%q, %v", slug, err)
		}
	}
	if n := k.count(`SELECT count(*) FROM plans`); n != 1 {
		t.Fatalf("%d plans of a form that came twice", n)
	}
	p := k.load("plan-nuevo")
	if p.Title != "Plan nuevo" || p.State != plan.Draft || p.Published() || p.Version != 1 || p.GeneralObjective != "Mejorar" {
		t.Errorf("%+v", p.Plan)
	}
	if action, before, after := k.told(p.ID); action != "plan.create" || before != nil || after["slug"] != "plan-nuevo" || after["general_objective"] != "Mejorar" {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
	_, err := k.Begin(t.Context(), k.actor, rand.Text(), plan.Creation{Title: "Otro", Slug: "plan-nuevo", Body: "X", StartsOn: "1/1/2026", EndsOn: "1/1/2026"})
	if got := wrongFields(err); got != "slug" {
		t.Errorf("a slug that is taken: %v", err)
	}
	for _, role := range []access.Role{access.Staff, access.Director, access.Admin} {
		_, err := k.Begin(t.Context(), access.Actor{Kind: access.Person, Role: role}, rand.Text(), plan.Creation{})
		if !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if n := k.count(`SELECT count(*) FROM plans`) + k.count(`SELECT count(*) FROM audit_events`); n != 2 {
		t.Errorf("%d plans and events, want one of each", n)
	}
}

func TestEdit(t *testing.T) {
	k := newDemoKeeper(t)
	old := k.load(keptPlan)
	d := plan.Edition{
		Title: "Otro título", Body: "Otro", Summary: "R", GeneralObjective: "O", Notice: "N", StartsOn: old.StartsOn.String(), EndsOn: old.EndsOn.String(),
		OnTrackFrom: "80,5", DelayedFrom: "60", CadenceMonths: "6",
		Periods: []plan.TypedPeriod{{"B", "1/1/2026", "31/12/2026"}, {"A", "1/1/2025", "31/12/2025"}},
	}
	key := rand.Text()
	for range 2 {
		if err := k.Edit(t.Context(), k.actor, key, keptPlan, old.Version, d); err != nil {
			t.Fatal(err)
		}
	}
	now := k.load(keptPlan)
	want := old.Plan
	want.Title, want.Body, want.Summary, want.GeneralObjective, want.Notice, want.CadenceMonths = "Otro título", "Otro", "R", "O", "N", 6
	want.OnTrackFrom, want.DelayedFrom = now.OnTrackFrom, now.DelayedFrom
	want.Version, want.ChangedAt = old.Version+1, now.ChangedAt
	if !reflect.DeepEqual(now.Plan, want) || now.OnTrackFrom.String() != "0.805" || now.DelayedFrom.String() != "0.6" {
		t.Errorf("%+v\nwant %+v", now.Plan, want)
	}
	if len(now.Periods) != 2 || now.Periods[0].Title != "A" || now.Periods[1].EndsOn != date.New(2026, 12, 31) {
		t.Errorf("periods %+v", now.Periods)
	}
	if n := k.count(`SELECT count(*) FROM plans WHERE slug = $1 AND updated_at = $2`, keptPlan, keepingClock); n != 1 {
		t.Error("the time of the change is not kept")
	}
	action, before, after := k.told(old.ID)
	if action != "plan.update" || before["title"] != old.Title || after["title"] != "Otro título" || after["on_track_percent"] != 80.5 {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
	if got := before["periods"].([]any); len(got) != len(old.Periods) {
		t.Errorf("the event keeps the periods %v", got)
	}
	if err := k.Edit(t.Context(), k.actor, rand.Text(), keptPlan, old.Version, d); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	if err := k.Edit(t.Context(), k.actor, rand.Text(), "no-hay", 1, d); !errors.Is(err, fault.NotFound) {
		t.Errorf("no such plan: %v", err)
	}
	k.exec(`UPDATE plans SET state = 'closed' WHERE slug = $1`, keptPlan)
	if err := k.Edit(t.Context(), k.actor, rand.Text(), keptPlan, now.Version, d); !errors.Is(err, fault.Forbidden) {
		t.Errorf("a closed plan: %v", err)
	}
	if again := k.load(keptPlan); again.Version != now.Version {
		t.Error("something was written")
	}
}

func TestPointsOutside(t *testing.T) {
	k := newDemoKeeper(t)
	id := k.load(keptPlan).ID
	outside := func() (n int) {
		k.read(func(ctx context.Context, tx pgx.Tx) (err error) {
			n, err = plan.PointsOutside(ctx, tx, id)
			return err
		})
		return n
	}
	if n := outside(); n != 0 {
		t.Fatalf("%d points of the demo lie outside", n)
	}
	all := k.count(`
		SELECT count(*)
		  FROM planned_points t
		  JOIN indicators i ON i.plan_id = t.plan_id AND i.id = t.indicator_id
		 WHERE t.plan_id = $1 AND i.cancelled_on IS NULL AND i.starts_on IS NULL`, id)
	k.exec(`UPDATE plans SET starts_on = DATE '2190-01-01', ends_on = DATE '2190-12-31' WHERE id = $1`, id)
	if n := outside(); n == 0 || n < all {
		t.Errorf("%d points lie outside, of %d without dates of their own", n, all)
	}
}

func TestConcurrentEditionsWriteOnce(t *testing.T) {
	k := newDemoKeeper(t)
	old := k.load(keptPlan)
	d := plan.Edition{
		Title: "T", Body: "B", StartsOn: old.StartsOn.String(), EndsOn: old.EndsOn.String(), OnTrackFrom: "90", DelayedFrom: "70", CadenceMonths: "0",
	}
	results := make(chan error)
	for range 4 {
		go func() {
			results <- k.Edit(context.WithoutCancel(t.Context()), k.actor, rand.Text(), keptPlan, old.Version, d)
		}()
	}
	done, conflicts := 0, 0
	for range 4 {
		switch err := <-results; {
		case err == nil:
			done++
		case errors.Is(err, fault.Conflict):
			conflicts++
		default:
			t.Error(err)
		}
	}
	if done != 1 || conflicts != 3 {
		t.Errorf("%d written, %d conflicts", done, conflicts)
	}
}

func TestHostileSlugsFindNothing(t *testing.T) {
	k := newDemoKeeper(t)
	for _, slug := range []string{"", "'", "%", "../" + keptPlan, strings.ToUpper(keptPlan), keptPlan + " "} {
		if err := k.Take(t.Context(), k.actor, rand.Text(), slug, 1, plan.Close, ""); !errors.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", slug, err)
		}
	}
}

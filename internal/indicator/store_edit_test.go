package indicator_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// keeper is a plan "p" of 2026 with the objectives "O1" and "O2", two units and a framework, and who keeps it.
type keeper struct {
	testing.TB
	store indicator.Store
	plan  plan.Document
	frame indicator.Frame
}

func keep(t testing.TB) keeper {
	t.Helper()
	k := keeper{TB: t, store: indicator.Store{Pool: dbtest.New(t), Now: func() time.Time { return now }}}
	k.in(func(ctx context.Context, tx pgx.Tx) (err error) {
		k.plan, err = plan.Create(ctx, tx, plan.Document{
			Plan: plan.Plan{Slug: "p", Title: "P", Body: "B", State: plan.Active, OnTrackFrom: dec("0.9"), DelayedFrom: dec("0.7"),
				StartsOn: date.New(2026, time.January, 1), EndsOn: date.New(2026, time.December, 31)},
			Objectives: []plan.Objective{{Code: "O1", Title: "Uno", Weight: dec("1")}, {Code: "O2", Title: "Dos", Weight: dec("1")}},
			Frameworks: []plan.Framework{{Code: "M", Title: "Marco", Standards: []plan.Standard{{Code: "S1", Title: "Uno"}, {Code: "S2", Title: "Dos"}}}},
		})
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `INSERT INTO units (name) VALUES ('Norte'), ('Sur')`); err != nil {
			return err
		}
		k.frame, err = indicator.LoadFrame(ctx, tx, k.plan.Plan, "")
		return err
	})
	return k
}

func (k keeper) in(fn func(context.Context, pgx.Tx) error) {
	k.Helper()
	if err := db.Tx(context.Background(), k.store.Pool, func(tx pgx.Tx) error { return fn(context.Background(), tx) }); err != nil {
		k.Fatal(err)
	}
}

// edit is a form that was made from a version of an indicator.
func (k keeper) edit(id int64, version int) indicator.Edit {
	return indicator.Edit{Actor: access.Actor{Kind: access.Command}, Key: rand.Text(), Slug: "p", ID: id, Version: version}
}

func (k keeper) typed(code string) indicator.TypedDraft {
	return indicator.TypedDraft{Objective: id(k.plan.Objectives[0].ID), Code: code, Title: "Personas atendidas", Decimals: "0", Target: "10"}
}

func (k keeper) create(code string) int64 {
	k.Helper()
	id, err := k.store.Create(context.Background(), k.edit(0, 0), k.typed(code))
	if err != nil {
		k.Fatal(err)
	}
	return id
}

func (k keeper) find(id int64) (found indicator.Kept) {
	k.Helper()
	k.in(func(ctx context.Context, tx pgx.Tx) (err error) {
		found, err = indicator.Find(ctx, tx, k.plan.ID, id)
		return err
	})
	return found
}

// events lists what was done to indicators, in order: "create 1", with before and after where it is asked for.
func (k keeper) events(whole bool) []string {
	k.Helper()
	list, err := audit.Find(context.Background(), k.store.Pool, audit.Query{Topic: "indicator", Limit: 500})
	if err != nil {
		k.Fatal(err)
	}
	texts := make([]string, len(list))
	for n, e := range list {
		texts[n] = fmt.Sprintf("%s %d", strings.TrimPrefix(e.Action, "indicator."), e.ObjectID)
		if whole {
			texts[n] += fmt.Sprintf(" %s → %s", e.Before, e.After)
		}
	}
	slices.Reverse(texts)
	return texts
}

// order lists the codes of the indicators of each objective.
func (k keeper) order() string {
	k.Helper()
	var text string
	k.in(func(ctx context.Context, tx pgx.Tx) error {
		f, err := indicator.LoadFrame(ctx, tx, k.plan.Plan, "")
		for _, o := range f.Objectives {
			text += o.Code + ":" + strings.Join(o.Indicators, ",") + " "
		}
		return err
	})
	return strings.TrimSpace(text)
}

func same(t interface{ Fatal(...any) }, a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}

// What Check takes the database keeps, whole, both when an indicator is created and when another becomes it.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	k := keep(t)
	other := k.create("base")
	version := 1
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		in := anyDraft(t, k.frame)
		want, err := in.Check(k.frame)
		if err != nil {
			return // what is refused is told by the tables of bad input
		}
		n++
		in.Code = fmt.Sprintf("n%d", n)
		want.Code = in.Code
		created, err := k.store.Create(context.Background(), k.edit(0, 0), in)
		if err != nil {
			t.Fatalf("%+v: %v", in, err)
		}
		if got := k.find(created); !same(t, got.Draft, want) || got.Version != 1 || got.Used() {
			t.Fatalf("created as %+v, want %+v", got, want)
		}
		in.Code, want.Code = "base", "base"
		if _, err := k.store.Update(context.Background(), k.edit(other, version), in); err != nil {
			t.Fatalf("%+v: %v", in, err)
		}
		version++
		if got := k.find(other); !same(t, got.Draft, want) || got.Version != version {
			t.Fatalf("updated to %+v, want %+v", got, want)
		}
	})
	if n == 0 {
		t.Error("every draft was refused: this test sees nothing")
	}
}

// anyDraft draws what people may type, most of it good.
func anyDraft(t *rapid.T, f indicator.Frame) indicator.TypedDraft {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	text := func(label string, most int) string {
		return pick(label, "", "Una", "ñ\r\n\r\nDos  ", "<b>&", "👩‍👩‍👧 e\u0301", strings.Repeat("á", most))
	}
	quantity := func(label string) string {
		return rapid.OneOf(
			rapid.SampledFrom([]string{"0", "-0", "5", "999999999999999,999999", "-999999999999999,999999", "0,000001", "1.234,5"}),
			rapid.StringMatching(`-?[0-9]{1,3},[0-9]{4,6}`)).Draw(t, label)
	}
	day := func(label string) string {
		return rapid.OneOf(
			rapid.SampledFrom([]string{"", "", "", "1900-01-01", "2200-12-31", "2026-01-01", "31/12/2026", "29/2/2028"}),
			rapid.Map(rapid.IntRange(-400, 800), func(n int) string { return (f.StartsOn + date.Date(n)).String() })).Draw(t, label)
	}
	in := indicator.TypedDraft{
		Objective: id(f.Objectives[rapid.IntRange(0, 1).Draw(t, "objective")].ID), Code: "x", Title: pick("title", "T", strings.Repeat("ñ", 1000), " a\tb "),
		Description: text("description", 4000), Method: text("method", 4000), Source: text("source", 4000), UnitOfMeasure: text("unit", 40),
		Decimals: pick("decimals", "0", "1", "6"), Nature: pick("nature", "", "output", "outcome", "impact"),
		Periodicity: pick("periodicity", "", "1", "2", "3", "4", "6", "12", "24"), Rule: pick("rule", "", "reach", "maintain_at_least", "maintain_at_most"),
		Baseline: rapid.SampledFrom([]string{"", quantity("baseline")}).Draw(t, "known"), Target: quantity("target"), StartsOn: day("start"), EndsOn: day("end"), Steps: pick("steps", "", "si"),
		Weight: pick("weight", "", "0", "1000", "0,0001", "999,9999"),
	}
	for _, u := range rapid.SliceOf(rapid.SampledFrom(f.Units)).Draw(t, "units") {
		in.Units = append(in.Units, id(u.ID))
	}
	for _, s := range rapid.SliceOf(rapid.SampledFrom(f.Frameworks[0].Standards)).Draw(t, "standards") {
		in.Standards = append(in.Standards, id(s.ID))
	}
	for range rapid.IntRange(0, 2).Draw(t, "points") {
		in.Points = append(in.Points, indicator.TypedPoint{On: day("on"), Value: quantity("value")})
	}
	return in
}

func TestOfTwoEditorsTheSecondIsTold(t *testing.T) {
	k := keep(t)
	one := k.create("I1")
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for n := range errs {
		wg.Go(func() {
			in := k.typed("I1")
			in.Title = fmt.Sprint("Título ", n)
			_, errs[n] = k.store.Update(context.Background(), k.edit(one, 1), in)
		})
	}
	wg.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
		} else if !errors.Is(err, fault.Conflict) {
			t.Error(err)
		}
	}
	if got := k.find(one); saved != 1 || got.Version != 2 {
		t.Errorf("%d saved, version %d", saved, got.Version)
	}
	if got := k.events(false); len(got) != 2 {
		t.Errorf("events %v", got)
	}
}

func TestOfTwoWithTheSameCodeOneIsCreated(t *testing.T) {
	k := keep(t)
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for n := range errs {
		wg.Go(func() { _, errs[n] = k.store.Create(context.Background(), k.edit(0, 0), k.typed("I1")) })
	}
	wg.Wait()
	created := 0
	for _, err := range errs {
		var wrong fault.Invalid
		if err == nil {
			created++
		} else if !errors.As(err, &wrong) || wrong["code"] == "" {
			t.Error(err)
		}
	}
	if created != 1 || k.order() != "O1:I1 O2:" {
		t.Errorf("%d created: %s", created, k.order())
	}
}

func TestAFormSentTwiceWritesOnce(t *testing.T) {
	k := keep(t)
	e := k.edit(0, 0)
	var wg sync.WaitGroup
	ids := make([]int64, 4)
	for n := range ids {
		wg.Go(func() {
			var err error
			if ids[n], err = k.store.Create(context.Background(), e, k.typed("I1")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(slices.Compact(ids)) != 1 || k.order() != "O1:I1 O2:" {
		t.Errorf("%v: %s", ids, k.order())
	}
	change := k.edit(ids[0], 1)
	for range 2 {
		if _, err := k.store.Update(context.Background(), change, k.typed("I2")); err != nil {
			t.Error(err)
		}
	}
	if got := k.find(ids[0]); got.Version != 2 || got.Code != "I2" || len(k.events(false)) != 2 {
		t.Errorf("%+v, %v", got, k.events(false))
	}
}

func TestEventsHoldTheWholeDefinition(t *testing.T) {
	k := keep(t)
	in := k.typed("I1")
	in.Units, in.Points, in.Baseline = []string{id(k.frame.Units[1].ID)}, []indicator.TypedPoint{{On: "1/6/2026", Value: "2,5"}}, "1"
	one, err := k.store.Create(context.Background(), k.edit(0, 0), in)
	if err != nil {
		t.Fatal(err)
	}
	in.Objective, in.Target, in.Points, in.Description = id(k.plan.Objectives[1].ID), "12", nil, "Todo el texto"
	if reckons, err := k.store.Update(context.Background(), k.edit(one, 1), in); err != nil || !reckons {
		t.Fatal(reckons, err)
	}
	events := k.events(true)
	for event, wants := range map[int][]string{
		0: {`"points": {"2026-06-01": 2.5}`, `"baseline": 1`, `"target": 10`, fmt.Sprintf(`"units": [%d]`, k.frame.Units[1].ID), `"weight": 1`, `"rule": "reach"`},
		1: {`"points": {"2026-06-01": 2.5}`, `"points": {}`, `"target": 12`, `"description": "Todo el texto"`, fmt.Sprintf(`"objective_id": %d`, k.plan.Objectives[1].ID)},
	} {
		for _, want := range wants {
			if !strings.Contains(events[event], want) {
				t.Errorf("%s is not in %s", want, events[event])
			}
		}
	}
}

func TestWhoMayNotWriteChangesNothing(t *testing.T) {
	k := keep(t)
	one := k.create("I1")
	before := k.events(false)
	for role, want := range map[access.Role]error{access.Director: fault.Forbidden, access.Admin: fault.Forbidden, access.Staff: fault.Forbidden} {
		e := k.edit(one, 1)
		e.Actor = access.Actor{Kind: access.Person, ID: person(t, k.store.Pool, role), Role: role}
		_, created := k.store.Create(context.Background(), e, k.typed("I2"))
		e.Key = rand.Text()
		_, updated := k.store.Update(context.Background(), e, k.typed("I3"))
		e.Key = rand.Text()
		if removed := k.store.Delete(context.Background(), e); !errors.Is(created, want) || !errors.Is(updated, want) || !errors.Is(removed, want) {
			t.Errorf("%s: %v, %v, %v", role, created, updated, removed)
		}
	}
	if k.order() != "O1:I1 O2:" || len(k.events(false)) != len(before) {
		t.Errorf("%s, %v", k.order(), k.events(false))
	}
}

func person(t *testing.T, pool *pgxpool.Pool, role access.Role) (id int64) {
	t.Helper()
	err := pool.QueryRow(context.Background(), `
		INSERT INTO users (email, name, role)
		VALUES ($1 || '@ejemplo.es', 'Ana', $1)
		RETURNING id`, string(role)).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

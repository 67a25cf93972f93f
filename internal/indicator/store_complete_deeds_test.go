package indicator_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// author changes a plan in every way that there is, by chance.
type author struct {
	*rapid.T
	keeper
	plans  plan.Store
	actor  access.Actor
	slug   string
	planID int64
	today  date.Date
	stands facts // what the plan holds
}

// The history is complete: whatever is done to a plan, its events tell the plan, its lines, objectives, indicators and
// measurements as they are, and each event tells of before what was so.
func TestTheHistoryIsComplete(t *testing.T) {
	k := keep(t)
	actor := access.Actor{Kind: access.Person, Role: access.Technician}
	err := k.store.Pool.QueryRow(t.Context(), `INSERT INTO users (email, name, role) VALUES ('a@x.es', 'Ana', 'technician') RETURNING id`).Scan(&actor.ID)
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := author{T: t, keeper: k, plans: plan.Store{Pool: k.store.Pool, Now: k.store.Now}, actor: actor, today: date.Of(now)}
		a.begin()
		watched := rapid.IntRange(0, 2).Draw(t, "watched") == 0 // it takes its time
		servers := [2]*dashboard.Boards{dashboard.NewBoards(dashboard.MostKept), dashboard.NewBoards(dashboard.MostKept)}
		for range rapid.IntRange(5, 30).Draw(t, "deeds") {
			a.stands = a.stored(a.planID)
			deed := rapid.SampledFrom(deeds).Draw(t, "deed")
			err := deed.do(&a)
			if err == nil {
				done[deed.name]++
			} else if known(err) == nil {
				t.Fatalf("%s: %v", deed.name, err)
			}
			if watched {
				a.seen(deed.name, servers[rapid.IntRange(0, 1).Draw(t, "server")])
			}
		}
		if told, is := a.history(a.planID).text(), a.stored(a.planID).text(); told != is {
			t.Fatalf("the history differs from what is:\n%s", different(told, is))
		}
	})
	for _, deed := range deeds {
		if done[deed.name] == 0 && !testing.Short() {
			t.Errorf("nobody came to %s", deed.name)
		}
	}
}

// seen holds the board of the plan, as one of several servers keeps it, to that of a server that keeps nothing.
func (a *author) seen(deed string, server *dashboard.Boards) {
	v := dashboard.View{Today: a.today, Scope: access.Scope{All: true}}
	kept, err := server.View(context.Background(), a.store.Pool, a.slug, v)
	if err == nil {
		var fresh dashboard.Board
		fresh, err = (*dashboard.Boards)(nil).View(context.Background(), a.store.Pool, a.slug, v)
		if !reflect.DeepEqual(kept, fresh) {
			a.Fatalf("after %s the board that is kept is not the plan's", deed)
		}
	}
	if err != nil {
		a.Fatal(err)
	}
}

// errNothingThere is a deed for which there was nothing.
var errNothingThere = fault.NotFound

// known returns a refusal that a person may be told of, which changes nothing; nil for any other error.
func known(err error) error {
	var invalid fault.Invalid
	if errors.Is(err, fault.Conflict) || errors.Is(err, fault.NotFound) || errors.Is(err, fault.Forbidden) || errors.As(err, &invalid) {
		return err
	}
	return nil
}

func different(a, b string) string {
	of, have := strings.Split(a, "\n"), strings.Split(b, "\n")
	var lines strings.Builder
	for _, line := range of {
		if !slices.Contains(have, line) {
			lines.WriteString("told:   " + line + "\n")
		}
	}
	for _, line := range have {
		if !slices.Contains(of, line) {
			lines.WriteString("stored: " + line + "\n")
		}
	}
	if lines.Len() == 0 {
		return "another order in\n" + a + "\nand\n" + b
	}
	return lines.String()
}

func (a *author) begin() {
	var err error
	a.slug, err = a.plans.Begin(context.Background(), a.actor, rand.Text(), plan.Creation{
		Title: "P" + rand.Text(), Body: "B", StartsOn: "1/1/2026", EndsOn: "31/12/2026",
	})
	if err == nil {
		err = a.store.Pool.QueryRow(context.Background(), `SELECT id FROM plans WHERE slug = $1`, a.slug).Scan(&a.planID)
	}
	for _, code := range []string{"O1", "O2"} {
		if err == nil {
			var objective int64
			objective, err = a.plans.CreateObjective(context.Background(), a.actor, rand.Text(), a.slug, plan.ObjectiveDraft{Code: code, Title: a.word()})
			for n := range 2 {
				d := indicator.TypedDraft{Objective: id(objective), Code: fmt.Sprint(code, ".", n), Title: a.word(), Decimals: "6", Target: "10"}
				_, failed := a.store.Create(context.Background(), a.ofIndicator(0), d)
				err = errors.Join(err, failed)
			}
		}
	}
	if err != nil {
		a.Fatal(err)
	}
}

func (a *author) word() string {
	return rapid.StringMatching(`[a-zñ"<]{1,6}( [a-z0-9]{1,4})?`).Draw(a.T, "word")
}
func (a *author) code() string { return rapid.StringMatching(`[A-D][0-9]{1,2}`).Draw(a.T, "code") }
func (a *author) yes() bool    { return rapid.Bool().Draw(a.T, "yes") }

func (a *author) day() string {
	return (date.New(2026, time.January, 1) + date.Date(rapid.IntRange(-30, 400).Draw(a.T, "day"))).String()
}

func (a *author) decimal() string {
	return rapid.SampledFrom([]string{"0", "-0", "1", "2", "3,5", "-7", "12", "0,000001", "999999999999999", "100"}).Draw(a.T, "number")
}

func (a *author) weight() string {
	return rapid.SampledFrom([]string{"", "0", "1", "2,5", "1000", "0,0001"}).Draw(a.T, "weight")
}

// one of a kind of things; 0 where there is none.
func (a *author) one(kind string) int64 {
	var ids []int64
	for thing := range a.stands.things {
		var id int64
		if n, _ := fmt.Sscanf(thing, kind+" %d", &id); n == 1 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return 0
	}
	slices.Sort(ids)
	return rapid.SampledFrom(ids).Draw(a.T, kind)
}

func (a *author) some(kind string) (ids []string) {
	for range rapid.IntRange(0, 2).Draw(a.T, "how many") {
		if one := a.one(kind); one != 0 {
			ids = append(ids, id(one))
		}
	}
	return ids
}

// edit is a form made from the version that something has.
func (a *author) versioned(table string, id int64) plan.Edit {
	e := plan.Edit{ID: id}
	_ = a.store.Pool.QueryRow(context.Background(), `SELECT version FROM `+table+` WHERE id = $1`, id).Scan(&e.Version)
	return e
}

func (a *author) ofIndicator(id int64) indicator.Edit {
	return indicator.Edit{Actor: a.actor, Key: rand.Text(), Slug: a.slug, ID: id, Version: a.versioned("indicators", id).Version}
}

func (a *author) objective() plan.ObjectiveDraft {
	return plan.ObjectiveDraft{Code: a.code(), Title: a.word(), Weight: a.weight(), Lines: a.some("line")}
}

func (a *author) indicator() indicator.TypedDraft {
	d := indicator.TypedDraft{
		Objective: id(a.one("objective")), Code: a.code(), Title: a.word(), Description: a.word(), Method: a.word(), Source: a.word(),
		UnitOfMeasure: a.word(), Decimals: rapid.SampledFrom([]string{"0", "1", "6"}).Draw(a.T, "decimals"), Target: a.decimal(), Weight: a.weight(),
		Nature: rapid.SampledFrom([]string{"", "output", "impact"}).Draw(a.T, "nature"), Periodicity: rapid.SampledFrom([]string{"", "1", "24"}).Draw(a.T, "every"),
	}
	if a.yes() {
		d.Baseline, d.Steps = a.decimal(), indicator.InSteps
	}
	for _, u := range a.frame.Units {
		if a.yes() {
			d.Units = append(d.Units, id(u.ID))
		}
	}
	if a.yes() {
		d.Points = []indicator.TypedPoint{{On: a.day(), Value: a.decimal()}}
	}
	return d
}

func (a *author) cancellation() plan.Cancellation {
	return plan.Cancellation{On: a.day(), Reason: a.word()}
}

func (a *author) move(id int64) plan.Move {
	m := plan.Move{ID: id, Follow: a.yes(), Step: 1 - 2*rapid.IntRange(0, 1).Draw(a.T, "step")}
	if a.yes() {
		m.Step, m.Place = 0, rapid.IntRange(1, 5).Draw(a.T, "place")
	}
	return m
}

// value is typed for what is there on its day, if anything is.
func (a *author) value(id int64) indicator.TypedRow {
	row := indicator.TypedRow{IndicatorID: id, Typed: indicator.Typed{Value: a.decimal(), MeasuredOn: a.day(), Comment: a.word(), Reason: a.word()}}
	if a.yes() { // often the same day, so that there is something to correct
		row.MeasuredOn = rapid.SampledFrom([]string{"2026-02-28", "2026-03-01"}).Draw(a.T, "day")
	}
	row.BasisOn, _ = date.Parse(row.MeasuredOn)
	row.Basis = a.revision(id, row.BasisOn)
	return row
}

func (a *author) revision(id int64, on date.Date) (revision int) {
	_ = a.store.Pool.QueryRow(context.Background(), `
		SELECT coalesce(max(revision), 0) FROM measurements WHERE plan_id = $1 AND indicator_id = $2 AND measured_on = $3`, a.planID, id, on).Scan(&revision)
	return revision
}

func (a *author) codeOf(id int64) string {
	code, _ := a.stands.things[name("indicator", id)]["code"].(string)
	return code
}

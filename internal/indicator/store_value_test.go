package indicator_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// thisDay is the day around which the fictitious plan of the demo was made.
var thisDay = date.Of(now)

const slug, code = "plan-de-ejemplo", "I1.1"

// counter is a database with the demo and somebody of it who records.
type counter struct {
	*testing.T
	pool  *pgxpool.Pool
	store indicator.Store
	actor access.Actor
}

func openCounter(t *testing.T) counter {
	t.Helper()
	o := counter{T: t, pool: demotest.New(t, thisDay), actor: access.Actor{Kind: access.Person, Role: access.Technician}}
	o.store = indicator.Store{Pool: o.pool, Now: func() time.Time { return now }}
	if err := o.pool.QueryRow(t.Context(), `SELECT id FROM users WHERE role = 'technician'`).Scan(&o.actor.ID); err != nil {
		t.Fatal(err)
	}
	return o
}

func (c counter) record(key string, t indicator.Typed) error {
	return c.store.Record(context.Background(), c.actor, key, slug, code, t, thisDay)
}

func (c counter) board(on date.Date) dashboard.Board {
	c.Helper()
	var b dashboard.Board
	err := db.ReadTx(c.Context(), c.pool, func(tx pgx.Tx) (err error) {
		b, err = dashboard.Load(c.Context(), tx, access.Scope{All: true}, slug, on)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return b
}

// value is what the indicator is worth on a date, and since when.
func (c counter) value(on date.Date) string {
	c.Helper()
	i, _ := c.board(on).Indicator(code)
	return valueText(i.Value) + " of " + i.MeasuredOn.String()
}

func valueText(v decimal.NullDecimal) string {
	if !v.Valid {
		return "none"
	}
	return v.Decimal.String()
}

func TestAWithdrawnValueIsNowhere(t *testing.T) {
	o := openCounter(t)
	before, series := o.value(thisDay), o.board(thisDay).Series
	if err := o.record(rand.Text(), indicator.Typed{Value: "1,5", MeasuredOn: "1/8/2026"}); err != nil {
		t.Fatal(err)
	}
	if got := o.value(thisDay); got != "1.5 of 2026-08-01" {
		t.Fatalf("it is worth %s", got)
	}
	if sameSeries(o.board(thisDay).Series, series) {
		t.Fatal("the series has nothing of it")
	}
	if err := o.store.Withdraw(t.Context(), o.actor, rand.Text(), slug, code, date.New(2026, time.August, 1), indicator.Typed{Basis: 1, Reason: "Era de otro"}); err != nil {
		t.Fatal(err)
	}
	if got := o.value(thisDay); got != before {
		t.Errorf("it is worth %s, and %s before", got, before)
	}
	if !sameSeries(o.board(thisDay).Series, series) {
		t.Error("the series still has something of it")
	}
}

func sameSeries(x, y []dashboard.Moment) bool {
	return slices.EqualFunc(x, y, func(a, b dashboard.Moment) bool {
		return a.On == b.On && valueText(a.Progress) == valueText(b.Progress) && a.Expected.Equal(b.Expected)
	})
}

func TestAValueOfThePastChangesNothingFrozen(t *testing.T) {
	o := openCounter(t)
	frozen := func() (all string) {
		t.Helper()
		if err := o.pool.QueryRow(t.Context(), `SELECT string_agg(s::text, E'\n' ORDER BY s.id) FROM snapshots s`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before, worth := frozen(), o.value(date.New(2026, time.February, 15))
	if err := o.record(rand.Text(), indicator.Typed{Value: "3", MeasuredOn: "14/2/2026", ResultTitle: "De entonces"}); err != nil {
		t.Fatal(err)
	}
	if frozen() != before || len(before) < 1000 {
		t.Error("a snapshot has changed")
	}
	if got := o.value(date.New(2026, time.February, 15)); got != "3 of 2026-02-14" || got == worth {
		t.Errorf("the day after it was worth %s", got)
	}
}

func TestASubmissionThatComesTwiceRecordsOnce(t *testing.T) {
	o := openCounter(t)
	key, typed := rand.Text(), indicator.Typed{Value: "3", MeasuredOn: "1/8/2026"}
	for range 3 {
		if err := o.record(key, typed); err != nil {
			t.Fatal(err)
		}
	}
	var n int
	if err := o.pool.QueryRow(t.Context(), `SELECT count(*) FROM measurements WHERE recorded_by = $1`, o.actor.ID).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d measurements, %v", n, err)
	}
}

func TestOfThoseWhoRecordADateAtOnceOneIsFirst(t *testing.T) {
	o := openCounter(t)
	const people = 6
	faults := make([]error, people)
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() {
			faults[n] = o.record(rand.Text(), indicator.Typed{Value: fmt.Sprint(n), MeasuredOn: "1/8/2026", Comment: "c", ResultTitle: fmt.Sprint("De ", n)})
		})
	}
	all.Wait()
	first := -1
	for n, err := range faults {
		if err == nil {
			first = n
			continue
		}
		var clash indicator.Clash
		if !errors.As(err, &clash) || !errors.Is(err, fault.Conflict) || clash.Standing.Revision != 1 {
			t.Errorf("%d: %v, want a clash with the first revision", n, err)
		}
	}
	var values, results int
	err := o.pool.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM measurements WHERE recorded_by = $1), (SELECT count(*) FROM results WHERE title LIKE 'De %' AND achieved_on = '2026-08-01')`,
		o.actor.ID).Scan(&values, &results)
	if err != nil || values != 1 || results != 1 || first < 0 {
		t.Errorf("%d values and %d results of %d people, the first %d (%v)", values, results, people, first, err)
	}
	if got, want := o.value(thisDay), fmt.Sprintf("%d of 2026-08-01", first); got != want {
		t.Errorf("it is worth %s, want %s", got, want)
	}
}

// Whoever is slower waits, and is left out with what clashes alone: what they sent beside it is written all the same.
func TestAppendLeavesOutOnlyWhatClashes(t *testing.T) {
	o := openCounter(t)
	var planID int64
	var ids []int64
	err := o.pool.QueryRow(t.Context(), `
		SELECT p.id, ARRAY(SELECT i.id FROM indicators i WHERE i.plan_id = p.id ORDER BY i.id LIMIT 2)
		  FROM plans p
		 WHERE p.slug = $1`, slug).Scan(&planID, &ids)
	if err != nil {
		t.Fatal(err)
	}
	record := func(values ...string) func(pgx.Tx) (indicator.Appended, error) {
		return func(tx pgx.Tx) (indicator.Appended, error) {
			if _, err := plan.Share(t.Context(), tx, access.Scope{All: true}, slug); err != nil {
				return indicator.Appended{}, err
			}
			var entries []indicator.Entry
			for n, v := range values {
				entries = append(entries, indicator.Entry{IndicatorID: ids[n], MeasuredOn: thisDay, Value: some(v)})
			}
			return indicator.Append(t.Context(), tx, planID, indicator.Author{At: now}, entries)
		}
	}
	var slower indicator.Appended
	var all sync.WaitGroup
	err = db.Tx(t.Context(), o.pool, func(tx pgx.Tx) error {
		if _, err := record("1")(tx); err != nil {
			return err
		}
		all.Go(func() {
			err := db.Tx(t.Context(), o.pool, func(tx pgx.Tx) (err error) {
				slower, err = record("7", "8")(tx)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		o.untilSomebodyWaits()
		return nil
	})
	all.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if len(slower.Events) != 1 || len(slower.Clashes) != 1 || valueText(slower.Clashes[0].Value) != "1" {
		t.Errorf("events %v and clashes %+v, want the second recorded and the first clashing with 1", actions(slower.Events), slower.Clashes)
	}
}

// untilSomebodyWaits returns when a transaction waits for another one.
func (c counter) untilSomebodyWaits() {
	c.Helper()
	for range 2000 {
		var waiting bool
		err := c.pool.QueryRow(c.Context(), `
			SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`).Scan(&waiting)
		if err != nil {
			c.Fatal(err)
		}
		if waiting {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	c.Fatal("nobody waits")
}

func TestTheCallersMistakesAreErrors(t *testing.T) {
	inPlan(t, func(ctx context.Context, tx pgx.Tx, planID, a int64) {
		day := thisDay
		for name, entries := range map[string][]indicator.Entry{
			"no date":         {{IndicatorID: a, Value: some("1")}},
			"twice":           {{IndicatorID: a, MeasuredOn: day, Value: some("1")}, {IndicatorID: a, MeasuredOn: day, Value: some("2")}},
			"no reason":       {{IndicatorID: a, MeasuredOn: day, Value: some("1"), Basis: 1}},
			"nothing to take": {{IndicatorID: a, MeasuredOn: day, Reason: "x"}},
		} {
			if _, err := indicator.Append(ctx, tx, planID, indicator.Author{At: now}, entries); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	})
}

// Every event tells what was before and after, so that whoever reads them in order knows the whole history.
func TestEventsTellBeforeAndAfter(t *testing.T) {
	o := openCounter(t)
	day := date.New(2026, time.August, 1)
	for _, typed := range []indicator.Typed{
		{Value: "3,5", MeasuredOn: "1/8/2026", Comment: "Uno", ResultTitle: "Acuerdo"},
		{Value: "4", MeasuredOn: "1/8/2026", Comment: "Dos", Basis: 1, Reason: "Faltaba", ResultTitle: "Acuerdo"},
	} {
		if err := o.record(rand.Text(), typed); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.store.Withdraw(t.Context(), o.actor, rand.Text(), slug, code, day, indicator.Typed{Basis: 2, Reason: "No era"}); err != nil {
		t.Fatal(err)
	}
	rows, _ := o.pool.Query(t.Context(), `SELECT action, before, after FROM audit_events WHERE actor_id = $1 ORDER BY id`, o.actor.ID)
	type event struct {
		Action        string
		Before, After json.RawMessage
	}
	events, err := pgx.CollectRows(rows, pgx.RowToStructByName[event])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		if e.Action == "result.create" {
			got = append(got, e.Action)
			continue
		}
		got = append(got, fmt.Sprintf("%s %s %s", e.Action, compact(t, e.Before), compact(t, e.After)))
	}
	uno := `{"comment":"Uno","measured_on":"2026-08-01","reason":"","revision":1,"value":"3.5"}`
	dos := `{"comment":"Dos","measured_on":"2026-08-01","reason":"Faltaba","revision":2,"value":"4"}`
	want := []string{
		"measurement.record  " + uno, "result.create", "measurement.correct " + uno + " " + dos,
		"measurement.withdraw " + dos + ` {"comment":"","measured_on":"2026-08-01","reason":"No era","revision":3,"value":null}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("events\n%q, want\n%q", got, want)
	}
}

// compact writes a JSON document with its keys in order.
func compact(t *testing.T, document json.RawMessage) string {
	t.Helper()
	if document == nil {
		return ""
	}
	var v any
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

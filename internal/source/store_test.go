package source_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/source"
)

func (w *world) is(err, kind error) {
	w.Helper()
	if !errors.Is(err, kind) {
		w.Errorf("error %v, want %v", err, kind)
	}
}

// wrong checks that an error tells what is wrong with a field.
func (w *world) wrong(err error, field string) {
	w.Helper()
	var invalid fault.Invalid
	if !errors.As(err, &invalid) || invalid[field] == "" {
		w.Errorf("error %v, want a message at %s", err, field)
	}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// stand checks which values the indicator has.
func (w *world) stand(want string) {
	w.Helper()
	if got := w.values(); got != want {
		w.Errorf("values %q, want %q", got, want)
	}
}

func typed() source.Typed {
	return source.Typed{Counts: "received", FromOn: first.String(), ToOn: "31/12/2026", How: "confirmed"}
}

func TestASourceIsSetChangedAndDropped(t *testing.T) {
	w := open(t)
	w.must(w.Set(t.Context(), w.edit(0), typed()))
	w.is(w.Set(t.Context(), w.edit(0), typed()), fault.Conflict)
	other := typed()
	other.Counts, other.How = "implemented", "automatic"
	w.must(w.Set(t.Context(), w.edit(1), other))
	w.is(w.Set(t.Context(), w.edit(1), typed()), fault.Conflict)
	p := w.proposal(w.today)
	if p.Counts != source.Implemented || !p.Automatic || p.Version != 2 || p.FromOn != day(1) || p.ToOn != day(365) {
		t.Errorf("kept %+v", p.Source)
	}
	w.is(w.Drop(t.Context(), w.edit(1)), fault.Conflict)
	w.must(w.Drop(t.Context(), w.edit(2)))
	w.is(w.Drop(t.Context(), w.edit(0)), fault.Conflict)
	if w.proposal(w.today) != nil {
		t.Error("still there")
	}
	if n := w.number(`SELECT count(*) FROM audit_events WHERE object_type = 'indicator' AND action LIKE 'source.%' AND plan_id = $1`, w.plan); n != 3 {
		t.Errorf("%d events, want 3", n)
	}
}

func TestWhatIsTypedWrongIsRefusedAtItsField(t *testing.T) {
	w := open(t)
	for field, c := range map[string]source.Typed{
		"counts":  {Counts: "merged", FromOn: "2026-01-01", ToOn: "2026-12-31", How: "confirmed"},
		"from_on": {Counts: "received", FromOn: "ayer", ToOn: "2026-12-31", How: "confirmed"},
		"to_on":   {Counts: "received", FromOn: "2026-12-31", ToOn: "2026-01-01", How: "confirmed"},
		"how":     {Counts: "received", FromOn: "2026-01-01", ToOn: "2026-12-31", How: "\x00"},
	} {
		var wrong fault.Invalid
		if err := w.Set(t.Context(), w.edit(0), c); !errors.As(err, &wrong) || wrong[field] == "" || len(wrong) != 1 {
			t.Errorf("%s: %v", field, err)
		}
	}
	w.exec(`UPDATE indicators SET unit_of_measure = '%'`)
	w.wrong(w.Set(t.Context(), w.edit(0), typed()), "counts")
}

func TestOnlyWhoKeepsThePlanSetsAndConfirms(t *testing.T) {
	w := open(t)
	w.counts(source.Received, 1, 365, false)
	w.reto(history(t, "received 10"))
	try := func(kind error) {
		t.Helper()
		w.is(w.Set(t.Context(), w.edit(1), typed()), kind)
		w.is(w.Drop(t.Context(), w.edit(1)), kind)
		w.is(w.Confirm(t.Context(), w.edit(1), 1, 0), kind)
	}
	for _, role := range []access.Role{access.Staff, access.Director, access.Admin} {
		w.technician.Role = role
		try(fault.Forbidden)
	}
	w.technician.Role = access.Technician
	w.exec(`UPDATE plans SET state = 'closed'`)
	try(fault.Forbidden)
	w.exec(`UPDATE plans SET state = 'active'`)
	w.must(w.Confirm(t.Context(), w.edit(1), 1, 0))
	w.id++
	w.is(w.Set(t.Context(), w.edit(0), typed()), fault.NotFound)
}

func TestAProposalIsConfirmedOnceAndAsItWasShown(t *testing.T) {
	w := open(t)
	w.counts(source.Received, 1, 200, false)
	w.reto(history(t, "received 10"))
	w.reto(history(t, "received 20, withdrawn 21"))
	e := w.edit(1)
	w.must(w.Confirm(t.Context(), e, 2, 0))
	w.must(w.Confirm(t.Context(), e, 2, 0)) // the same form again
	w.stand("100:2#1")
	var comment string
	w.must(w.Pool.QueryRow(t.Context(), `SELECT comment FROM measurements`).Scan(&comment))
	if want := "2 retos presentados del 1 de enero de 2026 al 10 de abril de 2026"; comment != want {
		t.Errorf("says %q, want %q", comment, want)
	}
	w.wrong(w.Confirm(t.Context(), w.edit(1), 2, 1), "value") // it is the value by now
	w.reto(history(t, "received 30"))
	w.is(w.Confirm(t.Context(), w.edit(1), 2, 1), fault.Conflict) // another number
	w.is(w.Confirm(t.Context(), w.edit(1), 3, 0), fault.Conflict) // another value stands
	w.is(w.Confirm(t.Context(), w.edit(2), 3, 1), fault.Conflict) // another source
	w.must(w.Confirm(t.Context(), w.edit(1), 3, 1))
	w.today = day(300)
	w.reto(history(t, "received 150"))
	w.reto(history(t, "received 201"))
	w.must(w.Confirm(t.Context(), w.edit(1), 4, 0))
	w.stand("100:2#1 100:3#2 200:4#1") // on the last day of the span, as that is over
	w.exec(`UPDATE indicators SET cancelled_on = $1, cancel_reason = 'Porque sí'`, day(150))
	w.reto(history(t, "received 160"))
	w.wrong(w.Confirm(t.Context(), w.edit(1), 5, 1), "value")
	w.counts(source.Received, 301, 350, false)
	w.wrong(w.Confirm(t.Context(), w.edit(1), 0, 0), "value") // nothing to count yet
}

func (w *world) refresh(want int) {
	w.Helper()
	if got, err := w.Refresh(w.Context(), w.today); got != want || err != nil {
		w.Errorf("%d recorded, %v, want %d", got, err, want)
	}
}

func TestAutomaticSourcesAreRecordedWhenTheyChange(t *testing.T) {
	w := open(t)
	w.counts(source.Received, 1, 110, true)
	w.refresh(1) // none is a number too
	w.refresh(0)
	w.reto(history(t, "received 10"))
	w.refresh(1)
	w.stand("100:0#1 100:1#2")
	if n := w.number(`SELECT count(*) FROM audit_events WHERE actor_kind = 'system' AND action IN ('measurement.record', 'measurement.correct')`); n != 2 {
		t.Errorf("%d events of the program, want 2", n)
	}
	w.today = day(105)
	w.refresh(0)
	w.reto(history(t, "received 104"))
	w.today = day(120)
	w.refresh(1)
	w.refresh(0)
	w.stand("100:0#1 100:1#2 110:2#1")
}

func TestTheProgramLeavesWhatAPersonRecordedThatDay(t *testing.T) {
	w := open(t)
	w.counts(source.Received, 1, 365, true)
	w.reto(history(t, "received 10"))
	w.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, value, recorded_by) VALUES ($1, $2, $3, 4, $4)`, w.plan, w.id, w.today, w.technician.ID)
	w.refresh(0)
	w.stand("100:4#1")
	w.must(w.Confirm(t.Context(), w.edit(1), 1, 1)) // who keeps the plan may
	w.stand("100:4#1 100:1#2")
	w.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, reason, recorded_by) VALUES ($1, $2, $3, 3, 'Porque sí', $4)`, w.plan, w.id, w.today, w.technician.ID)
	w.refresh(0) // withdrawn that day
	w.today++
	w.refresh(1)
	w.stand("100:4#1 100:1#2 100:-#3 101:1#1")
}

func TestTheProgramRecordsOnlyWhatIsInForce(t *testing.T) {
	w := open(t)
	w.reto(history(t, "received 10"))
	w.counts(source.Received, 1, 365, false)
	w.refresh(0)
	w.counts(source.Received, 101, 365, true)
	w.refresh(0)
	w.counts(source.Received, 1, 365, true)
	for _, sql := range []string{
		`UPDATE plans SET state = 'closed'`, `UPDATE plans SET state = 'draft'`, `UPDATE plans SET state = 'active', starts_on = '2026-06-01'`,
		`UPDATE indicators SET cancelled_on = '2026-02-01', cancel_reason = 'x'`,
	} {
		w.exec(sql)
		w.refresh(0)
		w.exec(`UPDATE plans SET state = 'active', starts_on = '2026-01-01'`)
	}
	w.exec(`UPDATE indicators SET cancelled_on = NULL, cancel_reason = ''`)
	w.exec(`UPDATE objectives SET cancelled_on = '2026-02-01', cancel_reason = 'x'`)
	w.refresh(0)
	w.exec(`UPDATE objectives SET cancelled_on = NULL, cancel_reason = ''`)
	w.refresh(1)
	w.stand("100:1#1")
}

func TestTwoServersRecordOnce(t *testing.T) {
	w := open(t)
	w.counts(source.Received, 1, 365, true)
	var group sync.WaitGroup
	for n := range 6 {
		w.reto(history(t, "received 10"))
		var written [4]int
		for k := range written {
			group.Go(func() {
				wrote, err := w.Refresh(context.Background(), w.today)
				if err != nil {
					t.Error(err)
				}
				written[k] = wrote
			})
		}
		group.Wait()
		if written[0]+written[1]+written[2]+written[3] != 1 {
			t.Errorf("round %d: recorded %v, want once", n, written)
		}
	}
}

// What waits to be confirmed is told for plans in force alone, and only while it would change something.
func TestWhatWaitsToBeConfirmed(t *testing.T) {
	w := open(t)
	pending := func(want int) {
		t.Helper()
		var list []source.Pending
		w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) (err error) {
			list, err = source.AllPending(t.Context(), tx, w.today)
			return err
		}))
		if len(list) != want || want > 0 && list[0] != (source.Pending{Slug: slug, PlanTitle: "El plan", Code: "I1", Title: "Retos"}) {
			t.Errorf("%+v wait, want %d", list, want)
		}
	}
	pending(0)
	w.counts(source.Received, 1, 365, true)
	pending(0)
	w.counts(source.Received, 1, 365, false)
	pending(1)
	w.exec(`UPDATE plans SET state = 'draft'`)
	pending(0)
	w.exec(`UPDATE plans SET state = 'active'`)
	w.must(w.Confirm(t.Context(), w.edit(1), 0, 0))
	pending(0)
}

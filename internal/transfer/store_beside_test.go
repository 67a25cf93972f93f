package transfer_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/transfer"
)

// Two tabs apply the same import at the same moment, and a double click sends one form twice: it is applied once.
func TestAnImportIsAppliedOnce(t *testing.T) {
	o := openOffice(t)
	for name, keys := range map[string][]string{"two tabs": {rand.Text(), rand.Text(), rand.Text()}, "a double click": nil} {
		if keys == nil {
			key := rand.Text()
			keys = []string{key, key, key}
		}
		i := o.bring(update(len(name)))
		before := o.count(`SELECT count(*) FROM measurements`)
		errs := together(len(keys), func(n int) error {
			return o.Apply(t.Context(), o.technician, keys[n], i.ID, i.Version, "Porque sí")
		})
		done := 0
		for _, err := range errs {
			switch {
			case err == nil:
				done++
			case !errors.Is(err, fault.Conflict):
				t.Errorf("%s: %v", name, err)
			}
		}
		if want := map[string]int{"two tabs": 1, "a double click": 3}[name]; done != want {
			t.Errorf("%s: %d were told that it is applied: %v", name, done, errs)
		}
		written := i.Counts[transfer.Measurement][transfer.Created] + i.Counts[transfer.Measurement][transfer.Changed]
		if n := o.count(`SELECT count(*) FROM measurements`) - before; n != written {
			t.Errorf("%s: %d values written, want %d", name, n, written)
		}
		if n := o.count(`SELECT count(*) FROM audit_events WHERE action = 'import.apply' AND object_id = $1`, i.ID); n != 1 {
			t.Errorf("%s: told %d times", name, n)
		}
		o.undo(o.find(i.ID))
	}
	o.whole()
}

// together does something several times at once.
func together(times int, do func(nth int) error) []error {
	errs := make([]error, times)
	var all sync.WaitGroup
	for n := range times {
		all.Go(func() { errs[n] = do(n) })
	}
	all.Wait()
	return errs
}

// Somebody records a value of a day that the import has too, at the same moment: one of them sees the other.
func TestApplyingBesideAValueThatIsRecorded(t *testing.T) {
	o := openOffice(t)
	for n := range 8 {
		day := date.New(2025, 9, 1) + date.Date(n)
		i := o.bring(values(fmt.Sprintf("Código del indicador;Fecha del valor;Valor\nI1.1;%s;17\n", day)))
		record := indicator.Store{Pool: o.db.Pool, Now: o.Now}
		errs := together(2, func(n int) error {
			if n == 0 {
				return o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, "")
			}
			return record.Record(t.Context(), o.technician, rand.Text(), example, "I1.1", indicator.Typed{Value: "18", MeasuredOn: day.String()}, thatDay)
		})
		var clash indicator.Clash
		stale, clashed := errors.Is(errs[0], transfer.ErrStale), errors.As(errs[1], &clash)
		if stale == clashed || !stale && errs[0] != nil || !clashed && errs[1] != nil {
			t.Errorf("applied: %v; recorded: %v", errs[0], errs[1])
		}
		if rows := o.count(`SELECT count(*) FROM measurements m JOIN indicators i ON i.id = m.indicator_id WHERE i.code = 'I1.1' AND m.measured_on = $1`, day); rows != 1 {
			t.Errorf("%d revisions on %s", rows, day)
		}
		if found := o.find(i.ID); stale && (found.State != transfer.StateReady || found.Counts[transfer.Measurement][transfer.Changed] != 1 || found.Version == i.Version) {
			t.Errorf("after it was compared again: %+v", found)
		}
	}
	o.whole()
}

// What others do in the plan meanwhile matters where the import would come out differently, and only there.
func TestAPlanThatChangedMeanwhile(t *testing.T) {
	o := openOffice(t)
	record := indicator.Store{Pool: o.db.Pool, Now: o.Now}
	i := o.bring(values("Código del indicador;Fecha del valor;Valor\nI1.1;3/9/2025;17\n"))
	elsewhere := indicator.Typed{Value: "1", MeasuredOn: "2025-09-03"}
	if err := record.Record(t.Context(), o.technician, rand.Text(), example, "I2.1", elsewhere, thatDay); err != nil {
		t.Fatal(err)
	}
	if i = o.apply(i); i.State != transfer.StateApplied {
		t.Errorf("after a change elsewhere: %+v", i)
	}
	i = o.bring(update(3))
	o.exec(`UPDATE indicators SET target = 9 WHERE code = 'I1.1'`)
	if err := record.Record(t.Context(), o.technician, rand.Text(), example, "I2.2", elsewhere, thatDay); err != nil { // an event
		t.Fatal(err)
	}
	if err := o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, "Porque sí"); !errors.Is(err, transfer.ErrStale) {
		t.Fatalf("after the indicator changed: %v", err)
	}
	again := o.find(i.ID)
	if err := o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, "Porque sí"); !errors.Is(err, fault.Conflict) {
		t.Errorf("in the version that was shown before: %v", err)
	}
	if o.apply(again).State != transfer.StateApplied {
		t.Error("what was compared again is not applied")
	}
}

package transfer_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"hito/internal/transfer"
	"hito/internal/unit"
)

// Values that an indicator had before it was cancelled, or was measured more coarsely, go out and come back as they are:
// what it takes from now on is asked of what is new alone.
func TestValuesThatAnIndicatorWouldTakeNoMoreComeBack(t *testing.T) {
	o := openOffice(t)
	o.apply(o.bring(values("Código del indicador;Fecha del valor;Valor;Comentario\nI1.1;3/9/2025;17;Según el acta\nI1.1;3/10/2025;16;\nI1.1;3/11/2025;15;\n")))
	o.exec(`UPDATE indicators SET cancelled_on = '2025-10-01', cancel_reason = 'Ya no se mide' WHERE code = 'I1.1'`)
	o.exec(`
		UPDATE indicators i
		   SET decimals = 0
		 WHERE EXISTS (SELECT FROM measurements m WHERE m.plan_id = i.plan_id AND m.indicator_id = i.id AND scale(trim_scale(m.value)) > 0)`)
	s := o.state(example)
	u := transfer.Upload{Name: "plan.xlsx", Content: o.book(example, s), Slug: example, Settings: transfer.Settings{Mode: transfer.Update}}
	if i := o.bring(u); i.Counts.Of(transfer.Wrong) != 0 || i.Counts.Applicable() || i.Counts[transfer.Measurement][transfer.Same] != len(s.Values) {
		list, _, err := o.ValueChanges(t.Context(), o.technician, i.ID, transfer.Wrong, 3, 0)
		t.Errorf("%v, of %d values; %+v, %v", i.Counts, len(s.Values), list, err)
	}
	i := o.bring(values("Código del indicador;Fecha del valor;Valor;Comentario\nI1.1;3/10/2025;16;Otro comentario\nI1.1;3/11/2025;14;\nI1.1;3/9/2025;17;\n"))
	if n := i.Counts[transfer.Measurement]; n[transfer.Wrong] != 2 || n[transfer.Same] != 1 {
		t.Errorf("%v", n)
	}
}

// A unit that is called otherwise by the time an import is applied is not made a second time under its old name.
func TestAUnitThatIsRenamedMeanwhile(t *testing.T) {
	o := openOffice(t)
	units := unit.Store{Pool: o.db.Pool, Now: o.Now}
	admin := o.as("admin")
	id, err := units.Create(t.Context(), admin, rand.Text(), unit.Draft{Name: "Laboratorio de servicios"})
	if err != nil {
		t.Fatal(err)
	}
	i := o.bring(transfer.Upload{
		Name: "tabla.csv", Slug: example, Settings: transfer.Settings{Mode: transfer.Update},
		Content: fmt.Append(nil, "Código;O.E.;Indicador;Meta;Responsables\nI1.1;O1;Días de espera hasta la primera cita;11;Laboratorio de servicios\n"),
	})
	if err := units.Update(t.Context(), admin, rand.Text(), id, 1, unit.Draft{Name: "Observatorio municipal"}); err != nil {
		t.Fatal(err)
	}
	before := o.count(`SELECT count(*) FROM units`)
	if err := o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, ""); !errors.Is(err, transfer.ErrStale) {
		t.Errorf("applied: %v", err)
	}
	if n := o.count(`SELECT count(*) FROM units`); n != before {
		t.Errorf("%d units were made that nobody was told of", n-before)
	}
	if again := o.find(i.ID); len(again.Understood.Questions) != 1 {
		t.Errorf("after it was compared again nothing is asked: %+v", again.Understood.Questions)
	}
}

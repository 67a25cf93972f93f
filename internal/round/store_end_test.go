package round_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/round"
)

func TestUpdateAndCancel(t *testing.T) {
	w := open(t, 2)
	id := w.start()
	edit := round.Edit{Title: "Otro", DueOn: "2026-11-20", Note: "Más"}
	update := func(version int, e round.Edit) error {
		return w.Update(t.Context(), w.technician, rand.Text(), slug, id, version, e)
	}
	w.is(update(2, edit), fault.Conflict)
	w.must(update(1, edit))
	w.is(update(1, edit), fault.Conflict)
	if r := w.find(id); r.Title != "Otro" || r.DueOn != dueDay+5 || r.Note != "Más" || r.Version != 2 {
		t.Errorf("there is %+v", r)
	}
	w.wrong(update(2, round.Edit{Title: "", DueOn: "x", Note: ""}), "title", "Escriba")
	w.wrong(update(2, round.Edit{Title: "T", DueOn: "2026-11-04"}), "due_on", "antes de hoy")
	w.now = w.now.AddDate(0, 1, 0)
	w.must(update(2, round.Edit{Title: "Otro", DueOn: "2026-11-20", Note: "El plazo, ya pasado, se queda"}))
	w.send(w.north, w.sending(id, 0, 1, "1"))
	cancel := func(version int, reason string) error {
		return w.Cancel(t.Context(), w.technician, rand.Text(), slug, id, version, reason)
	}
	w.wrong(cancel(3, ""), "reason", "por qué")
	w.is(cancel(2, "R"), fault.Conflict)
	w.must(cancel(3, "Se abrió por error"))
	if e := w.entries(id)[0]; e.State != round.Sent || e.Value.Decimal.String() != "1" {
		t.Errorf("what was sent is no longer there: %+v", e)
	}
	w.wrong(cancel(4, "R"), "round", "cerrada")
	w.wrong(update(4, edit), "round", "cerrada")
	w.wrong(w.Accept(t.Context(), w.technician, rand.Text(), slug, id, []round.Pick{{w.ids[0], 2}}), "round", "cerrada")
	o := w.send(w.north, w.sending(id, 0, 2, "3"))
	w.wrong(o.Wrong[round.Key{RoundID: id, IndicatorID: w.ids[0]}], "row", "ha terminado")
	if len(w.inbox(w.north)) != 0 {
		t.Error("a cancelled round is still in the inbox")
	}
	w.exec(`UPDATE plans SET state = 'active'`)
	d := draft()
	d.Title, d.DueOn = "Nueva", "2026-12-20"
	if _, err := w.Open(t.Context(), w.technician, rand.Text(), slug, d); err != nil {
		t.Errorf("after a cancelled one, another: %v", err)
	}
}

func TestCloseAsksForWhatIsMissing(t *testing.T) {
	w := open(t, 3)
	id := w.start()
	w.send(w.north, w.sending(id, 0, 1, "1"))
	closing := func(e round.Ending) error {
		e.Title, e.Version = "Cierre", 1
		_, err := w.Close(t.Context(), w.technician, rand.Text(), slug, id, e)
		return err
	}
	w.wrong(closing(round.Ending{Missing: 2, Waiting: 1}), "sure", "Marque la casilla")
	w.wrong(closing(round.Ending{Missing: 3, Waiting: 0, Sure: true}), "sure", "ha cambiado lo que falta")
	_, err := w.Close(t.Context(), w.technician, rand.Text(), slug, id, round.Ending{Missing: 2, Waiting: 1, Sure: true, Version: 1})
	w.wrong(err, "title", "Escriba")
	_, err = w.Close(t.Context(), w.technician, rand.Text(), slug, id, round.Ending{Title: "T", Missing: 2, Waiting: 1, Sure: true, Version: 9})
	w.is(err, fault.Conflict)
	if w.number(`SELECT count(*) FROM snapshots`) != 0 {
		t.Fatal("a refused closing froze something")
	}
	w.must(closing(round.Ending{Missing: 2, Waiting: 1, Sure: true}))
	w.wrong(closing(round.Ending{Missing: 2, Waiting: 1, Sure: true}), "round", "cerrada")
}

func TestCloseWaitsForTheDayOfTheValues(t *testing.T) {
	w := open(t, 2)
	d := draft()
	d.MeasuredOn, d.DueOn = "2026-11-30", "2026-12-05"
	id, err := w.Open(t.Context(), w.technician, rand.Text(), slug, d)
	w.must(err)
	ending := round.Ending{Title: "T", Missing: 2, Sure: true, Version: 1}
	w.now = time.Date(2026, time.November, 29, 22, 59, 59, 0, time.UTC) // 23:59:59 in Madrid
	_, err = w.Close(t.Context(), w.technician, rand.Text(), slug, id, ending)
	w.wrong(err, "round", "Aún no ha llegado")
	w.now = w.now.Add(time.Second)
	_, err = w.Close(t.Context(), w.technician, rand.Text(), slug, id, ending)
	w.must(err)
}

func TestTheLastDayCountsWholeInMadrid(t *testing.T) {
	w := open(t, 2)
	r := w.find(w.start())
	for at, want := range map[string]int{
		"2026-11-14T23:00:00Z": 0, "2026-11-15T22:59:59Z": 0, "2026-11-15T23:00:00Z": -1, "2026-11-05T09:00:00Z": 10,
	} {
		now, err := time.Parse(time.RFC3339, at)
		w.must(err)
		w.now = now
		if got := r.DaysLeft(w.Today()); got != want {
			t.Errorf("at %s %d days are left, want %d", at, got, want)
		}
	}
}

func TestInboxHoldsWhatTheUnitsOwe(t *testing.T) {
	w := open(t, 4) // north: 0 and 2; south: 1; nobody: 3
	id := w.start()
	codes := func(a access.Actor) string {
		var list []string
		for _, l := range w.inbox(a) {
			list = append(list, l.Code)
		}
		return strings.Join(list, " ")
	}
	for name, c := range map[string]struct {
		actor access.Actor
		want  string
	}{
		"north": {w.north, "I1 I3"}, "south": {w.south, "I2"}, "technician": {w.technician, "I4"},
		"of no unit":   {access.Actor{Kind: access.Person, ID: 99, Role: access.Staff}, ""},
		"of two units": {access.Actor{Kind: access.Person, ID: 99, Role: access.Staff, Units: w.units[:]}, "I1 I2 I3"},
	} {
		if got := codes(c.actor); got != c.want {
			t.Errorf("in the inbox of %s: %q, want %q", name, got, c.want)
		}
	}
	w.record(0, valuesDay-40, "4.5")
	if l := w.inbox(w.north)[0]; l.Last.Decimal.String() != "4.5" || l.LastOn != valuesDay-40 || l.RoundID != id || l.DueOn != dueDay || l.Note != "Nota" {
		t.Errorf("line %+v", l)
	}
	w.exec(`UPDATE plans SET state = 'closed'`)
	if got := codes(w.north); got != "" {
		t.Errorf("of a closed plan: %q", got)
	}
}

func TestNothingIsAskedOfACancelledIndicator(t *testing.T) {
	w := open(t, 4)
	id := w.start()
	w.send(w.north, w.sending(id, 2, 1, "1"))
	w.exec(`UPDATE indicators SET cancelled_on = '2026-10-20', cancel_reason = 'R' WHERE id = ANY($1)`, []int64{w.ids[0], w.ids[2]})
	earlier := w.sending(id, 0, 1, "1")
	earlier.Typed.MeasuredOn = "2026-10-19"
	w.wrong(w.send(w.north, earlier).Wrong[earlier.Key], "row", "se ha anulado")
	w.is(w.Accept(t.Context(), w.technician, rand.Text(), slug, id, []round.Pick{{w.ids[2], 2}}), fault.Conflict)
	if r := w.find(id); r.Dropped != 2 || r.Sent != 0 || w.measured(2) != "" {
		t.Errorf("tally %+v, recorded %q", r.Tally, w.measured(2))
	}
}

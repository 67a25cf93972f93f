package round_test

import (
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/round"
)

func TestARoundFromStartToFinish(t *testing.T) {
	w := open(t, 4)
	id := w.start()
	if r := w.find(id); r.Owed != 4 || r.Asked() != 4 || !r.Open() || r.Note != "Nota" {
		t.Fatalf("opened %+v", r)
	}
	o := w.send(w.north, w.sending(id, 0, 1, "1,5"), w.sending(id, 2, 1, "3"))
	if o.Sent != 2 || len(o.Wrong)+len(o.Clashes) != 0 {
		t.Fatalf("outcome %+v", o)
	}
	if got := w.measured(0); got != "" {
		t.Errorf("what is only sent is recorded: %q", got)
	}
	w.must(w.Return(t.Context(), w.technician, rand.Text(), slug, id, round.Pick{IndicatorID: w.ids[2], Version: 2}, "¿Seguro?"))
	if e := w.entries(id)[2]; e.State != round.Returned || e.Review != "¿Seguro?" || e.Reviewer != "tecnica" || e.Sender != "norte" || e.Value.Decimal.String() != "3" {
		t.Errorf("returned %+v", e)
	}
	w.send(w.north, w.sending(id, 2, 3, "2"))
	w.must(w.Accept(t.Context(), w.technician, rand.Text(), slug, id, []round.Pick{{w.ids[2], 4}, {w.ids[0], 2}}))
	for n, want := range map[int]string{0: "2026-10-31 1 1.5   " + itoa(w.north.ID), 2: "2026-10-31 1 2   " + itoa(w.north.ID)} {
		if got := w.measured(n); got != want {
			t.Errorf("recorded of %d: %q, want %q", n, got, want)
		}
	}
	if r := w.find(id); r.Accepted != 2 || r.Owed != 2 || r.Sent != 0 || r.In() != 2 {
		t.Errorf("tally %+v", r.Tally)
	}
	taken, err := w.Close(t.Context(), w.technician, rand.Text(), slug, id, round.Ending{Title: "Cierre", Note: "N", Sure: true, Missing: 2, Version: 1})
	w.must(err)
	r := w.find(id)
	if r.Open() || r.SnapshotID != taken || r.ClosedAt.IsZero() {
		t.Errorf("closed %+v", r)
	}
	want := "round.open entry.send entry.send entry.return entry.send measurement.record measurement.record entry.accept entry.accept round.close snapshot.close"
	if got := w.events(); got != want {
		t.Errorf("events\n%s\nwant\n%s", got, want)
	}
}

func TestOpenAsksForWhatIsInForceOrOwed(t *testing.T) {
	w := open(t, 5)
	w.exec(`UPDATE indicators SET starts_on = '2026-11-01' WHERE id = $1`, w.ids[0])
	w.exec(`UPDATE indicators SET ends_on = '2026-10-30' WHERE id = $1`, w.ids[1])
	w.exec(`UPDATE indicators SET cancelled_on = '2026-10-31', cancel_reason = 'R' WHERE id = $1`, w.ids[2])
	w.record(3, date.New(2026, time.October, 30), "1")
	d := draft()
	d.Which = string(round.Lapse)
	id, err := w.Open(t.Context(), w.technician, rand.Text(), slug, d)
	w.must(err)
	if e := w.entries(id); len(e) != 1 || e[0].IndicatorID != w.ids[4] {
		t.Errorf("asks for what is owed: %+v", e)
	}
	w.must(w.Cancel(t.Context(), w.technician, rand.Text(), slug, id, 1, "Prueba"))
	d.Title, d.Which = "Otra", string(round.All)
	id, err = w.Open(t.Context(), w.technician, rand.Text(), slug, d)
	w.must(err)
	if e := w.entries(id); len(e) != 2 || e[0].IndicatorID != w.ids[3] || e[1].IndicatorID != w.ids[4] {
		t.Errorf("asks for what is in force: %+v", e)
	}
}

func TestOpenRefuses(t *testing.T) {
	w := open(t, 2)
	for name, c := range map[string]struct {
		change         func(*round.Draft)
		field, message string
	}{
		"no title":           {func(d *round.Draft) { d.Title = " " }, "title", "Escriba un título"},
		"long title":         {func(d *round.Draft) { d.Title = strings.Repeat("ñ", 201) }, "title", "200 caracteres"},
		"hidden title":       {func(d *round.Draft) { d.Title = "a\u202eb" }, "title", "no se ven"},
		"no day":             {func(d *round.Draft) { d.MeasuredOn = "" }, "measured_on", "Escriba una fecha"},
		"31 February":        {func(d *round.Draft) { d.MeasuredOn = "31/2/2026" }, "measured_on", "febrero"},
		"before the plan":    {func(d *round.Draft) { d.MeasuredOn = "2025-12-31" }, "measured_on", "no había empezado"},
		"far ahead":          {func(d *round.Draft) { d.MeasuredOn = "2027-11-06" }, "measured_on", "más de un año"},
		"year 1":             {func(d *round.Draft) { d.MeasuredOn = "1/1/0001" }, "measured_on", "1900"},
		"deadline 9999":      {func(d *round.Draft) { d.DueOn = "1/1/9999" }, "due_on", "2200"},
		"deadline before":    {func(d *round.Draft) { d.DueOn = "2026-10-30" }, "due_on", "antes de la fecha de los valores"},
		"deadline yesterday": {func(d *round.Draft) { d.DueOn = "2026-11-04" }, "due_on", "antes de hoy"},
		"deadline far":       {func(d *round.Draft) { d.DueOn = "2027-11-06" }, "due_on", "más de un año"},
		"long note":          {func(d *round.Draft) { d.Note = strings.Repeat("x", 4001) }, "note", "4000"},
		"unknown choice":     {func(d *round.Draft) { d.Which = "x" }, "which", "Elija"},
		"no objectives":      {func(d *round.Draft) { d.Objectives = nil }, "objectives", "al menos un objetivo"},
		"nothing picked":     {func(d *round.Draft) { d.Objectives = []string{"X"} }, "which", "ningún indicador"},
	} {
		d := draft()
		c.change(&d)
		_, err := w.Open(t.Context(), w.technician, rand.Text(), slug, d)
		t.Log(name)
		w.wrong(err, c.field, c.message)
	}
	for _, a := range []access.Actor{w.north, {}} {
		if _, err := w.Open(t.Context(), a, rand.Text(), slug, draft()); err == nil {
			t.Error("whoever does not keep the plan opens a round")
		}
	}
	w.exec(`UPDATE plans SET state = 'draft'`)
	_, err := w.Open(t.Context(), w.technician, rand.Text(), slug, draft())
	w.wrong(err, "round", "borrador")
	w.exec(`UPDATE plans SET state = 'closed'`)
	_, err = w.Open(t.Context(), w.technician, rand.Text(), slug, draft())
	w.is(err, fault.Forbidden)
	w.exec(`UPDATE plans SET state = 'active'`)
	if n := w.number(`SELECT count(*) FROM rounds`); n != 0 {
		t.Fatalf("%d rounds were opened", n)
	}
	w.start()
	d := draft()
	d.Title = "Otra"
	_, err = w.Open(t.Context(), w.technician, rand.Text(), slug, d)
	w.wrong(err, "round", "Ya hay una ronda abierta")
}

func TestOpenTwiceWithOneKeyOpensOne(t *testing.T) {
	w := open(t, 2)
	key := rand.Text()
	first, err := w.Open(t.Context(), w.technician, key, slug, draft())
	w.must(err)
	second, err := w.Open(t.Context(), w.technician, key, slug, draft())
	w.must(err)
	if first != second || w.number(`SELECT count(*) FROM rounds`) != 1 {
		t.Errorf("rounds %d and %d", first, second)
	}
}

func TestSendIsForTheUnitsThatAnswer(t *testing.T) {
	w := open(t, 3)
	id := w.start()
	try := func(a access.Actor, s ...round.Sending) error {
		_, err := w.Send(t.Context(), a, rand.Text(), s)
		return err
	}
	w.is(try(w.north, w.sending(id, 0, 1, "1"), w.sending(id, 1, 1, "1")), fault.Forbidden)
	w.is(try(w.north, w.sending(id, 2, 1, "1")), fault.Forbidden)
	w.is(try(access.Actor{Kind: access.Person, ID: w.north.ID, Role: access.Director}, w.sending(id, 0, 1, "1")), fault.Forbidden)
	w.is(try(w.north, w.sending(id+1, 0, 1, "1")), fault.NotFound)
	other := w.sending(id, 0, 1, "1")
	other.Slug = "otro"
	w.is(try(w.north, other), fault.NotFound)
	w.is(try(w.north, w.sending(id, 0, 1, "1"), w.sending(id, 0, 1, "2")), fault.NotFound)
	w.exec(`UPDATE plans SET state = 'draft'`)
	w.is(try(w.north, w.sending(id, 0, 1, "1")), fault.NotFound) // of a draft they may not even know
	w.exec(`UPDATE plans SET state = 'draft', published_at = now()`)
	w.is(try(w.north, w.sending(id, 0, 1, "1")), fault.Forbidden)
	w.exec(`UPDATE plans SET state = 'active'`)
	if r := w.find(id); r.Owed != 3 {
		t.Errorf("something was sent: %+v", r.Tally)
	}
	w.must(try(w.technician, w.sending(id, 2, 1, "1")))
}

func TestSendKeepsTheGoodAndTellsTheBad(t *testing.T) {
	w := open(t, 7)
	id := w.start()
	newer := w.sending(id, 4, 1, "1")
	newer.Typed.MeasuredOn = "2026-11-02"
	key, sendings := rand.Text(), []round.Sending{w.sending(id, 0, 1, "1"), w.sending(id, 2, 1, "uno"), newer}
	for range 2 { // the second comes with the same key
		o, err := w.Send(t.Context(), w.north, key, sendings)
		w.must(err)
		if o.Sent != 1 || len(o.Wrong) != 2 || len(o.Clashes) != 0 {
			t.Fatalf("outcome %+v", o)
		}
		w.wrong(o.Wrong[sendings[1].Key], "value", "número")
		w.wrong(o.Wrong[newer.Key], "measured_on", "31/10/2026 o antes")
	}
	if r := w.find(id); r.Sent != 1 || r.Owed != 6 || w.entries(id)[0].Version != 2 {
		t.Errorf("tally %+v", r.Tally)
	}
}

// What was wrong the first time may be right by the time that the same form comes again: it is sent then, or told.
func TestARepeatLosesNothing(t *testing.T) {
	w := open(t, 7)
	id := w.start()
	good, fine := w.sending(id, 0, 1, "1"), w.sending(id, 2, 1, "1,2345") // finer than the indicator is measured
	alone := []round.Sending{w.sending(id, 4, 1, "1,2345")}
	both := []round.Sending{good, fine}
	send := func(key string, sendings []round.Sending) round.Outcome {
		t.Helper()
		o, err := w.Send(t.Context(), w.north, key, sendings)
		w.must(err)
		return o
	}
	keys := []string{rand.Text(), rand.Text()}
	if o, p := send(keys[0], both), send(keys[1], alone); o.Sent != 1 || len(o.Wrong) != 1 || p.Sent != 0 || len(p.Wrong) != 1 {
		t.Fatalf("first %+v and %+v", o, p)
	}
	w.exec(`UPDATE indicators SET decimals = 4`)
	if o := send(keys[1], alone); o.Sent != 1 || len(o.Wrong) != 0 || w.entries(id)[4].State != round.Sent {
		t.Errorf("what had not been carried out was not sent: %+v", o)
	}
	o := send(keys[0], both)
	if o.Sent != 1 || w.entries(id)[2].State != round.Owed {
		t.Errorf("the repeat: %+v", o)
	}
	w.wrong(o.Wrong[fine.Key], "value", "no se envió entonces")
}

func TestTwoOfOneUnit(t *testing.T) {
	w := open(t, 2)
	id := w.start()
	other := w.person("otra", access.Staff, w.units[0])
	w.send(w.north, w.sending(id, 0, 1, "1"))
	o := w.send(other, w.sending(id, 0, 1, "2"))
	if !o.Clashes[round.Key{RoundID: id, IndicatorID: w.ids[0]}] || o.Sent != 0 {
		t.Errorf("the second does not hear of the first: %+v", o)
	}
	if e := w.entries(id)[0]; e.Value.Decimal.String() != "1" || e.Sender != "norte" {
		t.Errorf("the second wrote over the first: %+v", e)
	}
	if o := w.send(other, w.sending(id, 0, 2, "2")); o.Sent != 1 {
		t.Errorf("knowingly: %+v", o)
	}
	if e := w.entries(id)[0]; e.Value.Decimal.String() != "2" || e.Sender != "otra" {
		t.Errorf("there is %+v", e)
	}
}

func TestSendAtOnceSendsOnce(t *testing.T) {
	w := open(t, 2)
	id := w.start()
	outcomes := make([]round.Outcome, 6)
	var wg sync.WaitGroup
	for n := range outcomes {
		wg.Go(func() { outcomes[n] = w.send(w.north, w.sending(id, 0, 1, itoa(int64(n+1)))) })
	}
	wg.Wait()
	sent, clashes := 0, 0
	for _, o := range outcomes {
		sent, clashes = sent+o.Sent, clashes+len(o.Clashes)
	}
	if sent != 1 || clashes != 5 || w.entries(id)[0].Version != 2 {
		t.Errorf("%d sent, %d clashes", sent, clashes)
	}
}

func TestWhatIsRecordedDirectlyIsNoLongerOwed(t *testing.T) {
	w := open(t, 4)
	w.record(0, valuesDay-1, "1") // before the round
	w.now = w.now.Add(time.Hour)
	id := w.start()
	w.now = w.now.Add(time.Hour)
	w.record(1, valuesDay, "2")
	w.record(2, valuesDay+1, "3")  // after the day that is asked for
	w.record(0, valuesDay-30, "4") // not the newest
	var got []round.Standing
	for _, e := range w.entries(id) {
		got = append(got, e.Standing)
	}
	if want := []round.Standing{round.StandsOwed, round.StandsDirect, round.StandsOwed, round.StandsOwed}; len(got) != 4 ||
		got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || got[3] != want[3] {
		t.Errorf("standings %v, want %v", got, want)
	}
	if r := w.find(id); r.Direct != 1 || r.In() != 1 {
		t.Errorf("tally %+v", r.Tally)
	}
	w.exec(`UPDATE indicators SET cancelled_on = '2026-10-15', cancel_reason = 'R' WHERE id = $1`, w.ids[3])
	if r := w.find(id); r.Dropped != 1 || r.Asked() != 3 {
		t.Errorf("tally with a cancelled indicator %+v", r.Tally)
	}
	w.must(w.Cancel(t.Context(), w.technician, rand.Text(), slug, id, 1, "Prueba"))
	w.now = w.now.Add(time.Hour)
	w.record(2, valuesDay, "5")
	if r := w.find(id); r.Direct != 1 {
		t.Errorf("what is recorded after the end changes it: %+v", r.Tally)
	}
}

func TestAcceptIsWholeOrNothing(t *testing.T) {
	w := open(t, 4)
	id := w.start()
	w.send(w.north, w.sending(id, 0, 1, "1"), w.sending(id, 2, 1, "1"))
	accept := func(picks ...round.Pick) error {
		return w.Accept(t.Context(), w.technician, rand.Text(), slug, id, picks)
	}
	w.is(accept(round.Pick{IndicatorID: w.ids[0], Version: 2}, round.Pick{IndicatorID: w.ids[2], Version: 1}), fault.Conflict)
	w.is(accept(round.Pick{IndicatorID: w.ids[0], Version: 2}, round.Pick{IndicatorID: w.ids[1], Version: 1}), fault.Conflict)
	w.is(accept(round.Pick{IndicatorID: w.ids[0], Version: 2}, round.Pick{IndicatorID: 999999, Version: 1}), fault.NotFound)
	w.is(accept(), fault.BadInput)
	w.is(w.Accept(t.Context(), w.north, rand.Text(), slug, id, []round.Pick{{w.ids[0], 2}}), fault.Forbidden)
	w.record(2, valuesDay, "9")
	w.is(accept(round.Pick{IndicatorID: w.ids[0], Version: 2}, round.Pick{IndicatorID: w.ids[2], Version: 2}), fault.Conflict)
	if r := w.find(id); r.Accepted != 0 || w.measured(0) != "" {
		t.Fatalf("half was accepted: %+v", r.Tally)
	}
	w.must(accept(round.Pick{IndicatorID: w.ids[0], Version: 2}))
	w.is(accept(round.Pick{IndicatorID: w.ids[0], Version: 3}), fault.Conflict) // it is accepted already
	o := w.send(w.north, w.sending(id, 0, 3, "5"))
	w.wrong(o.Wrong[round.Key{RoundID: id, IndicatorID: w.ids[0]}], "row", "Ya se ha aceptado")
}

func TestAcceptTwiceRecordsOnce(t *testing.T) {
	w := open(t, 2)
	id, key := w.start(), rand.Text()
	w.send(w.north, w.sending(id, 0, 1, "1"))
	for range 2 {
		w.must(w.Accept(t.Context(), w.technician, key, slug, id, []round.Pick{{w.ids[0], 2}}))
	}
	if got := w.measured(0); strings.Contains(got, ";") || got == "" {
		t.Errorf("recorded %q", got)
	}
}

func TestCorrect(t *testing.T) {
	w := open(t, 4)
	id := w.start()
	w.record(2, valuesDay, "9")
	w.send(w.north, w.sending(id, 0, 1, "1"), w.sending(id, 2, 1, "7"))
	correct := func(n, version int, typed indicator.Typed) error {
		return w.Correct(t.Context(), w.technician, rand.Text(), slug, id, round.Pick{IndicatorID: w.ids[n], Version: version}, typed)
	}
	typed := indicator.Typed{Value: "1,25", MeasuredOn: valuesDay.String(), Comment: "C"}
	w.wrong(correct(0, 2, typed), "reason", "por qué")
	typed.Reason = "Errata"
	w.is(correct(0, 1, typed), fault.Conflict)
	w.is(correct(1, 1, typed), fault.Conflict) // not sent
	w.must(correct(0, 2, typed))
	// Why is told to the unit, and does not stand beside a value that replaces none.
	if got, want := w.measured(0), "2026-10-31 1 1.25 C  "+itoa(w.technician.ID); got != want {
		t.Errorf("recorded %q, want %q", got, want)
	}
	if e := w.entries(id)[0]; e.State != round.Accepted || e.Value.Decimal.String() != "1.25" || e.Review != "Errata" || e.Sender != "norte" {
		t.Errorf("entry %+v", e)
	}
	same := indicator.Typed{Value: "7", MeasuredOn: valuesDay.String(), Reason: "El nuevo es el bueno"}
	w.is(correct(2, 2, same), fault.Conflict) // the day has a value that the form did not know of
	same.Basis = 1
	w.must(correct(2, 2, same))
	if got, want := w.measured(2), "2026-10-31 2 7  El nuevo es el bueno "+itoa(w.north.ID); !strings.HasSuffix(got, want) {
		t.Errorf("recorded %q, want %q at the end: signed by who sent it", got, want)
	}
}

func TestReturnNeedsAComment(t *testing.T) {
	w := open(t, 2)
	id := w.start()
	w.send(w.north, w.sending(id, 0, 1, "1"))
	back := func(version int, comment string) error {
		return w.Return(t.Context(), w.technician, rand.Text(), slug, id, round.Pick{IndicatorID: w.ids[0], Version: version}, comment)
	}
	w.wrong(back(2, " "), "review", "Escriba qué")
	w.wrong(back(2, "a\x00b"), "review", "no se ven")
	w.wrong(back(2, strings.Repeat("x", 100_000)), "review", "4000")
	w.is(back(1, "Bien"), fault.Conflict)
	w.must(back(2, "Bien"))
	w.is(back(3, "Otra vez"), fault.Conflict)
}

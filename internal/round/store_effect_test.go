package round_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/round"
)

// The effect that is shown of what was sent is what the plan comes to once all of it is accepted.
func TestWhatIsSupposedComesAbout(t *testing.T) {
	w := open(t, 6)
	w.exec(`UPDATE indicators SET baseline = 8 WHERE position = 1`)
	w.exec(`UPDATE indicators SET rule = 'maintain_at_most', target = 3 WHERE position = 2`)
	w.exec(`UPDATE indicators SET weight = 0 WHERE position = 3`)
	w.exec(`UPDATE indicators SET periodicity_months = NULL, starts_on = '2026-06-01' WHERE position = 4`)
	w.exec(`
		INSERT INTO planned_points (plan_id, indicator_id, due_on, value)
		SELECT plan_id, id, DATE '2026-05-31', 2 FROM indicators WHERE position = 5`)
	state := func() dashboard.Board {
		return read(w, func(tx pgx.Tx) (dashboard.Board, error) {
			return dashboard.LoadState(w.Context(), tx, access.Scope{All: true}, slug, valuesDay)
		})
	}
	rounds, changed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		rounds++
		d := draft()
		d.Title = fmt.Sprint("Ronda ", rounds)
		id, err := w.Open(w.Context(), w.technician, rand.Text(), slug, d)
		w.must(err)
		var sendings []round.Sending
		for n := range w.ids {
			if !rapid.Bool().Draw(t, "sent") {
				continue
			}
			s := w.sending(id, n, 1, rapid.SampledFrom([]string{"0", "-0", "2,5", "8", "10", "12", "-3", "0,01"}).Draw(t, "value"))
			s.Typed.MeasuredOn = (valuesDay - date.Date(rapid.SampledFrom([]int{0, 0, 0, 1, 7, 30, 90}).Draw(t, "days before"))).String()
			sendings = append(sendings, s)
		}
		supposed := map[int64]dashboard.Supposed{}
		if len(sendings) > 0 {
			w.send(w.technicianOfAll(), sendings...)
		}
		entries := w.entries(id)
		for _, e := range entries {
			if e.Standing == round.StandsSent {
				supposed[e.IndicatorID] = dashboard.Supposed{Value: e.Value.Decimal, MeasuredOn: e.MeasuredOn}
			}
		}
		before := state()
		then := before.Suppose(supposed)
		for _, e := range entries {
			pick := round.Pick{IndicatorID: e.IndicatorID, Version: e.Version}
			switch {
			case e.Standing != round.StandsSent:
			case e.Basis == 0:
				w.must(w.Accept(w.Context(), w.technician, rand.Text(), slug, id, []round.Pick{pick}))
			default:
				w.must(w.Correct(w.Context(), w.technician, rand.Text(), slug, id, pick, indicator.Typed{
					Value: e.Value.Decimal.String(), MeasuredOn: e.MeasuredOn.String(), Reason: "Otro valor", Basis: e.Basis,
				}))
			}
		}
		if got, want := textOf(state()), textOf(then); got != want {
			t.Fatalf("the plan came to\n%s\nand was supposed to come to\n%s", got, want)
		}
		if textOf(then) != textOf(before) {
			changed++
		}
		w.must(w.Cancel(w.Context(), w.technician, rand.Text(), slug, id, w.find(id).Version, "Prueba"))
		w.now = w.now.Add(time.Minute)
	})
	if changed < rounds/4 { // half of them, more or less
		t.Errorf("of %d rounds only %d had an effect", rounds, changed)
	}
}

// technicianOfAll may send the values of every unit.
func (w *world) technicianOfAll() access.Actor {
	a := w.technician
	a.Units = w.units[:]
	return a
}

// textOf writes a board down, with what was read alone left aside.
func textOf(b dashboard.Board) string {
	text, err := json.Marshal([]any{b.On, b.Figures, b.Objectives, b.Lines})
	if err != nil {
		panic(err)
	}
	return string(text)
}

package round_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5/pgconn"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/round"
	"hito/internal/user"
)

// Everything at once: units send, the technician accepts, returns, corrects, edits and reorders, sheets are saved,
// people are changed, and the round is closed. Nobody waits for each other for good, nothing is sent or accepted
// after the end, and what was accepted is recorded.
func TestARoundWhileAllAreAtIt(t *testing.T) {
	closed := 0
	for range 4 {
		w := open(t, 8)
		id := w.start()
		values := indicator.Store{Pool: w.Pool, Now: w.Now}
		plans := plan.Store{Pool: w.Pool, Now: w.Now}
		people := user.Store{Pool: w.Pool, Now: w.Now}
		admin := w.person("admin", access.Admin)
		var all sync.WaitGroup
		beside := func(times int, what string, do func(n int) error) {
			all.Go(func() {
				for n := range times {
					err := do(n)
					var pg *pgconn.PgError
					var invalid fault.Invalid
					known := errors.Is(err, fault.Conflict) || errors.Is(err, fault.NotFound) || errors.As(err, &invalid)
					if err != nil && !known || errors.As(err, &pg) && pg.Code == pgerrcode.DeadlockDetected {
						w.Errorf("%s: %v", what, err)
					}
				}
			})
		}
		for n, unit := range []access.Actor{w.north, w.south, w.technicianOfAll()} {
			beside(12, "send", func(k int) error {
				var sendings []round.Sending
				for _, e := range w.entries(id) {
					at := int(e.IndicatorID - w.ids[0])
					if n == 2 || at%2 == n && at < 7 {
						s := w.sending(id, at, e.Version, fmt.Sprint(k))
						s.Typed.ResultTitle = fmt.Sprint("Acta ", k%2)
						sendings = append(sendings, s)
					}
				}
				_, err := w.Send(w.Context(), unit, rand.Text(), sendings)
				return err
			})
		}
		each := func(do func(round.Pick) error) func(int) error {
			return func(n int) error {
				e := w.entries(id)[n%8]
				return do(round.Pick{IndicatorID: e.IndicatorID, Version: e.Version})
			}
		}
		beside(16, "accept", each(func(p round.Pick) error {
			return w.Accept(w.Context(), w.technician, rand.Text(), slug, id, []round.Pick{p})
		}))
		beside(8, "return", each(func(p round.Pick) error {
			return w.Return(w.Context(), w.technician, rand.Text(), slug, id, p, "Falta algo")
		}))
		beside(12, "save sheet", func(n int) error {
			var rows []indicator.TypedRow
			for k := range w.ids {
				rows = append(rows, indicator.TypedRow{IndicatorID: w.ids[(k+n)%8], Typed: indicator.Typed{
					Value: "1", MeasuredOn: (valuesDay - 1).AddMonths(-n % 4).String(), ResultTitle: fmt.Sprint("Acta ", (k+n)%3),
				}})
			}
			_, err := values.SaveSheet(w.Context(), w.technician, rand.Text(), slug, rows, w.Today())
			return err
		})
		beside(12, "reorder", func(n int) error {
			e := indicator.Edit{Actor: w.technician, Key: rand.Text(), Slug: slug, ID: w.ids[n%8]}
			return values.Move(w.Context(), e, indicator.Move{Move: plan.Move{ID: w.ids[n%8], Place: 1 + n%5, Follow: n%2 == 0}})
		})
		beside(4, "close the plan", func(n int) error {
			return plans.Take(w.Context(), w.technician, rand.Text(), slug, n+1, plan.Close, "")
		})
		beside(6, "new address", func(n int) error {
			d := user.Draft{Email: fmt.Sprintf("norte%d@ejemplo.es", n), Name: "norte", Role: access.Staff}
			return people.Update(w.Context(), admin, rand.Text(), w.north.ID, n, d)
		})
		beside(60, "close", func(n int) error {
			r := w.find(id)
			if n < 15 || !r.Open() {
				return nil
			}
			_, err := w.Close(w.Context(), w.technician, rand.Text(), slug, id, round.Ending{
				Title: "Fin", Sure: true, Missing: r.Missing(), Waiting: r.Sent, Version: r.Version,
			})
			return err
		})
		all.Wait()
		w.soundAfterAll(id)
		if !w.find(id).Open() {
			closed++
		}
	}
	if closed == 0 {
		t.Error("no round was closed")
	}
}

// soundAfterAll looks whether what was accepted is recorded, and nothing of the round came after its end.
func (w *world) soundAfterAll(id int64) {
	w.Helper()
	if n := w.number(`
		SELECT count(*)
		  FROM round_entries e
		 WHERE e.round_id = $1 AND e.state = 'accepted' AND NOT EXISTS (
		       SELECT FROM measurements m
		        WHERE m.indicator_id = e.indicator_id AND m.measured_on = e.measured_on AND m.value = e.value AND m.recorded_by = e.sent_by)`, id); n > 0 {
		w.Errorf("%d entries were accepted and are not recorded", n)
	}
	if n := w.number(`
		SELECT count(*)
		  FROM (SELECT e.object_id FROM audit_events e WHERE e.action = 'entry.accept' GROUP BY e.object_id HAVING count(*) > 1) twice`); n > 0 {
		w.Errorf("%d entries were accepted twice", n)
	}
	events := w.events()
	if _, after, closed := strings.Cut(events, "round.close"); closed && strings.Contains(after, "entry.") {
		w.Errorf("after the end: %s", after)
	}
}

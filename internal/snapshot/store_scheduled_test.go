package snapshot_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/snapshot"
)

// scheduled are the days of the fictitious plan for which a follow-up was closed by itself, in order.
func (w world) scheduled() string {
	w.Helper()
	var days string
	w.one(&days, `
		SELECT coalesce(string_agg(s.scheduled_for::text || CASE WHEN s.taken_on = s.scheduled_for THEN '' ELSE '!' END, ' ' ORDER BY s.scheduled_for), '')
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = $1 AND s.scheduled_for IS NOT NULL`, slug)
	return days
}

func (w world) run(day string) int {
	w.Helper()
	d, err := date.Parse(day)
	if err != nil {
		w.Fatal(err)
	}
	closed, err := w.store.CloseDue(w.Context(), d)
	if err != nil {
		w.Fatal(err)
	}
	return closed
}

// quarterly makes the fictitious plan one of two years with a cadence, in force.
func (w world) quarterly() {
	w.Helper()
	w.exec(`UPDATE plans SET cadence_months = NULL`)
	w.exec(`UPDATE plans SET starts_on = '2026-01-01', ends_on = '2027-12-31', cadence_months = 3, state = 'active' WHERE slug = $1`, slug)
}

func TestCloseDue(t *testing.T) {
	w := open(t)
	w.quarterly()
	for _, step := range []struct{ on, want string }{
		{"2026-11-21", ""}, // the cadence begins: what fell due before is not made up for
		{"2026-12-31", ""}, // the day is not over
		{"2027-01-01", "2026-12-31"},
		{"2027-01-01", "2026-12-31"},
		{"2027-10-05", "2026-12-31 2027-03-31 2027-06-30 2027-09-30"}, // the server was off
		{"2030-01-01", "2026-12-31 2027-03-31 2027-06-30 2027-09-30 2027-12-31"},
	} {
		w.run(step.on)
		if got := w.scheduled(); got != step.want {
			t.Fatalf("on %s: %q, want %q", step.on, got, step.want)
		}
	}
	ref := w.refs()[0]
	if ref.How != dashboard.Scheduled || ref.Title != "Seguimiento automático a 31 de diciembre de 2027" {
		t.Errorf("%+v", ref)
	}
	events := w.events()
	if len(events) != 5 || events[0].ActorKind != "system" || events[0].ActorID != 0 || !strings.Contains(string(events[0].After), "scheduled_for") {
		t.Errorf("%d events, the newest %+v", len(events), events[0])
	}
}

// A follow-up is of its day, even where it is closed later.
func TestScheduledDataAreOfTheirDay(t *testing.T) {
	w := open(t)
	w.quarterly()
	w.run("2026-11-21")
	w.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value)
		SELECT i.plan_id, i.id, DATE '2027-01-01', 1, i.target
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = $1`, slug)
	if n := w.run("2027-01-04"); n != 1 {
		t.Fatalf("%d closed", n)
	}
	for _, i := range w.board(w.refs()[0].ID).Indicators() {
		if i.MeasuredOn.String() > "2026-12-31" {
			t.Errorf("%s has the value of %s", i.Code, i.MeasuredOn)
		}
	}
}

func TestCadencesBeginAnew(t *testing.T) {
	w := open(t)
	w.quarterly()
	set := func(change string) { w.exec(`UPDATE plans SET `+change+` WHERE slug = $1`, slug) }
	w.run("2026-11-21")
	w.run("2027-01-01")
	for _, step := range []struct{ change, on, want string }{
		{"cadence_months = 1", "2027-01-10", ""}, // monthly from now on
		{"", "2027-02-28", "2027-01-31"},
		{"state = 'draft'", "2027-04-15", "2027-01-31"}, // nothing of a plan that is not in force
		{"state = 'active'", "2027-04-20", "2027-01-31"},
		{"", "2027-05-01", "2027-01-31 2027-04-30"},
		{"state = 'closed'", "2027-06-15", "2027-01-31 2027-04-30"},
		{"state = 'active', cadence_months = NULL", "2027-07-15", "2027-01-31 2027-04-30"},
		{"cadence_months = 6", "2027-07-15", "2027-01-31 2027-04-30"},
		{"", "2029-01-01", "2027-01-31 2027-04-30 2027-12-31"},
	} {
		if step.change != "" {
			set(step.change)
		}
		w.run(step.on)
		if want := strings.TrimSpace("2026-12-31 " + step.want); w.scheduled() != want {
			t.Fatalf("%q until %s: %q, want %q", step.change, step.on, w.scheduled(), want)
		}
	}
}

func TestATitleThatIsTakenKeepsNoneFromBeingClosed(t *testing.T) {
	w := open(t)
	w.quarterly()
	w.run("2026-11-21")
	w.mustClose(snapshot.Draft{Title: "Seguimiento automático a 31 de diciembre de 2026", TakenOn: on})
	w.run("2027-01-01")
	if ref := w.refs()[0]; ref.Title != "Seguimiento automático a 31 de diciembre de 2026 (2)" {
		t.Errorf("called %q", ref.Title)
	}
}

// However many servers look at the same time, each day is closed once.
func TestCloseDueBesideItself(t *testing.T) {
	w := open(t)
	w.quarterly()
	w.run("2026-11-21")
	until, err := date.Parse("2027-12-01")
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	counts := make(chan int, 4)
	for range 4 {
		done.Go(func() {
			closed, err := w.store.CloseDue(context.WithoutCancel(t.Context()), until)
			if err != nil {
				t.Error(err)
			}
			counts <- closed
		})
	}
	done.Wait()
	close(counts)
	total := 0
	for n := range counts {
		total += n
	}
	if want := "2026-12-31 2027-03-31 2027-06-30 2027-09-30"; total != 4 || w.scheduled() != want {
		t.Errorf("%d closed: %q, want %q", total, w.scheduled(), want)
	}
}

// A plan that cannot be closed does not keep the others waiting.
func TestCloseDueGoesOnAfterAFailure(t *testing.T) {
	w := open(t)
	w.quarterly()
	w.exec(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on, cadence_months)
		VALUES ('primero', 'Otro', 'x', 'active', '2026-01-01', '2027-12-31', 3)`)
	w.run("2026-11-21")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.store.CloseDue(ctx, today+60); err == nil {
		t.Error("a run that was cut off tells of no error")
	}
	if got := w.scheduled(); got != "" {
		t.Errorf("closed %q after the cut", got)
	}
	if n := w.run("2027-01-01"); n != 2 {
		t.Errorf("%d closed, want one for each plan", n)
	}
}

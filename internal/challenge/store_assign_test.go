package challenge_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
)

func (w *cases) id(who string) string { return strconv.FormatInt(w.people[who].ID, 10) }

func TestARetoIsAssigned(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"assignee_id": nil})
	unit := strconv.FormatInt(w.unit, 10)
	change := w.change("technician", code)
	change.Version = 1
	for range 2 {
		w.must(w.Assign(t.Context(), change, challenge.AssignDraft{Person: w.id("stranger"), Unit: unit, AnswerDueOn: "31/3/2026"}))
	}
	c := w.as("stranger", code)
	if c.AssigneeID != w.people["stranger"].ID || c.AssignedUnitID != w.unit || c.AnswerDueOn != date.New(2026, time.March, 31) || c.Version != 2 {
		t.Errorf("assigned: %+v", c)
	}
	if c.Author != "" {
		t.Error("whoever it is assigned to learns who wrote it")
	}
	if got := w.told(code); got != "stranger: Se le ha asignado este reto.\ncolleague: Este reto se ha asignado a su unidad." {
		t.Errorf("told: %s", got)
	}
	if got := w.happened(code); !strings.HasPrefix(got, "technician challenge.assign ") || strings.Contains(got, "@") || !strings.Contains(got, `"answer_due_on": "2026-03-31"`) {
		t.Errorf("happened: %s", got)
	}
	w.is(w.Assign(t.Context(), w.stale(code), challenge.AssignDraft{AnswerDueOn: "31/3/2026"}), fault.Conflict)
	w.must(w.Assign(t.Context(), w.change("technician", code), challenge.AssignDraft{Person: w.id("stranger"), AnswerDueOn: "1/4/2026"}))
	if got := w.told(code); strings.Count(got, "\n") != 1 {
		t.Errorf("told again: %s", got)
	}
	w.must(w.Assign(t.Context(), w.change("technician", code), challenge.AssignDraft{AnswerDueOn: "1/4/2026"}))
	if c := w.as("technician", code); c.AssigneeID != 0 || c.AssignedUnitID != 0 {
		t.Errorf("still assigned: %+v", c)
	}
}

// stale is a change from a version that is gone.
func (w *cases) stale(code string) challenge.Change {
	c := w.change("technician", code)
	c.Version = 1
	return c
}

func TestWhatNoAssignmentTakes(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	w.exec(`UPDATE users SET disabled_at = now() WHERE name = 'stranger'`)
	before := w.written()
	assign := func(person, unit, due string) error {
		return w.Assign(t.Context(), w.change("technician", code), challenge.AssignDraft{Person: person, Unit: unit, AnswerDueOn: due})
	}
	for _, person := range []string{w.id("stranger"), "999999", "x", "0", "-1", "1 OR 1=1", strings.Repeat("9", 100)} {
		w.wrong(assign(person, "", "31/3/2026"), "person", "elija otra")
		w.wrong(assign("", person, "31/3/2026"), "unit", "elija otra")
	}
	for _, due := range []string{"", "5/3/2026", "31/2/2026", "mañana", "9999-12-31", "\x00"} {
		w.wrong(assign("", "", due), "answer_due_on", "")
	}
	for _, who := range []string{"author", "assigned", "colleague", "director"} {
		w.is(w.Assign(t.Context(), w.change(who, code), challenge.AssignDraft{AnswerDueOn: "31/3/2026"}), fault.Forbidden)
	}
	for _, who := range []string{"visitor", "admin"} {
		w.is(w.Assign(t.Context(), w.change(who, code), challenge.AssignDraft{AnswerDueOn: "31/3/2026"}), fault.NotFound)
	}
	if after := w.written(); after != before {
		t.Errorf("refused assignments wrote: %s, then %s", before, after)
	}
	for _, state := range []challenge.State{challenge.Implemented, challenge.Discarded, challenge.Merged, challenge.Withdrawn} {
		w.is(w.Assign(t.Context(), w.change("technician", w.reto(state, nil)), challenge.AssignDraft{AnswerDueOn: "31/3/2026"}), fault.Conflict)
	}
}

// Whoever has it keeps it when their account ends, until somebody else gets it.
func TestWhoHasItStaysOffered(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	w.exec(`UPDATE users SET disabled_at = now() WHERE name = 'assigned'`)
	w.must(w.Assign(t.Context(), w.change("technician", code), challenge.AssignDraft{Person: w.id("assigned"), AnswerDueOn: "31/3/2026"}))
}

func TestTheUsualDayForAnAnswer(t *testing.T) {
	w := openCases(t)
	w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) error {
		due, err := challenge.UsualAnswerDue(t.Context(), tx, date.New(2026, time.March, 16))
		if want := date.New(2026, time.April, 14); due != want { // Good Friday is a holiday everywhere
			t.Errorf("until %s, want %s", due, want)
		}
		return err
	}))
}

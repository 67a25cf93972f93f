package challenge_test

import (
	"slices"
	"strings"
	"testing"

	"hito/internal/challenge"
	"hito/internal/fault"
)

func TestItsAuthorWithdrawsAReto(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	form := w.change("author", code)
	for range 2 {
		w.must(w.Withdraw(t.Context(), form, " Ya no hace falta\r\n"))
	}
	if c := w.as("author", code); c.State != challenge.Withdrawn || !c.AnsweredAt.IsZero() || c.Version != 2 {
		t.Errorf("after it: %+v", c)
	}
	if got := w.happened(code); got != `nobody challenge.withdraw {"state": "analysis"} {"state": "withdrawn"}` {
		t.Errorf("happened: %s", got)
	}
	told := strings.Split(w.told(code), "\n")
	slices.Sort(told)
	if !slices.Equal(told, []string{"assigned: Quien presentó el reto lo ha retirado.", "follower: Quien presentó el reto lo ha retirado."}) {
		t.Errorf("told: %s", told)
	}
	w.is(w.Withdraw(t.Context(), w.change("author", code), ""), fault.Conflict)

	secret := w.secretReto(challenge.Admitted, fields{"assignee_id": nil})
	w.must(w.Withdraw(t.Context(), w.secretly(), ""))
	if got := w.told(secret); !strings.Contains(got, "technician: ") {
		t.Errorf("told: %s", got)
	}
}

func TestWhoWithdrawsNoReto(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	for _, who := range []string{"technician", "director", "assigned", "colleague", "follower", "stranger", "admin"} {
		w.is(w.Withdraw(t.Context(), w.change(who, code), ""), fault.Forbidden)
	}
	w.is(w.Withdraw(t.Context(), w.change("visitor", code), ""), fault.SignIn)
	for _, typed := range []string{"a\x00", "a\u202e", strings.Repeat("a", 1001)} {
		w.wrong(w.Withdraw(t.Context(), w.change("author", code), typed), "reason", "")
	}
	for _, state := range []challenge.State{challenge.Project, challenge.Pilot, challenge.Implemented, challenge.Discarded, challenge.Merged} {
		w.is(w.Withdraw(t.Context(), w.change("author", w.reto(state, nil)), ""), fault.Conflict)
	}
	if c := w.as("author", code); c.State != challenge.Analysis {
		t.Errorf("it is %s", c.State)
	}
}

func TestItsAuthorCorrectsAReto(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Received, fields{"area": "Norte"})
	before := w.as("author", code)
	d := before.Words()
	d.Title, d.Problem, d.Affected = " El título  bueno ", "Línea una\r\nLínea dos", "1200"
	d.Unit, d.Privacy, d.Touches, d.ContactEmail = "999", "named", "line-9", "otra@ejemplo.es" // no such fields
	form := w.change("author", code)
	form.Version = 1
	for range 2 {
		w.must(w.Edit(t.Context(), form, d))
	}
	c := w.as("author", code)
	if c.Title != "El título bueno" || c.Problem != "Línea una\nLínea dos" || *c.Affected != 1200 || c.Version != 2 {
		t.Errorf("it says %+v", c)
	}
	if c.UnitID != before.UnitID || c.Privacy != before.Privacy || c.Shared != before.Shared || c.Touches != nil || c.Area != "Norte" {
		t.Errorf("whose it is has changed: %+v", c)
	}
	if got := w.happened(code); got != `nobody challenge.edit {"changed": ["title", "problem", "affected"]}` {
		t.Errorf("happened: %s", got)
	}
	if got := w.told(code); got != "assigned: Quien presentó este reto ha corregido su texto." {
		t.Errorf("told: %s", got)
	}
	stale := w.change("author", code)
	stale.Version = 1
	w.is(w.Edit(t.Context(), stale, d), fault.Conflict)
	same := w.change("author", code)
	same.Version = 2
	events := w.number(`SELECT count(*) FROM audit_events`)
	w.must(w.Edit(t.Context(), same, w.as("author", code).Words()))
	if w.number(`SELECT count(*) FROM audit_events`) != events || w.as("author", code).Version != 2 {
		t.Error("what has not changed is told")
	}
}

func TestAnAnonymousAuthorCorrectsAReto(t *testing.T) {
	w := openCases(t)
	code := w.secretReto(challenge.Waiting, nil)
	d := w.as("technician", code).Words()
	d.Idea = "Una idea"
	w.must(w.Edit(t.Context(), w.secretly(), d))
	c := w.as("technician", code)
	if c.Idea != "Una idea" || c.ContactEmail != "contacto@ejemplo.es" || c.State != challenge.Waiting || c.Privacy != challenge.Anonymous {
		t.Errorf("it says %+v", c)
	}
	if all := w.everything(); strings.Contains(all, elsewhere.Address) || strings.Contains(all, elsewhere.RequestID) {
		t.Error("where its author was is kept")
	}
}

func TestWhatNoCorrectionTakes(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Received, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	words := w.as("author", code).Words()
	for field, spoil := range map[string]func(*challenge.Submission){
		"title":          func(d *challenge.Submission) { d.Title = " " },
		"problem":        func(d *challenge.Submission) { d.Problem = strings.Repeat("a", 5001) },
		"affected":       func(d *challenge.Submission) { d.Affected = "muchas" },
		"evidence":       func(d *challenge.Submission) { d.Evidence = "a\x00" },
		"urgency":        func(d *challenge.Submission) { d.Urgency = "now" },
		"urgency_reason": func(d *challenge.Submission) { d.Urgency = "high" },
	} {
		d := words
		spoil(&d)
		w.wrong(w.Edit(t.Context(), w.change("author", code), d), field, "")
	}
	for _, who := range []string{"technician", "director", "assigned", "colleague", "stranger", "admin"} {
		w.is(w.Edit(t.Context(), w.change(who, code), words), fault.Forbidden)
	}
	w.is(w.Edit(t.Context(), w.change("visitor", code), words), fault.SignIn)
	for _, state := range []challenge.State{challenge.Analysis, challenge.Admitted, challenge.Implemented, challenge.Withdrawn} {
		w.is(w.Edit(t.Context(), w.change("author", w.reto(state, nil)), words), fault.Conflict)
	}
	if got := w.as("author", code).Words(); got != words {
		t.Errorf("it says %+v", got)
	}
}

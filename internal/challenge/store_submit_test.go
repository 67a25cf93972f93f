package challenge_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
)

// elsewhere is an origin that must not be found again where nobody is to be known.
var elsewhere = access.Origin{Address: "198.51.100.77", RequestID: "PETICION4711"}

// from is somebody of the department, at an address; "visitor" is anybody.
func (w *cases) from(who string) access.Actor {
	a := w.people[who]
	a.Origin = elsewhere
	return a
}

// intake is a form that is filled in as little as can be.
func (w *cases) intake(who string) challenge.Intake {
	d := challenge.NewSubmission(w.people[who])
	d.Title, d.Problem = "Citas por teléfono "+rand.Text(), "Comunican toda la mañana."
	return challenge.Intake{Actor: w.from(who), Key: rand.Text(), Receipt: rand.Text(), Typed: d}
}

func (w *cases) submit(in challenge.Intake) challenge.Challenge {
	w.Helper()
	address, err := w.Submit(w.Context(), in)
	w.must(err)
	return w.found(in.Actor, address)
}

func (w *cases) found(a access.Actor, address string) (c challenge.Challenge) {
	w.Helper()
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		c, err = challenge.Find(w.Context(), tx, a, address)
		return err
	}))
	return c
}

// open lets whoever has the link submit.
func (w *cases) open() {
	w.exec(`INSERT INTO settings (name, value) VALUES ('challenges', '{"open": true, "answer_days": 20, "holidays": [{"day": "2026-03-23", "name": "Feria"}]}')`)
}

// everything is what the database holds, table by table, beside the people.
func (w *cases) everything() (text string) {
	w.Helper()
	for _, table := range []string{
		"challenges", "challenge_moves", "challenge_messages", "challenge_files", "challenge_followers", "challenge_drafts", "notices", "mails",
		"audit_events", "audit_personal", "submissions", "attempts",
	} {
		text += table + ": " + w.text(`SELECT coalesce(string_agg(t::text, E'\n'), '') FROM `+table+` t`) + "\n"
	}
	return text
}

func TestANamedRetoIsKeptAsItWasTyped(t *testing.T) {
	w := openCases(t)
	plan := w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ('p', 'P', 'B', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`)
	line := w.number(`INSERT INTO strategic_lines (plan_id, position, code, title) VALUES ($1, 1, '2', 'Línea') RETURNING id`, plan)
	in := w.intake("colleague")
	in.Typed.Affects, in.Typed.Affected, in.Typed.Evidence = "Personas mayores", "1200", "Dos quejas\r\nal mes"
	in.Typed.Tried, in.Typed.Idea, in.Typed.Area = "Otra línea", "Cita por internet", "Centro"
	in.Typed.Touches, in.Typed.Urgency, in.Typed.UrgencyReason = fmt.Sprint("line-", line), "high", "Empieza la campaña"
	in.Files = []attachment.New{{Name: "nota.txt", MediaType: "text/plain", Content: []byte("Hola")}}
	c := w.submit(in)
	if c.Affects != "Personas mayores" || c.Affected == nil || *c.Affected != 1200 || c.Evidence != "Dos quejas\nal mes" || c.Area != "Centro" ||
		c.Tried != "Otra línea" || c.Idea != "Cita por internet" || c.Urgency != challenge.High || c.UrgencyReason != "Empieza la campaña" {
		t.Errorf("kept: %+v", c)
	}
	if want := (challenge.Place{PlanSlug: "p", PlanTitle: "P", Code: "2", Title: "Línea", Line: true}); c.Touches == nil || *c.Touches != want {
		t.Errorf("it touches %+v", c.Touches)
	}
	if c.Author != "colleague" || !c.Own || !c.Shared || c.UnitID != w.unit || c.State != challenge.Received || c.Privacy != challenge.Named {
		t.Errorf("kept: %+v", c)
	}
	if c.SubmittedOn != caseDay || !c.SubmittedAt.Equal(w.Now()) || !c.StateSince.Equal(w.Now()) {
		t.Errorf("kept on %v, at %v", c.SubmittedOn, c.SubmittedAt)
	}
	if got := w.text(`SELECT format('%s>%s on %s by %s', from_state, to_state, moved_on, moved_by) FROM challenge_moves`); got != ">received on 2026-03-16 by " {
		t.Errorf("its moves: %s", got)
	}
	if got := w.text(`SELECT name || ' ' || internal || ' ' || coalesce(added_by::text, 'nobody') FROM challenge_files`); got != "nota.txt false nobody" {
		t.Errorf("its files: %s", got)
	}
	if got := w.text(`SELECT string_agg(u.name || ' ' || n.kind, ', ') FROM notices n JOIN users u ON u.id = n.user_id`); got != "technician submitted" {
		t.Errorf("told: %s", got)
	}
	if got := w.text(`SELECT action || ' ' || actor_id || ' ' || object_type || ' ' || object_id FROM audit_events`); got != fmt.Sprintf("challenge.submit %d challenge %d", in.Actor.ID, c.ID) {
		t.Errorf("events: %s", got)
	}
}

func TestTheFirstAnswerIsDueAfterTheWorkingDaysOfTheSetting(t *testing.T) {
	w := openCases(t)
	w.open()
	// 20 working days from Monday 16 March 2026: the local holiday on the 23rd, Holy Thursday is not of the whole
	// country, Good Friday is the 3rd of April.
	if c := w.submit(w.intake("author")); c.AnswerDueOn != date.New(2026, 4, 15) {
		t.Errorf("due on %v", c.AnswerDueOn)
	}
}

func TestOnlyOnesOwnUnitReadsWhatIsShared(t *testing.T) {
	w := openCases(t)
	other := w.number(`INSERT INTO units (name) VALUES ('Otra') RETURNING id`)
	for name, c := range map[string]struct {
		unit                          int64
		privacy                       string
		named, confidential, expected bool
	}{
		"named": {w.unit, "named", true, false, true}, "named, not shared": {w.unit, "named", false, true, false},
		"confidential": {w.unit, "confidential", true, false, false}, "confidential, shared": {w.unit, "confidential", false, true, true},
		"of another unit": {other, "named", true, true, false}, "of none": {0, "named", true, true, false},
	} {
		in := w.intake("colleague")
		in.Typed.Privacy, in.Typed.ShareNamed, in.Typed.ShareConfidential, in.Typed.Unit = c.privacy, c.named, c.confidential, ""
		if c.unit != 0 {
			in.Typed.Unit = fmt.Sprint(c.unit)
		}
		if got := w.submit(in).Shared; got != c.expected {
			t.Errorf("%s: shared %v", name, got)
		}
	}
}

func TestAConfidentialAuthorIsNamedNowhereButInTheReto(t *testing.T) {
	w := openCases(t)
	in := w.intake("author")
	in.Typed.Privacy = "confidential"
	c := w.submit(in)
	for who, want := range map[string]string{"author": "author", "technician": "author", "director": ""} {
		if got := w.found(w.people[who], c.Code).Author; got != want {
			t.Errorf("%s reads the author %q", who, got)
		}
	}
	if got := w.text(`SELECT actor_kind || coalesce(actor_id::text, '') || coalesce(request_id, '') FROM audit_events`); got != "anonymous" {
		t.Errorf("the event is of %q", got)
	}
	told := w.everything()
	for _, secret := range []string{elsewhere.Address, elsewhere.RequestID} {
		if strings.Contains(told, secret) {
			t.Errorf("%s is kept", secret)
		}
	}
	if got := w.text(`SELECT string_agg(body, ' ') FROM notices`); strings.Contains(got, "author") || strings.Contains(got, c.Title) {
		t.Errorf("the notice says %q", got)
	}
}

func TestNothingIsKeptOfAnAnonymousAuthor(t *testing.T) {
	w := openCases(t)
	w.open()
	in := w.intake("visitor")
	in.Typed.Privacy, in.Typed.Unit, in.Typed.ShareNamed = "named", fmt.Sprint(w.unit), true // as an altered form could have it
	in.Typed.ContactName, in.Typed.ContactEmail = "Berta", "Berta@Ejemplo.es"
	address, err := w.Submit(t.Context(), in)
	w.must(err)
	c := w.found(access.Actor{}, address)
	if !c.Own || !c.Whole || c.Privacy != challenge.Anonymous || c.Author != "" || c.Shared || c.ContactEmail != "berta@ejemplo.es" || c.Address() != address {
		t.Errorf("its author reads %+v", c)
	}
	if got := w.found(w.people["technician"], c.Code); got.ContactName != "Berta" || got.Own {
		t.Errorf("the technician reads %+v", got)
	}
	told := w.everything()
	for _, secret := range []string{elsewhere.Address, elsewhere.RequestID, in.Receipt, strings.ReplaceAll(address, "-", "")} {
		if strings.Contains(told, secret) {
			t.Errorf("%s is kept", secret)
		}
	}
	if challenge.ReadCode(address) == c.Code {
		t.Error("the code that others read is the one that the author keeps")
	}
	if got := w.text(`SELECT result || coalesce(user_id::text, '') FROM submissions`); got != "" {
		t.Errorf("the form leads to %q", got)
	}
	if got := w.text(`SELECT actor_kind || coalesce(actor_id::text, '') || coalesce(request_id, '') FROM audit_events`); got != "anonymous" {
		t.Errorf("the event is of %q", got)
	}
}

func TestWhoeverHasTheLinkSubmitsOnlyWhereThatIsAllowed(t *testing.T) {
	w := openCases(t)
	_, err := w.Submit(t.Context(), w.intake("visitor"))
	w.is(err, fault.SignIn)
	for _, who := range []string{"author", "director", "technician", "admin"} {
		w.submit(w.intake(who))
	}
	in := w.intake("visitor")
	in.Actor.Kind, in.Actor.ID = access.Person, 0 // of no role
	_, err = w.Submit(t.Context(), in)
	w.is(err, fault.Forbidden)
}

func TestAFormThatComesTwiceIsOneReto(t *testing.T) {
	w := openCases(t)
	w.open()
	for _, who := range []string{"author", "visitor"} {
		before := w.number(`SELECT count(*) FROM challenges`)
		in := w.intake(who)
		if sent, err := w.Sent(t.Context(), in); err != nil || sent {
			t.Errorf("%s: sent before: %v, %v", who, sent, err)
		}
		first, err := w.Submit(t.Context(), in)
		w.must(err)
		second, err := w.Submit(t.Context(), in)
		if w.must(err); first != second || w.number(`SELECT count(*) FROM challenges`) != before+1 {
			t.Errorf("%s: %s, then %s", who, first, second)
		}
		if sent, err := w.Sent(t.Context(), in); err != nil || !sent {
			t.Errorf("%s: sent before: %v, %v", who, sent, err)
		}
	}
}

func TestAFormThatComesManyTimesAtOnceIsOneReto(t *testing.T) {
	w := openCases(t)
	w.open()
	for _, who := range []string{"author", "visitor"} {
		before := w.number(`SELECT count(*) FROM challenges`)
		in := w.intake(who)
		var group sync.WaitGroup
		answers := make([]string, 6)
		for n := range answers {
			group.Go(func() {
				address, err := w.Submit(t.Context(), in)
				answers[n] = fmt.Sprint(address, err)
			})
		}
		group.Wait()
		for _, answer := range answers {
			if answer != answers[0] || !strings.HasSuffix(answer, "<nil>") {
				t.Errorf("%s: answers %q", who, answers)
				break
			}
		}
		if n := w.number(`SELECT count(*) FROM challenges`) - before; n != 1 {
			t.Errorf("%s: %d retos", who, n)
		}
	}
}

func TestAFormThatWasSentIsNotSentAgainWithOtherWords(t *testing.T) {
	w := openCases(t)
	w.open()
	in := w.intake("visitor")
	address, err := w.Submit(t.Context(), in)
	w.must(err)
	in.Key, in.Typed.Title = rand.Text(), "Otra cosa"
	again, err := w.Submit(t.Context(), in)
	if w.is(err, fault.Conflict); again != address {
		t.Errorf("it is told of %s, not of %s", again, address)
	}
}

func TestAMalformedFormKeepsNothing(t *testing.T) {
	w := openCases(t)
	w.open()
	for name, do := range map[string]func(*challenge.Intake){
		"key": func(in *challenge.Intake) { in.Key = "x" }, "receipt": func(in *challenge.Intake) { in.Receipt = "x" },
		"title": func(in *challenge.Intake) { in.Typed.Title = "" }, "files": func(in *challenge.Intake) { in.Files = make([]attachment.New, 6) },
	} {
		in := w.intake("visitor")
		do(&in)
		if _, err := w.Submit(t.Context(), in); !errors.Is(err, fault.BadInput) && !errors.As(err, new(fault.Invalid)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := w.number(`SELECT count(*) FROM challenges`); n != 0 {
		t.Errorf("%d retos", n)
	}
}

func TestALargeFileIsKeptWhole(t *testing.T) {
	w := openCases(t)
	in := w.intake("author")
	in.Files = []attachment.New{{Name: "a.txt", MediaType: "text/plain", Content: bytes.Repeat([]byte("a"), attachment.Largest)}}
	c := w.submit(in)
	if n := w.number(`SELECT octet_length(content) FROM challenge_files WHERE challenge_id = $1`, c.ID); n != attachment.Largest {
		t.Errorf("%d bytes", n)
	}
}

// What is taken away while a reto that names it comes in is told at its field, and the reto can be sent without it.
func TestWhatIsTakenAwayMeanwhileIsTold(t *testing.T) {
	w := openCases(t)
	plan := w.number(`
		INSERT INTO plans (slug, title, body, state, starts_on, ends_on)
		VALUES ('p', 'P', 'B', 'active', '2026-01-01', '2026-12-31')
		RETURNING id`)
	unit := w.number(`INSERT INTO units (name) VALUES ('Otra') RETURNING id`)
	objective := w.number(`INSERT INTO objectives (plan_id, position, code, title) VALUES ($1, 1, '1', 'O') RETURNING id`, plan)
	line := w.number(`INSERT INTO strategic_lines (plan_id, position, code, title) VALUES ($1, 1, '1', 'L') RETURNING id`, plan)
	for _, c := range []struct {
		field, typed, gone string
		id                 int64
	}{
		{"touches", fmt.Sprint("objective-", objective), `DELETE FROM objectives WHERE id = $1`, objective},
		{"touches", fmt.Sprint("line-", line), `DELETE FROM strategic_lines WHERE id = $1`, line},
		{"unit", fmt.Sprint(unit), `DELETE FROM units WHERE id = $1`, unit},
	} {
		in := w.intake("author")
		if c.field == "unit" {
			in.Typed.Unit = c.typed
		} else {
			in.Typed.Touches = c.typed
		}
		deleting, err := w.Pool.Begin(t.Context())
		w.must(err)
		defer func() { _ = deleting.Rollback(context.Background()) }()
		_, err = deleting.Exec(t.Context(), c.gone, c.id)
		w.must(err)
		answer := make(chan error)
		go func() {
			_, err := w.Submit(t.Context(), in)
			answer <- err
		}()
		w.blocked(1)
		w.must(deleting.Commit(t.Context()))
		w.wrong(<-answer, c.field, "elija otra")
		in.Typed.Unit, in.Typed.Touches = "", ""
		w.submit(in)
	}
}

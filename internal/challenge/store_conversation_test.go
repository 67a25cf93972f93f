package challenge_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

// secretReto writes a reto of an anonymous author, who comes back to it by secretCode and nothing else.
func (w *cases) secretReto(state challenge.State, more fields) string {
	w.Helper()
	row := fields{"privacy": "anonymous", "author_id": nil, "secret_digest": w.anonymous(), "contact_email": "contacto@ejemplo.es"}
	for name, value := range more {
		row[name] = value
	}
	return w.reto(state, row)
}

// change of the anonymous author, from somewhere.
func (w *cases) secretly() challenge.Change {
	return challenge.Change{Actor: access.Actor{Origin: elsewhere}, Key: rand.Text(), Code: secretCode}
}

// heard is what somebody reads of a conversation: "author by : …|answer by technician: …".
func (w *cases) heard(a access.Actor, code string) string {
	w.Helper()
	var parts []string
	c := w.found(a, code)
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) error {
		list, err := challenge.Messages(w.Context(), tx, a, c)
		for _, m := range list {
			parts = append(parts, fmt.Sprintf("%s by %s: %s", m.Kind, m.Writer, m.Body))
		}
		return err
	}))
	return strings.Join(parts, "|")
}

func TestAConversation(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	answer := w.change("assigned", code)
	for range 2 {
		w.must(w.Say(t.Context(), answer, challenge.AnswerMessage, "¿En qué centro?\r\nGracias  "))
	}
	if got := w.happened(code); got != "assigned challenge.answer" {
		t.Errorf("happened: %s", got)
	}
	w.must(w.Say(t.Context(), w.change("author", code), challenge.AuthorMessage, "En el norte"))
	if got := w.happened(code); got != "nobody challenge.inform" {
		t.Errorf("happened: %s", got)
	}
	w.must(w.Say(t.Context(), w.change("director", code), challenge.InternalMessage, "Ojo con esto"))
	if got := w.happened(code); got != "director challenge.comment" {
		t.Errorf("happened: %s", got)
	}
	if got := w.told(code); got != "author: Hay una respuesta a su reto.\nassigned: Quien presentó este reto ha añadido información." {
		t.Errorf("told: %s", got)
	}
	outside := "answer by assigned: ¿En qué centro?\nGracias|author by : En el norte"
	for who, want := range map[string]string{
		"author": outside, "colleague": outside, "follower": "", "assigned": outside + "|internal by director: Ojo con esto",
		"technician": outside + "|internal by director: Ojo con esto", "director": outside + "|internal by director: Ojo con esto",
	} {
		if got := w.heard(w.people[who], code); got != want {
			t.Errorf("%s hears %q, want %q", who, got, want)
		}
	}
	if c := w.as("technician", code); !c.AnsweredAt.Equal(w.Now()) || c.Version != 1 || c.State != challenge.Analysis {
		t.Errorf("after it: %+v", c)
	}
}

// What is asked for comes, and the reto goes on; nobody is noted as having moved it.
func TestInformationTakesAWaitingRetoBack(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Waiting, nil)
	w.must(w.Say(t.Context(), w.change("author", code), challenge.AuthorMessage, "En el norte"))
	if c := w.as("technician", code); c.State != challenge.Analysis || !c.AnsweredAt.IsZero() {
		t.Errorf("after it: %+v", c)
	}
	if got := w.text(`SELECT concat_ws(' ', from_state, to_state, coalesce(moved_by, 0), public_note) FROM challenge_moves`); got != "waiting analysis 0 " {
		t.Errorf("moved: %s", got)
	}
	if got := w.text(`SELECT string_agg(action || coalesce(' ' || actor_id, ''), ', ' ORDER BY id) FROM audit_events`); got != "challenge.move, challenge.inform" {
		t.Errorf("events: %s", got)
	}
	if got := w.told(code); got != "follower: Ha llegado la información que se había pedido: el reto vuelve a estar en análisis.\n"+
		"assigned: Quien presentó este reto ha añadido información." {
		t.Errorf("told: %s", got)
	}
}

// An author who handles retos moves nothing under their name by saying something as its author.
func TestAnAuthorWhoHandlesRetosStaysUnknown(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Waiting, fields{"author_id": w.people["technician"].ID})
	w.must(w.Say(t.Context(), w.change("technician", code), challenge.AuthorMessage, "En el norte"))
	if n := w.number(`SELECT count(*) FROM challenge_moves WHERE moved_by IS NOT NULL`); n != 0 {
		t.Error("the move names its author")
	}
	if n := w.number(`SELECT count(*) FROM audit_events WHERE actor_id IS NOT NULL OR request_id <> ''`); n != 0 {
		t.Error("an event names its author")
	}
}

func TestAnAnonymousAuthorIsHeardByTheCodeAlone(t *testing.T) {
	w := openCases(t)
	code := w.secretReto(challenge.Waiting, nil)
	form := w.secretly()
	for range 2 {
		w.must(w.Say(t.Context(), form, challenge.AuthorMessage, "Desde el norte"))
	}
	w.must(w.Say(t.Context(), w.change("technician", code), challenge.AnswerMessage, "Gracias"))
	if got := w.heard(access.Actor{}, secretCode); got != "author by : Desde el norte|answer by : Gracias" {
		t.Errorf("heard: %s", got)
	}
	for _, kind := range []challenge.MessageKind{challenge.AnswerMessage, challenge.InternalMessage} {
		w.is(w.Say(t.Context(), w.secretly(), kind, "Hola"), fault.SignIn)
	}
	w.is(w.Say(t.Context(), challenge.Change{Key: rand.Text(), Code: code}, challenge.AuthorMessage, "Hola"), fault.NotFound)
	all := w.everything()
	for _, canary := range []string{elsewhere.Address, elsewhere.RequestID, secretCode} {
		if strings.Contains(all, canary) {
			t.Errorf("%s is kept", canary)
		}
	}
	if n := w.number(`SELECT count(*) FROM audit_events WHERE before::text || after::text LIKE '%norte%'`); n != 0 {
		t.Error("events hold what was said")
	}
}

func TestWhatNoConversationTakes(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	before := w.written()
	for _, typed := range []string{"", " \r\n ", "a\x00b", "a\u202eb", strings.Repeat("a", 5001), strings.Repeat("a", 100_000)} {
		for who, kind := range map[string]challenge.MessageKind{
			"author": challenge.AuthorMessage, "technician": challenge.AnswerMessage, "assigned": challenge.InternalMessage,
		} {
			w.wrong(w.Say(t.Context(), w.change(who, code), kind, typed), "text", "")
		}
	}
	w.is(w.Say(t.Context(), w.change("author", code), "shout", "Hola"), fault.BadInput)
	for who, kinds := range map[string][]challenge.MessageKind{
		"author": {challenge.AnswerMessage, challenge.InternalMessage}, "technician": {challenge.AuthorMessage}, "assigned": {challenge.AuthorMessage},
		"colleague": {challenge.AuthorMessage, challenge.AnswerMessage, challenge.InternalMessage},
		"stranger":  {challenge.AuthorMessage, challenge.AnswerMessage, challenge.InternalMessage},
		"admin":     {challenge.AuthorMessage, challenge.AnswerMessage, challenge.InternalMessage},
	} {
		for _, kind := range kinds {
			w.is(w.Say(t.Context(), w.change(who, code), kind, "Hola"), fault.Forbidden)
		}
	}
	w.is(w.Say(t.Context(), w.change("visitor", code), challenge.AuthorMessage, "Hola"), fault.SignIn)
	for _, state := range []challenge.State{challenge.Merged, challenge.Withdrawn} {
		over := w.reto(state, nil)
		w.is(w.Say(t.Context(), w.change("author", over), challenge.AuthorMessage, "Hola"), fault.Conflict)
		w.is(w.Say(t.Context(), w.change("technician", over), challenge.AnswerMessage, "Hola"), fault.Conflict)
	}
	if n := w.number(`SELECT count(*) FROM challenge_messages`); n != 0 {
		t.Errorf("%d messages are kept; %s before, %s after", n, before, w.written())
	}
	w.exec(`
		INSERT INTO challenge_messages (challenge_id, kind, body, written_at)
		SELECT c.id, 'author', 'Hola', now() FROM challenges c, generate_series(1, 1000) WHERE c.code = $1`, code)
	w.wrong(w.Say(t.Context(), w.change("author", code), challenge.AuthorMessage, "Otra vez"), "text", "no caben más")
}

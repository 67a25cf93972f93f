package challenge_test

import (
	"crypto/rand"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

func TestADraftLastsUntilItIsSent(t *testing.T) {
	w := openCases(t)
	draft := func(who string) (d *challenge.SavedDraft) {
		w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) (err error) {
			d, err = challenge.FindDraft(t.Context(), tx, w.people[who].ID)
			return err
		}))
		return d
	}
	in := w.intake("author")
	in.Typed.Problem = "Una\r\ncosa \x00<b> «y» \"otra\" \\ \u2028"
	w.must(w.SaveDraft(t.Context(), in.Actor, "", in.Typed))
	in.Typed.Idea = "Ninguna"
	w.must(w.SaveDraft(t.Context(), in.Actor, "", in.Typed))
	want := in.Typed
	want.Problem = "Una\ncosa <b> «y» \"otra\" \\ \u2028"
	if d := draft("author"); d == nil || !reflect.DeepEqual(d.Typed, want) || !d.SavedAt.Equal(w.Now()) {
		t.Errorf("kept: %+v", d)
	}
	if d := draft("colleague"); d != nil {
		t.Errorf("somebody else has %+v", d)
	}
	w.must(w.SaveDraft(t.Context(), w.people["colleague"], "", want))
	if n := w.number(`SELECT count(*) FROM audit_events`); n != 0 {
		t.Errorf("%d events tell of drafts", n)
	}
	in.Typed.Problem = "Una cosa"
	w.submit(in)
	if d := draft("author"); d != nil {
		t.Errorf("once it is sent there is %+v", d)
	}
	// What the form still had under way brings nothing back; another form, or whoever asks for it, keeps a draft.
	w.is(w.SaveDraft(t.Context(), in.Actor, in.Key, in.Typed), fault.Conflict)
	if d := draft("author"); d != nil {
		t.Errorf("the draft has come back: %+v", d)
	}
	w.must(w.SaveDraft(t.Context(), w.people["colleague"], in.Key, want)) // it is the author's key
	for _, form := range []string{rand.Text(), ""} {
		w.must(w.SaveDraft(t.Context(), in.Actor, form, in.Typed))
		if d := draft("author"); d == nil {
			t.Errorf("form %q keeps no draft", form)
		}
		w.must(w.DropDraft(t.Context(), in.Actor))
	}
	w.must(w.DropDraft(t.Context(), w.people["colleague"]))
	w.must(w.DropDraft(t.Context(), w.people["colleague"]))
	if d := draft("colleague"); d != nil {
		t.Errorf("thrown away: %+v", d)
	}
}

func TestDraftsThatAreNotKept(t *testing.T) {
	w := openCases(t)
	in := w.intake("author")
	w.must(w.SaveDraft(t.Context(), in.Actor, "", in.Typed))
	w.must(w.SaveDraft(t.Context(), in.Actor, "", challenge.NewSubmission(in.Actor)))
	if n := w.number(`SELECT count(*) FROM challenge_drafts`); n != 0 {
		t.Error("a draft without a word is kept")
	}
	for _, letter := range []string{"a", "á", "\"", "\n", "\x01", "\u2028", "\xff", "<", "😀"} {
		d := in.Typed
		d.Problem = strings.Repeat(letter, 58_500)
		if err := w.SaveDraft(t.Context(), in.Actor, "", d); err != nil && !errors.As(err, new(fault.Invalid)) {
			t.Errorf("%q: %v", letter, err)
		}
	}
	w.is(w.SaveDraft(t.Context(), access.Actor{}, "", in.Typed), fault.SignIn)
	w.is(w.DropDraft(t.Context(), access.Actor{}), fault.SignIn)
}

// A draft that is kept and a reto that is sent at the same time wait for each other, whichever comes first.
func TestADraftUnderWayDoesNotOutliveItsReto(t *testing.T) {
	w := openCases(t)
	for round := range 20 {
		in := w.intake("author")
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if err := w.SaveDraft(t.Context(), in.Actor, in.Key, in.Typed); err != nil && !errors.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		w.submit(in)
		group.Wait()
		if n := w.number(`SELECT count(*) FROM challenge_drafts`); n != 0 {
			t.Fatalf("round %d: the draft of what was sent is still there", round)
		}
	}
}

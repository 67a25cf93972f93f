package challenge_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

func TestWhoIsAffectedTooFollows(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	form := w.change("colleague", code)
	for range 2 {
		w.must(w.Support(t.Context(), form, true))
	}
	w.must(w.Support(t.Context(), w.change("colleague", code), true)) // nothing new
	if got := w.attends(code); got != "colleague:sf follower:sf" {
		t.Errorf("attend: %s", got)
	}
	if got := w.text(`SELECT string_agg(action || ' ' || actor_id, ', ') FROM audit_events`); got != "challenge.support "+w.id("colleague") {
		t.Errorf("events: %s", got)
	}
	for _, step := range []struct {
		do        func() error
		want, did string
	}{
		{func() error { return w.Follow(t.Context(), w.change("colleague", code), false) }, "colleague:s follower:sf", "challenge.unfollow"},
		{func() error { return w.Support(t.Context(), w.change("colleague", code), true) }, "colleague:sf follower:sf", "challenge.support"},
		{func() error { return w.Support(t.Context(), w.change("colleague", code), false) }, "colleague:f follower:sf", "challenge.unsupport"},
		{func() error { return w.Follow(t.Context(), w.change("colleague", code), false) }, "follower:sf", "challenge.unfollow"},
		{func() error { return w.Follow(t.Context(), w.change("colleague", code), true) }, "colleague:f follower:sf", "challenge.follow"},
	} {
		w.must(step.do())
		if got := w.attends(code); got != step.want {
			t.Errorf("attend: %s, want %s", got, step.want)
		}
		if got := w.happened(code); got != "colleague "+step.did {
			t.Errorf("happened: %s", got)
		}
	}
	if c := w.as("colleague", code); !c.Follows || c.Supports || c.Supporters != 1 || c.Version != 1 {
		t.Errorf("as seen: %+v", c)
	}
}

func TestWhoMayNotSupport(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	hidden := w.reto(challenge.Analysis, nil)
	w.secretReto(challenge.Analysis, nil)
	w.is(w.Support(t.Context(), w.change("author", code), true), fault.Forbidden)
	w.is(w.Follow(t.Context(), w.change("author", code), true), fault.Forbidden)
	w.is(w.Support(t.Context(), w.change("visitor", code), true), fault.SignIn)
	w.is(w.Support(t.Context(), w.secretly(), true), fault.SignIn)
	for _, who := range []string{"visitor", "stranger", "admin"} {
		w.is(w.Support(t.Context(), w.change(who, hidden), true), fault.NotFound)
	}
	for _, who := range []string{"stranger", "admin", "technician"} {
		w.must(w.Support(t.Context(), w.change(who, code), true))
	}
	for _, state := range []challenge.State{challenge.Implemented, challenge.Discarded} {
		over := w.reto(state, nil)
		w.is(w.Support(t.Context(), w.change("colleague", over), true), fault.Conflict)
		w.must(w.Follow(t.Context(), w.change("colleague", over), true))
	}
	w.is(w.Follow(t.Context(), w.change("colleague", w.reto(challenge.Withdrawn, nil)), true), fault.Conflict)
}

func TestSupportersAreNamedToThoseWhoMayNameAuthors(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	w.attend(code, "stranger", true, false)
	w.attend(code, "admin", false, true)
	for who, want := range map[string]string{
		"technician": "follower stranger", "director": "", "assigned": "", "author": "", "colleague": "", "follower": "", "admin": "", "visitor": "",
	} {
		c := w.as(who, code)
		w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) error {
			names, err := challenge.Supporters(t.Context(), tx, w.people[who], c)
			if got := strings.Join(names, " "); got != want {
				t.Errorf("%s learns of %q, want %q", who, got, want)
			}
			return err
		}))
		if c.Supporters != 2 {
			t.Errorf("%s is told of %d", who, c.Supporters)
		}
	}
}

// Two forms of one person that come at once are carried out one after the other, each on what the other has left.
func TestTwoFormsOfOnePersonLoseNothing(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, nil)
	held, err := w.Pool.Begin(t.Context())
	w.must(err)
	defer func() { _ = held.Rollback(context.Background()) }()
	_, err = held.Exec(t.Context(), `SELECT FROM challenges WHERE code = $1 FOR NO KEY UPDATE`, code)
	w.must(err)
	var group sync.WaitGroup
	for n, attend := range []func(context.Context, challenge.Change, bool) error{w.Support, w.Follow} {
		group.Go(func() {
			if err := attend(t.Context(), w.change("colleague", code), true); err != nil {
				t.Error(err)
			}
		})
		w.blocked(int64(n) + 1)
	}
	w.must(held.Commit(t.Context()))
	group.Wait()
	if got := w.attends(code); got != "colleague:sf follower:sf" {
		t.Errorf("who attends: %s", got)
	}
	if n := w.number(`SELECT count(*) FROM audit_events`); n != 1 { // whoever supports it follows it already
		t.Errorf("%d events", n)
	}
}

// blocked waits until so many statements wait for a lock.
func (w *cases) blocked(many int64) {
	w.Helper()
	for range 60_000 {
		if w.number(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == many {
			return
		}
		time.Sleep(time.Millisecond)
	}
	w.Fatalf("no %d statements wait for a lock", many)
}

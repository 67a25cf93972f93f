package user_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/internal/user"
)

func TestSecurity06SessionsEndWhenTheyAreNotUsed(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	w.pass(4*time.Hour - time.Microsecond)
	w.alive("a moment before four hours", token, true)
	w.pass(4 * time.Hour)
	w.alive("after four hours without a request", token, false)
}

func TestSecurity06SessionsEndAfterAWorkingDayHoweverOftenTheyAreUsed(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	for range 5 {
		w.pass(2 * time.Hour)
		w.alive("while it is used", token, true)
	}
	w.pass(2*time.Hour - time.Microsecond)
	w.alive("a moment before twelve hours", token, true)
	w.pass(time.Microsecond)
	w.alive("after twelve hours", token, false)
}

func TestResumeWritesAtMostOnceAMinute(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	seen := func() time.Duration { return ask[time.Time](w, `SELECT seen_at FROM sessions`).Sub(w.now()) }
	version := func() string { return ask[string](w, `SELECT xmin::text FROM sessions`) }
	begun := version()
	w.pass(time.Minute - time.Microsecond)
	w.resume(token)
	if version() != begun {
		t.Error("it is written within the first minute")
	}
	w.pass(time.Microsecond)
	w.resume(token)
	if seen() != 0 {
		t.Errorf("a minute later it was last used %v ago", -seen())
	}
	written := version()
	w.resume(token)
	if version() != written || written == begun {
		t.Error("it is written twice in a minute")
	}
}

// A slow request reads its session, the person signs out, and the request goes on to say that the session was used.
func TestSecurity06ASlowRequestDoesNotBringASessionBack(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	w.pass(time.Hour)
	slow := make(chan error, 1)
	w.inTx(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE user_id = $1`, ana.ID); err != nil {
			return err
		}
		go func() {
			_, err := w.Resume(t.Context(), token)
			slow <- err
		}()
		w.awaitBlocked(1)
		return nil
	})
	w.expect("the slow request, which began before", <-slow, nil)
	if n := ask[int](w, `SELECT count(*) FROM sessions`); n != 0 {
		t.Errorf("%d sessions stand", n)
	}
	w.alive("afterwards", token, false)
}

func TestSignOutEndsOneSession(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	_, first := w.signIn("Ana")
	_, second := w.signIn("Ana")
	w.must(w.SignOut(t.Context(), home, first))
	w.alive("the one", first, false)
	w.alive("the other", second, true)
	told := len(w.events())
	for _, token := range []string{first, "", "unknown", "\x00"} {
		w.must(w.SignOut(t.Context(), home, token))
	}
	if len(w.events()) != told {
		t.Errorf("signing out of nothing is told: %q", w.events()[told:])
	}
}

func TestSecurity06WhatAnAdministratorChangesCountsAtTheNextRequest(t *testing.T) {
	w := newWorld(t)
	w.demand()
	w.exec(`INSERT INTO units (name) VALUES ('Calidad')`)
	ana, berta := w.person("Ana", access.Staff), w.person("Berta", access.Admin)
	_, token := w.signIn("Ana")
	w.must(w.Update(t.Context(), berta, w.key(), ana.ID, 1, user.Draft{Email: "otra@ejemplo.es", Name: "Ana Gil", Role: access.Director, UnitIDs: []int64{1}}))
	s := w.resume(token)
	if a := s.Actor(); a.Role != access.Director || a.Name != "Ana Gil" || s.Email != "otra@ejemplo.es" || compact(a.Units) != "[1]" {
		t.Errorf("at the next request: %+v", s)
	}
	w.must(w.Disable(t.Context(), berta, w.key(), ana.ID))
	w.alive("disabled", token, false)
	w.must(w.Enable(t.Context(), berta, w.key(), ana.ID))
	w.alive("enabled again", token, false)
}

// Even where a session was left behind, as by a sign-in at the same moment, it lets nobody disabled in.
func TestSecurity06ALeftSessionOfADisabledPersonIsDead(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	w.exec(`UPDATE users SET disabled_at = created_at`)
	w.alive("disabled", token, false)
}

func TestSecurity04WhoeverNeedsASecondFactorMayDoNothingBeforeItIsSetUp(t *testing.T) {
	w := newWorld(t)
	for role, needs := range map[access.Role]bool{access.Admin: true, access.Technician: true, access.Director: false, access.Staff: false} {
		w.person(string(role), role)
		s, _ := w.signIn(string(role))
		if s.Full() == needs || s.MustEnrol() != needs || s.Needed != needs || s.Actor().SignedIn() == needs {
			t.Errorf("%s: full %v, must enrol %v", role, s.Full(), s.MustEnrol())
		}
	}
}

func TestSecurity04TheSettingCountsAtTheNextRequest(t *testing.T) {
	w := newWorld(t)
	ana, berta := w.person("Ana", access.Staff), w.person("Berta", access.Staff)
	w.enrol(berta.ID)
	_, without := w.signIn("Ana")
	started, err := w.SignIn(t.Context(), home, emailOf("Berta"), password)
	w.must(err)
	confirmed, err := w.Confirm(t.Context(), home, started.Token, started.Session, w.code(0))
	w.must(err)

	command := access.Actor{Kind: access.Command}
	store := setting.Store{Pool: w.Pool, Now: w.now}
	for version, roles := range [][]access.Role{{}, {access.Staff}, nil, {access.Admin, access.Staff}, {access.Director}} {
		w.must(store.Save(t.Context(), command, w.key(), setting.Change{
			Name: setting.SecurityName, Version: version, Value: setting.Security{SecondFactor: roles, AuditMonths: 24},
		}))
		needed := len(roles) > 0 && roles[len(roles)-1] == access.Staff
		if s := w.resume(without); s.Full() == needed || s.MustEnrol() != needed || (s.Actor().ID == ana.ID) == needed {
			t.Errorf("with %q: who has none is full %v, must enrol %v", roles, s.Full(), s.MustEnrol())
		}
		if s := w.resume(confirmed.Token); !s.Full() || s.Needed != needed {
			t.Errorf("with %q: who has one is full %v", roles, s.Full())
		}
		if s, err := w.SignIn(t.Context(), home, emailOf("Ana"), password); err != nil || s.MustEnrol() != needed {
			t.Errorf("with %q: a new session must enrol %v, %v", roles, s.MustEnrol(), err)
		}
	}
}

func TestSessionsAreListedToTheirPersonAndEnded(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	begin := func(name, address string) (user.Session, string) {
		t.Helper()
		started, err := w.SignIn(t.Context(), from(address), emailOf(name), password)
		w.must(err)
		return w.resume(started.Token), started.Token
	}
	_, over := begin("Ana", "203.0.113.1")
	w.pass(4 * time.Hour)
	first, firstToken := begin("Ana", "203.0.113.2")
	w.pass(time.Hour)
	_, secondToken := begin("Ana", "203.0.113.3")
	bertas, bertasToken := begin("Berta", "203.0.113.4")

	list, err := w.Sessions(t.Context(), ana.ID)
	if err != nil || len(list) != 2 || list[0].Address != "203.0.113.3" || list[1].Address != "203.0.113.2" || list[1].Device != "Firefox en Linux" ||
		!list[1].CreatedAt.Equal(w.now().Add(-time.Hour)) || !list[0].SeenAt.Equal(w.now()) {
		t.Fatalf("Ana sees %+v, %v", list, err)
	}
	w.expect("another's session", w.EndSession(t.Context(), ana, bertas.ID), fault.NotFound)
	w.expect("no session", w.EndSession(t.Context(), ana, 999), fault.NotFound)
	w.expect("by nobody", w.EndSession(t.Context(), access.Actor{ID: ana.ID, Session: first.ID}, first.ID), fault.SignIn)
	w.expect("all by nobody", w.EndOtherSessions(t.Context(), access.Actor{ID: ana.ID}), fault.SignIn)
	w.alive("Berta's", bertasToken, true)
	w.alive("the first", firstToken, true)

	w.must(w.EndSession(t.Context(), first.Actor(), list[0].ID))
	w.alive("the second", secondToken, false)
	_, third := begin("Ana", "203.0.113.5")
	w.must(w.EndOtherSessions(t.Context(), first.Actor()))
	w.alive("the third", third, false)
	w.alive("the one in which it was asked", firstToken, true)
	w.alive("Berta's", bertasToken, true)
	w.alive("one that was over", over, false)
	told := len(w.events())
	w.must(w.EndOtherSessions(t.Context(), first.Actor()))
	if len(w.events()) != told {
		t.Errorf("ending no session is told: %q", w.events()[told:])
	}
}

// A session that waits for the second factor is none yet.
func TestUnconfirmedSessionsAreNotListedAndEndAfterTenMinutes(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.enrol(ana.ID)
	s, token := w.signIn("Ana")
	if s.Full() || s.Confirmed || s.Actor().SignedIn() || access.Can(s.Actor(), access.UseAccount, access.Target{}) {
		t.Errorf("before the code: %+v", s)
	}
	if list, err := w.Sessions(t.Context(), ana.ID); err != nil || len(list) != 0 {
		t.Errorf("listed: %+v, %v", list, err)
	}
	w.pass(10*time.Minute - time.Microsecond)
	w.alive("a moment before ten minutes", token, true)
	w.pass(time.Microsecond)
	w.alive("after ten minutes", token, false)
	_, err := w.Confirm(t.Context(), home, token, s, w.code(0))
	w.expect("confirming it then", err, fault.SignIn)
}

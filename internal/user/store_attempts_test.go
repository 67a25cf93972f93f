package user_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/user"
)

// try signs in and reports an error other than the one wanted.
func (w *world) try(what string, from user.From, name, password string, want error) {
	w.Helper()
	_, err := w.SignIn(w.Context(), from, emailOf(name), password)
	w.expect(what, err, want)
}

// fail tries a wrong password so many times.
func (w *world) fail(from user.From, name string, times int) {
	w.Helper()
	for n := range times {
		w.try(fmt.Sprintf("wrong attempt %d on %s", n+1, name), from, name, another, user.ErrCredentials)
	}
}

func TestSecurity02TheEleventhAttemptIsRefusedEvenIfItIsRight(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	w.fail(home, "Ana", 10)
	w.try("the eleventh, right", home, "Ana", password, fault.TooMany)
	w.try("the twelfth, wrong", home, "Ana", another, fault.TooMany)
	w.try("another account from there", home, "Berta", password, nil)
	w.try("the account from elsewhere", other, "Ana", password, nil)
	w.try("again from there", home, "Ana", password, fault.TooMany)

	w.pass(15*time.Minute - time.Microsecond)
	w.try("a moment before the window ends", home, "Ana", password, fault.TooMany)
	w.pass(time.Microsecond)
	w.try("when it ends", home, "Ana", password, nil)
}

// Refused attempts must not make the window longer, or whoever keeps trying is never let in again.
func TestSecurity02TheWindowBeginsWithTheFirstAttempt(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.fail(home, "Ana", 1)
	w.pass(14 * time.Minute)
	w.fail(home, "Ana", 9)
	w.try("the eleventh", home, "Ana", password, fault.TooMany)
	w.pass(time.Minute)
	w.fail(home, "Ana", 9)
	w.try("in the next window", home, "Ana", password, nil)
}

func TestARightAttemptTakesTheWrongOnesBack(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	for range 4 {
		w.fail(home, "Ana", 9)
		w.try("the tenth, right", home, "Ana", password, nil)
	}
	for range 120 { // far beyond all bounds, if right ones counted
		w.try("a right one", other, "Ana", password, nil)
	}
}

func TestSecurity02UnknownAccountsAreLimitedAsKnownOnes(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	for _, name := range []string{"Ana", "Nadie"} {
		w.fail(home, name, 10)
		w.try("the eleventh on "+name, home, name, password, fault.TooMany)
	}
}

func TestSecurity02AFloodOnAnAccountLocksNobodyOut(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"Ana", "Berta"} {
		w.person(name, access.Staff)
		w.try("a usual sign-in", home, name, password, nil)
	}
	for n := range 50 {
		w.fail(from(fmt.Sprintf("203.0.113.%d", n)), "Ana", 1)
	}
	w.try("one more address", from("203.0.113.50"), "Ana", another, fault.TooMany)
	w.try("an address that guessed right", from("203.0.113.51"), "Ana", password, fault.TooMany)
	w.try("the account from its usual place", home, "Ana", password, nil)
	w.try("another account from an address of the flood", from("203.0.113.1"), "Berta", password, nil)
	w.try("another account from a new address", other, "Berta", password, nil)
	w.pass(15 * time.Minute)
	w.try("from anywhere once the window is over", from("203.0.113.51"), "Ana", password, nil)
}

func TestSecurity02AFloodFromAnAddressLocksNobodyOut(t *testing.T) {
	w := newWorld(t)
	for n := range 10 {
		w.person(fmt.Sprintf("Persona%d", n), access.Staff)
	}
	w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	w.try("a usual sign-in", home, "Ana", password, nil)
	for n := range 10 {
		w.fail(home, fmt.Sprintf("Persona%d", n), 10)
	}
	w.try("somebody new there", home, "Berta", password, fault.TooMany)
	w.try("an unknown account there", home, "Nadie", password, fault.TooMany)
	w.try("whoever signs in there as a rule", home, "Ana", password, nil)
	w.try("somebody new elsewhere", other, "Berta", password, nil)
	w.try("an account of the flood elsewhere", other, "Persona1", password, nil)
}

// However often one address tries, it locks the account's owner out nowhere else, not even where they never were.
func TestSecurity02OneAddressAloneLocksNobodyOutElsewhere(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.fail(home, "Ana", 10)
	for range 110 {
		w.try("beyond the limit", home, "Ana", another, fault.TooMany)
	}
	w.try("from a new address", other, "Ana", password, nil)
	w.person("Berta", access.Staff)
	w.try("another account from the address", home, "Berta", password, nil)
}

// Even from the usual place, and even at the end of a flood, an account is guessed at only ten times.
func TestSecurity02AKnownAddressIsLimitedToo(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.try("a usual sign-in", home, "Ana", password, nil)
	w.fail(home, "Ana", 10)
	w.try("the eleventh", home, "Ana", password, fault.TooMany)
}

func TestSecurity02ManyAttemptsAtOnceDoNotSlipThrough(t *testing.T) {
	const many = 30
	w := newWorld(t)
	w.hashed(w.person("Ana", access.Staff).ID)
	var errs []error
	compared := hashes(func() {
		errs = together(many, func(int) error {
			_, err := w.SignIn(t.Context(), home, "ana@ejemplo.es", another)
			return err
		})
	})
	if refused, limited := countOf(errs, user.ErrCredentials), countOf(errs, fault.TooMany); refused != 10 || limited != many-10 {
		t.Errorf("%d are refused and %d limited: %v", refused, limited, errors.Join(errs...))
	}
	if compared < 10 || compared > 10.9 {
		t.Errorf("%.2f passwords are compared", compared)
	}
}

// A limit is told once, not for each attempt beyond it: else the flood is in the audit.
func TestAFloodIsToldOnce(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.fail(home, "Ana", 10)
	for range 5 {
		w.try("beyond the limit", home, "Ana", another, fault.TooMany)
	}
	if got, want := w.actions(10), []string{"session.limit"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("told: %v, want %v", got, want)
	}
	for n := range 40 { // beside the ten from home
		w.fail(from(fmt.Sprintf("203.0.113.%d", n)), "Ana", 1)
	}
	told := len(w.events())
	for range 3 {
		w.try("beyond the account's limit", from("203.0.113.99"), "Ana", another, fault.TooMany)
	}
	if got := w.actions(told); len(got) != 1 || got[0] != "session.limit" {
		t.Errorf("told: %v", got)
	}
}

// A right sign-in and an attempt on the same account from the same place touch the same rows; if they did so in
// different orders, each could wait for the other. The keys are hashes, so the order among them is tried by many.
func TestCountingAndPassingDoNotBlockEachOther(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	for n := range 8 {
		attempt := user.AttemptOf("ana@ejemplo.es", ana.ID, from(fmt.Sprintf("203.0.113.%d", n)))
		w.inTx(func(ctx context.Context, tx pgx.Tx) error { return attempt.Count(ctx, tx, w.now()) })
		run := func(do func(context.Context, pgx.Tx, time.Time) error) chan error {
			done := make(chan error, 1)
			go func() {
				done <- pgx.BeginFunc(t.Context(), w.Pool, func(tx pgx.Tx) error { return do(t.Context(), tx, w.now()) })
			}()
			return done
		}
		var counting, passing chan error
		w.inTx(func(ctx context.Context, tx pgx.Tx) error {
			// All three wait for this, each holding what it took before.
			if _, err := tx.Exec(ctx, `SELECT FROM attempts WHERE count > 0 ORDER BY key LIMIT 1 OFFSET $1 FOR UPDATE`, n%3); err != nil {
				return err
			}
			counting = run(attempt.Count)
			time.Sleep(2 * time.Millisecond) // whether it waits depends on which row is held
			passing = run(attempt.Pass)
			w.awaitBlocked(1)
			time.Sleep(2 * time.Millisecond)
			return nil
		})
		w.expect("the attempt", <-counting, nil)
		w.expect("the sign-in", <-passing, nil)
		w.exec(`DELETE FROM attempts`)
	}
}

// Attempts at different things do not add up: who mistyped a password may still mistype a code.
func TestAttemptsAreCountedByWhatIsTried(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.fail(home, "Ana", 10)
	for range 10 {
		w.expect("asking for a link after ten wrong passwords", w.AskReset(t.Context(), home, "ana@ejemplo.es"), nil)
	}
	w.expect("asking once more", w.AskReset(t.Context(), home, "ana@ejemplo.es"), fault.TooMany)
}

func TestSecurity02WhatWasTypedIsNotKept(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.fail(home, "Ana", 2)
	w.try("an unknown account", home, "Cantarranas", password, user.ErrCredentials)
	for n, content := range w.dump("attempts", "known_addresses") {
		for _, canary := range []string{"ejemplo", "cantarranas", home.Address} {
			if bytes.Contains([]byte(content), []byte(canary)) || bytes.Contains([]byte(content), []byte(fmt.Sprintf("%x", canary))) {
				t.Errorf("%s holds %q", n, canary)
			}
		}
	}
}

func TestSecurity19RefusalsAtRoutesAreToldUpToABound(t *testing.T) {
	w := newWorld(t)
	ana, berta := w.person("Ana", access.Staff), w.person("Berta", access.Staff)
	refusal := func(who access.Actor) {
		w.must(w.RecordRefusal(t.Context(), audit.Event{
			At: w.now(), Actor: who, Action: "route.refuse", Object: audit.Object{Type: "route"}, After: map[string]any{"route": "/administracion"},
		}))
	}
	for range 65 {
		refusal(ana)
	}
	refusal(berta)
	if n := len(w.events()); n != 61 {
		t.Errorf("%d refusals are told, want 60 of one and one of the other", n)
	}
	w.pass(15 * time.Minute)
	refusal(ana)
	want := fmt.Sprintf(`route.refuse person:%d on route after {"route": "/administracion"} personal {"address":"192.0.2.1"}`, ana.ID)
	if lines := w.events(); len(lines) != 62 || lines[61] != want {
		t.Errorf("in the next window: %q", lines[len(lines)-1])
	}
}

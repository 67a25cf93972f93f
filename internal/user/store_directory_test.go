package user_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

var errAway = errors.New("the directory does not answer")

// directory is one that knows Ana, and counts how often it is asked.
type directory struct {
	*world
	asked int
}

func newDirectory(t *testing.T) *directory {
	t.Helper()
	d := &directory{world: newWorld(t)}
	d.identify(d.person("Ana", access.Staff).ID, outside("Ana"))
	return d
}

// signIn types a password for a name; "" finds the directory away.
func (d *directory) signIn(from user.From, name, typed string) (user.Started, error) {
	return d.SignInWith(d.Context(), from, "ldap:casa", name, func(context.Context) (user.External, user.Admission, error) {
		d.asked++
		switch typed {
		case "":
			return user.External{}, user.Admission{}, fmt.Errorf("bind: %w", errAway)
		case password:
			return outside("Ana"), user.Admission{}, nil
		}
		return user.External{}, user.Admission{}, fmt.Errorf("bind: %w", user.ErrCredentials)
	})
}

func (d *directory) try(what string, from user.From, name, typed string, want error) {
	d.Helper()
	_, err := d.signIn(from, name, typed)
	d.expect(what, err, want)
}

// flooded fails on Ana's name from so many addresses that only known places may still try.
func (d *directory) flooded() {
	d.Helper()
	for n := range 50 {
		d.try("an attempt of the flood", from(fmt.Sprintf("203.0.113.%d", n)), "ana", another, user.ErrCredentials)
	}
	asked := d.asked
	d.try("from a place that is not known", from("203.0.113.77"), "ana", password, fault.TooMany)
	if d.asked != asked {
		d.Error("the directory is asked beyond the limit")
	}
}

// Whoever tries again and again while the directory is away has made no mistake.
func TestSecurity02AnUnavailableDirectoryTakesTheAttemptBack(t *testing.T) {
	d := newDirectory(t)
	for range 5 {
		d.try("wrong", home, "ana", another, user.ErrCredentials)
	}
	told := len(d.events())
	for range 120 { // beyond all bounds
		d.try("while it is away", home, "ana", "", errAway)
	}
	if got := d.actions(told); len(got) != 0 {
		t.Errorf("told: %v", got)
	}
	if n := ask[int](d.world, `SELECT max(count) FROM attempts`); n != 5 {
		t.Errorf("%d attempts are counted, want the five wrong ones", n)
	}
	for range 5 {
		d.try("wrong", home, "ana", another, user.ErrCredentials)
	}
	d.try("the eleventh that was judged", home, "ana", password, fault.TooMany)
	if n := ask[int](d.world, `SELECT count(*) FROM known_addresses`); n != 0 {
		t.Errorf("%d places are known", n)
	}
}

func TestSecurity02AFloodOnANameOfTheDirectoryLocksNobodyOut(t *testing.T) {
	d := newDirectory(t)
	d.try("a usual sign-in", in(home, "cookie"), "Ana", password, nil)
	d.flooded()
	d.try("at the usual place", home, "ana", password, nil)
	d.try("in the usual browser elsewhere", in(other, "cookie"), " ANA ", password, nil)
	d.try("in another browser elsewhere", in(from("203.0.113.78"), "invented"), "ana", password, fault.TooMany)
	d.try("another name at the usual place", home, "berta", another, user.ErrCredentials)
	d.world.try("her e-mail and password here, of which the flood knows nothing", from("203.0.113.79"), "Ana", password, nil)
	d.pass(15 * time.Minute)
	d.try("from anywhere once the window is over", from("203.0.113.77"), "ana", password, nil)
}

// The second factor is asked for here, after the directory's password.
func TestSecurity02AFloodOnANameOfTheDirectoryLocksNobodyOutWhoConfirms(t *testing.T) {
	for _, confirmed := range []bool{false, true} {
		d := newDirectory(t)
		codes := d.enrol(1)
		for n := range 2 {
			started, err := d.signIn(in(home, "cookie"), "ana", password)
			d.must(err)
			if confirmed {
				_, err = d.Confirm(t.Context(), in(home, "cookie"), started.Token, d.resume(started.Token), codes[n])
				d.must(err)
			}
		}
		want := fault.TooMany
		if confirmed {
			want = nil
		}
		d.flooded()
		d.try(fmt.Sprintf("at the usual place, confirmed %v", confirmed), home, "ana", password, want)
		d.try(fmt.Sprintf("in the usual browser, confirmed %v", confirmed), in(other, "cookie"), "ana", password, want)
	}
}

// A directory and the passwords kept here are different doors to the same account.
func TestNamesOfDifferentDirectoriesAreCountedApart(t *testing.T) {
	d := newDirectory(t)
	for range 10 {
		d.try("wrong", home, "ana", another, user.ErrCredentials)
	}
	_, err := d.SignInWith(t.Context(), home, "ldap:otra", "ana", func(context.Context) (user.External, user.Admission, error) {
		return outside("Ana"), user.Admission{}, nil
	})
	d.expect("the same name in another directory", err, nil)
	d.world.try("the password kept here", home, "Ana", password, nil)
}

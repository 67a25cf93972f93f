package user_test

import (
	"fmt"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// in is somebody in a browser that keeps something of its last sign-in.
func in(from user.From, browser string) user.From {
	from.Browser = browser
	return from
}

// guess signs Ana in with her password from somewhere and gives a code.
func (w *world) guess(from user.From, code string) error {
	w.Helper()
	started, err := w.SignIn(w.Context(), from, "ana@ejemplo.es", password)
	w.must(err)
	_, err = w.Confirm(w.Context(), from, started.Token, w.resume(started.Token), code)
	return err
}

// flooded fails on Ana's account from so many addresses that only known places may still try.
func (w *world) flooded() {
	w.Helper()
	for n := range 50 {
		w.fail(from(fmt.Sprintf("203.0.113.%d", n)), "Ana", 1)
	}
	w.try("from a place that is not known", from("203.0.113.77"), "Ana", password, fault.TooMany)
}

// Six digits are soon found by many who share the work.
func TestSecurity04ManyAddressesTogetherGuessTwentyCodes(t *testing.T) {
	w := newWorld(t)
	codes := w.enrol(w.person("Ana", access.Staff).ID)
	w.expect("at the usual place", w.guess(home, codes[0]), nil)
	told := len(w.events())
	for n := range 30 {
		want := user.ErrCode
		if n >= 20 {
			want = fault.TooMany
		}
		w.expect(fmt.Sprintf("a wrong code from address %d", n+1), w.guess(from(fmt.Sprintf("203.0.113.%d", n)), "000000"), want)
	}
	for name, place := range map[string]user.From{"a new place": other, "a place of the flood": from("203.0.113.3"), "the usual place": home} {
		w.expect("the right code at "+name, w.guess(place, w.code(0)), fault.TooMany)
		w.expect("a recovery code at "+name, w.guess(place, codes[1]), fault.TooMany)
	}
	limits := 0
	for _, action := range w.actions(told) {
		if action == "factor.limit" {
			limits++
		}
	}
	if limits != 1 {
		t.Errorf("the limit is told %d times", limits)
	}
	w.pass(15*time.Minute - time.Microsecond)
	w.expect("a moment before the window ends", w.guess(other, w.code(0)), fault.TooMany)
	w.pass(time.Microsecond)
	w.expect("when it ends", w.guess(other, w.code(0)), nil)
}

// Whoever has one address of IPv6 has as many as they like.
func TestSecurity04ManyAddressesOfOneNetworkCountAsOne(t *testing.T) {
	w := newWorld(t)
	w.enrol(w.person("Ana", access.Staff).ID)
	for n := range 30 {
		want := user.ErrCode
		if n >= 10 {
			want = fault.TooMany
		}
		w.expect(fmt.Sprintf("a wrong code from address %d", n+1), w.guess(from(fmt.Sprintf("2001:db8:0:1::%x", n+1)), "000000"), want)
	}
	w.expect("the right code from that network", w.guess(from("2001:db8:0:1:ffff::"), w.code(0)), fault.TooMany)
	w.expect("the right code from the next one", w.guess(from("2001:db8:0:2::1"), w.code(0)), nil)
}

func TestSecurity02AddressesOfOneNetworkShareTheirAttempts(t *testing.T) {
	for name, c := range map[string]struct {
		one, same, apart string
	}{
		"IPv6":              {"2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:2::1"},
		"another spelling":  {"2001:db8:0:1::1", "2001:0DB8:0000:0001::0001", "2001:db8:1::1"},
		"with a zone":       {"fe80::1%eth0", "fe80::1%eth1", "fe80:0:0:1::1"},
		"IPv4":              {"192.0.2.1", "192.0.2.1", "192.0.2.2"},
		"IPv4 within IPv6":  {"192.0.2.1", "::ffff:192.0.2.1", "::ffff:192.0.2.2"},
		"IPv4 twice within": {"::ffff:192.0.2.1", "::ffff:c000:201", "::ffff:192.0.2.2"},
		"no address at all": {"", "", "192.0.2.2"},
	} {
		w := newWorld(t)
		w.person("Ana", access.Staff)
		w.fail(from(c.one), "Ana", 5)
		w.fail(from(c.same), "Ana", 5)
		w.try(name+": the eleventh", from(c.one), "Ana", password, fault.TooMany)
		w.try(name+": the eleventh from the same", from(c.same), "Ana", password, fault.TooMany)
		w.try(name+": from another network", from(c.apart), "Ana", password, nil)
	}
}

// A place is known to a network, too: who signs in from home gets another address of it every day.
func TestAKnownPlaceIsItsNetwork(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.try("a usual sign-in", from("2001:db8:0:1::1"), "Ana", password, nil)
	w.flooded()
	w.try("another address of the network", from("2001:db8:0:1::2"), "Ana", password, nil)
	w.try("another network", from("2001:db8:0:2::1"), "Ana", password, fault.TooMany)
}

// Else whoever has stolen a password makes the place theirs by it.
func TestSecurity02APasswordAloneMakesNoPlaceKnown(t *testing.T) {
	for _, confirmed := range []bool{false, true} {
		w := newWorld(t)
		w.enrol(w.person("Ana", access.Staff).ID)
		place := in(other, "cookie")
		started, err := w.SignIn(t.Context(), place, "ana@ejemplo.es", password)
		w.must(err)
		_, err = w.Confirm(t.Context(), place, started.Token, w.resume(started.Token), "000000")
		w.expect("a wrong code", err, user.ErrCode)
		if n := ask[int](w, `SELECT count(*) FROM known_addresses`); n != 0 {
			t.Errorf("%d places are known by the password alone", n)
		}
		want := fault.TooMany
		if confirmed {
			_, err = w.Confirm(t.Context(), place, started.Token, w.resume(started.Token), w.code(0))
			w.must(err)
			want = nil
		}
		w.flooded()
		w.try(fmt.Sprintf("at the place, confirmed %v", confirmed), other, "Ana", password, want)
		w.try(fmt.Sprintf("in the browser, confirmed %v", confirmed), in(home, "cookie"), "Ana", password, want)
	}
}

// Colleagues, and whoever wishes them ill, are behind the same address of the office.
func TestSecurity02AKnownBrowserHasAttemptsOfItsOwn(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"Ana", "Berta"} {
		w.person(name, access.Staff)
		w.try("a usual sign-in", in(home, "cookie of "+name), name, password, nil)
	}
	anas := in(home, "cookie of Ana")
	w.fail(in(home, "cookie of Berta"), "Ana", 4)
	w.fail(in(home, "invented"), "Ana", 3)
	w.fail(home, "Ana", 3)
	for name, place := range map[string]user.From{
		"without a browser": home, "in an invented one": in(home, "invented"), "in another invented one": in(home, "invented 2"), "in Berta's": in(home, "cookie of Berta"),
	} {
		w.try("the eleventh "+name, place, "Ana", password, fault.TooMany)
	}
	w.try("in Ana's own", anas, "Ana", password, nil)
	w.try("beside it, as before", home, "Ana", password, fault.TooMany)
	w.try("Ana's is of no use to another account", in(other, "cookie of Ana"), "Berta", password, nil)

	w.fail(anas, "Ana", 5)
	w.fail(in(other, "cookie of Ana"), "Ana", 5)
	w.try("the eleventh in Ana's own", anas, "Ana", password, fault.TooMany)
	w.try("the eleventh in Ana's own elsewhere", in(from("192.0.2.99"), "cookie of Ana"), "Ana", password, fault.TooMany)
	w.pass(15 * time.Minute)
	w.try("when the window is over", anas, "Ana", password, nil)
}

func TestSecurity02AFloodDoesNotReachAKnownBrowser(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"Ana", "Berta"} {
		w.person(name, access.Staff)
		w.try("a usual sign-in", in(home, "cookie of "+name), name, password, nil)
	}
	w.flooded()
	for name, browser := range map[string]string{"no browser": "", "an invented one": "invented", "Berta's": "cookie of Berta"} {
		w.try("elsewhere in "+name, in(other, browser), "Ana", password, fault.TooMany)
	}
	w.try("elsewhere in her own", in(other, "cookie of Ana"), "Ana", password, nil)

	for n := range 10 { // an address that is flooded with all sorts of accounts
		name := fmt.Sprintf("Persona%d", n)
		w.person(name, access.Staff)
		w.fail(from("198.51.100.99"), name, 10)
	}
	w.try("Berta at the flooded address", from("198.51.100.99"), "Berta", password, fault.TooMany)
	w.try("Berta there in an invented browser", in(from("198.51.100.99"), "invented"), "Berta", password, fault.TooMany)
	w.try("Berta there in her own", in(from("198.51.100.99"), "cookie of Berta"), "Berta", password, nil)
}

// What no browser said is not remembered as if one had.
func TestWithoutABrowserOnlyTheAddressIsRemembered(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	w.try("without a browser", home, "Ana", password, nil)
	if n := ask[int](w, `SELECT count(*) FROM known_addresses`); n != 1 {
		t.Errorf("%d places are remembered, want the address", n)
	}
	w.try("with one", in(home, "cookie"), "Ana", password, nil)
	if n := ask[int](w, `SELECT count(*) FROM known_addresses`); n != 2 {
		t.Errorf("%d places are remembered, want the address and the browser", n)
	}
}

// The table of attempts must not be a way to fill the disk, nor the audit.
func TestSecurity02AFloodOfMadeUpAccountsIsCountedUpToABound(t *testing.T) {
	w := newWorld(t)
	for window := range 2 {
		told, rows := len(w.events()), 0
		for n := range 150 {
			want := error(nil)
			if n >= 100 {
				want = fault.TooMany
			}
			w.expect(fmt.Sprintf("attempt %d", n+1), w.AskReset(t.Context(), home, fmt.Sprintf("inventada%d.%d@ejemplo.es", window, n)), want)
			if n == 100 {
				rows = ask[int](w, `SELECT count(*) FROM attempts`)
			}
		}
		if left := ask[int](w, `SELECT count(*) FROM attempts`); left != rows || rows < 201 {
			t.Errorf("window %d: %d rows at the bound, %d in the end", window, rows, left)
		}
		if got := compact(w.actions(told)); got != `["reset.limit"]` {
			t.Errorf("window %d: told %s", window, got)
		}
		w.expect("from elsewhere", w.AskReset(t.Context(), other, "ana@ejemplo.es"), nil)
		w.pass(15 * time.Minute)
		w.must(w.Purge(t.Context()))
	}
}

func TestSecurity02AFloodAtOnceIsToldOnceAndCountedUpToABound(t *testing.T) {
	w := newWorld(t)
	errs := together(130, func(n int) error { return w.AskReset(t.Context(), home, fmt.Sprintf("inventada%d@ejemplo.es", n)) })
	if well, limited := countOf(errs, nil), countOf(errs, fault.TooMany); well != 100 || limited != 30 {
		t.Errorf("%d are counted, %d refused", well, limited)
	}
	if got := compact(w.actions(0)); got != `["reset.limit"]` {
		t.Errorf("told %s", got)
	}
}

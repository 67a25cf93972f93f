package user_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// visitorAt is a visitor at an address.
func visitorAt(address string) access.Actor {
	return access.Actor{Origin: access.Origin{Address: address}}
}

func TestANetworkIsAdmittedSoManyTimesInAWindow(t *testing.T) {
	w := newWorld(t)
	refused := func(address string, want bool) {
		t.Helper()
		got, err := w.Refused(t.Context(), visitorAt(address), user.Bound{Kind: "intake", Object: "challenge", Most: 3})
		if w.must(err); got != want {
			t.Errorf("%s is refused: %v, want %v", address, got, want)
		}
	}
	for range 3 {
		refused("192.0.2.7", false)
		w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 3}))
	}
	refused("192.0.2.7", true)
	w.expect("the fourth", w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 3}), fault.TooMany)
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.8"), user.Bound{Kind: "intake", Object: "challenge", Most: 3}))
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "reto_code", Object: "challenge", Most: 3}))
	if n := ask[int](w, `SELECT count(*) FROM attempts WHERE position('192.0.2' IN encode(key, 'escape')) > 0`); n != 0 {
		t.Error("an address is kept")
	}
	if got := w.events(); len(got) != 1 || !strings.HasPrefix(got[0], "intake.limit anonymous") || strings.Contains(got[0], "192.0.2") {
		t.Errorf("events tell %q, want that the bound was reached, once and of nobody", got)
	}
	w.pass(16 * time.Minute)
	refused("192.0.2.7", false)
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 3}))
}

func TestWhatIsRefusedDoesNotMakeTheWindowLonger(t *testing.T) {
	w := newWorld(t)
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 1}))
	for range 3 {
		w.pass(5*time.Minute - time.Second)
		w.expect("another", w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 1}), fault.TooMany)
	}
	w.pass(time.Minute)
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 1}))
}

func TestANetworkOfIPv6IsOne(t *testing.T) {
	w := newWorld(t)
	w.must(w.Admit(t.Context(), visitorAt("2001:db8:1:2::1"), user.Bound{Kind: "intake", Object: "challenge", Most: 1}))
	w.expect("a neighbour", w.Admit(t.Context(), visitorAt("2001:db8:1:2:ffff::2"), user.Bound{Kind: "intake", Object: "challenge", Most: 1}), fault.TooMany)
	w.must(w.Admit(t.Context(), visitorAt("2001:db8:1:3::1"), user.Bound{Kind: "intake", Object: "challenge", Most: 1}))
}

func TestManyAtOnceAreNotAdmittedMoreOften(t *testing.T) {
	w := newWorld(t)
	var group sync.WaitGroup
	admitted := make(chan bool, 20)
	for range 20 {
		group.Go(func() {
			admitted <- w.Admit(t.Context(), visitorAt("192.0.2.7"), user.Bound{Kind: "intake", Object: "challenge", Most: 5}) == nil
		})
	}
	group.Wait()
	close(admitted)
	n := 0
	for one := range admitted {
		if one {
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d are admitted, want 5", n)
	}
}

// Whoever is signed in is held back by their own account, and adds to what the network has done.
func TestAnAccountIsBoundByItself(t *testing.T) {
	w := newWorld(t)
	b := user.Bound{Kind: "reto_code", Object: "challenge", Most: 2}
	ana := access.Actor{Kind: access.Person, ID: 1, Role: access.Staff, Origin: access.Origin{Address: "192.0.2.7"}}
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), b))
	w.must(w.Admit(t.Context(), visitorAt("192.0.2.7"), b))
	w.must(w.Admit(t.Context(), ana, b))
	w.must(w.Admit(t.Context(), ana, b))
	w.expect("her third", w.Admit(t.Context(), ana, b), fault.TooMany)
	w.expect("a visitor beside her", w.Admit(t.Context(), visitorAt("192.0.2.7"), b), fault.TooMany)
	other := ana
	other.ID = 2
	w.must(w.Admit(t.Context(), other, b))
}

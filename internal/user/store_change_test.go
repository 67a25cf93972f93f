package user_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

var carla = user.Draft{Email: "carla@ejemplo.es", Name: "Carla", Role: access.Staff}

// administered are all the changes that an administrator makes to a person.
func administered(w *world) map[string]func(actor access.Actor, key string, id int64) error {
	return map[string]func(access.Actor, string, int64) error{
		"invite": func(a access.Actor, key string, _ int64) error {
			_, _, err := w.Invite(w.Context(), a, key, carla)
			return err
		},
		"update":       func(a access.Actor, key string, id int64) error { return w.Update(w.Context(), a, key, id, 0, carla) },
		"disable":      func(a access.Actor, key string, id int64) error { return w.Disable(w.Context(), a, key, id) },
		"enable":       func(a access.Actor, key string, id int64) error { return w.Enable(w.Context(), a, key, id) },
		"reset factor": func(a access.Actor, key string, id int64) error { return w.ResetFactor(w.Context(), a, key, id) },
		"end sessions": func(a access.Actor, key string, id int64) error { return w.EndAllSessions(w.Context(), a, key, id) },
		"unlink":       func(a access.Actor, key string, id int64) error { return w.Unlink(w.Context(), a, key, id) },
		"new link": func(a access.Actor, key string, id int64) error {
			_, _, err := w.NewLink(w.Context(), a, key, id)
			return err
		},
	}
}

func TestOnlyAdministratorsChangePeople(t *testing.T) {
	for _, c := range []struct {
		kind access.Kind
		role access.Role
		want error
	}{
		{access.Anonymous, access.Nobody, fault.SignIn},
		{access.Anonymous, access.Admin, fault.SignIn}, // a kind that was forgotten
		{access.Person, access.Nobody, fault.Forbidden},
		{access.Person, access.Staff, fault.Forbidden},
		{access.Person, access.Technician, fault.Forbidden},
		{access.Person, access.Director, fault.Forbidden},
		{access.Person, access.Admin, nil},
		{access.Command, access.Nobody, nil},
	} {
		w := newWorld(t)
		w.person("Berta", access.Admin)
		actor := access.Actor{Kind: c.kind, Role: c.role}
		if c.kind == access.Person {
			actor = w.person("Ana", access.Staff)
			actor.Role = c.role
		}
		target := w.person("Dora", access.Staff).ID
		tables := []string{"users", "links", "sessions", "audit_events", "submissions"}
		before := compact(w.dump(tables...))
		for name, do := range administered(w) {
			w.expect(string(c.kind)+" "+string(c.role)+", "+name, do(actor, w.key(), target), c.want)
			w.clear(carla.Email)
		}
		if after := compact(w.dump(tables...)); (after == before) != (c.want != nil) {
			t.Errorf("%s %s: something was written: %v", c.kind, c.role, after != before)
		}
		_, _, err := w.People(t.Context(), actor, user.Query{Limit: 10})
		w.expect(string(c.role)+", list", err, c.want)
		_, err = w.FindByEmail(t.Context(), actor, "berta@ejemplo.es")
		w.expect(string(c.role)+", find by e-mail", err, c.want)
	}
}

// clear makes an e-mail free for the next.
func (w *world) clear(email string) {
	w.Helper()
	w.exec(`UPDATE users SET email = id || '.' || email WHERE email = $1`, email)
}

func TestChangesOfNobodyAreNotFound(t *testing.T) {
	w := newWorld(t)
	berta := w.person("Berta", access.Admin)
	for name, do := range administered(w) {
		if name != "invite" {
			w.expect(name, do(berta, w.key(), 999), fault.NotFound)
		}
	}
	if lines := w.events(); len(lines) != 0 {
		t.Errorf("told: %q", lines)
	}
}

func TestSecurity18TheSameFormTwiceChangesOnce(t *testing.T) {
	w := newWorld(t)
	berta := w.person("Berta", access.Admin)
	for name, do := range administered(w) {
		id := w.person(strings.ReplaceAll("De "+name, " ", "."), access.Staff).ID
		key := w.key()
		w.expect(name, do(berta, key, id), nil)
		before := w.dump("users", "links", "sessions", "audit_events", "user_units")
		w.expect(name+" again", do(berta, key, id), nil)
		if after := w.dump("users", "links", "sessions", "audit_events", "user_units"); compact(after) != compact(before) {
			t.Errorf("%s: the repeat changes something", name)
		}
		if n := ask[int](w, `SELECT repeats FROM submissions WHERE key = $1`, key); n != 1 {
			t.Errorf("%s: %d repeats are counted", name, n)
		}
		w.clear(carla.Email)
	}
}

func TestSecurity18AKeyOfAnotherFormIsBadInput(t *testing.T) {
	w := newWorld(t)
	berta, other := w.person("Berta", access.Admin), w.person("Dora", access.Admin)
	ana := w.person("Ana", access.Staff)
	used := w.key()
	w.must(w.Enable(t.Context(), berta, used, ana.ID))
	for name, do := range administered(w) {
		w.expect(name+" with somebody else's key", do(other, used, ana.ID), fault.BadInput)
		if name != "enable" {
			w.expect(name+" with the key of another action", do(berta, used, ana.ID), fault.BadInput)
		}
		for _, key := range []string{"", "short", strings.Repeat("k", 65), "k23456789-1234567890", "k2345678901234567890\n", "k2345678901234567890\x00", "\xff"} {
			w.expect(name+" with the key "+key, do(berta, key, ana.ID), fault.BadInput)
		}
	}
	if lines := w.events(); len(lines) != 1 {
		t.Errorf("told: %q", lines)
	}
}

func TestSecurity18AnInvitationThatComesTwiceShowsItsLinkOnce(t *testing.T) {
	w := newWorld(t)
	berta, key := w.person("Berta", access.Admin), w.key()
	id, token, err := w.Invite(t.Context(), berta, key, carla)
	if err != nil || token == "" {
		t.Fatalf("%q, %v", token, err)
	}
	again, second, err := w.Invite(t.Context(), berta, key, carla)
	if again != id || second != "" || err != nil {
		t.Errorf("again: %d with %q, %v; want %d without a link", again, second, err, id)
	}
	_, err = w.OpenLink(t.Context(), token)
	w.expect("the link", err, nil)
	linkKey := w.key()
	made, _, err := w.NewLink(t.Context(), berta, linkKey, id)
	w.must(err)
	second, _, err = w.NewLink(t.Context(), berta, linkKey, id)
	if second != "" || err != nil {
		t.Errorf("a new link again: %q, %v", second, err)
	}
	_, err = w.OpenLink(t.Context(), made)
	w.expect("the new link", err, nil)
}

func TestSecurity18OfManyInvitationsAtOnceOneIsMade(t *testing.T) {
	w := newWorld(t)
	berta, key := w.person("Berta", access.Admin), w.key()
	var tokens [6]string
	errs := together(len(tokens), func(n int) (err error) {
		_, tokens[n], err = w.Invite(t.Context(), berta, key, carla)
		return err
	})
	shown := strings.Join(tokens[:], "")
	if countOf(errs, nil) != len(tokens) || len(shown) != 26 || ask[int](w, `SELECT count(*) FROM users`) != 2 {
		t.Errorf("%v, shown %q", errs, tokens)
	}
}

func TestInviteMakesWhoCannotSignInYet(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO units (name) VALUES ('Calidad'), ('Personas')`)
	berta := w.person("Berta", access.Admin)
	id, _, err := w.Invite(t.Context(), berta, w.key(), user.Draft{Email: " Carla@Ejemplo.ES ", Name: " Carla  Gil ", Role: access.Director, UnitIDs: []int64{2, 99, 2, 1}})
	w.must(err)
	u, err := w.Find(t.Context(), berta, id)
	w.must(err)
	if u.Email != "carla@ejemplo.es" || u.Name != "Carla Gil" || u.Role != access.Director || compact(u.UnitIDs) != "[1,2]" || compact(u.Units) != `["Calidad","Personas"]` ||
		!u.Invited || !u.Pending() || u.HasPassword || u.HasFactor || u.Disabled() || u.Version != 1 || !u.CreatedAt.Equal(w.now()) || !u.SeenAt.IsZero() {
		t.Errorf("made: %+v", u)
	}
	w.pass(7 * 24 * time.Hour)
	if u, err = w.Find(t.Context(), berta, id); err != nil || u.Invited || !u.Pending() {
		t.Errorf("when the invitation is over: %+v, %v", u, err)
	}
	_, _, err = w.Invite(t.Context(), berta, w.key(), user.Draft{})
	w.invalid("an empty form", err, "email", "name", "role")
}

func TestAnEmailThatSomebodyHasIsToldAtItsField(t *testing.T) {
	w := newWorld(t)
	berta, ana := w.person("Berta", access.Admin), w.person("Ana", access.Staff)
	taken := user.Draft{Email: "BERTA@ejemplo.es", Name: "Otra", Role: access.Staff}
	_, _, err := w.Invite(t.Context(), berta, w.key(), taken)
	w.invalid("invite", err, "email")
	w.invalid("update", w.Update(t.Context(), berta, w.key(), ana.ID, 1, taken), "email")
	s, _ := w.signIn("Ana")
	_, err = w.ChangeEmail(t.Context(), s.Actor(), user.Proof{Key: w.key(), Password: password}, "Berta@ejemplo.es", false)
	w.invalid("change one's own", err, "email")
	if got := ask[string](w, `SELECT email FROM users WHERE id = $1`, ana.ID); got != "ana@ejemplo.es" {
		t.Errorf("Ana's e-mail is %s", got)
	}
}

func TestSecurity18AnOldVersionIsAConflict(t *testing.T) {
	w := newWorld(t)
	berta, ana := w.person("Berta", access.Admin), w.person("Ana", access.Staff)
	edit := func(version int, name string) error {
		return w.Update(t.Context(), berta, w.key(), ana.ID, version, user.Draft{Email: "ana@ejemplo.es", Name: name, Role: access.Staff})
	}
	w.expect("the version that was shown", edit(1, "Ana Uno"), nil)
	w.expect("the same again", edit(1, "Ana Dos"), fault.Conflict)
	w.expect("one that is to come", edit(3, "Ana Dos"), fault.Conflict)
	errs := together(4, func(n int) error {
		return w.Update(t.Context(), berta, "concurrent00000000000"+string(rune('a'+n)), ana.ID, 2, user.Draft{Email: "ana@ejemplo.es", Name: "Ana Dos", Role: access.Staff})
	})
	if countOf(errs, nil) != 1 || countOf(errs, fault.Conflict) != 3 {
		t.Errorf("four at once: %v", errs)
	}
	if got := ask[string](w, `SELECT name || ' ' || version FROM users WHERE id = $1`, ana.ID); got != "Ana Dos 3" {
		t.Errorf("kept: %s", got)
	}
}

func TestEveryChangeOfAPersonRaisesTheVersion(t *testing.T) {
	w := newWorld(t)
	berta := w.person("Berta", access.Admin)
	for name, do := range administered(w) {
		if name == "invite" || name == "end sessions" || name == "new link" || name == "unlink" { // nothing that a form shows
			continue
		}
		id := w.person(strings.ReplaceAll("De "+name, " ", "."), access.Staff).ID
		w.must(do(berta, w.key(), id))
		if v := ask[int](w, `SELECT version FROM users WHERE id = $1`, id); v != 2 {
			t.Errorf("%s: version %d", name, v)
		}
		w.clear(carla.Email)
	}
}

func TestUpdateSetsTheUnits(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO units (name) VALUES ('Calidad'), ('Personas'), ('Proyectos')`)
	ana := w.person("Ana", access.Staff)
	for _, c := range []struct {
		units []int64
		want  string
	}{{[]int64{1, 2}, "[1,2]"}, {[]int64{3, 2}, "[2,3]"}, {nil, "[]"}, {[]int64{1, 99}, "[1]"}} {
		w.must(w.Update(t.Context(), command, w.key(), ana.ID, 0, user.Draft{Email: "ana@ejemplo.es", Name: "Ana", Role: access.Staff, UnitIDs: c.units}))
		if u, err := w.Find(t.Context(), command, ana.ID); err != nil || compact(u.UnitIDs) != c.want {
			t.Errorf("%v are kept as %v, %v", c.units, u.UnitIDs, err)
		}
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	w := newWorld(t)
	ana, berta := w.person("Ana", access.Admin), w.person("Berta", access.Admin)
	w.person("Dora", access.Technician)
	demote := func(id int64, name string) error {
		return w.Update(t.Context(), command, w.key(), id, 0, user.Draft{Email: emailOf(name), Name: name, Role: access.Technician})
	}
	w.must(w.Disable(t.Context(), ana, w.key(), berta.ID))
	for range 2 { // a disabled one administers nothing, whatever their role
		w.expect("disabling the last", w.Disable(t.Context(), ana, w.key(), ana.ID), user.ErrLastAdmin)
		w.expect("demoting the last", demote(ana.ID, "Ana"), user.ErrLastAdmin)
	}
	w.must(w.Update(t.Context(), command, w.key(), ana.ID, 0, user.Draft{Email: "ana@ejemplo.es", Name: "Ana Gil", Role: access.Admin}))
	w.must(w.Enable(t.Context(), ana, w.key(), berta.ID))
	w.expect("demoting one of two", demote(ana.ID, "Ana"), nil)
	w.expect("demoting the other", demote(berta.ID, "Berta"), user.ErrLastAdmin)
	w.expect("disabling a demoted one", w.Disable(t.Context(), command, w.key(), ana.ID), nil)
}

func TestOfTwoWhoTakeEachOtherAwayOneStays(t *testing.T) {
	for _, name := range []string{"demoted", "disabled"} {
		w := newWorld(t)
		ana, berta := w.person("Ana", access.Admin), w.person("Berta", access.Admin)
		takeAway := func(actor, victim access.Actor) func() error {
			key := w.key()
			return func() error {
				if name == "disabled" {
					return w.Disable(t.Context(), actor, key, victim.ID)
				}
				return w.Update(t.Context(), actor, key, victim.ID, 0, user.Draft{Email: emailOf(victim.Name), Name: victim.Name, Role: access.Staff})
			}
		}
		errs := w.atOnce(allPeople, takeAway(ana, berta), takeAway(berta, ana))
		if countOf(errs, nil) != 1 || countOf(errs, user.ErrLastAdmin) != 1 {
			t.Errorf("%s: %v", name, errs)
		}
		if n := ask[int](w, `SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL`); n != 1 {
			t.Errorf("%s: %d administrators are left", name, n)
		}
	}
}

// With three nobody need be refused, and two changes at once must not wait for each other.
func TestTwoChangesOfDifferentAdministratorsBothGoThrough(t *testing.T) {
	w := newWorld(t)
	w.person("Dora", access.Admin)
	demote := func(victim access.Actor) func() error {
		key := w.key()
		return func() error {
			return w.Update(t.Context(), command, key, victim.ID, 0, user.Draft{Email: emailOf(victim.Name), Name: victim.Name, Role: access.Staff})
		}
	}
	if err := errors.Join(w.atOnce(allPeople, demote(w.person("Ana", access.Admin)), demote(w.person("Berta", access.Admin)))...); err != nil {
		t.Error(err)
	}
}

func TestDisableEndsSessionsAndLinksAndEnableBringsNoneBack(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	_, token := w.signIn("Ana")
	_, bertas := w.signIn("Berta")
	link, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	w.must(w.Disable(t.Context(), command, w.key(), ana.ID))
	first := ask[time.Time](w, `SELECT disabled_at FROM users WHERE id = $1`, ana.ID)
	w.pass(time.Minute)
	w.must(w.Disable(t.Context(), command, w.key(), ana.ID))
	if again := ask[time.Time](w, `SELECT disabled_at FROM users WHERE id = $1`, ana.ID); !again.Equal(first) {
		t.Errorf("disabling again moves it from %v to %v", first, again)
	}
	w.try("while disabled", home, "Ana", password, user.ErrCredentials)
	w.must(w.Enable(t.Context(), command, w.key(), ana.ID))
	w.alive("Ana's session", token, false)
	w.alive("Berta's", bertas, true)
	_, err = w.OpenLink(t.Context(), link)
	w.expect("Ana's link", err, user.ErrLink)
	w.try("when enabled again", home, "Ana", password, nil)
}

func TestResetFactorTakesItAwayAndEndsTheSessions(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	_, token := w.signIn("Ana")
	w.enrol(ana.ID)
	w.must(w.ResetFactor(t.Context(), command, w.key(), ana.ID))
	w.alive("the session", token, false)
	if s, _ := w.signIn("Ana"); s.HasFactor || !s.Full() {
		t.Errorf("afterwards: %+v", s)
	}
	if left, err := w.CountRecoveryCodes(t.Context(), ana); left != 0 || err != nil {
		t.Errorf("%d recovery codes are left, %v", left, err)
	}
}

func TestEndAllSessionsEndsThoseOfOnePerson(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.person("Berta", access.Staff)
	_, first := w.signIn("Ana")
	_, second := w.signIn("Ana")
	_, bertas := w.signIn("Berta")
	w.must(w.EndAllSessions(t.Context(), command, w.key(), ana.ID))
	w.alive("one", first, false)
	w.alive("another", second, false)
	w.alive("Berta's", bertas, true)
}

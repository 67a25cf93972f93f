package user_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

const issuer = "https://identidad.ejemplo.es"

// outside is somebody as the organisation's accounts know them.
func outside(name string) user.External {
	return user.External{Issuer: issuer, Subject: "s-" + name, Name: name, Email: emailOf(name), Groups: []string{"plan"}}
}

// byGroups is an admission by a provider that decides the role.
func byGroups(role access.Role) user.Admission { return user.Admission{Roles: true, Role: role} }

// identify links somebody to an account of the organisation behind the store's back.
func (w *world) identify(id int64, x user.External) {
	w.Helper()
	w.exec(`INSERT INTO identities (issuer, subject, user_id, created_at) VALUES ($1, $2, $3, $4)`, x.Issuer, x.Subject, id, w.now())
}

func TestStrangersAreNotLetIn(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.identify(ana.ID, outside("Ana"))
	for name, c := range map[string]struct {
		x   user.External
		how user.Admission
	}{
		"unknown":                         {outside("Nadie"), user.Admission{}},
		"unknown, with a role in vain":    {outside("Nadie"), user.Admission{Role: access.Admin}},
		"unknown and in no group":         {outside("Nadie"), byGroups(access.Nobody)},
		"unknown, with a role that is no": {outside("Nadie"), byGroups("boss")},
		"unknown and without an e-mail":   {user.External{Issuer: issuer, Subject: "s", Name: "N"}, byGroups(access.Staff)},
		"an e-mail that is none":          {user.External{Issuer: issuer, Subject: "s", Name: "N", Email: "no"}, byGroups(access.Staff)},
		"known but in no group any more":  {outside("Ana"), byGroups(access.Nobody)},
		"the same subject of another":     {user.External{Issuer: "https://otra.ejemplo", Subject: "s-Ana", Email: "ana@ejemplo.es"}, user.Admission{}},
		"no subject":                      {user.External{Issuer: issuer, Email: "ana@ejemplo.es"}, user.Admission{}},
		"an invitation that is none":      {outside("Nadie"), user.Admission{Invitation: "nothing"}},
	} {
		_, err := w.SignInExternal(t.Context(), home, c.x, c.how)
		w.expect(name, err, user.ErrNoAccount)
	}
	if n := ask[int](w, `SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM users)`); n != 1 {
		t.Errorf("%d people and sessions", n)
	}
}

func TestAnEmailOfSomebodyHereIsNoProof(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Admin)
	for _, how := range []user.Admission{{}, byGroups(access.Admin), {Roles: true, Role: access.Admin, SecondFactor: true}} {
		_, err := w.SignInExternal(t.Context(), home, outside("Ana"), how)
		w.expect("with Ana's e-mail", err, user.ErrNoAccount)
	}
	if n := ask[int](w, `SELECT (SELECT count(*) FROM identities) + (SELECT count(*) FROM sessions)`); n != 0 {
		t.Errorf("%d identities and sessions", n)
	}
}

func TestAnInvitationLinksAnAccountOfTheOrganisation(t *testing.T) {
	w := newWorld(t)
	id, invitation := w.invite("Carla")
	x := outside("Otra") // the invitation is the proof, whatever the account's name is
	started, err := w.SignInExternal(t.Context(), home, x, user.Admission{Invitation: invitation})
	w.must(err)
	if s := w.resume(started.Token); s.User.ID != id || s.User.Name != "Carla" || s.Email != "carla@ejemplo.es" || !s.Full() {
		t.Errorf("signed in as %+v", s)
	}
	_, err = w.SignInExternal(t.Context(), home, outside("Tercera"), user.Admission{Invitation: invitation})
	w.expect("the invitation again", err, user.ErrNoAccount)
	again, err := w.SignInExternal(t.Context(), home, x, user.Admission{})
	if err != nil || again.User.ID != id {
		t.Errorf("from now on: %+v, %v", again.Session, err)
	}
	if u, err := w.Find(t.Context(), command, id); err != nil || u.Pending() || u.Identities != 1 || u.HasPassword {
		t.Errorf("found: %+v, %v", u, err)
	}
}

// Only an invitation links: whoever may set a password is not thereby somebody of the organisation.
func TestAResetLinksNothing(t *testing.T) {
	w := newWorld(t)
	w.person("Ana", access.Staff)
	reset, err := w.Forgot(t.Context(), home, "ana@ejemplo.es")
	w.must(err)
	_, err = w.SignInExternal(t.Context(), home, outside("Otra"), user.Admission{Invitation: reset})
	w.expect("with a reset", err, user.ErrNoAccount)
	_, err = w.OpenLink(t.Context(), reset)
	w.expect("which is not used up", err, nil)
}

func TestARoleOfTheProvidersGroupsMakesAPersonAndIsFollowed(t *testing.T) {
	w := newWorld(t)
	w.demand()
	w.person("Berta", access.Admin)
	signIn := func(how user.Admission) user.Session {
		t.Helper()
		started, err := w.SignInExternal(t.Context(), home, outside("Carla"), how)
		w.must(err)
		return w.resume(started.Token)
	}
	first := signIn(byGroups(access.Staff))
	if first.User.Name != "Carla" || first.Email != "carla@ejemplo.es" || first.User.Role != access.Staff || !first.Full() {
		t.Errorf("made: %+v", first)
	}
	for _, role := range []access.Role{access.Director, access.Admin, access.Technician, access.Staff} {
		if s := signIn(byGroups(role)); s.User.Role != role || s.User.ID != first.User.ID {
			t.Errorf("with the groups of %s: %+v", role, s)
		}
	}
	version := ask[int](w, `SELECT version FROM users WHERE id = $1`, first.User.ID)
	if s := signIn(byGroups(access.Staff)); s.User.Role != access.Staff || ask[int](w, `SELECT version FROM users WHERE id = $1`, first.User.ID) != version {
		t.Error("the same role is written again")
	}
	// A provider that decides no roles leaves the one that is here.
	if s := signIn(user.Admission{Role: access.Admin}); s.User.Role != access.Staff {
		t.Errorf("without roles: %+v", s)
	}
	unnamed, err := w.SignInExternal(t.Context(), home, user.External{Issuer: issuer, Subject: "u", Email: "u@ejemplo.es"}, byGroups(access.Staff))
	if err != nil || unnamed.User.Name != "u@ejemplo.es" {
		t.Errorf("without a name: %+v, %v", unnamed.Session, err)
	}
}

// The provider decides the role at every sign-in, that with an invitation too.
func TestARoleOfTheProvidersGroupsHoldsWithAnInvitationToo(t *testing.T) {
	w := newWorld(t)
	w.person("Berta", access.Admin)
	_, invitation := w.invite("Carla")
	w.exec(`UPDATE users SET role = 'technician' WHERE name = 'Carla'`)
	started, err := w.SignInExternal(t.Context(), home, outside("Carla"), user.Admission{Roles: true, Role: access.Director, Invitation: invitation})
	w.must(err)
	if s := w.resume(started.Token); s.User.Role != access.Director || !s.Full() {
		t.Errorf("signed in as %+v", s)
	}
}

func TestAProviderDoesNotTakeTheLastAdministratorAway(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Admin)
	w.identify(ana.ID, outside("Ana"))
	started, err := w.SignInExternal(t.Context(), home, outside("Ana"), byGroups(access.Staff))
	if err != nil || started.User.Role != access.Admin {
		t.Errorf("the last one: %+v, %v", started.Session, err)
	}
	w.person("Berta", access.Admin)
	started, err = w.SignInExternal(t.Context(), home, outside("Ana"), byGroups(access.Staff))
	if err != nil || started.User.Role != access.Staff {
		t.Errorf("one of two: %+v, %v", started.Session, err)
	}
}

func TestDisabledPeopleOfTheOrganisationAreNotLetIn(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.person("Berta", access.Admin)
	w.identify(ana.ID, outside("Ana"))
	w.exec(`UPDATE users SET disabled_at = created_at WHERE id = $1`, ana.ID)
	for _, how := range []user.Admission{{}, byGroups(access.Admin)} {
		_, err := w.SignInExternal(t.Context(), home, outside("Ana"), how)
		w.expect("disabled", err, user.ErrNoAccount)
	}
	if role := ask[access.Role](w, `SELECT role FROM users WHERE id = $1`, ana.ID); role != access.Staff {
		t.Errorf("refused, but made %s", role)
	}
}

func TestSecurity04AProviderThatAsksForASecondFactorReplacesOurs(t *testing.T) {
	for name, c := range map[string]struct {
		elsewhere, own        bool
		full, enrol, answered bool
	}{
		"none of the two":    {full: false, enrol: true, answered: true},
		"the provider's":     {elsewhere: true, full: true, answered: true},
		"ours":               {own: true},
		"both, so one is it": {elsewhere: true, own: true, full: true, answered: true},
	} {
		w := newWorld(t)
		ana := w.person("Ana", access.Admin)
		w.identify(ana.ID, outside("Ana"))
		if c.own {
			w.enrol(ana.ID)
		}
		started, err := w.SignInExternal(t.Context(), home, outside("Ana"), user.Admission{SecondFactor: c.elsewhere})
		w.must(err)
		s := w.resume(started.Token)
		if s.Full() != c.full || s.MustEnrol() != c.enrol || s.Confirmed != c.answered || s.Elsewhere != c.elsewhere {
			t.Errorf("%s: %+v", name, s)
		}
		if compact(started.Full()) != compact(s.Full()) || started.MustEnrol() != s.MustEnrol() {
			t.Errorf("%s: begun as %+v, resumed as %+v", name, started.Session, s)
		}
		if c.own && !c.elsewhere {
			confirmed, err := w.Confirm(t.Context(), home, started.Token, s, w.code(0))
			if err != nil || !confirmed.Full() {
				t.Errorf("%s: with our code %+v, %v", name, confirmed.Session, err)
			}
		}
	}
}

func TestTwoFirstSignInsAtOnceMakeOnePerson(t *testing.T) {
	w := newWorld(t)
	errs := together(2, func(int) error {
		_, err := w.SignInExternal(t.Context(), home, outside("Carla"), byGroups(access.Staff))
		return err
	})
	if n := ask[int](w, `SELECT count(*) FROM users`); n != 1 || countOf(errs, nil) < 1 {
		t.Errorf("%d people, %v", n, errs)
	}
	_, err := w.SignInExternal(t.Context(), home, outside("Carla"), byGroups(access.Staff))
	w.expect("afterwards", err, nil)
}

func TestSecurity02AttemptsWithThePasswordOfADirectoryAreLimited(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.identify(ana.ID, outside("Ana"))
	asked := 0
	signIn := func(from user.From, name, typed string) error {
		_, err := w.SignInWith(t.Context(), from, "ldap:casa", name, func(context.Context) (user.External, user.Admission, error) {
			asked++
			if typed != password {
				return user.External{}, user.Admission{}, fmt.Errorf("bind: %w", user.ErrCredentials)
			}
			return outside("Ana"), user.Admission{}, nil
		})
		return err
	}
	for n := range 10 { // a directory takes all of these for one name
		w.expect("wrong", signIn(home, []string{"ana", "ANA", " Ana", "Aná"}[n%4], another), user.ErrCredentials)
	}
	w.expect("the eleventh, right", signIn(home, "ana", password), fault.TooMany)
	if asked != 10 {
		t.Errorf("the directory is asked %d times", asked)
	}
	w.expect("another name from there", signIn(home, "berta", another), user.ErrCredentials)
	for range 3 {
		w.expect("from elsewhere", signIn(other, "ana", password), nil)
	}
	broken := errors.New("the directory does not answer")
	_, err := w.SignInWith(t.Context(), other, "ldap:casa", "ana", func(context.Context) (user.External, user.Admission, error) {
		return user.External{}, user.Admission{}, broken
	})
	if !errors.Is(err, broken) || errors.Is(err, user.ErrCredentials) {
		t.Errorf("when the directory is away: %v", err)
	}
	_, err = w.SignInWith(t.Context(), other, "ldap:casa", "nadie", func(context.Context) (user.External, user.Admission, error) {
		return outside("Nadie"), user.Admission{}, nil
	})
	w.expect("a stranger with the right password", err, user.ErrNoAccount)
}

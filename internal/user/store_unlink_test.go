package user_test

import (
	"slices"
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

func TestUnlinkTakesTheAccountsOfTheOrganisationAway(t *testing.T) {
	w := newWorld(t)
	w.demand()
	ana, boss := w.person("Ana", access.Staff), w.person("Berta", access.Admin)
	second := user.External{Issuer: "https://otra.ejemplo", Subject: "s-Ana"}
	w.identify(ana.ID, outside("Ana"))
	w.identify(ana.ID, second)
	w.identify(boss.ID, outside("Berta"))
	_, own := w.signIn("Ana")
	_, bosss := w.signIn("Berta")
	elsewhere, err := w.SignInExternal(t.Context(), home, outside("Ana"), user.Admission{})
	w.must(err)
	told := len(w.events())
	w.must(w.Unlink(t.Context(), boss, w.key(), ana.ID))
	w.alive("that with the password", own, false)
	w.alive("that with the account", elsewhere.Token, false)
	w.alive("Berta's", bosss, true)
	for _, x := range []user.External{outside("Ana"), second} {
		_, err = w.SignInExternal(t.Context(), home, x, user.Admission{})
		w.expect("with the account "+x.Issuer, err, user.ErrNoAccount)
	}
	_, err = w.SignInExternal(t.Context(), home, outside("Berta"), user.Admission{})
	w.expect("Berta with hers", err, nil)
	w.try("with the password", home, "Ana", password, nil)
	if u, err := w.Find(t.Context(), boss, ana.ID); err != nil || u.Identities != 0 || u.Pending() {
		t.Errorf("found: %+v, %v", u, err)
	}
	want := `user.unlink person:2 on user:1 after {"identities": 2} ` + fromHome
	if lines := w.events(); lines[told] != want {
		t.Errorf("told %q, want %q", lines[told], want)
	}
}

func TestUnlinkNeedsTheRightToManagePeople(t *testing.T) {
	w := newWorld(t)
	ana := w.person("Ana", access.Staff)
	w.identify(ana.ID, outside("Ana"))
	_, token := w.signIn("Ana")
	before := len(w.events())
	for _, role := range []access.Role{access.Staff, access.Technician, access.Director, access.Nobody} {
		who := w.person("De."+string(role), access.Staff)
		who.Role = role
		w.expect("as "+string(role), w.Unlink(t.Context(), who, w.key(), ana.ID), fault.Forbidden)
	}
	w.expect("herself", w.Unlink(t.Context(), ana, w.key(), ana.ID), fault.Forbidden)
	w.expect("nobody", w.Unlink(t.Context(), access.Actor{Role: access.Admin}, w.key(), ana.ID), fault.SignIn)
	w.alive("the session", token, true)
	if n := ask[int](w, `SELECT count(*) FROM identities`); n != 1 || len(w.events()) != before {
		t.Errorf("%d accounts are left, told %q", n, w.events()[before:])
	}
}

// Whoever has no password and loses the account signs in no more; the last one to administer must not.
func TestTheLastAdministratorWithoutAPasswordKeepsTheAccount(t *testing.T) {
	w := newWorld(t)
	w.demand()
	ana := w.person("Ana", access.Admin)
	w.identify(ana.ID, outside("Ana"))
	w.exec(`UPDATE users SET password_hash = NULL`)
	started, err := w.SignInExternal(t.Context(), home, outside("Ana"), user.Admission{})
	w.must(err)
	told := len(w.events())
	w.expect("the last one", w.Unlink(t.Context(), command, w.key(), ana.ID), user.ErrLastAdmin)
	w.alive("the session", started.Token, true)
	if n := ask[int](w, `SELECT count(*) FROM identities`); n != 1 || len(w.events()) != told {
		t.Errorf("%d accounts are left, told %q", n, w.events()[told:])
	}
	w.exec(`UPDATE users SET password_hash = $1`, hashOfPassword())
	w.expect("with a password", w.Unlink(t.Context(), command, w.key(), ana.ID), nil)

	w.identify(ana.ID, outside("Ana"))
	w.exec(`UPDATE users SET password_hash = NULL`)
	w.person("Berta", access.Admin)
	w.expect("beside another", w.Unlink(t.Context(), command, w.key(), ana.ID), nil)
}

// Somebody who was invited as an administrator cannot help whoever is locked out.
func TestOnlyAdministratorsWhoCanSignInCount(t *testing.T) {
	for name, c := range map[string]struct {
		dora string // what makes her sign in, or not
		want error
	}{
		"a password":               {`UPDATE users SET name = name`, nil},
		"an account":               {`UPDATE users SET password_hash = NULL WHERE name = 'Dora'`, nil},
		"an invitation alone":      {`WITH gone AS (DELETE FROM identities) UPDATE users SET password_hash = NULL WHERE name = 'Dora'`, user.ErrLastAdmin},
		"an account, but disabled": {`UPDATE users SET password_hash = NULL, disabled_at = created_at WHERE name = 'Dora'`, user.ErrLastAdmin},
	} {
		for _, way := range []string{"demoted", "disabled", "unlinked", "by the provider"} {
			w := newWorld(t)
			ana, dora := w.person("Ana", access.Admin), w.person("Dora", access.Admin)
			w.identify(dora.ID, outside("Dora"))
			w.exec(c.dora)
			w.identify(ana.ID, outside("Ana"))
			var err error
			switch way {
			case "demoted":
				err = w.Update(t.Context(), command, w.key(), ana.ID, 0, user.Draft{Email: "ana@ejemplo.es", Name: "Ana", Role: access.Staff})
			case "disabled":
				err = w.Disable(t.Context(), command, w.key(), ana.ID)
			case "unlinked":
				w.exec(`UPDATE users SET password_hash = NULL WHERE name = 'Ana'`)
				err = w.Unlink(t.Context(), command, w.key(), ana.ID)
			default:
				var started user.Started
				if started, err = w.SignInExternal(t.Context(), home, outside("Ana"), byGroups(access.Staff)); started.User.Role == access.Admin {
					err = user.ErrLastAdmin
				}
			}
			w.expect("Dora has "+name+", Ana is "+way, err, c.want)
			// Whoever cannot sign in may always be taken away: she is none of those who are left.
			if c.want != nil && slices.Contains([]string{"demoted", "disabled"}, way) {
				w.expect("taking away her who has "+name, w.Disable(t.Context(), command, w.key(), dora.ID), nil)
			}
		}
	}
}

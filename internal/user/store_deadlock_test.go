package user_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/user"
)

// changesBeside are what happens to Ana while a link of hers is answered; each takes her and her links in its turn.
func changesBeside(w *world, actor access.Actor, email string) map[string]func() error {
	keys := [4]string{w.key(), w.key(), w.key(), w.key()}
	proof := w.proof()
	return map[string]func() error{
		"disable":      func() error { return w.Disable(w.Context(), berta, keys[0], actor.ID) },
		"end sessions": func() error { return w.EndAllSessions(w.Context(), berta, keys[1], actor.ID) },
		"new link": func() error {
			_, _, err := w.NewLink(w.Context(), berta, keys[2], actor.ID)
			return err
		},
		"new address": func() error {
			return w.Update(w.Context(), berta, keys[3], actor.ID, 0, user.Draft{Email: "otra@ejemplo.es", Name: "Ana", Role: access.Staff})
		},
		"forgot": func() error {
			_, err := w.Forgot(w.Context(), home, "ana@ejemplo.es")
			return err
		},
		"new password":      func() error { return w.ChangePassword(w.Context(), actor, proof, "ana@ejemplo.es", another) },
		"confirmed address": func() error { return w.ConfirmEmail(w.Context(), home, email) },
	}
}

// answered is a world in which Ana has links of all kinds, and how one of them is answered.
func answered(t *testing.T) (w *world, actor access.Actor, email string, answer func() error) {
	t.Helper()
	w = newWorld(t)
	w.demand()
	w.person("Ana", access.Staff)
	w.person("Berta", access.Admin)
	actor, _ = w.asAna()
	tokens := w.links(actor)
	return w, actor, tokens[user.NewEmail], func() error {
		_, err := w.AnswerLink(t.Context(), other, tokens[user.Reset], chosen)
		return err
	}
}

// soundly reports errors that are not those of somebody who came second.
func (w *world) soundly(what string, errs ...error) {
	w.Helper()
	for _, err := range errs {
		var wrong fault.Invalid
		late := errors.Is(err, user.ErrLink) || errors.Is(err, fault.Conflict) || errors.Is(err, fault.SignIn) || errors.As(err, &wrong)
		if deadlocked(err) || err != nil && !late {
			w.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnAnswerAndAChangeAtOnceDoNotBlockEachOther(t *testing.T) {
	for name := range changesBeside(&world{T: t}, access.Actor{}, "") {
		w, actor, email, answer := answered(t)
		w.soundly(name, w.atOnce(allPeople, answer, changesBeside(w, actor, email)[name])...)
	}
}

// However they come, each ends, and what is left is what the last of them says.
func TestAnswersAndChangesInAnyOrderDoNotBlockEachOther(t *testing.T) {
	for round := range 8 {
		w, actor, email, answer := answered(t)
		changes := changesBeside(w, actor, email)
		if round%2 == 0 { // the two are put together below
			delete(changes, "new password")
		} else {
			delete(changes, "new address")
			delete(changes, "confirmed address")
		}
		run := append(slices.Collect(maps.Values(changes)), answer, answer)
		rand.Shuffle(len(run), func(i, j int) { run[i], run[j] = run[j], run[i] })
		w.soundly("in any order", together(len(run), func(n int) error { return run[n]() })...)
		if !ask[bool](w, `SELECT disabled_at IS NOT NULL FROM users WHERE id = $1`, actor.ID) {
			t.Error("she is not disabled")
		}
		if n := ask[int](w, `SELECT (SELECT count(*) FROM sessions WHERE user_id = $1) + (SELECT count(*) FROM links WHERE user_id = $1)`, actor.ID); n != 0 {
			t.Errorf("disabled, and %d sessions and links are left", n)
		}
	}
}

// A form that is taken must not hold its person, as a foreign key would: a new address, which is a key, would wait for
// it, and it for the new address.
func TestAFormAndANewAddressAtOnceDoNotBlockEachOther(t *testing.T) {
	for _, name := range []string{"new address", "confirmed address", "own new address"} {
		for range 3 {
			w, actor, email, _ := answered(t)
			changes, form := changesBeside(w, actor, email), w.proof()
			changes["own new address"] = func() error {
				_, err := w.ChangeEmail(t.Context(), actor, form, "otra@ejemplo.es", false)
				return err
			}
			w.soundly(name, w.atOnce(allPeople, changes[name], changes["new password"])...)
		}
	}
}

// A provider's rules and an administrator may change administrators in the same moment.
func TestARoleOfTheProviderAndAChangeAtOnceDoNotBlockEachOther(t *testing.T) {
	for name, beside := range map[string]func(w *world, dora access.Actor) error{
		"demote": func(w *world, dora access.Actor) error {
			return w.Update(w.Context(), command, "k2345678901234567890", dora.ID, 0, user.Draft{Email: "dora@ejemplo.es", Name: "Dora", Role: access.Staff})
		},
		"disable": func(w *world, dora access.Actor) error {
			return w.Disable(w.Context(), command, "k2345678901234567890", dora.ID)
		},
		"unlink": func(w *world, dora access.Actor) error {
			return w.Unlink(w.Context(), command, "k2345678901234567890", dora.ID)
		},
		"another sign-in": func(w *world, _ access.Actor) error {
			_, err := w.SignInExternal(w.Context(), home, outside("Dora"), byGroups(access.Director))
			return err
		},
	} {
		w := newWorld(t)
		ana, _, dora := w.person("Ana", access.Admin), w.person("Berta", access.Admin), w.person("Dora", access.Admin)
		w.identify(ana.ID, outside("Ana"))
		w.identify(dora.ID, outside("Dora"))
		w.exec(`UPDATE users SET password_hash = NULL WHERE id = $1`, dora.ID)
		errs := w.atOnce(allPeople,
			func() error {
				_, err := w.SignInExternal(t.Context(), home, outside("Ana"), byGroups(access.Staff))
				return err
			},
			func() error { return beside(w, dora) })
		if err := errors.Join(errs...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := ask[int](w, `SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL`); name != "unlink" && n != 1 {
			t.Errorf("%s: %d administrators are left", name, n)
		}
	}
}

func TestRolesOfTheProviderInAnyOrderLeaveAnAdministrator(t *testing.T) {
	for range 8 {
		w := newWorld(t)
		people := []access.Actor{w.person("Ana", access.Admin), w.person("Berta", access.Admin), w.person("Dora", access.Admin)}
		keys := []string{w.key(), w.key(), w.key()}
		for _, one := range people {
			w.identify(one.ID, outside(one.Name))
		}
		errs := together(6, func(n int) error {
			one := people[n%3]
			if n >= 3 {
				return w.Disable(t.Context(), command, keys[n%3], one.ID)
			}
			_, err := w.SignInExternal(t.Context(), home, outside(one.Name), byGroups(access.Staff))
			return err
		})
		for _, err := range errs {
			if err != nil && !errors.Is(err, user.ErrLastAdmin) && !errors.Is(err, user.ErrNoAccount) {
				t.Error(err)
			}
		}
		if n := ask[int](w, `SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL`); n != 1 {
			t.Errorf("%d administrators are left", n)
		}
	}
}

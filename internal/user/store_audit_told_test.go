package user_test

import (
	"context"
	"errors"
	"maps"
	"time"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/user"
)

// telling is what a method that writes leaves in the audit, with Ana (1, staff) and Berta (2, an administrator). Its
// function prepares, calls done, and acts.
type telling struct {
	act  func(w *world, done func()) error
	want []string
}

// tellings are those of all methods, named as in user.Store, with the case after a slash.
func tellings() map[string]telling {
	all := maps.Clone(toldOfOneself)
	maps.Copy(all, toldOfOthers)
	return all
}

// toldOfOneself is what people, and the program, do about themselves.
var toldOfOneself = map[string]telling{
	"Admit": {
		func(w *world, done func()) error {
			done()
			return w.Admit(w.Context(), access.Actor{Origin: access.Origin{Address: home.Address, RequestID: home.RequestID}}, user.Bound{Kind: "reto_code", Object: "challenge", Most: 1})
		},
		[]string{`reto_code.limit anonymous on challenge`},
	},
	"SignIn": {
		func(w *world, done func()) error {
			done()
			_, err := w.SignIn(w.Context(), home, "ana@ejemplo.es", password)
			return err
		},
		[]string{`session.start person:1 on user:1 after {"confirmed": true} ` + fromHome},
	},
	"SignIn/with a second factor": {
		func(w *world, done func()) error {
			w.enrol(1)
			done()
			_, err := w.SignIn(w.Context(), home, "ana@ejemplo.es", password)
			return err
		},
		[]string{`session.start person:1 on user:1 after {"confirmed": false} ` + fromHome},
	},
	"SignIn/wrong": {
		func(w *world, done func()) error {
			done()
			_, err := w.SignIn(w.Context(), home, "ana@ejemplo.es", another)
			return wanted(err, user.ErrCredentials)
		},
		[]string{`session.refuse anonymous on user:1 ` + fromHome},
	},
	"SignIn/unknown": {
		func(w *world, done func()) error {
			done()
			_, err := w.SignIn(w.Context(), home, "nadie@ejemplo.es", password)
			return wanted(err, user.ErrCredentials)
		},
		[]string{`session.refuse anonymous on user ` + fromHome},
	},
	"Confirm": {
		func(w *world, done func()) error {
			w.enrol(1)
			s, token := w.signIn("Ana")
			done()
			_, err := w.Confirm(w.Context(), home, token, s, w.code(0))
			return err
		},
		[]string{`session.confirm person:1 on user:1 after {"how": "code"} ` + fromHome},
	},
	"Confirm/with a recovery code": {
		func(w *world, done func()) error {
			codes := w.enrol(1)
			s, token := w.signIn("Ana")
			done()
			_, err := w.Confirm(w.Context(), home, token, s, codes[0])
			return err
		},
		[]string{`session.confirm person:1 on user:1 after {"how": "recovery_code"} ` + fromHome},
	},
	"Confirm/wrong": {
		func(w *world, done func()) error {
			w.enrol(1)
			s, token := w.signIn("Ana")
			done()
			_, err := w.Confirm(w.Context(), home, token, s, "000000")
			return wanted(err, user.ErrCode)
		},
		[]string{`factor.refuse anonymous on user:1 ` + fromHome},
	},
	"Confirm/too often": {
		func(w *world, done func()) error {
			w.enrol(1)
			s, token := w.signIn("Ana")
			for range 10 {
				if _, err := w.Confirm(w.Context(), home, token, s, "000000"); !errors.Is(err, user.ErrCode) {
					return err
				}
			}
			done()
			_, _ = w.Confirm(w.Context(), home, token, s, "000000")
			return nil
		},
		[]string{`factor.limit anonymous on user:1 ` + fromHome, `session.end person:1 on user:1 ` + fromHome},
	},
	"SignOut": {
		func(w *world, done func()) error {
			_, token := w.signIn("Ana")
			done()
			return w.SignOut(w.Context(), home, token)
		},
		[]string{`session.end person:1 on user:1 ` + fromHome},
	},
	"EndSession": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			done()
			return w.EndSession(w.Context(), actor, actor.Session)
		},
		[]string{`session.end person:1 on user:1 after {"sessions": 1} ` + fromHome},
	},
	"EndOtherSessions": {
		func(w *world, done func()) error {
			w.signIn("Ana")
			w.signIn("Ana")
			actor, _ := w.asAna()
			done()
			return w.EndOtherSessions(w.Context(), actor)
		},
		[]string{`session.end person:1 on user:1 after {"sessions": 2} ` + fromHome},
	},
	"Forgot": {
		func(w *world, done func()) error {
			done()
			_, err := w.Forgot(w.Context(), home, "ana@ejemplo.es")
			return err
		},
		[]string{`user.forgot anonymous on user:1 ` + fromHome},
	},
	"Forgot/unknown": {
		func(w *world, done func()) error {
			done()
			_, err := w.Forgot(w.Context(), home, "nadie@ejemplo.es")
			return err
		},
		nil,
	},
	"AskReset": {
		func(w *world, done func()) error { done(); return w.AskReset(w.Context(), home, "ana@ejemplo.es") },
		nil, // it makes nothing: see Forgot
	},
	"AskReset/too often": {
		func(w *world, done func()) error {
			for range 10 {
				w.must(w.AskReset(w.Context(), home, "ana@ejemplo.es"))
			}
			done()
			err := w.AskReset(w.Context(), home, "ana@ejemplo.es")
			return errors.Join(wanted(err, fault.TooMany), wanted(w.AskReset(w.Context(), home, "ana@ejemplo.es"), fault.TooMany))
		},
		[]string{`reset.limit anonymous on user ` + fromHome},
	},
	"AnswerLink/reset": {
		func(w *world, done func()) error {
			token, _, err := w.NewLink(w.Context(), command, w.key(), 1)
			w.must(err)
			done()
			_, err = w.AnswerLink(w.Context(), home, token, chosen)
			return err
		},
		[]string{`user.set_password person:1 on user:1 after {"link": "reset"} ` + fromHome, `session.start person:1 on user:1 after {"link": "reset"} ` + fromHome},
	},
	"AnswerLink/asked for": {
		func(w *world, done func()) error {
			token, err := w.Forgot(w.Context(), home, "ana@ejemplo.es")
			w.must(err)
			done()
			_, err = w.AnswerLink(w.Context(), home, token, chosen)
			return err
		},
		[]string{`user.set_password person:1 on user:1 after {"link": "forgot"} ` + fromHome, `session.start person:1 on user:1 after {"link": "forgot"} ` + fromHome},
	},
	"AnswerLink/invitation": {
		func(w *world, done func()) error {
			_, token := w.invite("Carla")
			done()
			_, err := w.AnswerLink(w.Context(), home, token, chosen)
			return err
		},
		[]string{`user.set_password person:3 on user:3 after {"link": "invitation"} ` + fromHome, `session.start person:3 on user:3 after {"link": "invitation"} ` + fromHome},
	},
	"AnswerLink/set-up": {
		func(w *world, done func()) error {
			w.exec(`DELETE FROM users`)
			token, err := w.SetUpLink(w.Context())
			w.must(err)
			done()
			_, err = w.AnswerLink(w.Context(), home, token, user.Answer{Name: "Dora", Email: "dora@ejemplo.es", Password: password})
			return err
		},
		[]string{`user.set_up person:3 on user:3 after {"link": "setup", "role": "admin"} ` + fromHome, `session.start person:3 on user:3 after {"link": "setup"} ` + fromHome},
	},
	"ChangePassword": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			done()
			return w.ChangePassword(w.Context(), actor, w.proof(), "ana@ejemplo.es", another)
		},
		[]string{`user.set_password person:1 on user:1 ` + fromHome},
	},
	"ChangePassword/wrong": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			done()
			return wanted(w.ChangePassword(w.Context(), actor, user.Proof{Key: w.key(), Password: another}, "ana@ejemplo.es", another), user.ErrCredentials)
		},
		[]string{`session.refuse anonymous on user:1 ` + fromHome},
	},
	"ChangeEmail": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			done()
			_, err := w.ChangeEmail(w.Context(), actor, w.proof(), "nueva@ejemplo.es", false)
			return err
		},
		[]string{`user.set_email person:1 on user:1 personal {"address":"192.0.2.1","before":{"email":"ana@ejemplo.es"},"after":{"email":"nueva@ejemplo.es"}}`},
	},
	"ChangeEmail/with a link": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			done()
			_, err := w.ChangeEmail(w.Context(), actor, w.proof(), "nueva@ejemplo.es", true)
			return err
		},
		[]string{`user.ask_email person:1 on user:1 personal {"address":"192.0.2.1","before":{"email":"ana@ejemplo.es"},"after":{"email":"nueva@ejemplo.es"}}`},
	},
	"ConfirmEmail": {
		func(w *world, done func()) error {
			token, err := w.askEmail("nueva@ejemplo.es")
			w.must(err)
			done()
			return w.ConfirmEmail(w.Context(), home, token)
		},
		[]string{`user.set_email person:1 on user:1 personal {"address":"192.0.2.1","after":{"email":"nueva@ejemplo.es"}}`},
	},
	"EnableFactor": {
		func(w *world, done func()) error {
			s, _ := w.signIn("Ana")
			done()
			_, err := w.EnableFactor(w.Context(), s, home, password, secret, w.code(0))
			return err
		},
		[]string{`user.enable_factor person:1 on user:1 ` + fromHome},
	},
	"RenewRecoveryCodes": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			w.enrol(1)
			done()
			_, err := w.RenewRecoveryCodes(w.Context(), actor, w.proof())
			return err
		},
		[]string{`user.renew_codes person:1 on user:1 ` + fromHome},
	},
	"DisableFactor": {
		func(w *world, done func()) error {
			actor, _ := w.asAna()
			w.enrol(1)
			done()
			return w.DisableFactor(w.Context(), actor, w.proof())
		},
		[]string{`user.disable_factor person:1 on user:1 ` + fromHome},
	},
	"SignInExternal": {
		func(w *world, done func()) error {
			w.identify(1, outside("Ana"))
			done()
			_, err := w.SignInExternal(w.Context(), home, outside("Ana"), user.Admission{})
			return err
		},
		[]string{`session.start person:1 on user:1 after {"provider": "` + issuer + `", "confirmed": true} ` + fromHome},
	},
	"SignInExternal/by invitation": {
		func(w *world, done func()) error {
			_, invitation := w.invite("Carla")
			done()
			_, err := w.SignInExternal(w.Context(), home, outside("Otra"), user.Admission{Invitation: invitation})
			return err
		},
		[]string{
			`user.link person:3 on user:3 after {"provider": "` + issuer + `"} personal {"address":"192.0.2.1","after":{"subject":"s-Otra"}}`,
			`session.start person:3 on user:3 after {"provider": "` + issuer + `", "confirmed": true} ` + fromHome,
		},
	},
	"SignInExternal/somebody new": {
		func(w *world, done func()) error {
			done()
			_, err := w.SignInExternal(w.Context(), home, outside("Carla"), byGroups(access.Staff))
			return err
		},
		[]string{
			`user.create system on user:3 after {"role": "staff"} personal {"after":{"email":"carla@ejemplo.es","name":"Carla"}}`,
			`user.link person:3 on user:3 after {"provider": "` + issuer + `"} personal {"address":"192.0.2.1","after":{"subject":"s-Carla"}}`,
			`session.start person:3 on user:3 after {"provider": "` + issuer + `", "confirmed": true} ` + fromHome,
		},
	},
	"SignInExternal/with another role": {
		func(w *world, done func()) error {
			w.identify(1, outside("Ana"))
			done()
			_, err := w.SignInExternal(w.Context(), home, outside("Ana"), byGroups(access.Director))
			return err
		},
		[]string{
			`user.update system on user:1 before {"role": "staff"} after {"role": "director"}`,
			`session.start person:1 on user:1 after {"provider": "` + issuer + `", "confirmed": true} ` + fromHome,
		},
	},
	"SignInExternal/refused": {
		func(w *world, done func()) error {
			done()
			_, err := w.SignInExternal(w.Context(), home, outside("Nadie"), user.Admission{})
			return wanted(err, user.ErrNoAccount)
		},
		[]string{`session.refuse anonymous on user ` + fromHome},
	},
	"SignInWith/refused": {
		func(w *world, done func()) error {
			done()
			_, err := w.SignInWith(w.Context(), home, "ldap:casa", "ana", func(context.Context) (user.External, user.Admission, error) {
				return user.External{}, user.Admission{}, user.ErrCredentials
			})
			return wanted(err, user.ErrCredentials)
		},
		[]string{`session.refuse anonymous on user ` + fromHome},
	},
	"RecordRefusal": {
		func(w *world, done func()) error {
			done()
			return w.RecordRefusal(w.Context(), audit.Event{At: w.now(), Actor: berta, Action: "route.refuse", Object: audit.Object{Type: "route"}})
		},
		[]string{`route.refuse person:2 on route ` + fromHome},
	},
	"Purge": {
		func(w *world, done func()) error {
			w.signIn("Ana")
			w.pass(4 * time.Hour)
			done()
			return w.Purge(w.Context())
		},
		nil, // what is forgotten of the audit itself is told: see the tests of Purge
	},
	"SetUpLink": {
		func(w *world, done func()) error {
			w.exec(`DELETE FROM users`)
			done()
			_, err := w.SetUpLink(w.Context())
			return err
		},
		[]string{`user.offer_set_up system on user`},
	},
	"SetUpLink/in vain": {
		func(w *world, done func()) error { done(); _, err := w.SetUpLink(w.Context()); return err },
		nil,
	},
}

const fromHome = `personal {"address":"192.0.2.1"}`

var berta = access.Actor{Kind: access.Person, ID: 2, Name: "Berta", Role: access.Admin, Origin: home.Origin}

func wanted(got, want error) error {
	if errors.Is(got, want) {
		return nil
	}
	return errors.Join(errors.New("not the error that was wanted"), got)
}

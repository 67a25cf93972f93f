package user_test

import (
	"context"
	"errors"
	"time"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/user"
)

// told is what each method that writes leaves in the audit, with Ana (1, staff) and Berta (2, an administrator).
// Methods are named as in user.Store, with the case after a slash. A row's function prepares, calls done, and acts.
var told = map[string]struct {
	act  func(w *world, done func()) error
	want []string
}{
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
	"AnswerLink/reset": {
		func(w *world, done func()) error {
			token, err := w.Forgot(w.Context(), home, "ana@ejemplo.es")
			w.must(err)
			done()
			_, err = w.AnswerLink(w.Context(), home, token, chosen)
			return err
		},
		[]string{`user.set_password person:1 on user:1 after {"link": "reset"} ` + fromHome, `session.start person:1 on user:1 after {"link": "reset"} ` + fromHome},
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
			_, err := w.EnableFactor(w.Context(), s, home, secret, w.code(0))
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
	"Invite": {
		func(w *world, done func()) error {
			done()
			_, _, err := w.Invite(w.Context(), berta, w.key(), user.Draft{Email: "carla@ejemplo.es", Name: "Carla", Role: access.Staff, UnitIDs: []int64{1}})
			return err
		},
		[]string{`user.invite person:2 on user:3 after {"role": "staff", "units": [1]} personal {"address":"192.0.2.1","after":{"email":"carla@ejemplo.es","name":"Carla"}}`},
	},
	"Invite/by the command": {
		func(w *world, done func()) error {
			done()
			_, _, err := w.Invite(w.Context(), command, w.key(), carla)
			return err
		},
		[]string{`user.invite command on user:3 after {"role": "staff", "units": null} personal {"after":{"email":"carla@ejemplo.es","name":"Carla"}}`},
	},
	"Update": {
		func(w *world, done func()) error {
			w.exec(`INSERT INTO user_units (user_id, unit_id) VALUES (1, 1)`)
			done()
			return w.Update(w.Context(), berta, w.key(), 1, 1, user.Draft{Email: "ana@ejemplo.es", Name: "Ana", Role: access.Director})
		},
		[]string{`user.update person:2 on user:1 before {"role": "staff", "units": [1]} after {"role": "director", "units": null} ` + fromHome},
	},
	"Update/the name": {
		func(w *world, done func()) error {
			done()
			return w.Update(w.Context(), berta, w.key(), 1, 1, user.Draft{Email: "ana@ejemplo.es", Name: "Ana Gil", Role: access.Staff, UnitIDs: []int64{}})
		},
		[]string{`user.update person:2 on user:1 before {"role": "staff", "units": []} after {"role": "staff", "units": []} personal ` +
			`{"address":"192.0.2.1","before":{"email":"ana@ejemplo.es","name":"Ana"},"after":{"email":"ana@ejemplo.es","name":"Ana Gil"}}`},
	},
	"Update/that fails": {
		func(w *world, done func()) error {
			done()
			return wanted(w.Update(w.Context(), berta, w.key(), 2, 1, user.Draft{Email: "berta@ejemplo.es", Name: "Berta", Role: access.Staff}), user.ErrLastAdmin)
		},
		nil,
	},
	"Disable": {
		func(w *world, done func()) error { done(); return w.Disable(w.Context(), berta, w.key(), 1) },
		[]string{`user.disable person:2 on user:1 ` + fromHome},
	},
	"Enable": {
		func(w *world, done func()) error { done(); return w.Enable(w.Context(), berta, w.key(), 1) },
		[]string{`user.enable person:2 on user:1 ` + fromHome},
	},
	"NewLink": {
		func(w *world, done func()) error {
			done()
			_, _, err := w.NewLink(w.Context(), berta, w.key(), 1)
			return err
		},
		[]string{`user.link_made person:2 on user:1 after {"kind": "reset"} ` + fromHome},
	},
	"NewLink/invitation": {
		func(w *world, done func()) error {
			w.invite("Carla")
			done()
			_, _, err := w.NewLink(w.Context(), berta, w.key(), 3)
			return err
		},
		[]string{`user.link_made person:2 on user:3 after {"kind": "invitation"} ` + fromHome},
	},
	"ResetFactor": {
		func(w *world, done func()) error {
			w.enrol(1)
			done()
			return w.ResetFactor(w.Context(), berta, w.key(), 1)
		},
		[]string{`user.reset_factor person:2 on user:1 ` + fromHome},
	},
	"EndAllSessions": {
		func(w *world, done func()) error {
			w.signIn("Ana")
			w.signIn("Ana")
			done()
			return w.EndAllSessions(w.Context(), berta, w.key(), 1)
		},
		[]string{`user.end_sessions person:2 on user:1 after {"sessions": 2} ` + fromHome},
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
	// Printed at every start while there is nobody; answering it is told.
	"SetUpLink": {
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

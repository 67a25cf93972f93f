package user_test

import (
	"hito/internal/access"
	"hito/internal/user"
)

// toldOfOthers is what administrators, and the command line, do about other people.
var toldOfOthers = map[string]telling{
	"RecordExport": {
		func(w *world, done func()) error {
			done()
			return w.RecordExport(w.Context(), berta, user.Query{Text: "canario", Role: access.Staff, State: "active", UnitID: 1})
		},
		[]string{`user.export person:2 on user after {"role": "staff", "account": "active", "unit_id": 1, "text_search": true} ` + fromHome},
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
	"Unlink": {
		func(w *world, done func()) error {
			w.identify(1, outside("Ana"))
			done()
			return w.Unlink(w.Context(), berta, w.key(), 1)
		},
		[]string{`user.unlink person:2 on user:1 after {"identities": 1} ` + fromHome},
	},
}

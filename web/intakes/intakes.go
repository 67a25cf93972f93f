// Package intakes takes retos in: the form with its draft, retos like the one that is typed, and the way back to one by
// its code.
package intakes

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/user"
	"hito/web/ui"
)

// Pages answers the addresses by which retos come in.
type Pages struct {
	Challenges challenge.Store
	Users      user.Store     // counts what a network sends and asks for
	Location   *time.Location // in which times are shown
}

const (
	newPath     = ui.ChallengesPath + "/nuevo"
	draftPath   = ui.ChallengesPath + "/borrador"
	similarPath = ui.ChallengesPath + "/similares"
	lookupPath  = ui.ChallengesPath + "/consulta"
)

// desk is what the form is made of, for whom it is shown to.
type desk struct {
	Actor access.Actor
	Basis challenge.Basis
	Draft *challenge.SavedDraft // nil for none
}

// load reads the desk of an actor.
func (p Pages) load(ctx context.Context, a access.Actor) (d desk, err error) {
	d.Actor = a
	err = db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		if d.Basis, err = challenge.LoadBasis(ctx, tx, a, p.Challenges.Today()); err != nil || !a.SignedIn() {
			return err
		}
		d.Draft, err = challenge.FindDraft(ctx, tx, a.ID)
		return err
	})
	return d, err
}

// admitted tells whether whoever sits at the desk may submit.
func (d desk) admitted() error {
	return access.Require(d.Actor, access.SubmitChallenge, access.Target{Open: d.Basis.Setting.Open})
}

// New answers GET /retos/nuevo with the form as it was left, or an empty one.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	d, err := p.load(r.Context(), ui.Actor(r.Context()))
	if err != nil {
		return err
	}
	if err := d.admitted(); err != nil {
		return err
	}
	f := p.fresh(r, d)
	f.Done = ui.Done(r, map[string]string{
		"borrador":   "Se ha guardado el borrador: lo encontrará aquí, también desde otro equipo. Los ficheros no se guardan con él.",
		"descartado": "Se ha descartado el borrador.",
	})
	return f.render(w, r, http.StatusOK)
}

// fresh is the form with the draft of whoever sits at the desk, if there is one.
func (p Pages) fresh(r *http.Request, d desk) formProps {
	if d.Draft == nil {
		return p.form(r, d, asked{Typed: challenge.NewSubmission(d.Actor), Receipt: rand.Text()})
	}
	f := p.form(r, d, asked{Typed: d.Draft.Typed})
	f.Draft = &draftProps{
		Text: "Se ha recuperado lo que escribió el " + ui.EventTime(d.Draft.SavedAt, p.Location) + ".",
		Drop: ui.ConfirmProps{
			Form: ui.FormProps{Action: draftPath + "/baja", Label: "Descartar el borrador"},
			Open: "Descartar borrador…", Do: "Descartar el borrador", Danger: true, Text: "Se borrará lo que escribió. No se puede deshacer.",
		},
	}
	return f
}

// render answers with the form. That of somebody unknown, which carries what their code is made from, is kept by no
// cache between the server and the browser; the browser itself keeps it for the way back.
func (f formProps) render(w http.ResponseWriter, r *http.Request, status int) error {
	w.Header().Set("Cache-Control", "private, no-cache")
	return ui.Render(w, r, status, form(f))
}

// person is whom a form is shown to, as it carries it: "0" is somebody unknown.
func person(a access.Actor) string {
	if !a.SignedIn() {
		return "0"
	}
	return strconv.FormatInt(a.ID, 10)
}

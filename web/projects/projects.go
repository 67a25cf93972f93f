// Package projects holds what an admitted reto leads to: its links to plans, and a project with its own dated
// milestones.
package projects

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/ui"
)

// Pages serves the links and the projects of retos.
type Pages struct {
	Challenges challenge.Store
	Location   *time.Location // in which times are shown
}

// found is a reto as whoever asks may know it.
type found struct {
	Actor     access.Actor
	Challenge challenge.Challenge
}

func (f found) path() string { return ui.ChallengePath(f.Challenge.Address()) }

func (f found) linksPath() string { return f.path() + "/vinculos" }

func (f found) projectPath() string { return f.path() + "/proyecto" }

func (f found) milestonesPath() string { return f.path() + "/hitos" }

func (f found) milestonePath(id int64) string {
	return f.milestonesPath() + "/" + strconv.FormatInt(id, 10)
}

// read finds the reto that an address names and reads more of it in the same transaction. The code that an anonymous
// author keeps leads to the page of the reto and nowhere else.
func (p Pages) read(r *http.Request, more func(context.Context, pgx.Tx, found) error) error {
	ctx := r.Context()
	return db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		f := found{Actor: ui.Actor(ctx)}
		if f.Challenge, err = challenge.FindKnown(ctx, tx, f.Actor, chi.URLParam(r, "code")); err != nil {
			return err
		}
		return more(ctx, tx, f)
	})
}

// find reads the reto that an address names.
func (p Pages) find(r *http.Request) (f found, err error) {
	err = p.read(r, func(_ context.Context, _ pgx.Tx, at found) error {
		f = at
		return nil
	})
	return f, err
}

// change names the change that a form asks for.
func (f found) change(r *http.Request) challenge.Change {
	return challenge.Change{Actor: f.Actor, Key: ui.FormKey(r), Code: f.Challenge.Address()}
}

// frame is a page below that of the reto.
func (f found) frame(title string, below ...ui.Crumb) ui.PageProps {
	return ui.ChallengePage(f.Challenge, title, below...)
}

// require is challenge.Challenge.Require, which tells what can be done where the state does not allow it.
func (f found) require(o challenge.Operation) error { return f.told(f.Challenge.Require(f.Actor, o)) }

// told explains a conflict by the state of the reto; any other error comes back as it is.
func (f found) told(err error) error {
	if !errors.Is(err, fault.Conflict) {
		return err
	}
	return ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
		Status: http.StatusConflict, Title: "El reto no está en un estado que lo permita",
		Text: "Ahora está «" + ui.ChallengeState(f.Challenge.State) + "». No se ha guardado nada.",
		Link: &ui.Link{Text: "Ver el reto", Href: f.path()},
	}}
}

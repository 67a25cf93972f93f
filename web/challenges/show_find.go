package challenges

import (
	"context"
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/ui"
)

// found is a reto as whoever asks may know it. Whoever comes by the code that an anonymous author keeps is that author
// and nobody else, signed in or not: who they are is written nowhere.
type found struct {
	Actor     access.Actor
	Challenge challenge.Challenge
}

// read finds the reto that an address names and reads more of it in the same transaction.
func (p Pages) read(r *http.Request, more func(context.Context, pgx.Tx, found) error) error {
	ctx := r.Context()
	return db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		f := found{Actor: ui.Actor(ctx)}
		code := chi.URLParam(r, "code")
		if f.Challenge, err = challenge.Find(ctx, tx, f.Actor, code); err != nil {
			return err
		}
		if f.Challenge.Secret() && f.Actor.SignedIn() {
			f.Actor = access.Actor{Origin: f.Actor.Origin}
			if f.Challenge, err = challenge.Find(ctx, tx, f.Actor, code); err != nil {
				return err
			}
		}
		return more(ctx, tx, f)
	})
}

func (f found) path() string { return ui.ChallengePath(f.Challenge.Address()) }

func (f found) works() bool { return access.Can(f.Actor, access.WorkOnChallenge, f.Challenge.Target()) }

// change names the change that a form asks for, with what it brings beside its fields.
func (f found) change(r *http.Request, more ...string) challenge.Change {
	return challenge.Change{Actor: f.Actor, Key: ui.FormKey(r, more...), Code: f.Challenge.Address()}
}

// guard keeps an address that holds a secret from caches, from search engines and from whatever the page links to.
func (f found) guard(w http.ResponseWriter) {
	if !f.Challenge.Secret() {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", ui.PrivateReferrer)
	w.Header().Set("X-Robots-Tag", "noindex")
}

// render answers with a page of the reto. One whose address holds a secret does not tell it to the way in either.
func (f found) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	if f.guard(w); f.Challenge.Secret() {
		r = r.WithContext(ui.WithSelf(r.Context(), ui.ChallengesPath))
	}
	return ui.Render(w, r, status, page)
}

// see leads on to the page of the reto.
func (f found) see(w http.ResponseWriter, r *http.Request, rest string) error {
	f.guard(w)
	return ui.See(w, r, f.path()+rest)
}

// refused answers a form whose sender may have been signed in: what was typed is given back to whoever's session has
// ended, whether there is such a reto or not. Anything else is the error's.
func refused(w http.ResponseWriter, r *http.Request, err error) error {
	ended := errors.Is(err, fault.NotFound) && ui.SessionToken(r) != "" || errors.Is(err, fault.SignIn)
	if !ended || ui.Actor(r.Context()).SignedIn() {
		return err
	}
	if r.MultipartForm != nil || ui.TooLarge(r.Context()) {
		return ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
			Status: http.StatusUnauthorized, Title: "Su sesión ha terminado",
			Text: "No se ha guardado nada. Entre de nuevo en otra pestaña, vuelva atrás en esta y elija otra vez los ficheros: el navegador no los conserva.",
		}}
	}
	ui.Cause(r.Context(), err)
	w.Header().Set("Cache-Control", "no-store")
	return ui.Render(w, r, http.StatusUnauthorized, ui.ResendPage(ui.ResendOf(r)))
}

// Package cases holds the pages with which retos are handled: their board, states, assignment, merging and publication.
package cases

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/web/ui"
)

// Pages serves what is done with retos.
type Pages struct {
	Challenges challenge.Store
	Location   *time.Location // in which times are shown
}

// read finds the reto of the address and whatever else more reads, for those who may handle retos, or decide on them;
// all of it in one transaction.
func (p Pages) read(r *http.Request, needs access.Action, more func(context.Context, pgx.Tx, challenge.Challenge) error) (c challenge.Challenge, err error) {
	ctx, actor := r.Context(), ui.Actor(r.Context())
	err = db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		if c, err = challenge.FindKnown(ctx, tx, actor, chi.URLParam(r, "code")); err != nil {
			return err
		}
		if err = access.Require(actor, needs, c.Target()); err != nil || more == nil {
			return err
		}
		return more(ctx, tx, c)
	})
	return c, err
}

func pathOf(c challenge.Challenge) string { return ui.ChallengePath(c.Address()) }

// change is what a form does to the reto of its address; version is 0 where it does not matter.
func change(r *http.Request, version int) challenge.Change {
	return challenge.Change{Actor: ui.Actor(r.Context()), Key: ui.FormKey(r), Code: chi.URLParam(r, "code"), Version: version}
}

// frame is a page below that of a reto.
func frame(c challenge.Challenge, title string) ui.PageProps {
	return ui.ChallengePage(c, title, ui.Crumb{Text: title})
}

func headOf(c challenge.Challenge, title, lead string) ui.PageHeadProps {
	return ui.PageHeadProps{Eyebrow: c.Title, Title: title, Lead: lead}
}

// see goes on to the page of the reto, which says what was done.
func see(w http.ResponseWriter, r *http.Request, done string) error {
	path := ui.ChallengePath(challenge.Grouped(challenge.ReadCode(chi.URLParam(r, "code"))))
	return ui.See(w, r, path+"?hecho="+done)
}

// returnField names the board to which a form leads back.
const returnField = "regreso"

// boardOf returns the address of a board, with its filters, if what a form or an address names is one; else it is blank.
func boardOf(asked string) string {
	u, err := url.Parse(ui.ReturnTo(asked))
	if err != nil || u.Path != ui.ChallengeBoardPath {
		return ""
	}
	query := u.Query()
	query.Del("hecho")
	query.Del("reto")
	return (&url.URL{Path: ui.ChallengeBoardPath, RawQuery: query.Encode()}).String()
}

// staleProps tells that a reto is not as the form showed it.
type staleProps struct {
	Title, Text string
	Kept        []ui.Definition // what was typed, where no form holds it any more
}

// staleOf says who has changed a reto last.
func (p Pages) staleOf(ctx context.Context, c challenge.Challenge, title, next string) (*staleProps, error) {
	last, err := ui.ConflictOf(ctx, p.Challenges.Pool, audit.Object{Type: "challenge", ID: c.ID}, p.Location, "", nil)
	text := "Alguien lo ha cambiado"
	if last.Who != "" {
		text = last.Who + " lo ha cambiado (" + last.When + ")"
	}
	return &staleProps{Title: title, Text: text + " desde que usted abrió la página. " + next}, err
}

// refused tells a form that was refused for its fields, or because the reto has changed meanwhile, from what is for
// somebody else to answer.
func refused(err error) (status int, wrong fault.Invalid, mine bool) {
	wrong = ui.Invalid(err)
	switch {
	case wrong != nil:
		return http.StatusUnprocessableEntity, wrong, true
	case ui.Outdated(err):
		return http.StatusConflict, nil, true
	default:
		return 0, nil, false
	}
}

// idle is what a page says of a reto in a state that does not allow what it is for.
func idle(c challenge.Challenge, what string) *ui.NoticeProps {
	return &ui.NoticeProps{
		Kind: ui.NoticeInfo, Text: "El reto está «" + ui.ChallengeState(c.State) + "»: " + what,
		Link: &ui.Link{Text: "Volver al reto", Href: pathOf(c)},
	}
}

// holderOf names who has a reto; blank for nobody.
func holderOf(person, unit string) string {
	if person != "" && unit != "" {
		return person + " · " + unit
	}
	return cmp.Or(person, unit)
}

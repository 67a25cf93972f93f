// Package sheets serves the sheet of a plan: the values of a whole follow-up on one page, typed one below the other
// and saved at once.
package sheets

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
)

// Pages serves the sheet of each plan.
type Pages struct {
	Values   indicator.Store
	Today    func() date.Date
	Location *time.Location // in which times are shown
}

// Show answers GET /planes/{plan}/hoja.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuery(r)
	if err != nil {
		return err
	}
	return p.render(w, r, http.StatusOK, q, answer{})
}

// Save answers POST /planes/{plan}/hoja: it saves the rows that are fine, or with accion=comprobar only tells what
// they would come to.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuery(r)
	if err != nil {
		return err
	}
	typed, err := readRows(r)
	if err != nil {
		return err
	}
	slug, actor, a := chi.URLParam(r, "plan"), ui.Actor(r.Context()), answer{given: true}
	if a.checked = r.PostFormValue("accion") == "comprobar"; a.checked {
		a.SheetResult, err = p.Values.CheckSheet(r.Context(), actor, slug, typed, p.Today())
	} else {
		a.SheetResult, err = p.Values.SaveSheet(r.Context(), actor, ui.FormKey(r), slug, typed, p.Today())
	}
	if err != nil {
		return p.refused(r, err)
	}
	q.savedAt = a.At
	switch {
	case a.checked:
		return p.render(w, r, http.StatusOK, q, a)
	case a.Left() == 0 && a.Saved() > 0:
		return ui.See(w, r, q.savedPath(slug))
	default:
		return p.render(w, r, http.StatusUnprocessableEntity, q, a)
	}
}

// render shows the sheet with what came of what was sent.
func (p Pages) render(w http.ResponseWriter, r *http.Request, status int, q query, a answer) error {
	s, err := p.load(r, q)
	if err != nil {
		return err
	}
	actor := ui.Actor(r.Context())
	place := teller{names: access.Can(actor, access.ReadHistory, s.Plan.Target()), location: p.Location}
	return ui.Render(w, r, status, sheetPage(build(s, q, a, place, actor)))
}

func (p Pages) load(r *http.Request, q query) (s indicator.Sheet, err error) {
	ask := indicator.SheetAsk{Slug: chi.URLParam(r, "plan"), On: q.on, Today: p.Today(), SavedAt: q.savedAt}
	err = db.ReadTx(r.Context(), p.Values.Pool, func(tx pgx.Tx) error {
		s, err = indicator.LoadSheet(r.Context(), tx, ui.Actor(r.Context()), ask)
		return err
	})
	return s, err
}

// refused tells of a plan that was closed meanwhile what can be done about it; any other error comes back as it is.
func (p Pages) refused(r *http.Request, err error) error {
	if !errors.Is(err, fault.Forbidden) {
		return err
	}
	s, failure := p.load(r, query{})
	if failure != nil || s.Plan.State != plan.Closed {
		return err
	}
	return ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
		Status: http.StatusForbidden, Title: "El plan está cerrado",
		Text: "No se ha guardado nada: para registrar valores hay que reabrirlo. Si vuelve atrás, sigue lo que escribió.",
		Link: &ui.Link{Text: "Ver el plan", Href: "/planes/" + s.Plan.Slug},
	}}
}

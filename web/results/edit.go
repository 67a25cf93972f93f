package results

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
)

// offer reads a plan with the indicators for which whoever asks may add a result.
func (p Pages) offer(r *http.Request) (of plan.Plan, offered []indicator.Servable, err error) {
	err = db.ReadTx(r.Context(), p.Results.Pool, func(tx pgx.Tx) (err error) {
		if of, err = plan.Find(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		offered, err = indicator.Servables(r.Context(), tx, of.ID)
		return err
	})
	return of, offeredTo(ui.Actor(r.Context()), of, offered), err
}

// New answers /planes/{plan}/resultados/nuevo with an empty form, for the indicator that ?indicador= names.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	of, offered, err := p.offer(r)
	if err != nil {
		return err
	}
	if of.State == plan.Closed {
		return closed(of, fault.Conflict)
	}
	if actor := ui.Actor(r.Context()); len(offered) == 0 && !access.Can(actor, access.WritePlan, of.Target()) {
		return access.Require(actor, access.RecordValue, of.Target()) // none of the indicators is of their units
	}
	return ui.Render(w, r, http.StatusOK, form(newForm(of, named(r.URL.Query().Get("indicador"), offered), offered)))
}

// named is a draft that serves the indicator with a code, if it is offered.
func named(code string, offered []indicator.Servable) (d indicator.ResultDraft) {
	for _, o := range offered {
		for _, i := range o.Indicators {
			if i.Code == code {
				d.Indicators = []string{strconv.FormatInt(i.ID, 10)}
			}
		}
	}
	return d
}

// Create answers POST /planes/{plan}/resultados with a new result.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	d := readDraft(r)
	known, err := strconv.ParseInt(r.PostFormValue(knownField), 10, 64)
	if err != nil {
		known = 0 // nobody has been told of any
	}
	f := found{Actor: ui.Actor(r.Context())}
	id, err := p.Results.CreateResult(r.Context(), change(r, f, 0), p.Today(), d, known)
	if err != nil {
		return p.answerNew(w, r, d, err)
	}
	return ui.See(w, r, pathOf(chi.URLParam(r, "plan"), id)+"?hecho=creado")
}

// answerNew gives back the form of a result that was not written.
func (p Pages) answerNew(w http.ResponseWriter, r *http.Request, d indicator.ResultDraft, err error) error {
	of, offered, failure := p.offer(r)
	if failure != nil {
		return failure
	}
	var there indicator.SameTitle
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return ui.Render(w, r, http.StatusUnprocessableEntity, form(newForm(of, d, offered).refuse(wrong)))
	case errors.As(err, &there):
		return ui.Render(w, r, http.StatusConflict, form(newForm(of, d, offered).warn(of.Slug, there)))
	default:
		return refused(of, err)
	}
}

// Edit answers /planes/{plan}/resultados/{id}/editar.
func (p Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	f, offered, err := p.findOffered(r)
	if err != nil {
		return err
	}
	if f.Plan.State == plan.Closed {
		return closed(f.Plan, fault.Conflict)
	}
	if err := access.Require(f.Actor, access.WritePlan, f.Plan.Target()); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, form(editForm(f, draftOf(f.Result), offered, f.Result.Version)))
}

func (p Pages) findOffered(r *http.Request) (found, []indicator.Servable, error) {
	f, err := p.find(r)
	if err != nil {
		return found{}, nil, err
	}
	_, offered, err := p.offer(r)
	return f, offered, err
}

// Save answers POST /planes/{plan}/resultados/{id} with the result changed.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	f, offered, err := p.findOffered(r)
	if err != nil {
		return err
	}
	d := readDraft(r)
	err = p.Results.UpdateResult(r.Context(), change(r, f, version), p.Today(), d)
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return ui.Render(w, r, http.StatusUnprocessableEntity, form(editForm(f, d, offered, version).refuse(wrong)))
	case errors.Is(err, fault.Conflict):
		return p.conflict(w, r, d)
	case err != nil:
		return refused(f.Plan, err)
	}
	return ui.See(w, r, f.path()+"?hecho=guardado")
}

// conflict gives back what was typed with what is kept now, to be compared.
func (p Pages) conflict(w http.ResponseWriter, r *http.Request, d indicator.ResultDraft) error {
	f, offered, err := p.findOffered(r)
	if err != nil {
		return err
	}
	told, err := ui.ConflictOf(r.Context(), p.Results.Pool, audit.Object{Type: "result", ID: f.Result.ID}, p.Location, f.path(), conflictRows(d, f.Result, offered))
	if err != nil {
		return err
	}
	props := editForm(f, d, offered, f.Result.Version)
	props.Conflict, props.Page.Refused = &told, true
	return ui.Render(w, r, http.StatusConflict, form(props))
}

package objectives

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// cancelling is the form to cancel before anything is typed: today, or the end of a plan that is over.
func (p Pages) cancelling(of plan.Plan) plan.Cancellation {
	return plan.Cancellation{On: max(min(p.Today(), of.EndsOn), of.StartsOn).String()}
}

// Cancel answers POST /planes/{plan}/objetivos/{code}/anulacion.
func (p Pages) Cancel(w http.ResponseWriter, r *http.Request) error {
	e, err := board.ReadEdit(r)
	if err != nil {
		return err
	}
	d := plan.Cancellation{On: r.PostFormValue("cancelled_on"), Reason: r.PostFormValue("cancel_reason")}
	err = p.Plans.CancelObjective(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), chi.URLParam(r, "plan"), e, d, p.Today())
	if err != nil {
		return p.unchanged(w, r, e.ID, &d, err)
	}
	return p.see(w, r, "objetivo-anulado", chi.URLParam(r, "code"))
}

// Restore answers POST /planes/{plan}/objetivos/{code}/restauracion.
func (p Pages) Restore(w http.ResponseWriter, r *http.Request) error {
	e, err := board.ReadEdit(r)
	if err != nil {
		return err
	}
	err = p.Plans.RestoreObjective(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), chi.URLParam(r, "plan"), e)
	if err != nil {
		return p.unchanged(w, r, e.ID, nil, err)
	}
	return p.see(w, r, "objetivo-recuperado", chi.URLParam(r, "code"))
}

// Delete answers POST /planes/{plan}/objetivos/{code}/baja.
func (p Pages) Delete(w http.ResponseWriter, r *http.Request) error {
	e, err := board.ReadEdit(r)
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Plans.DeleteObjective(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, e)
	if err != nil {
		return p.unchanged(w, r, e.ID, nil, err)
	}
	return ui.See(w, r, board.OutlinePath(slug, "objetivo-quitado", false, "objetivos"))
}

const otherVersion = "No se ha hecho: alguien ha cambiado este objetivo desde que usted abrió la página. Esto es lo que hay ahora; repítalo si sigue siendo necesario."

// unchanged shows an objective as it is after something was not done to it, with what was typed to cancel it.
func (p Pages) unchanged(w http.ResponseWriter, r *http.Request, id int64, d *plan.Cancellation, cause error) error {
	o, err := board.Outline(r, p.Pool)
	if err != nil {
		return errors.Join(cause, err)
	}
	objective, found := byID(o, id)
	status, problem := board.Refused(cause, o.Plan, true)
	if status == 0 || !found {
		return cause
	}
	cancelling := p.cancelling(o.Plan)
	if d != nil {
		cancelling = *d
	}
	var use plan.InUse
	switch {
	case errors.As(cause, &use) && use.Indicators == 0:
		problem = "No se ha quitado: hay retos que tratan de este objetivo o están vinculados a él. Puede anularlo, y así se conserva todo."
	case use.Indicators > 0:
		problem = "No se ha quitado: el objetivo tiene indicadores. Puede anularlo, y así se conserva todo."
	case ui.Outdated(cause):
		problem = otherVersion
	}
	props := editForm(o, objective, stored(objective), cancelling)
	return p.render(w, r, status, props.refused(ui.Invalid(cause), problem).opened(d != nil))
}

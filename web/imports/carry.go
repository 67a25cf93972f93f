package imports

import (
	"errors"
	"net/http"

	"hito/internal/fault"
	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Apply answers POST /planes/importar/{id}/aplicacion.
func (p Pages) Apply(w http.ResponseWriter, r *http.Request) error {
	i, version, err := p.opened(r)
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	if i.State == transfer.StateReady && i.Version == version && pendingOf(i) > 0 {
		return p.refuseApply(w, r, reason, errPending)
	}
	if err := p.Imports.Apply(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), i.ID, version, reason); err != nil {
		return p.refuseApply(w, r, reason, err)
	}
	return ui.See(w, r, pathOf(i.ID))
}

// errPending is an import with matches that nobody has confirmed.
var errPending = errors.New("matches are to be confirmed first")

// refuseApply shows the page as it is now, with why nothing was applied and the reason that was typed.
func (p Pages) refuseApply(w http.ResponseWriter, r *http.Request, reason string, err error) error {
	s, loading := p.load(r)
	if loading != nil {
		return loading
	}
	props := buildShow(s, p.Location)
	if props.Apply != nil && props.Apply.Reason != nil {
		props.Apply.Reason.Value = reason
	}
	wrong := ui.Invalid(err)
	switch {
	case errors.Is(err, transfer.ErrStale):
		props.Warning = &warning{
			Title: "Todavía no se ha aplicado: el plan ha cambiado",
			Text:  "Alguien lo cambió después de compararlo con el fichero, y se ha comparado otra vez. Revise los cambios de abajo y aplique.",
		}
		return p.renderConflict(w, r, props, err)
	case errors.Is(err, errPending):
		props.Warning = &warning{Title: "Todavía no se ha aplicado", Text: "Antes hay que confirmar las coincidencias dudosas."}
		return ui.Render(w, r, http.StatusUnprocessableEntity, showPage(props))
	case wrong != nil && props.Apply != nil:
		props.Page.Refused = true
		if props.Apply.Reason != nil {
			props.Apply.Reason.Error = wrong["reason"]
		}
		props.Problems = props.Decision.refused(wrong)
		return ui.Render(w, r, http.StatusUnprocessableEntity, showPage(props))
	default:
		return p.refuseLate(w, r, s, props, err)
	}
}

// Undo answers POST /planes/importar/{id}/deshacer.
func (p Pages) Undo(w http.ResponseWriter, r *http.Request) error {
	i, version, err := p.opened(r)
	if err != nil {
		return err
	}
	err = p.Imports.Undo(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), i.ID, version)
	if err == nil {
		return ui.See(w, r, pathOf(i.ID))
	}
	s, loading := p.load(r)
	if loading != nil {
		return loading
	}
	props := buildShow(s, p.Location)
	if errors.Is(err, transfer.ErrTouched) {
		var touched transfer.Touched
		errors.As(err, &touched)
		props.Warning = &warning{
			Title: "No se ha deshecho nada",
			Text:  "Lo que escribió la importación se ha cambiado después, y deshacerla borraría ese trabajo. Lo que haga falta se corrige a mano en el plan.",
			List:  touched.What,
		}
		return p.renderConflict(w, r, props, err)
	}
	return p.refuseLate(w, r, s, props, err)
}

// Discard answers POST /planes/importar/{id}/baja.
func (p Pages) Discard(w http.ResponseWriter, r *http.Request) error {
	i, version, err := p.opened(r)
	if err != nil {
		return err
	}
	if err = p.Imports.Discard(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), i.ID, version); err == nil {
		address := pathFor(i.Plan.Slug)
		if i.Plan.Slug == "" {
			return ui.See(w, r, address+"?hecho=descartada")
		}
		return ui.See(w, r, address+"&hecho=descartada")
	}
	s, loading := p.load(r)
	if loading != nil {
		return loading
	}
	return p.refuseLate(w, r, s, buildShow(s, p.Location), err)
}

// refuseLate shows the page as it is now where somebody else was quicker, or the plan was closed; other errors come back.
func (p Pages) refuseLate(w http.ResponseWriter, r *http.Request, s shown, props showProps, err error) error {
	switch {
	case errors.Is(err, fault.Conflict):
		return p.renderLate(w, r, props, err)
	case errors.Is(err, fault.Forbidden) && !s.may:
		return board.Keeper(ui.Actor(r.Context()), s.Plan)
	default:
		return err
	}
}

// DropMapping answers POST /planes/importar/formatos/{id}/baja.
func (p Pages) DropMapping(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	if err := p.Imports.DropMapping(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id); err != nil {
		return err
	}
	return ui.See(w, r, basePath+"?hecho=formato")
}

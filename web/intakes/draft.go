package intakes

import (
	"errors"
	"net/http"
	"strings"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// SaveDraft answers POST /retos/borrador: what was typed is kept for the person who typed it. The page's module, which
// does so while one types, needs no page for an answer.
func (p Pages) SaveDraft(w http.ResponseWriter, r *http.Request) error {
	actor := ui.Actor(r.Context())
	shown, err := shownTo(r)
	if err != nil {
		return err
	}
	typed := readTyped(r)
	if shown != actor.ID { // nobody's text becomes another's draft
		return p.keepTyping(w, r, typed, func(f formProps) (formProps, int) {
			f.Page.Refused = true
			f.Problem = &problemProps{
				Title: "No se ha guardado el borrador: ha entrado otra persona",
				Text:  "Este formulario se abrió con otra cuenta. Si guarda o envía ahora, el texto será de " + actor.Name + ".",
			}
			return f, http.StatusConflict
		})
	}
	form, byItself := "", strings.Contains(r.Header.Get("Accept"), "application/json")
	if byItself {
		form = r.PostFormValue(ui.KeyField)
	}
	err = p.Challenges.SaveDraft(r.Context(), actor, form, typed)
	wrong := ui.Invalid(err)
	switch {
	case errors.Is(err, fault.Conflict): // of a form that keeps itself, whose module alone reads this
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusGone)
		return nil
	case wrong != nil:
		return p.keepTyping(w, r, typed, func(f formProps) (formProps, int) {
			return f.refuse(fault.Invalid{"problem": wrong["draft"]}), http.StatusUnprocessableEntity
		})
	case err != nil:
		return err
	case byItself:
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return ui.See(w, r, newPath+"?hecho=borrador")
}

// keepTyping gives the form back as it was typed.
func (p Pages) keepTyping(w http.ResponseWriter, r *http.Request, typed challenge.Submission, why func(formProps) (formProps, int)) error {
	d, err := p.load(r.Context(), ui.Actor(r.Context()))
	if err != nil {
		return err
	}
	f, status := why(p.form(r, d, asked{Typed: typed, Known: readKnown(r)}))
	return f.render(w, r, status)
}

// DropDraft answers POST /retos/borrador/baja.
func (p Pages) DropDraft(w http.ResponseWriter, r *http.Request) error {
	if err := p.Challenges.DropDraft(r.Context(), ui.Actor(r.Context())); err != nil {
		return err
	}
	return ui.See(w, r, newPath+"?hecho=descartado")
}

package results

import (
	"errors"
	"net/http"

	"hito/internal/fault"
	"hito/web/ui"
)

// Withdraw answers POST /planes/{plan}/resultados/{id}/retirada.
func (p Pages) Withdraw(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	f, err := p.find(r)
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = p.Results.WithdrawResult(r.Context(), change(r, f, version), reason)
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return p.askAgain(w, r, http.StatusUnprocessableEntity, reason, wrong["reason"])
	case errors.Is(err, fault.Conflict):
		return p.askAgain(w, r, http.StatusConflict, reason, "No se ha retirado: alguien ha cambiado el resultado mientras tanto. Revíselo y, si sigue siendo necesario, confírmelo otra vez.")
	case err != nil:
		return refused(f.Plan, err)
	}
	return ui.See(w, r, f.path()+"?hecho=retirado")
}

// askAgain shows the page as it is now, with the reason as it was typed.
func (p Pages) askAgain(w http.ResponseWriter, r *http.Request, status int, reason, problem string) error {
	f, err := p.find(r)
	if err != nil {
		return err
	}
	props := p.build(f)
	props.Page.Refused = true
	props.Problems = []ui.FieldError{{Text: problem}}
	if props.Withdraw != nil {
		props.Withdraw.Confirm.Opened = true
		props.Withdraw.Reason.Value, props.Withdraw.Reason.Error = reason, problem
		props.Problems[0].ID = "reason"
	}
	return ui.Render(w, r, status, show(props))
}

// Restore answers POST /planes/{plan}/resultados/{id}/restauracion.
func (p Pages) Restore(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	f, err := p.find(r)
	if err != nil {
		return err
	}
	if err := p.Results.RestoreResult(r.Context(), change(r, f, version)); err != nil {
		return refused(f.Plan, err)
	}
	return ui.See(w, r, f.path()+"?hecho=recuperado")
}

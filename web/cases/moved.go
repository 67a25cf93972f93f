package cases

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// seeMoved goes on from a change of state: to the board that it was made on, to the project that is to be planned now,
// or to the reto.
func seeMoved(w http.ResponseWriter, r *http.Request, to challenge.State, back string) error {
	code := challenge.Grouped(challenge.ReadCode(chi.URLParam(r, "code")))
	switch {
	case back != "":
		u, err := url.Parse(back)
		if err != nil {
			return err
		}
		query := u.Query()
		query.Set("hecho", "movido")
		query.Set("reto", code)
		u.RawQuery, u.Fragment = query.Encode(), cardID(code)
		return ui.See(w, r, u.String())
	case to == challenge.Project && access.Can(ui.Actor(r.Context()), access.HandleChallenge, access.Target{}):
		return ui.See(w, r, ui.ChallengePath(code)+"/proyecto")
	default:
		return see(w, r, "movido")
	}
}

// backQuery carries a board along in an address.
func backQuery(back string) string {
	if back == "" {
		return ""
	}
	return "&" + url.Values{returnField: {back}}.Encode()
}

// Decision answers POST /retos/{code}/decision: pedir=si asks the director to decide, pedir=no takes that back.
func (p Pages) Decision(w http.ResponseWriter, r *http.Request) error {
	ask := r.PostFormValue("pedir")
	if ask != "si" && ask != "no" {
		return fmt.Errorf("ask for a decision: %w", fault.BadInput)
	}
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	err = p.Challenges.AskDecision(r.Context(), change(r, version), ask == "si")
	switch {
	case err == nil && ask == "si":
		return see(w, r, "decision-pedida")
	case err == nil:
		return see(w, r, "decision-retirada")
	case !ui.Outdated(err):
		return err
	}
	c, err := p.read(r, access.HandleChallenge, nil)
	if err != nil {
		return err
	}
	props := p.newState(ui.Actor(r.Context()), c, challenge.MoveDraft{From: c.State}, "")
	props.Page.Refused = true
	props.Stale, err = p.staleOf(r.Context(), c, "No se ha hecho: el reto ha cambiado", "Abajo está como es ahora.")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusConflict, state(props))
}

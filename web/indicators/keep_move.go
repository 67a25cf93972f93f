package indicators

import (
	"net/http"

	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Move answers POST /planes/{plan}/indicadores/orden, which the page of the plan's structure sends.
func (k Keeping) Move(w http.ResponseWriter, r *http.Request) error {
	m, err := board.ReadMove(r)
	if err != nil {
		return err
	}
	e := newEdit(r)
	e.ID = m.ID
	if err := k.Store.Move(r.Context(), e, indicator.Move{Move: m, To: r.PostFormValue("objetivo")}); err != nil {
		return err
	}
	d, err := k.load(r, byID(m.ID))
	if err != nil {
		return err
	}
	follow := r.PostFormValue(board.CodesField) == board.FollowCodes
	return ui.See(w, r, board.OutlinePath(d.plan.Slug, "orden", follow, "i-"+d.kept.Code))
}

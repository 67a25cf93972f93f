// Package dashboards serves the cuadro de mando: where a plan is against where it should be.
package dashboards

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the cuadro de mando of each plan.
type Pages struct {
	Pool  *pgxpool.Pool
	Today func() date.Date
}

// Show answers /planes/{plan}/cuadro-de-mando as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var b dashboard.Board
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		b, err = dashboard.LoadView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View)
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, page(build(b, asked, board.ReadList(r.URL.Query()))))
}

// Package followups serves the seguimiento of a plan: the table of its objectives, and objective by
// objective the table of its indicators, as an annex that can be printed.
package followups

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the seguimiento of each plan.
type Pages struct {
	Pool  *pgxpool.Pool
	Today func() date.Date
}

// Show answers /planes/{plan}/seguimiento as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var b dashboard.Board
	var published snapshot.Published
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		b, err = dashboard.LoadDetailView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View)
		if err != nil || b.Frozen == nil {
			return err
		}
		published, err = snapshot.PublishedIn(r.Context(), tx, b.Plan.ID, b.Frozen.ID)
		return err
	})
	if err != nil {
		return err
	}
	v := read(asked, r.URL.Query())
	if f, asked := ui.CSVAsked(r.URL.Query()); asked {
		return ui.ServeCSV(w, r, f, board.ObjectivesCSV(b, v.inOrder(b.Objectives)))
	}
	return ui.Render(w, r, http.StatusOK, page(build(b, published, v)))
}

// Package dashboards serves the cuadro de mando: where a plan is against where it should be.
package dashboards

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the cuadro de mando of each plan. Days are those in Location, UTC where it is nil.
type Pages struct {
	Pool     *pgxpool.Pool
	Today    func() date.Date
	Location *time.Location
}

// Show answers /planes/{plan}/cuadro-de-mando as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var b dashboard.Board
	var waiting challenge.Undecideds
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		if b, err = dashboard.LoadView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View); err != nil || !live(b, asked) {
			return err
		}
		waiting, err = challenge.FindUndecided(r.Context(), tx, ui.Actor(r.Context()), b.Now.ID, asked.Today)
		return err
	})
	if err != nil {
		return err
	}
	shown := build(b, asked, board.ReadList(r.URL.Query()))
	shown.Undecided = undecidedOf(waiting, asked.Today, cmp.Or(p.Location, time.UTC))
	return ui.Render(w, r, http.StatusOK, page(shown))
}

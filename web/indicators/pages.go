// Package indicators serves the indicators of a plan: their list, and a page for each one.
package indicators

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the indicators of each plan. The day of a correction is that in Location, UTC where it
// is nil.
type Pages struct {
	Pool     *pgxpool.Pool
	Today    func() date.Date
	Location *time.Location
}

// List answers /planes/{plan}/indicadores as of today, a date or a snapshot.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var b dashboard.Board
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		b, err = dashboard.LoadStateView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View)
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, listPage(buildList(b, asked, board.ReadList(r.URL.Query()))))
}

// Show answers /planes/{plan}/indicadores/{code} as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var s dashboard.Story
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		s, err = dashboard.LoadStory(r.Context(), tx, chi.URLParam(r, "plan"), chi.URLParam(r, "code"), asked.View)
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, showPage(buildShow(s, asked, p.location())))
}

func (p Pages) location() *time.Location {
	if p.Location == nil {
		return time.UTC
	}
	return p.Location
}

// Package objectives serves the page of one specific objective: where it stands, what it is measured
// by and what it has achieved.
package objectives

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the objectives of each plan.
type Pages struct {
	Pool  *pgxpool.Pool
	Today func() date.Date
}

// Index answers /planes/{plan}/objetivos: the list of objectives is the seguimiento.
func (p Pages) Index(w http.ResponseWriter, r *http.Request) error {
	target := url.URL{Path: "/planes/" + chi.URLParam(r, "plan") + "/seguimiento", RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
	return nil
}

// source is what the page of an objective is built from.
type source struct {
	Board      dashboard.Board
	Frameworks []plan.Framework
	Published  snapshot.Published
}

// Show answers /planes/{plan}/objetivos/{code} as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var s source
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		if s.Board, err = dashboard.LoadDetailView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View); err != nil {
			return err
		}
		if s.Frameworks, err = dashboard.Frameworks(r.Context(), tx, s.Board); err != nil || s.Board.Frozen == nil {
			return err
		}
		s.Published, err = snapshot.PublishedIn(r.Context(), tx, s.Board.Plan.ID, s.Board.Frozen.ID)
		return err
	})
	if err != nil {
		return err
	}
	code := chi.URLParam(r, "code")
	objective, ok := s.Board.Objective(code)
	if !ok {
		return fmt.Errorf("objective %q of %q: %w", code, s.Board.Plan.Slug, fault.NotFound)
	}
	return ui.Render(w, r, http.StatusOK, page(build(s, objective, asked)))
}

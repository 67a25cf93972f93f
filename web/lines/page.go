// Package lines serves the strategic lines of a plan.
package lines

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the strategic lines of each plan.
type Pages struct {
	Pool  *pgxpool.Pool
	Today func() date.Date
}

// Index answers /planes/{plan}/lineas as of today, a date or a snapshot.
func (p Pages) Index(w http.ResponseWriter, r *http.Request) error {
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
	return ui.Render(w, r, http.StatusOK, indexPage(buildIndex(b, asked)))
}

// Show answers /planes/{plan}/lineas/{code} as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var b dashboard.Board
	var frameworks []plan.Framework
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) error {
		if b, err = dashboard.LoadStateView(r.Context(), tx, chi.URLParam(r, "plan"), asked.View); err != nil {
			return err
		}
		frameworks, err = dashboard.Frameworks(r.Context(), tx, b)
		return err
	})
	if err != nil {
		return err
	}
	code := chi.URLParam(r, "code")
	line, ok := find(b, code)
	if !ok {
		return fmt.Errorf("strategic line %q of %q: %w", code, b.Plan.Slug, fault.NotFound)
	}
	return ui.Render(w, r, http.StatusOK, page(build(b, frameworks, line, asked)))
}

func find(b dashboard.Board, code string) (dashboard.Line, bool) {
	for _, l := range b.Lines {
		if l.Code == code {
			return l, true
		}
	}
	return dashboard.Line{}, false
}

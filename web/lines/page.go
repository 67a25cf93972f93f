// Package lines serves the strategic lines of a plan, and the forms with which they are kept.
package lines

import (
	"fmt"
	"net/http"
	"time"

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
	Pool     *pgxpool.Pool
	Today    func() date.Date
	Plans    plan.Store
	Location *time.Location // in which times are shown
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
	if f, asked := ui.CSVAsked(r.URL.Query()); asked {
		return ui.ServeCSV(w, r, f, board.LinesCSV(b))
	}
	return ui.Render(w, r, http.StatusOK, indexPage(buildIndex(b, asked)))
}

// source is what the page of a line is built from.
type source struct {
	Board      dashboard.Board
	Line       dashboard.Line
	Frameworks []plan.Framework
	History    *ui.HistoryProps // nil where it is not shown
}

// Show answers /planes/{plan}/lineas/{code} as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	s, err := p.load(r, asked)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, page(build(s, asked, ui.Actor(r.Context()))))
}

// load reads what the page of a line is built from; its history is there for those who may read it, of the plan as it
// is kept and not of what is frozen.
func (p Pages) load(r *http.Request, asked board.Asked) (s source, err error) {
	ctx, code := r.Context(), chi.URLParam(r, "code")
	err = db.ReadTx(ctx, p.Pool, func(tx pgx.Tx) (err error) {
		if s.Board, err = dashboard.LoadStateView(ctx, tx, chi.URLParam(r, "plan"), asked.View); err != nil {
			return err
		}
		line, ok := find(s.Board, code)
		if !ok {
			return fmt.Errorf("strategic line %q of %q: %w", code, s.Board.Plan.Slug, fault.NotFound)
		}
		s.Line = line
		if s.Frameworks, err = dashboard.Frameworks(ctx, tx, s.Board); err != nil || !asked.Kept() {
			return err
		}
		s.History, err = ui.ObjectHistory(ctx, tx, object(line.ID), p.Location)
		return err
	})
	return s, err
}

func find(b dashboard.Board, code string) (dashboard.Line, bool) {
	for _, l := range b.Lines {
		if l.Code == code {
			return l, true
		}
	}
	return dashboard.Line{}, false
}

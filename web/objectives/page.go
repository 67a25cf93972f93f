// Package objectives serves the page of one specific objective: where it stands, what it is measured
// by and what it has achieved; and the forms with which objectives are kept.
package objectives

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/challenge"
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
	Pool     *pgxpool.Pool
	Today    func() date.Date
	Plans    plan.Store
	Location *time.Location // in which times are shown
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
	Objective  dashboard.Objective
	History    *ui.HistoryProps  // nil where it is not shown
	Challenges []challenge.Trace // that have led to it; none of what is frozen
}

// Show answers /planes/{plan}/objetivos/{code} as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	s, err := p.load(r, asked)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, page(build(s, s.Objective, asked, ui.Actor(r.Context()))))
}

// load reads what the page is built from; the history is there for those who may read it, of the plan as it is kept
// and not of what is frozen.
func (p Pages) load(r *http.Request, asked board.Asked) (s source, err error) {
	ctx, code := r.Context(), chi.URLParam(r, "code")
	err = db.ReadTx(ctx, p.Pool, func(tx pgx.Tx) (err error) {
		if s.Board, err = dashboard.LoadDetailView(ctx, tx, chi.URLParam(r, "plan"), asked.View); err != nil {
			return err
		}
		var found bool
		if s.Objective, found = s.Board.Objective(code); !found {
			return fmt.Errorf("objective %q of %q: %w", code, s.Board.Plan.Slug, fault.NotFound)
		}
		if s.Frameworks, err = dashboard.Frameworks(ctx, tx, s.Board); err != nil {
			return err
		}
		if asked.Kept() {
			if s.History, err = ui.ObjectHistory(ctx, tx, object(s.Objective.ID), p.Location); err != nil {
				return err
			}
		}
		if s.Board.Frozen == nil {
			end := challenge.End{Kind: challenge.ToObjective, ID: s.Objective.ID}
			s.Challenges, err = challenge.Traced(ctx, tx, ui.Actor(ctx), s.Board.Plan.ID, end)
			return err
		}
		s.Published, err = snapshot.PublishedIn(ctx, tx, s.Board.Plan.ID, s.Board.Frozen.ID)
		return err
	})
	return s, err
}

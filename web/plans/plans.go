// Package plans holds the start page, the list of plans and the page of a plan's own text and frame.
package plans

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the plans.
type Pages struct {
	Pool  *pgxpool.Pool
	Today func() date.Date

	Plans    plan.Store
	Location *time.Location // in which times are shown
}

// homePlans is how many plans the start page shows; the list has them all.
const homePlans = 12

// Home answers / with how the plans stand today.
func (p Pages) Home(w http.ResponseWriter, r *http.Request) error {
	today := p.Today()
	var found []dashboard.Summary
	var total int
	var waiting []awaits
	var inPart []plan.Plan
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if found, total, err = dashboard.Plans(r.Context(), tx, ui.Scope(r.Context()), today, "", homePlans, 0); err != nil {
			return err
		}
		if waiting, err = awaiting(r.Context(), tx, ui.Actor(r.Context()), today); err != nil {
			return err
		}
		if inPart, err = plan.Partly(r.Context(), tx, ui.Scope(r.Context()), mostPartly); err != nil {
			return err
		}
		retos, err := awaitingRetos(r.Context(), tx, ui.Actor(r.Context()), today, cmp.Or(p.Location, time.UTC))
		waiting = append(waiting, retos...)
		return err
	})
	if err != nil {
		return err
	}
	props := buildHome(found, total, today, newPlanLink(r))
	if props.Partly = partlyOf(inPart); len(inPart) > 0 {
		props.Empty = nil
	}
	props.Waiting = waiting
	return ui.Render(w, r, http.StatusOK, home(props))
}

// List answers /planes with a page of all plans, or of those that a text asks for.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, today := readQuery(r.URL.Query()), p.Today()
	var found []dashboard.Summary
	var inPart []plan.Plan
	var total int
	err := db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		found, total, err = dashboard.Plans(r.Context(), tx, ui.Scope(r.Context()), today, asked.text, pageSize, (asked.page-1)*pageSize)
		if err == nil && asked == (query{page: 1}) {
			inPart, err = plan.Partly(r.Context(), tx, ui.Scope(r.Context()), mostPartly)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(found) == 0 && asked.page > 1 {
		return fault.NotFound
	}
	props := buildList(found, total, asked, today, newPlanLink(r))
	props.Partly = partlyOf(inPart)
	return ui.Render(w, r, http.StatusOK, list(props))
}

// Show answers /planes/{plan} with what the plan is, and its figures as of today, a date or a snapshot.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, tried{})
}

// show answers with the page of a plan, and the step in its life that was not taken, if there was one.
func (p Pages) show(w http.ResponseWriter, r *http.Request, status int, t tried) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var doc plan.Document
	var b dashboard.Board
	var events []audit.Entry
	var done string
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if doc, err = plan.Load(r.Context(), tx, asked.Scope, chi.URLParam(r, "plan")); err != nil {
			return err
		}
		if b, err = dashboard.LoadStateView(r.Context(), tx, doc.Slug, asked.View); err != nil {
			return err
		}
		if events, err = loadHistory(r.Context(), tx, doc.ID); err != nil {
			return err
		}
		done, err = doneText(r, tx, doc.Plan, events)
		return err
	})
	if err != nil {
		return err
	}
	props := buildShow(doc, b, asked)
	actor := ui.Actor(r.Context())
	props.Done, props.Publication = done, publicationOf(doc.Plan, actor)
	props.State = stateOf(doc.Plan, actor, measured(b), t)
	props.Keep = keepLinks(doc.Plan, r, props.State)
	if access.Can(actor, access.ExportPlan, doc.Target()) {
		props.Head.Actions = showActions(props.Board, planPath(doc.Slug)+"/exportar")
	}
	props.Problems, props.Conflict, props.Page.Refused = t.problems(), t.conflict, status != http.StatusOK
	if access.Can(actor, access.ReadHistory, access.Target{}) {
		props.Closed = doc.State == plan.Closed
		props.Kept, props.History = true, ui.HistoryOf(events, p.Location, access.Can(actor, access.ManageUsers, access.Target{}))
	}
	return ui.Render(w, r, status, show(props))
}

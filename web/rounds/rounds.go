// Package rounds holds the pages of a plan's follow-up rounds: who owes which value, and what is done with what is sent.
package rounds

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/internal/round"
	"hito/web/ui"
	"hito/web/ui/board"
)

// Pages serves the rounds of plans.
type Pages struct {
	Rounds   round.Store
	Location *time.Location // in which times are shown
}

func listPath(slug string) string { return "/planes/" + slug + "/rondas" }

func pathOf(slug string, id int64) string { return listPath(slug) + "/" + strconv.FormatInt(id, 10) }

func entryPath(slug string, id int64, code string) string {
	return pathOf(slug, id) + "/valores/" + code
}

// findPlan finds the plan of the address, for whoever may do something in it.
func findPlan(ctx context.Context, tx pgx.Tx, r *http.Request, do access.Action) (plan.Plan, error) {
	p, err := plan.Find(ctx, tx, ui.Scope(ctx), chi.URLParam(r, "plan"))
	if err != nil {
		return p, err
	}
	return p, access.Require(ui.Actor(ctx), do, p.Target())
}

// view is a round with the state of its plan on the day of the values.
type view struct {
	Plan    plan.Plan
	Round   round.Round
	Entries []round.Entry
	Board   dashboard.Board
}

// load reads the round of the address; it takes the same number of queries whatever its size.
func (p Pages) load(r *http.Request) (v view, err error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return v, err
	}
	ctx := r.Context()
	err = db.ReadTx(ctx, p.Rounds.Pool, func(tx pgx.Tx) (err error) {
		if v.Plan, err = findPlan(ctx, tx, r, access.ReadHistory); err != nil {
			return err
		}
		if v.Round, err = round.Find(ctx, tx, v.Plan.ID, id); err != nil {
			return err
		}
		if v.Entries, err = round.Entries(ctx, tx, v.Plan.ID, id); err != nil {
			return err
		}
		v.Board, err = dashboard.LoadState(ctx, tx, ui.Scope(ctx), v.Plan.Slug, v.Round.MeasuredOn)
		return err
	})
	return v, err
}

// keeps tells whether whoever asks may change the rounds of a plan now.
func keeps(ctx context.Context, p plan.Plan) bool {
	return access.Can(ui.Actor(ctx), access.WritePlan, p.Target()) && p.State == plan.Active
}

// frame is a page below the list of rounds; the last crumb is the page itself.
func frame(p plan.Plan, title string, crumbs ...ui.Crumb) ui.PageProps {
	below := append([]ui.Crumb{{Text: "Rondas", Href: listPath(p.Slug)}}, crumbs...)
	return ui.PageProps{Title: title, Crumbs: board.CrumbsOf(p, below...), Plan: board.NavOf(p, ui.PlanRounds, false)}
}

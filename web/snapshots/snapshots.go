// Package snapshots shows a plan's follow-ups: all of them with how the plan came along, and each as
// it was closed.
package snapshots

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

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

// Pages serves the follow-ups of each plan. Closing times are shown in Location, UTC where it is nil.
type Pages struct {
	Pool     *pgxpool.Pool
	Today    func() date.Date
	Location *time.Location
}

// List answers /planes/{plan}/seguimientos.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var of plan.Plan
	var refs []dashboard.SnapshotRef
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		of, refs, err = dashboard.FollowUps(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan"))
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, list(buildList(of, refs, asked)))
}

// Show answers /planes/{plan}/seguimientos/{id} with a follow-up as it was frozen.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id <= 0 {
		return fmt.Errorf("snapshot %q: %w", chi.URLParam(r, "id"), fault.NotFound)
	}
	var b dashboard.Board
	var published snapshot.Published
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if b, err = dashboard.LoadFrozen(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan"), id); err != nil {
			return err
		}
		published, err = snapshot.PublishedIn(r.Context(), tx, b.Plan.ID, id)
		return err
	})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, show(buildShow(b, published, asked, p.location())))
}

func (p Pages) location() *time.Location {
	if p.Location == nil {
		return time.UTC
	}
	return p.Location
}

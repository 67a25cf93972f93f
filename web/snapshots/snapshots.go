// Package snapshots shows a plan's follow-ups: all of them with how the plan came along, and each as
// it was closed.
package snapshots

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
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
	Pool      *pgxpool.Pool
	Today     func() date.Date
	Location  *time.Location
	Snapshots snapshot.Store
}

// List answers /planes/{plan}/seguimientos.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	asked, err := board.Ask(r, p.Today())
	if err != nil {
		return err
	}
	var of plan.Plan
	var refs []dashboard.SnapshotRef
	read := readerOf(r.Context())
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if of, refs, err = dashboard.FollowUps(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan")); err != nil {
			return err
		}
		return read.closers(r.Context(), tx, of.ID)
	})
	if err != nil {
		return err
	}
	if f, asked := ui.CSVAsked(r.URL.Query()); asked {
		return ui.ServeCSV(w, r, f, listCSV(of, refs, read))
	}
	return ui.Render(w, r, http.StatusOK, list(buildList(of, refs, asked, read)))
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
	read := readerOf(r.Context())
	err = db.ReadTx(r.Context(), p.Pool, func(tx pgx.Tx) (err error) {
		if b, err = dashboard.LoadFrozen(r.Context(), tx, ui.Scope(r.Context()), chi.URLParam(r, "plan"), id); err != nil {
			return err
		}
		if published, err = snapshot.PublishedIn(r.Context(), tx, b.Plan.ID, id); err != nil {
			return err
		}
		return read.closers(r.Context(), tx, b.Plan.ID)
	})
	if err != nil {
		return err
	}
	props := buildShow(b, published, asked, p.location(), read)
	props.Done = ui.Done(r, showDone)
	return ui.Render(w, r, http.StatusOK, show(props))
}

// reader is who reads the follow-ups, and what only some may know of them.
type reader struct {
	actor access.Actor
	names map[int64]string // of those who closed the follow-ups, by their numbers
}

func readerOf(ctx context.Context) *reader { return &reader{actor: ui.Actor(ctx)} }

// closers reads who closed the follow-ups, for those who may read the history.
func (r *reader) closers(ctx context.Context, tx pgx.Tx, planID int64) (err error) {
	if access.Can(r.actor, access.ReadHistory, access.Target{}) {
		r.names, err = snapshot.Closers(ctx, tx, planID)
	}
	return err
}

// keeps tells whether the reader may close follow-ups of a plan.
func (r *reader) keeps(p plan.Plan) bool { return access.Can(r.actor, access.WritePlan, p.Target()) }

// how says how a follow-up came to be closed, and by whom where the reader may know.
func (r *reader) how(s dashboard.SnapshotRef) string {
	text := howWords[s.How]
	if name := r.names[s.ID]; name != "" {
		text += ", por " + name
	}
	return text
}

func (p Pages) location() *time.Location {
	if p.Location == nil {
		return time.UTC
	}
	return p.Location
}

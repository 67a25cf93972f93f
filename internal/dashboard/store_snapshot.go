package dashboard

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// View says what of a plan is looked at: a snapshot, or a date, or what is best today.
type View struct {
	Snapshot int64     // its identifier, or 0
	On       date.Date // or no date
	Today    date.Date
	Scope    access.Scope // plans that whoever looks may read; zero for published ones alone
}

// LoadView returns the board of a plan that a view asks for. Where it names neither snapshot nor
// date, that is today's, or the last snapshot once the plan's time is over. It takes at most four
// queries and returns fault.NotFound for an unknown plan or snapshot.
func LoadView(ctx context.Context, tx pgx.Tx, slug string, v View) (Board, error) {
	h, err := loadHead(ctx, tx, v.Scope, slug)
	if err != nil {
		return Board{}, fmt.Errorf("load board of %q: %w", slug, err)
	}
	v = h.choose(v)
	if v.Snapshot != 0 {
		return frozen(ctx, tx, h, v.Snapshot)
	}
	b, err := state(ctx, tx, h, v.On)
	if err != nil {
		return Board{}, err
	}
	return complete(ctx, tx, b, b.On)
}

// LoadForSnapshot returns everything of a plan on a date that a snapshot freezes, results, texts and
// frameworks included, or fault.NotFound. The snapshot that it replaces, 0 for none, is not taken for the one
// before it. Whether the plan may be closed is the caller's to ask.
func LoadForSnapshot(ctx context.Context, tx pgx.Tx, slug string, on date.Date, replaces int64) (Board, error) {
	everything := access.Scope{All: true}
	b, err := LoadDetail(ctx, tx, everything, slug, on)
	if err != nil {
		return Board{}, err
	}
	doc, err := plan.Load(ctx, tx, everything, slug)
	if err != nil {
		return Board{}, err
	}
	b.Snapshots = slices.DeleteFunc(b.Snapshots, func(s SnapshotRef) bool { return s.ID == replaces })
	b.Frame = &Frame{Sections: doc.Sections, Periods: doc.Periods, Frameworks: doc.Frameworks}
	return complete(ctx, tx, b, on+1) // one closed on the same day comes before this one
}

// LoadFrozen returns the board of a plan's snapshot as it was frozen, or fault.NotFound. It takes two queries.
func LoadFrozen(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string, id int64) (Board, error) {
	return LoadView(ctx, tx, slug, View{Snapshot: id, Scope: scope})
}

func frozen(ctx context.Context, tx pgx.Tx, h head, id int64) (Board, error) {
	var b Board
	err := tx.QueryRow(ctx, `
		SELECT board
		  FROM snapshots
		 WHERE plan_id = $1 AND id = $2`, h.ID, id).Scan(&b)
	if errors.Is(err, pgx.ErrNoRows) {
		return Board{}, fmt.Errorf("load snapshot %d of %q: %w", id, h.Slug, fault.NotFound)
	}
	if err != nil {
		return Board{}, fmt.Errorf("load snapshot %d of %q: %w", id, h.Slug, err)
	}
	b.Plan.Slug = h.Slug // its links lead to where the plan is now
	b.Snapshots, b.Now, b.Stamp = h.Snapshots, h.Plan, h.Stamp
	for n := range h.Snapshots {
		if h.Snapshots[n].ID == id {
			b.Frozen = &h.Snapshots[n]
		}
	}
	return b, nil
}

// Frameworks returns the outside frameworks that a board's plan answers to, as they are, or as they
// were in the snapshot that the board is.
func Frameworks(ctx context.Context, tx pgx.Tx, b Board) ([]plan.Framework, error) {
	if b.Frozen != nil && b.Frame != nil {
		return b.Frame.Frameworks, nil
	}
	return plan.LoadFrameworks(ctx, tx, b.Plan.ID)
}

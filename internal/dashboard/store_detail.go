package dashboard

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// LoadStateView returns the board that a view asks for, chosen as LoadView does, without what only
// the dashboard shows: series and previous snapshot. It takes two queries and returns fault.NotFound
// for an unknown plan or snapshot.
func LoadStateView(ctx context.Context, tx pgx.Tx, slug string, v View) (Board, error) {
	b, _, err := stateView(ctx, tx, slug, v)
	return b, err
}

// LoadDetailView returns what LoadStateView does, with every indicator's results. It takes at most
// three queries.
func LoadDetailView(ctx context.Context, tx pgx.Tx, slug string, v View) (Board, error) {
	b, live, err := stateView(ctx, tx, slug, v)
	if err != nil || !live {
		return b, err // a snapshot brings its results
	}
	return withResults(ctx, tx, b)
}

// stateView tells besides whether the board is live and not a snapshot's.
func stateView(ctx context.Context, tx pgx.Tx, slug string, v View) (b Board, live bool, err error) {
	h, err := loadHead(ctx, tx, v.Scope, slug)
	if err != nil {
		return Board{}, false, fmt.Errorf("load board of %q: %w", slug, err)
	}
	v = h.choose(v)
	if v.Snapshot != 0 {
		b, err = frozen(ctx, tx, h, v.Snapshot)
		return b, false, err
	}
	b, err = state(ctx, tx, h, v.On)
	return b, true, err
}

// choose completes a view that names neither snapshot nor date: the last snapshot once the plan's
// time is over, else today.
func (h head) choose(v View) View {
	switch {
	case v.Snapshot != 0 || !v.On.IsZero():
	case h.Over(v.Today) && len(h.Snapshots) > 0:
		v.Snapshot = Standing(h.Snapshots)[0].ID // the last correction always stands
	default:
		v.On = v.Today
	}
	return v
}

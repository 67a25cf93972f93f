package dashboard

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// LoadWholeView returns what LoadView does, with every indicator's results: all that a report tells of a plan. It takes
// at most five queries.
func LoadWholeView(ctx context.Context, tx pgx.Tx, slug string, v View) (Board, error) {
	b, live, err := stateView(ctx, tx, slug, v)
	if err != nil || !live {
		return b, err // a snapshot brings everything
	}
	if b, err = withResults(ctx, tx, b); err != nil {
		return Board{}, err
	}
	return complete(ctx, tx, b, b.On)
}

package dashboard

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/indicator"
	"hito/internal/plan"
)

// LoadStory returns the story of the indicator with a code in the board that a view asks for, or
// fault.NotFound. It takes at most six queries. Its history comes newest first with every revision,
// its closings newest first, the newest 24 of them.
func LoadStory(ctx context.Context, tx pgx.Tx, slug, code string, v View) (Story, error) {
	b, err := LoadStateView(ctx, tx, slug, v)
	if err != nil {
		return Story{}, err
	}
	s, err := tell(b, code)
	if err != nil {
		return Story{}, fmt.Errorf("load indicator %q of %q: %w", code, slug, err)
	}
	planID, id := b.Plan.ID, s.Indicator.ID
	if s.History, err = indicator.History(ctx, tx, planID, id, b.On); err != nil {
		return Story{}, err
	}
	if !b.Now.Shown(v.Scope, plan.ShowComments) {
		s.silence()
	}
	if b.Frozen == nil {
		results, err := indicator.Results(ctx, tx, planID, id)
		if err != nil {
			return Story{}, err
		}
		s.Results = achieved(results, b.On)
	}
	if s.Frameworks, err = Frameworks(ctx, tx, b); err != nil {
		return Story{}, err
	}
	if s.Closings, err = loadClosings(ctx, tx, b, id); err != nil {
		return Story{}, fmt.Errorf("load what indicator %q of %q was: %w", code, slug, err)
	}
	return s.asFrozen(), nil
}

// loadClosings reads what an indicator was in the standing snapshots of a board's plan up to its date, and in the one
// that the board is, newest first.
func loadClosings(ctx context.Context, tx pgx.Tx, b Board, indicatorID int64) ([]Closing, error) {
	var shown int64
	if b.Frozen != nil {
		shown = b.Frozen.ID
	}
	rows, err := tx.Query(ctx, `
		SELECT s.id, s.title, s.taken_on,
		       i->>'code' AS code,
		       (i->>'baseline')::numeric AS baseline,
		       (i->>'target')::numeric AS target,
		       (i->>'value')::numeric AS value,
		       (i->>'measured_on')::date AS measured_on,
		       (i->>'progress')::numeric AS progress,
		       (i->>'expected')::numeric AS expected,
		       i->>'status' AS status,
		       (s.published->'indicators'->>(i->>'code'))::numeric AS published,
		       coalesce(s.published->>'source', '') AS source
		  FROM snapshots s
		 CROSS JOIN LATERAL jsonb_path_query_first(s.board, '$.objectives[*].indicators[*] ? (@.id == $id)',
		       jsonb_build_object('id', $2::bigint)) AS i
		 WHERE s.plan_id = $1 AND s.taken_on <= $3 AND i IS NOT NULL
		   AND (s.id = $4 OR NOT EXISTS (SELECT FROM snapshots r WHERE r.plan_id = s.plan_id AND r.replaces = s.id))
		 ORDER BY s.taken_on DESC, s.id DESC
		 LIMIT 24`, b.Plan.ID, indicatorID, b.On, shown)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Closing])
}

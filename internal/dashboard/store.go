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
	"hito/internal/indicator"
	"hito/internal/plan"
)

// head is a plan with its structure, read in one row.
type head struct {
	plan.Plan
	Lines      []plan.Line
	Objectives []plan.Objective
	Snapshots  []SnapshotRef
	Stamp      string
}

// Load returns the board of the plan with a slug on a date, with its series and the snapshot before
// it, or fault.NotFound. It takes four queries, whatever the plan's size.
func Load(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string, on date.Date) (Board, error) {
	b, err := LoadState(ctx, tx, scope, slug, on)
	if err != nil {
		return Board{}, err
	}
	return complete(ctx, tx, b, b.On)
}

// LoadState returns the board of a plan on a date without series and previous snapshot, or
// fault.NotFound. It takes two queries.
func LoadState(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string, on date.Date) (Board, error) {
	h, err := loadHead(ctx, tx, scope, slug)
	if err != nil {
		return Board{}, fmt.Errorf("load board of %q: %w", slug, err)
	}
	return state(ctx, tx, h, on)
}

// LoadDetail returns what LoadState does, with every indicator's results. It takes three queries.
func LoadDetail(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string, on date.Date) (Board, error) {
	b, err := LoadState(ctx, tx, scope, slug, on)
	if err != nil {
		return Board{}, err
	}
	return withResults(ctx, tx, b)
}

// complete adds to a board its series and the newest snapshot taken before a date.
func complete(ctx context.Context, tx pgx.Tx, b Board, before date.Date) (Board, error) {
	dates := seriesDates(b.Plan.StartsOn, b.Plan.EndsOn, b.On, b.Snapshots)
	steps, err := loadSteps(ctx, tx, b.Plan.ID, until(dates, b.On))
	if err != nil {
		return Board{}, fmt.Errorf("load series of %q: %w", b.Plan.Slug, err)
	}
	b.Series = series(b, dates, steps)
	if b.Previous, err = loadPrevious(ctx, tx, b, before); err != nil {
		return Board{}, fmt.Errorf("load snapshot before %s of %q: %w", before, b.Plan.Slug, err)
	}
	return b, nil
}

func until(dates []date.Date, on date.Date) []date.Date {
	for n, d := range dates {
		if d > on {
			return dates[:n]
		}
	}
	return dates
}

func state(ctx context.Context, tx pgx.Tx, h head, on date.Date) (Board, error) {
	indicators, err := loadIndicators(ctx, tx, []int64{h.ID}, on)
	if err != nil {
		return Board{}, fmt.Errorf("load indicators of %q: %w", h.Slug, err)
	}
	b := Build(h.Plan, h.Lines, h.Objectives, indicators, on)
	b.Snapshots, b.Now, b.Stamp = h.Snapshots, h.Plan, h.Stamp
	return b, nil
}

func loadHead(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (head, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+plan.Columns+`,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'code', l.code, 'title', l.title, 'description', l.description) ORDER BY l.position), '[]')
		          FROM strategic_lines l
		         WHERE l.plan_id = p.id) AS lines,
		       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'title', o.title, 'weight', o.weight,
		                   'cancelled_on', o.cancelled_on, 'cancel_reason', o.cancel_reason, 'lines', `+plan.LinesOfObjective+`) ORDER BY o.position), '[]')
		          FROM objectives o
		         WHERE o.plan_id = p.id) AS objectives,
		       (SELECT coalesce(jsonb_agg(`+refOfSnapshot+` ORDER BY s.taken_on DESC, s.id DESC), '[]')
		          FROM snapshots s
		         WHERE s.plan_id = p.id) AS snapshots,
		       `+StampOf+` AS stamp
		  FROM plans p
		 WHERE p.slug = $1 AND `+plan.Readable(2, 3), slug, scope.All, scope.Active)
	if err != nil {
		return head{}, err
	}
	h, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[head])
	if errors.Is(err, pgx.ErrNoRows) {
		return head{}, fault.NotFound
	}
	return h, err
}

// refOfSnapshot gives, inside a query with snapshots as s, the JSON of a SnapshotRef.
const refOfSnapshot = `jsonb_build_object('id', s.id, 'title', s.title, 'note', s.note, 'taken_on', s.taken_on, 'closed_at', s.closed_at,
			'progress', s.progress, 'expected', s.expected, 'status', s.status, 'with_data', s.with_data, 'total', s.total,
			'how', CASE WHEN s.round_id IS NOT NULL THEN 'round' WHEN s.scheduled_for IS NOT NULL THEN 'scheduled' ELSE 'manual' END,
			'replaces', coalesce(s.replaces, 0),
			'replaced_by', (SELECT coalesce(max(r.id), 0) FROM snapshots r WHERE r.plan_id = s.plan_id AND r.replaces = s.id))`

// loadIndicators reads the indicators of plans in their order, with the newest value on or before a date.
func loadIndicators(ctx context.Context, tx pgx.Tx, planIDs []int64, on date.Date) ([]Indicator, error) {
	rows, err := tx.Query(ctx, `
		SELECT i.id, i.objective_id, i.code, i.title, i.description, i.method, i.source, i.unit_of_measure,
		       i.decimals, coalesce(i.periodicity_months, 0) AS periodicity_months, i.nature, i.rule, i.baseline, i.target,
		       i.planned_in_steps, i.starts_on, i.ends_on, i.weight, i.cancelled_on, i.cancel_reason, i.version,
		       (SELECT jsonb_agg(jsonb_build_object('on', pp.due_on, 'value', pp.value) ORDER BY pp.due_on)
		          FROM planned_points pp
		         WHERE pp.plan_id = i.plan_id AND pp.indicator_id = i.id) AS points,
		       ARRAY(SELECT u.name
		               FROM indicator_units iu
		               JOIN units u ON u.id = iu.unit_id
		              WHERE iu.plan_id = i.plan_id AND iu.indicator_id = i.id
		              ORDER BY u.name) AS units,
		       m.value, m.measured_on
		  FROM indicators i
		  LEFT JOIN LATERAL (
		       SELECT x.value, x.measured_on
		         FROM measurements x
		        WHERE x.plan_id = i.plan_id AND x.indicator_id = i.id AND x.measured_on <= $2 AND x.value IS NOT NULL
		          AND `+indicator.Stands+`
		        ORDER BY x.measured_on DESC, x.revision DESC
		        LIMIT 1) m ON true
		 WHERE i.plan_id = ANY($1)
		 ORDER BY i.plan_id, i.objective_id, i.position`, planIDs, on)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Indicator])
}

// loadPrevious reads what the indicators were in the newest standing snapshot of a board's plan taken before a
// date; nil without one.
func loadPrevious(ctx context.Context, tx pgx.Tx, b Board, before date.Date) (*Previous, error) {
	newest := slices.IndexFunc(b.Snapshots, func(s SnapshotRef) bool { return s.TakenOn < before && s.ReplacedBy == 0 })
	if newest < 0 {
		return nil, nil
	}
	previous := Previous{SnapshotRef: b.Snapshots[newest]}
	rows, err := tx.Query(ctx, `
		SELECT i.id, i.value, i.progress, i.status
		  FROM snapshots s,
		       jsonb_array_elements(s.board->'objectives') o,
		       jsonb_to_recordset(o->'indicators') AS i (id bigint, value numeric, progress numeric, status text)
		 WHERE s.plan_id = $1 AND s.id = $2`, b.Plan.ID, previous.ID)
	if err != nil {
		return nil, err
	}
	previous.Indicators, err = pgx.CollectRows(rows, pgx.RowToStructByName[Was])
	return &previous, err
}

// withResults adds to a board every indicator's results up to its date and undated ones, in their order.
func withResults(ctx context.Context, tx pgx.Tx, b Board) (Board, error) {
	rows, err := tx.Query(ctx, `
		SELECT ri.indicator_id, r.id, r.title, r.description, r.achieved_on, r.url
		  FROM result_indicators ri
		  JOIN results r ON r.plan_id = ri.plan_id AND r.id = ri.result_id
		 WHERE ri.plan_id = $1 AND r.withdrawn_at IS NULL AND (r.achieved_on IS NULL OR r.achieved_on <= $2)
		 ORDER BY ri.indicator_id, ri.position, r.id`, b.Plan.ID, b.On)
	if err != nil {
		return Board{}, fmt.Errorf("load results of %q: %w", b.Plan.Slug, err)
	}
	results := map[int64][]indicator.Result{}
	var id int64
	var r indicator.Result
	_, err = pgx.ForEachRow(rows, []any{&id, &r.ID, &r.Title, &r.Description, &r.AchievedOn, &r.URL}, func() error {
		results[id] = append(results[id], r)
		return nil
	})
	if err != nil {
		return Board{}, fmt.Errorf("load results of %q: %w", b.Plan.Slug, err)
	}
	for n := range b.Objectives {
		for k := range b.Objectives[n].Indicators {
			i := &b.Objectives[n].Indicators[k]
			i.Results = results[i.ID]
		}
	}
	return b, nil
}

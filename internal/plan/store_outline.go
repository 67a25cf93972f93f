package plan

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/progress"
)

// Outline is the structure of a plan as those who keep it see it: each list in the plan's own order.
type Outline struct {
	Plan
	Lines      []OutlineLine
	Objectives []OutlineObjective
	Frameworks []OutlineFramework
}

// OutlineLine is a strategic line; Standards are the numbers of those linked to it, Objectives the codes of its own.
type OutlineLine struct {
	Line
	Version    int      `json:"version"`
	Standards  []int64  `json:"standards"`
	Objectives []string `json:"objectives"`
}

// OutlineObjective is an objective; LineIDs and Standards are the numbers of what it is linked to, Indicators how many it has.
type OutlineObjective struct {
	Objective
	Version    int     `json:"version"`
	LineIDs    []int64 `json:"line_ids"`
	Standards  []int64 `json:"standards"`
	Indicators int     `json:"indicators"`
}

// OutlineFramework is a framework with its standards.
type OutlineFramework struct {
	ID          int64             `json:"id"`
	Code        string            `json:"code"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Version     int               `json:"version"`
	Standards   []OutlineStandard `json:"standards"`
}

// OutlineStandard is a standard; Links is how many lines, objectives and indicators are linked to it.
type OutlineStandard struct {
	ID    int64  `json:"id"`
	Code  string `json:"code"`
	Title string `json:"title"`
	Links int    `json:"links"`
}

// OutlineIndicator is what the outline tells of an indicator.
type OutlineIndicator struct {
	ID            int64
	ObjectiveID   int64
	Code          string
	Title         string
	UnitOfMeasure string
	Decimals      int32
	Rule          progress.Rule
	Baseline      decimal.NullDecimal
	Target        decimal.Decimal
	Weight        decimal.Decimal
	CancelledOn   date.Date
	CancelReason  string
}

// Size is how many indicators the plan has.
func (o Outline) Size() int {
	size := 0
	for _, objective := range o.Objectives {
		size += objective.Indicators
	}
	return size
}

// LoadOutline returns the structure of the plan with a slug without its indicators, or fault.NotFound where there is
// none in the scope. It takes one query.
func LoadOutline(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (Outline, error) {
	rows, _ := tx.Query(ctx, `
		SELECT `+Columns+`,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'code', l.code, 'title', l.title, 'description', l.description,
			            'version', l.version, 'standards', `+idsOfStandards("line")+`,
			            'objectives', (SELECT coalesce(jsonb_agg(o.code ORDER BY o.position), '[]')
			                             FROM objective_lines ol
			                             JOIN objectives o ON o.plan_id = ol.plan_id AND o.id = ol.objective_id
			                            WHERE ol.plan_id = l.plan_id AND ol.line_id = l.id)) ORDER BY l.position), '[]')
			   FROM strategic_lines l
			  WHERE l.plan_id = p.id) AS lines,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'title', o.title, 'weight', o.weight,
			            'cancelled_on', o.cancelled_on, 'cancel_reason', o.cancel_reason, 'version', o.version,
			            'lines', `+LinesOfObjective+`, 'standards', `+idsOfStandards("objective")+`,
			            'line_ids', (SELECT coalesce(jsonb_agg(ol.line_id), '[]')
			                           FROM objective_lines ol
			                          WHERE ol.plan_id = o.plan_id AND ol.objective_id = o.id),
			            'indicators', (SELECT count(*)
			                             FROM indicators i
			                            WHERE i.plan_id = o.plan_id AND i.objective_id = o.id)) ORDER BY o.position), '[]')
			   FROM objectives o
			  WHERE o.plan_id = p.id) AS objectives,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'code', f.code, 'title', f.title, 'description', f.description,
			            'version', f.version, 'standards', `+countedStandards+`) ORDER BY f.code), '[]')
			   FROM frameworks f
			  WHERE f.plan_id = p.id) AS frameworks
		  FROM plans p
		 WHERE p.slug = $1 AND `+Readable(2, 3), slug, scope.All, scope.Active)
	o, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Outline])
	if errors.Is(err, pgx.ErrNoRows) {
		err = fault.NotFound
	}
	if err != nil {
		return Outline{}, fmt.Errorf("outline of plan %q: %w", slug, err)
	}
	return o, nil
}

// idsOfStandards gives, inside a query with lines as l or objectives as o, the JSON array of the numbers of the
// standards linked to them; of is "line" or "objective".
func idsOfStandards(of string) string {
	return `(SELECT coalesce(jsonb_agg(x.standard_id), '[]')
			   FROM ` + of + `_standards x
			  WHERE x.plan_id = ` + of[:1] + `.plan_id AND x.` + of + `_id = ` + of[:1] + `.id)`
}

const countedStandards = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'title', s.title,
			'links', (SELECT count(*) FROM line_standards x WHERE x.plan_id = s.plan_id AND x.standard_id = s.id)
			       + (SELECT count(*) FROM objective_standards x WHERE x.plan_id = s.plan_id AND x.standard_id = s.id)
			       + (SELECT count(*) FROM indicator_standards x WHERE x.plan_id = s.plan_id AND x.standard_id = s.id)) ORDER BY s.position, s.id), '[]')
			   FROM standards s
			  WHERE s.plan_id = f.plan_id AND s.framework_id = f.id)`

// OutlineIndicators returns the indicators of a plan in its order: all of them, or with objective those of that one
// alone. It takes one query.
func OutlineIndicators(ctx context.Context, tx pgx.Tx, planID, objective int64) ([]OutlineIndicator, error) {
	rows, _ := tx.Query(ctx, `
		SELECT i.id, i.objective_id, i.code, i.title, i.unit_of_measure, i.decimals, i.rule, i.baseline, i.target, i.weight,
		       i.cancelled_on, i.cancel_reason
		  FROM indicators i
		 WHERE i.plan_id = $1 AND ($2::bigint = 0 OR i.objective_id = $2)
		 ORDER BY i.objective_id, i.position`, planID, objective)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[OutlineIndicator])
	if err != nil {
		return nil, fmt.Errorf("indicators of plan %d for its outline: %w", planID, err)
	}
	return list, nil
}

package plan

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/fault"
)

// Columns lists a plan's columns, from the table plans under the alias p. Its newest event is asked for by the one
// index of a plan's events: where most events are of plans, they would be read back in time instead, until one is met.
const Columns = `p.id, p.slug, p.title, p.body, p.summary, p.general_objective, p.notice, p.state,
	p.starts_on, p.ends_on, p.on_track_from, p.delayed_from, coalesce(p.cadence_months, 0) AS cadence_months, coalesce(p.published_at, '0001-01-01') AS published_at, p.shows, p.licence, p.version,
	coalesce((SELECT e.at FROM audit_events e WHERE e.plan_id BETWEEN p.id AND p.id ORDER BY e.plan_id, e.id DESC LIMIT 1), '0001-01-01') AS changed_at`

// Readable gives the SQL condition that a plan, under the alias p, is one that access.Plans lets somebody read on its
// ordinary pages; the two places are those of Scope.All and Scope.Active among the query's arguments.
func Readable(all, active int) string {
	return fmt.Sprintf(`($%d OR `+IsOpen+` OR $%d AND p.state = 'active')`, all, active)
}

// IsOpen is Plan.Open in SQL, of a plan under the alias p.
const IsOpen = `(p.published_at IS NOT NULL AND p.shows @> '{objectives,indicators,results}'::text[])`

// Load returns the whole document of the plan with a slug, or fault.NotFound where there is none in the scope. It
// takes one query.
func Load(ctx context.Context, tx pgx.Tx, scope access.Scope, slug string) (Document, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+Columns+`,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('heading', s.heading, 'body', s.body) ORDER BY s.position), '[]')
			   FROM plan_sections s
			  WHERE s.plan_id = p.id) AS sections,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('title', e.title, 'starts_on', e.starts_on, 'ends_on', e.ends_on) ORDER BY e.starts_on), '[]')
			   FROM periods e
			  WHERE e.plan_id = p.id) AS periods,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'code', l.code, 'title', l.title, 'description', l.description) ORDER BY l.position), '[]')
			   FROM strategic_lines l
			  WHERE l.plan_id = p.id) AS lines,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'code', f.code, 'title', f.title, 'description', f.description,
			            'standards', `+standardsOfFramework+`) ORDER BY f.code), '[]')
			   FROM frameworks f
			  WHERE f.plan_id = p.id) AS frameworks,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'title', o.title, 'weight', o.weight,
			            'cancelled_on', o.cancelled_on, 'cancel_reason', o.cancel_reason, 'lines', `+LinesOfObjective+`) ORDER BY o.position), '[]')
			   FROM objectives o
			  WHERE o.plan_id = p.id) AS objectives
		  FROM plans p
		 WHERE p.slug = $1 AND `+Readable(2, 3), slug, scope.All, scope.Active)
	if err != nil {
		return Document{}, fmt.Errorf("load plan %q: %w", slug, err)
	}
	doc, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Document])
	if errors.Is(err, pgx.ErrNoRows) {
		return Document{}, fmt.Errorf("load plan %q: %w", slug, fault.NotFound)
	}
	if err != nil {
		return Document{}, fmt.Errorf("load plan %q: %w", slug, err)
	}
	return doc, nil
}

// LinesOfObjective gives, inside a query with objectives as o, the JSON array of its lines' codes.
const LinesOfObjective = `(SELECT coalesce(jsonb_agg(l.code ORDER BY l.position), '[]')
			   FROM objective_lines ol
			   JOIN strategic_lines l ON l.plan_id = ol.plan_id AND l.id = ol.line_id
			  WHERE ol.plan_id = o.plan_id AND ol.objective_id = o.id)`

const standardsOfFramework = `(SELECT coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'title', s.title,
			'lines', (SELECT coalesce(jsonb_agg(l.code ORDER BY l.position), '[]')
			            FROM line_standards ls
			            JOIN strategic_lines l ON l.plan_id = ls.plan_id AND l.id = ls.line_id
			           WHERE ls.plan_id = s.plan_id AND ls.standard_id = s.id),
			'objectives', (SELECT coalesce(jsonb_agg(o.code ORDER BY o.position), '[]')
			            FROM objective_standards os
			            JOIN objectives o ON o.plan_id = os.plan_id AND o.id = os.objective_id
			           WHERE os.plan_id = s.plan_id AND os.standard_id = s.id),
			'indicators', (SELECT coalesce(jsonb_agg(i.code ORDER BY i.code), '[]')
			            FROM indicator_standards js
			            JOIN indicators i ON i.plan_id = js.plan_id AND i.id = js.indicator_id
			           WHERE js.plan_id = s.plan_id AND js.standard_id = s.id)) ORDER BY s.position), '[]')
			   FROM standards s
			  WHERE s.plan_id = f.plan_id AND s.framework_id = f.id)`

package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Records returns the whole plan with a number, but for its values, in the order of SheetNames and within it in the
// plan's own. Cells hold every field of Columns: codes of what is referred to, standards as "ACSA III.1.2" (the code of
// the framework and their own), units by their names, shares as fractions of 1 ("0.9"), and blank texts for what is not
// set, a cadence of 0 included. IDs are set but for planned points, which their indicator and day tell apart. Results
// that were withdrawn are left out. It takes one query.
func Records(ctx context.Context, tx pgx.Tx, planID int64) ([]Record, error) {
	rows, _ := tx.Query(ctx, recordsOfPlan, planID)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r Record, err error) {
		return r, row.Scan(&r.Kind, &r.ID, &r.Cells)
	})
	if err != nil {
		return nil, fmt.Errorf("records of plan %d: %w", planID, err)
	}
	return list, nil
}

// The parts of recordsOfPlan are ordered by kind, by the object that something belongs to, and by its place there.
const recordsOfPlan = `
	SELECT kind, id, cells
	  FROM (` + recordsOfFrame + `
	         UNION ALL` + recordsOfReferences + `
	         UNION ALL` + recordsOfObjectives + `
	         UNION ALL` + recordsOfIndicators + `
	         UNION ALL` + recordsOfPoints + `
	         UNION ALL` + recordsOfResults + `) AS r (kind, id, cells, nth, above, place)
	 ORDER BY nth, above, place, id`

const recordsOfFrame = `
	SELECT 'plan', p.id, json_build_object(
	           'slug', p.slug, 'title', p.title, 'body', p.body, 'summary', p.summary, 'general_objective', p.general_objective,
	           'notice', p.notice, 'starts_on', p.starts_on::text, 'ends_on', p.ends_on::text,
	           'on_track_from', trim_scale(p.on_track_from)::text, 'delayed_from', trim_scale(p.delayed_from)::text,
	           'cadence_months', coalesce(p.cadence_months::text, '')), 1, 0, 0
	  FROM plans p
	 WHERE p.id = $1
	 UNION ALL
	SELECT 'section', s.id, json_build_object('heading', s.heading, 'body', s.body), 2, 0, s.position
	  FROM plan_sections s
	 WHERE s.plan_id = $1
	 UNION ALL
	SELECT 'period', e.id, json_build_object('title', e.title, 'starts_on', e.starts_on::text, 'ends_on', e.ends_on::text),
	       3, 0, e.starts_on - DATE '1900-01-01'
	  FROM periods e
	 WHERE e.plan_id = $1
	 UNION ALL
	SELECT 'line', x.id, json_build_object('code', x.code, 'title', x.title, 'description', x.description,
	           'standards', ` + standardsOfLine + `), 4, 0, x.position
	  FROM strategic_lines x
	 WHERE x.plan_id = $1`

const recordsOfReferences = `
	SELECT 'framework', f.id, json_build_object('code', f.code, 'title', f.title, 'description', f.description),
	       5, 0, (row_number() OVER (ORDER BY f.code))::int
	  FROM frameworks f
	 WHERE f.plan_id = $1
	 UNION ALL
	SELECT 'standard', s.id, json_build_object('framework', f.code, 'code', s.code, 'title', s.title),
	       6, (dense_rank() OVER (ORDER BY f.code))::int, s.position
	  FROM standards s
	  JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
	 WHERE s.plan_id = $1`

const recordsOfObjectives = `
	SELECT 'objective', x.id, json_build_object('code', x.code, 'title', x.title, 'weight', trim_scale(x.weight)::text,
	           'lines', coalesce((SELECT string_agg(l.code, '; ' ORDER BY l.position)
	                                FROM objective_lines ol
	                                JOIN strategic_lines l ON l.plan_id = ol.plan_id AND l.id = ol.line_id
	                               WHERE ol.plan_id = x.plan_id AND ol.objective_id = x.id), ''),
	           'standards', ` + standardsOfObjective + `,
	           'cancelled_on', coalesce(x.cancelled_on::text, ''), 'cancel_reason', x.cancel_reason), 7, 0, x.position
	  FROM objectives x
	 WHERE x.plan_id = $1`

const recordsOfIndicators = `
	SELECT 'indicator', x.id, json_build_object('code', x.code, 'objective', o.code, 'title', x.title, 'description', x.description,
	           'method', x.method, 'source', x.source, 'unit_of_measure', x.unit_of_measure, 'decimals', x.decimals::text,
	           'nature', x.nature, 'periodicity', coalesce(x.periodicity_months::text, ''),
	           'units', coalesce((SELECT string_agg(u.name, '; ' ORDER BY u.name)
	                                FROM indicator_units iu
	                                JOIN units u ON u.id = iu.unit_id
	                               WHERE iu.plan_id = x.plan_id AND iu.indicator_id = x.id), ''),
	           'rule', x.rule, 'baseline', coalesce(trim_scale(x.baseline)::text, ''), 'target', trim_scale(x.target)::text,
	           'starts_on', coalesce(x.starts_on::text, ''), 'ends_on', coalesce(x.ends_on::text, ''),
	           'steps', CASE WHEN x.planned_in_steps THEN 'si' ELSE '' END, 'weight', trim_scale(x.weight)::text,
	           'standards', ` + standardsOfIndicator + `,
	           'cancelled_on', coalesce(x.cancelled_on::text, ''), 'cancel_reason', x.cancel_reason), 8, o.position, x.position
	  FROM indicators x
	  JOIN objectives o ON o.plan_id = x.plan_id AND o.id = x.objective_id
	 WHERE x.plan_id = $1`

const recordsOfPoints = `
	SELECT 'point', 0, json_build_object('indicator', i.code, 'on', t.due_on::text, 'value', trim_scale(t.value)::text),
	       9, (dense_rank() OVER (ORDER BY o.position, i.position))::int, t.due_on - DATE '1900-01-01'
	  FROM planned_points t
	  JOIN indicators i ON i.plan_id = t.plan_id AND i.id = t.indicator_id
	  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
	 WHERE t.plan_id = $1`

const recordsOfResults = `
	SELECT 'result', r.id, json_build_object('title', r.title, 'description', r.description, 'achieved_on', coalesce(r.achieved_on::text, ''),
	           'url', r.url,
	           'indicators', coalesce((SELECT string_agg(i.code, '; ' ORDER BY o.position, i.position)
	                                     FROM result_indicators x
	                                     JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
	                                     JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
	                                    WHERE x.plan_id = r.plan_id AND x.result_id = r.id), '')), 10, 0, 0
	  FROM results r
	 WHERE r.plan_id = $1 AND r.withdrawn_at IS NULL`

// What gives the standards of something under the alias x.
const (
	standardsOfLine      = `coalesce((SELECT string_agg(f.code || ' ' || s.code, '; ' ORDER BY f.code, s.position, s.id) FROM line_standards k ` + andItsFramework + ` AND k.line_id = x.id), '')`
	standardsOfObjective = `coalesce((SELECT string_agg(f.code || ' ' || s.code, '; ' ORDER BY f.code, s.position, s.id) FROM objective_standards k ` + andItsFramework + ` AND k.objective_id = x.id), '')`
	standardsOfIndicator = `coalesce((SELECT string_agg(f.code || ' ' || s.code, '; ' ORDER BY f.code, s.position, s.id) FROM indicator_standards k ` + andItsFramework + ` AND k.indicator_id = x.id), '')`

	andItsFramework = `JOIN standards s ON s.plan_id = k.plan_id AND s.id = k.standard_id
	                   JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
	                  WHERE k.plan_id = x.plan_id`
)

package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/audit"
)

// telling is how the events of a kind of things are made: what they are called, and what they tell of each, as those of
// the forms do.
type telling struct {
	kind Kind
	word string // "objective" of "objective.create"
	sql  string // numbers and what is told; $1 is the plan, $2 the numbers
}

// tellings are in the order in which things are told.
var tellings = []telling{
	{Head, "plan", `
		SELECT p.id, jsonb_build_object('title', p.title, 'body', p.body, 'summary', p.summary, 'general_objective', p.general_objective,
		           'notice', p.notice, 'starts_on', p.starts_on, 'ends_on', p.ends_on, 'on_track_percent', p.on_track_from * 100,
		           'delayed_percent', p.delayed_from * 100, 'cadence_months', coalesce(p.cadence_months, 0),
		           'periods', (SELECT coalesce(jsonb_agg(to_json(e.title)::text || ' ' || e.starts_on || '/' || e.ends_on ORDER BY e.starts_on), '[]')
		                         FROM periods e
		                        WHERE e.plan_id = p.id))
		  FROM plans p
		 WHERE p.id = $1 AND p.id = ANY($2)`},
	{Section, "section", `
		SELECT s.id, jsonb_build_object('heading', s.heading, 'text', s.body)
		  FROM plan_sections s
		 WHERE s.plan_id = $1 AND s.id = ANY($2)`},
	{Line, "line", `
		SELECT x.id, jsonb_build_object('code', x.code, 'title', x.title, 'description', x.description, 'standards', ` + toldStandards("line") + `)
		  FROM strategic_lines x
		 WHERE x.plan_id = $1 AND x.id = ANY($2)`},
	{Framework, "framework", `
		SELECT f.id, jsonb_build_object('code', f.code, 'title', f.title, 'description', f.description,
		           'standards', (SELECT coalesce(jsonb_agg(s.code || ' ' || s.title ORDER BY s.position), '[]')
		                           FROM standards s
		                          WHERE s.plan_id = f.plan_id AND s.framework_id = f.id))
		  FROM frameworks f
		 WHERE f.plan_id = $1 AND f.id = ANY($2)`},
	{Objective, "objective", `
		SELECT x.id, jsonb_build_object('code', x.code, 'title', x.title, 'weight', x.weight, 'standards', ` + toldStandards("objective") + `,
		           'lines', (SELECT coalesce(jsonb_agg(l.code ORDER BY l.position), '[]')
		                       FROM objective_lines ol
		                       JOIN strategic_lines l ON l.plan_id = ol.plan_id AND l.id = ol.line_id
		                      WHERE ol.plan_id = x.plan_id AND ol.objective_id = x.id),
		           'cancelled_on', x.cancelled_on, 'cancel_reason', x.cancel_reason)
		  FROM objectives x
		 WHERE x.plan_id = $1 AND x.id = ANY($2)`},
	{Indicator, "indicator", `
		SELECT x.id, jsonb_build_object('objective_id', x.objective_id, 'code', x.code, 'title', x.title, 'description', x.description,
		           'how_measured', x.method, 'source', x.source, 'unit_of_measure', x.unit_of_measure, 'decimals', x.decimals,
		           'nature', x.nature, 'periodicity_months', coalesce(x.periodicity_months, 0),
		           'units', (SELECT coalesce(jsonb_agg(u.unit_id ORDER BY u.unit_id), '[]')
		                       FROM indicator_units u
		                      WHERE u.plan_id = x.plan_id AND u.indicator_id = x.id),
		           'rule', x.rule, 'baseline', x.baseline, 'target', x.target, 'starts_on', x.starts_on, 'ends_on', x.ends_on,
		           'points', (SELECT coalesce(jsonb_object_agg(t.due_on, t.value), '{}')
		                        FROM planned_points t
		                       WHERE t.plan_id = x.plan_id AND t.indicator_id = x.id),
		           'planned_in_steps', x.planned_in_steps, 'weight', x.weight,
		           'standards', (SELECT coalesce(jsonb_agg(s.standard_id ORDER BY s.standard_id), '[]')
		                           FROM indicator_standards s
		                          WHERE s.plan_id = x.plan_id AND s.indicator_id = x.id))
		       || CASE WHEN x.cancelled_on IS NULL THEN '{}'
		               ELSE jsonb_build_object('cancelled_on', x.cancelled_on, 'cancel_reason', x.cancel_reason) END
		  FROM indicators x
		 WHERE x.plan_id = $1 AND x.id = ANY($2)`},
	{Result, "result", `
		SELECT r.id, jsonb_build_object('title', r.title, 'description', r.description, 'achieved_on', r.achieved_on, 'url', r.url,
		           'serves', (SELECT coalesce(jsonb_agg(i.code ORDER BY i.code), '[]')
		                        FROM result_indicators x
		                        JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
		                       WHERE x.plan_id = r.plan_id AND x.result_id = r.id))
		  FROM results r
		 WHERE r.plan_id = $1 AND r.id = ANY($2)`},
}

// toldStandards gives the standards of a line or an objective under the alias x as events tell them: "ACSA III.1.2".
func toldStandards(of string) string {
	return `(SELECT coalesce(jsonb_agg(f.code || ' ' || s.code ORDER BY f.code, s.position, s.id), '[]')
		           FROM ` + of + `_standards k
		           JOIN standards s ON s.plan_id = k.plan_id AND s.id = k.standard_id
		           JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
		          WHERE k.plan_id = x.plan_id AND k.` + of + `_id = x.id)`
}

// told is what is told of things, by their number.
type told map[int64]json.RawMessage

func (w *writer) toldOf(ctx context.Context, t telling, ids []int64) (told, error) {
	rows, _ := w.tx.Query(ctx, t.sql, w.planID, ids)
	all := told{}
	var id int64
	var text json.RawMessage
	_, err := pgx.ForEachRow(rows, []any{&id, &text}, func() error {
		all[id] = slices.Clone(text)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what is told of each %s: %w", t.word, err)
	}
	return all, nil
}

// touched returns the numbers of the things of a kind, each once, that items make or edit, or edit a part of.
func (w *writer) touched(ctx context.Context, k Kind) ([]int64, error) {
	var ids, standards []int64
	var frameworks []string
	for _, i := range w.items {
		switch {
		case i.kind == k, i.kind == Point && k == Indicator, i.kind == Period && k == Head:
			ids = append(ids, i.id)
		case i.kind == Standard && k == Framework:
			standards, frameworks = append(standards, i.id), append(frameworks, i.cells["framework"])
		}
	}
	if k == Head && len(ids) > 0 {
		ids = []int64{w.planID}
	}
	if len(standards) > 0 {
		rows, _ := w.tx.Query(ctx, `
			SELECT f.id
			  FROM frameworks f
			 WHERE f.plan_id = $1 AND (f.code = ANY($3)
			    OR EXISTS (SELECT FROM standards s WHERE s.plan_id = f.plan_id AND s.framework_id = f.id AND s.id = ANY($2)))`,
			w.planID, standards, frameworks)
		more, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return nil, fmt.Errorf("frameworks of standards: %w", err)
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// standBefore reads what will be told to have been before.
func (w *writer) standBefore(ctx context.Context) (map[Kind]told, error) {
	before := map[Kind]told{}
	if w.founded {
		return before, nil
	}
	if err := w.findPoints(ctx); err != nil {
		return nil, err
	}
	for _, t := range tellings {
		ids, err := w.touched(ctx, t.kind)
		if err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			continue
		}
		if before[t.kind], err = w.toldOf(ctx, t, ids); err != nil {
			return nil, err
		}
	}
	return before, nil
}

// findPoints notes of which indicators planned values are, as far as those are there.
func (w *writer) findPoints(ctx context.Context) error {
	if !w.has(Point) {
		return nil
	}
	codes, err := w.codes(ctx, `SELECT code, id FROM indicators WHERE plan_id = $1`, w.planID)
	if err != nil {
		return err
	}
	for _, i := range w.items { // by the codes that they will have
		if code, said := i.cells["code"]; i.kind == Indicator && !i.made && said {
			codes[code] = i.id
		}
	}
	for _, i := range w.items {
		if i.kind == Point && i.id == 0 {
			i.id = codes[i.cells["indicator"]]
		}
	}
	return nil
}

// tellStructure tells what was made and edited.
func (w *writer) tellStructure(ctx context.Context, before map[Kind]told) error {
	for _, t := range tellings {
		ids, err := w.touched(ctx, t.kind)
		if err != nil {
			return err
		}
		if t.kind == Head && w.founded {
			ids = []int64{w.planID}
		}
		if len(ids) == 0 {
			continue
		}
		after, err := w.toldOf(ctx, t, ids)
		if err != nil {
			return err
		}
		w.tellEach(t, before[t.kind], after, ids)
	}
	return nil
}

// tellEach tells of things in the order of their numbers: made, edited, or removed.
func (w *writer) tellEach(t telling, before, after told, ids []int64) {
	for _, id := range ids {
		e := audit.Event{Object: audit.Object{Type: t.word, ID: id}}
		was, stood := before[id]
		is, stands := after[id]
		switch {
		case !stood:
			e.Action, e.After = t.word+".create", is
		case !stands:
			e.Action, e.Before = t.word+".delete", was
		default:
			e.Action, e.Before, e.After = t.word+".update", was, is
		}
		w.tellAll(e)
	}
}

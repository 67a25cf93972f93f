package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// untouched is Touched where what an import wrote was changed since. Of a new plan, anything that was done in it is a
// change: it would be lost.
func (u *undoing) untouched(ctx context.Context) error {
	if u.k.Mode == NewPlan {
		return u.refuse(ctx, sinceFounded)
	}
	if err := u.refuse(ctx, touches); err != nil {
		return err
	}
	return u.frameUntouched(ctx)
}

// unnamed is Touched where something that stays names what is to be removed.
func (u *undoing) unnamed(ctx context.Context) error { return u.refuse(ctx, namings) }

func (u *undoing) refuse(ctx context.Context, sql string) error {
	rows, _ := u.tx.Query(ctx, sql, pgx.NamedArgs{"id": u.importID, "plan": u.planID, "event": u.k.appliedEvent, "most": MostTouched})
	what, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for what was touched: %w", err)
	}
	if len(what) > 0 {
		return Touched{what}
	}
	return nil
}

// sinceFounded tells what was done in a plan since it was made, but for files that were brought or taken away.
const sinceFounded = `
	SELECT 'en el plan se hizo algo después: ' || count(*) || CASE count(*) WHEN 1 THEN ' cambio' ELSE ' cambios' END || ', el último el '
	       || to_char(max(at), 'FMDD/FMMM/YYYY')
	  FROM audit_events
	 WHERE plan_id = @plan AND id > @event AND action NOT LIKE '%.export'
	   AND (object_type <> 'import' OR action IN ('import.apply', 'import.undo'))
	HAVING count(*) > 0
	 UNION ALL
	SELECT 'hay retos sobre el plan: ' || count(*)
	  FROM (SELECT id FROM challenges WHERE plan_id = @plan
	        UNION
	        SELECT challenge_id FROM challenge_links WHERE plan_id = @plan) retos
	HAVING count(*) > 0
	 LIMIT @most`

// touches tells what was done since to what an import wrote. The newest revision of a day is a probe of the index: with
// EXISTS it would be planned as a join that reads every measurement of the indicator.
const touches = `
	WITH written AS MATERIALIZED (
	     SELECT c.kind, c.object_id, c.version, c.outcome, c.change->>'label' AS label
	       FROM import_changes c
	      WHERE c.import_id = @id AND c.outcome IN ('new', 'changed') AND c.version IS NOT NULL)
	(SELECT '«' || s.title || '»: este seguimiento se cerró después, con lo importado'
	   FROM audit_events e
	   JOIN snapshots s ON s.plan_id = e.plan_id AND s.id = e.object_id
	  WHERE e.plan_id = @plan AND e.id > @event AND e.object_type = 'snapshot'
	  GROUP BY s.id, s.title
	  ORDER BY s.id)
	 UNION ALL
	(SELECT i.code || ': el valor del ' || to_char(v.measured_on, 'FMDD/FMMM/YYYY') || ' se corrigió o se retiró después'
	   FROM import_values v
	   JOIN import_indicators i ON i.import_id = v.import_id AND i.code = v.code
	  WHERE v.import_id = @id AND v.outcome IN ('new', 'changed')
	    AND v.basis + 1 < (
	        SELECT max(m.revision)
	          FROM measurements m
	         WHERE m.plan_id = @plan AND m.indicator_id = i.indicator_id AND m.measured_on = v.measured_on)
	  ORDER BY v.position
	  LIMIT @most)
	 UNION ALL
	(SELECT DISTINCT w.label || ': se registraron valores después'
	   FROM written w
	   JOIN imports i ON i.id = @id
	   JOIN measurements m ON m.plan_id = @plan AND m.indicator_id = w.object_id
	  WHERE w.kind = 'indicator' AND w.outcome = 'new' AND m.recorded_at <> i.applied_at
	  LIMIT @most)
	 UNION ALL
	(SELECT DISTINCT w.label || ': se cambió o se quitó después'
	   FROM written w
	   LEFT JOIN (
	        SELECT 'section' AS kind, id, version FROM plan_sections WHERE plan_id = @plan
	         UNION ALL
	        SELECT 'line', id, version FROM strategic_lines WHERE plan_id = @plan
	         UNION ALL
	        SELECT 'framework', id, version FROM frameworks WHERE plan_id = @plan
	         UNION ALL
	        SELECT 'standard', s.id, f.version FROM standards s JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id WHERE s.plan_id = @plan
	         UNION ALL
	        SELECT 'objective', id, version FROM objectives WHERE plan_id = @plan
	         UNION ALL
	        SELECT 'indicator', id, version FROM indicators WHERE plan_id = @plan
	         UNION ALL
	        SELECT 'point', id, version FROM indicators WHERE plan_id = @plan
	         UNION ALL
	        SELECT 'result', id, version FROM results WHERE plan_id = @plan) now ON now.kind = w.kind AND now.id = w.object_id
	  WHERE now.version IS DISTINCT FROM w.version
	  LIMIT @most)
	 LIMIT @most`

// namings tells what, after edits were taken back, still names what is to be removed.
const namings = `
	WITH made AS MATERIALIZED (
	     SELECT kind, object_id AS id, change->>'label' AS label
	       FROM import_changes
	      WHERE import_id = @id AND outcome = 'new' AND object_id IS NOT NULL)
	SELECT DISTINCT named.what
	  FROM (SELECT m.label || ': se pidió su valor en la ronda «' || r.title || '»' AS what
	          FROM made m
	          JOIN round_entries e ON m.kind = 'indicator' AND e.plan_id = @plan AND e.indicator_id = m.id
	          JOIN rounds r ON r.plan_id = e.plan_id AND r.id = e.round_id
	         UNION ALL
	        SELECT m.label || ': cuenta retos'
	          FROM made m
	          JOIN indicator_sources s ON m.kind = 'indicator' AND s.plan_id = @plan AND s.indicator_id = m.id
	         UNION ALL
	        SELECT m.label || ': hay retos vinculados'
	          FROM made m
	          JOIN challenge_links c ON c.plan_id = @plan
	           AND m.id = CASE m.kind WHEN 'indicator' THEN c.indicator_id WHEN 'objective' THEN c.objective_id WHEN 'result' THEN c.result_id END
	         UNION ALL
	        SELECT m.label || ': hay retos sobre esto'
	          FROM made m
	          JOIN challenges c ON c.plan_id = @plan AND m.id = CASE m.kind WHEN 'objective' THEN c.objective_id WHEN 'line' THEN c.line_id END
	         UNION ALL
	        SELECT m.label || ': se le vinculó el resultado «' || r.title || '»'
	          FROM made m
	          JOIN result_indicators x ON m.kind = 'indicator' AND x.plan_id = @plan AND x.indicator_id = m.id
	          JOIN results r ON r.plan_id = x.plan_id AND r.id = x.result_id
	         WHERE NOT EXISTS (SELECT FROM made own WHERE own.kind = 'result' AND own.id = r.id)
	         UNION ALL
	        SELECT m.label || ': tiene ficheros'
	          FROM made m
	          JOIN result_files f ON m.kind = 'result' AND f.plan_id = @plan AND f.result_id = m.id
	         UNION ALL
	        SELECT m.label || ': se le añadió el indicador ' || i.code
	          FROM made m
	          JOIN indicators i ON m.kind = 'objective' AND i.plan_id = @plan AND i.objective_id = m.id
	         WHERE NOT EXISTS (SELECT FROM made own WHERE own.kind = 'indicator' AND own.id = i.id)
	         UNION ALL
	        SELECT m.label || ': tiene el objetivo ' || o.code
	          FROM made m
	          JOIN objective_lines x ON m.kind = 'line' AND x.plan_id = @plan AND x.line_id = m.id
	          JOIN objectives o ON o.plan_id = x.plan_id AND o.id = x.objective_id
	         WHERE NOT EXISTS (SELECT FROM made own WHERE own.kind = 'objective' AND own.id = o.id)
	         UNION ALL
	        SELECT m.label || ': está vinculado a ' || linked.code
	          FROM made m
	          JOIN (SELECT x.standard_id, 'line' AS kind, l.id, l.code
	                  FROM line_standards x
	                  JOIN strategic_lines l ON l.plan_id = x.plan_id AND l.id = x.line_id
	                 WHERE x.plan_id = @plan
	                 UNION ALL
	                SELECT x.standard_id, 'objective', o.id, o.code
	                  FROM objective_standards x
	                  JOIN objectives o ON o.plan_id = x.plan_id AND o.id = x.objective_id
	                 WHERE x.plan_id = @plan
	                 UNION ALL
	                SELECT x.standard_id, 'indicator', i.id, i.code
	                  FROM indicator_standards x
	                  JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
	                 WHERE x.plan_id = @plan) linked ON m.kind = 'standard' AND linked.standard_id = m.id
	         WHERE NOT EXISTS (SELECT FROM made own WHERE own.kind = linked.kind AND own.id = linked.id)) named
	 WHERE named.what IS NOT NULL
	 LIMIT @most`

// frameUntouched compares the plan's own texts and its periods, which share one version with its state, by their cells.
func (u *undoing) frameUntouched(ctx context.Context) error {
	rows, _ := u.tx.Query(ctx, `
		SELECT change
		  FROM import_changes
		 WHERE import_id = $1 AND outcome IN ('new', 'changed') AND kind IN ('plan', 'period') AND $2 <> 'values'`, u.importID, string(u.k.Mode))
	changes, err := pgx.CollectRows(rows, pgx.RowTo[Change])
	if err != nil || len(changes) == 0 {
		return err
	}
	records, err := Records(ctx, u.tx, u.planID)
	if err != nil {
		return err
	}
	var what []string
	for _, c := range changes {
		if !c.stands(records) {
			what = append(what, c.Label+": se cambió o se quitó después")
		}
	}
	if len(what) > 0 {
		return Touched{what[:min(len(what), MostTouched)]}
	}
	return nil
}

// stands tells whether the cells that a change wrote are still so.
func (c Change) stands(records []Record) bool {
	cells := c.Cells
	if c.Outcome == Changed {
		cells = c.after()
	}
	for _, r := range records {
		if r.Kind == c.Kind && (c.Outcome == Created || r.ID == c.ID) && same(r.Cells, cells) {
			return true
		}
	}
	return false
}

// same tells whether a record has these cells; the address of a plan stays whatever a file says.
func same(has, cells map[Field]string) bool {
	for f, text := range cells {
		if f != "slug" && has[f] != text {
			return false
		}
	}
	return true
}

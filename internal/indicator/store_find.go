package indicator

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/plan"
	"hito/internal/text"
)

// Kept is the definition of an indicator as it stands, with what hangs on it.
type Kept struct {
	ID           int64
	Version      int
	CancelledOn  date.Date
	CancelReason string
	Position     int
	Measurements int // days with a value or a withdrawn one
	Results      int // linked, withdrawn or not
	Requests     int // of rounds
	Challenges   int // linked
	Draft
}

// Used tells an indicator of which something was recorded or asked: it is cancelled, never removed.
func (k Kept) Used() bool { return k.Measurements+k.Results+k.Requests+k.Challenges > 0 }

const kept = `
	SELECT i.id, i.version, i.cancelled_on, i.cancel_reason, i.position, i.objective_id, i.code, i.title, i.description, i.method,
	       i.source, i.unit_of_measure, i.decimals, i.nature, coalesce(i.periodicity_months, 0) AS periodicity_months,
	       i.rule, i.baseline, i.target, i.starts_on, i.ends_on, i.planned_in_steps, i.weight,
	       ARRAY(SELECT u.unit_id
	               FROM indicator_units u
	              WHERE u.plan_id = i.plan_id AND u.indicator_id = i.id
	              ORDER BY u.unit_id) AS unit_ids,
	       ARRAY(SELECT s.standard_id
	               FROM indicator_standards s
	              WHERE s.plan_id = i.plan_id AND s.indicator_id = i.id
	              ORDER BY s.standard_id) AS standard_ids,
	       (SELECT coalesce(jsonb_agg(jsonb_build_object('on', p.due_on, 'value', p.value) ORDER BY p.due_on), '[]')
	          FROM planned_points p
	         WHERE p.plan_id = i.plan_id AND p.indicator_id = i.id) AS points,
	       (SELECT count(DISTINCT m.measured_on) FROM measurements m WHERE m.plan_id = i.plan_id AND m.indicator_id = i.id) AS measurements,
	       (SELECT count(*) FROM result_indicators r WHERE r.plan_id = i.plan_id AND r.indicator_id = i.id) AS results,
	       (SELECT count(*) FROM round_entries e WHERE e.plan_id = i.plan_id AND e.indicator_id = i.id) AS requests,
	       (SELECT count(*) FROM challenge_links c WHERE c.plan_id = i.plan_id AND c.indicator_id = i.id) AS challenges
	  FROM indicators i
	 WHERE i.plan_id = $1 AND `

// Find returns the definition of an indicator of a plan, or fault.NotFound. It takes one query.
func Find(ctx context.Context, tx pgx.Tx, planID, id int64) (Kept, error) {
	return findKept(ctx, tx, kept+`i.id = $2`, planID, id)
}

// FindCode is Find by the code.
func FindCode(ctx context.Context, tx pgx.Tx, planID int64, code string) (Kept, error) {
	return findKept(ctx, tx, kept+`i.code = $2`, planID, code)
}

func findKept(ctx context.Context, tx pgx.Tx, query string, planID int64, key any) (Kept, error) {
	rows, _ := tx.Query(ctx, query, planID, key)
	k, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Kept])
	if err != nil {
		return Kept{}, fmt.Errorf("find indicator %v of plan %d: %w", key, planID, db.Translate(err))
	}
	return k, nil
}

// LoadFrame returns what the definition of the indicator of a plan with a code, blank for a new one, may refer to. It
// takes five queries.
func LoadFrame(ctx context.Context, tx pgx.Tx, p plan.Plan, own string) (Frame, error) {
	f := Frame{StartsOn: p.StartsOn, EndsOn: p.EndsOn, Own: own}
	rows, _ := tx.Query(ctx, `
		SELECT o.id, o.code, o.title, o.cancelled_on,
		       ARRAY(SELECT i.code
		               FROM indicators i
		              WHERE i.plan_id = o.plan_id AND i.objective_id = o.id
		              ORDER BY i.position) AS indicators
		  FROM objectives o
		 WHERE o.plan_id = $1
		 ORDER BY o.position`, p.ID)
	var err error
	if f.Objectives, err = pgx.CollectRows(rows, pgx.RowToStructByName[Objective]); err != nil {
		return f, fmt.Errorf("objectives of plan %d: %w", p.ID, err)
	}
	rows, _ = tx.Query(ctx, `
		SELECT title, starts_on, ends_on
		  FROM periods
		 WHERE plan_id = $1
		 ORDER BY starts_on`, p.ID)
	if f.Periods, err = pgx.CollectRows(rows, pgx.RowToStructByName[plan.Period]); err != nil {
		return f, fmt.Errorf("periods of plan %d: %w", p.ID, err)
	}
	rows, _ = tx.Query(ctx, `SELECT id, name FROM units`)
	if f.Units, err = pgx.CollectRows(rows, pgx.RowToStructByName[Unit]); err != nil {
		return f, fmt.Errorf("units: %w", err)
	}
	slices.SortFunc(f.Units, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(text.Fold(a.Name), text.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	rows, _ = tx.Query(ctx, `
		SELECT DISTINCT unit_of_measure
		  FROM indicators
		 WHERE plan_id = $1 AND unit_of_measure <> ''
		 ORDER BY unit_of_measure`, p.ID)
	if f.Measures, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return f, fmt.Errorf("units of measure of plan %d: %w", p.ID, err)
	}
	f.Frameworks, err = plan.LoadFrameworks(ctx, tx, p.ID)
	return f, err
}

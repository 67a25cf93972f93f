package indicator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/date"
)

// Create writes an indicator after the last of its objective, with its units (made where they do
// not exist yet) and planned points, and returns its identifier.
func Create(ctx context.Context, tx pgx.Tx, planID int64, i Indicator) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO indicators (plan_id, objective_id, position, code, title, description, method, source,
		       unit_of_measure, decimals, periodicity_months, nature, rule, baseline, target, planned_in_steps,
		       starts_on, ends_on, weight, cancelled_on, cancel_reason)
		SELECT @plan_id, @objective_id, coalesce(max(position), 0) + 1, @code, @title, @description, @method, @source,
		       @unit_of_measure, @decimals, nullif(@periodicity::int, 0), @nature, @rule, @baseline, @target, @planned_in_steps,
		       @starts_on, @ends_on, @weight, @cancelled_on, @cancel_reason
		  FROM indicators
		 WHERE plan_id = @plan_id AND objective_id = @objective_id
		RETURNING id`, pgx.NamedArgs{
		"plan_id": planID, "objective_id": i.ObjectiveID, "code": i.Code, "title": i.Title,
		"description": i.Description, "method": i.Method, "source": i.Source,
		"unit_of_measure": i.UnitOfMeasure, "decimals": i.Decimals, "periodicity": i.PeriodicityMonths,
		"nature": i.Nature, "rule": i.Rule, "baseline": i.Baseline, "target": i.Target, "planned_in_steps": i.PlannedInSteps,
		"starts_on": i.StartsOn, "ends_on": i.EndsOn, "weight": i.Weight,
		"cancelled_on": i.CancelledOn, "cancel_reason": i.CancelReason,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("create indicator %q: %w", i.Code, err)
	}
	batch := &pgx.Batch{}
	for _, name := range i.Units {
		batch.Queue(`INSERT INTO units (name) VALUES ($1) ON CONFLICT ON CONSTRAINT units_name_unique DO NOTHING`, name)
	}
	batch.Queue(`
		INSERT INTO indicator_units (plan_id, indicator_id, unit_id)
		SELECT $1, $2, id
		  FROM units
		 WHERE name = ANY($3)`, planID, id, i.Units)
	for _, p := range i.Points {
		batch.Queue(`INSERT INTO planned_points (plan_id, indicator_id, due_on, value) VALUES ($1, $2, $3, $4)`,
			planID, id, p.On, p.Value)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("create indicator %q: %w", i.Code, err)
	}
	return id, nil
}

// LinkStandards links an indicator to standards of a framework, by code.
func LinkStandards(ctx context.Context, tx pgx.Tx, planID, indicatorID int64, framework string, codes []string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO indicator_standards (plan_id, indicator_id, standard_id)
		SELECT $1, $2, s.id
		  FROM standards s
		  JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
		 WHERE s.plan_id = $1 AND f.code = $3 AND s.code = ANY($4)`, planID, indicatorID, framework, codes)
	if err != nil {
		return fmt.Errorf("link indicator %d to standards: %w", indicatorID, err)
	}
	return nil
}

// Record appends measurements of an indicator, each with its own revision.
func Record(ctx context.Context, tx pgx.Tx, planID, indicatorID int64, measurements []Measurement) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"measurements"},
		[]string{"plan_id", "indicator_id", "measured_on", "revision", "value", "comment", "reason", "recorded_at", "recorded_by"},
		pgx.CopyFromSlice(len(measurements), func(n int) ([]any, error) {
			m := measurements[n]
			return []any{planID, indicatorID, m.MeasuredOn, m.Revision, m.Value, m.Comment, m.Reason, m.RecordedAt,
				pgtype.Int8{Int64: m.RecordedBy, Valid: m.RecordedBy != 0}}, nil
		}))
	if err != nil {
		return fmt.Errorf("record measurements of indicator %d: %w", indicatorID, err)
	}
	return nil
}

// AddResult writes a result and links it, after what is there, to the indicators it names.
func AddResult(ctx context.Context, tx pgx.Tx, planID int64, r Result) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		WITH created AS (
			INSERT INTO results (plan_id, title, description, achieved_on, url)
			VALUES (@plan_id, @title, @description, @achieved_on, @url)
			RETURNING id
		), linked AS (
			INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
			SELECT @plan_id, i.id, created.id,
			       (SELECT count(*) + 1 FROM result_indicators x WHERE x.plan_id = i.plan_id AND x.indicator_id = i.id)
			  FROM created, indicators i
			 WHERE i.plan_id = @plan_id AND i.code = ANY(@indicators)
		)
		SELECT id FROM created`, pgx.NamedArgs{
		"plan_id": planID, "title": r.Title, "description": r.Description,
		"achieved_on": r.AchievedOn, "url": r.URL, "indicators": r.Indicators,
	}).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add result %q: %w", r.Title, err)
	}
	return id, nil
}

// Stands tells in SQL, of measurements as x, whether it is the revision that stands on its day. It is a probe of the index:
// NOT EXISTS would be planned as a join that reads every measurement of the indicator.
const Stands = `x.revision = (
		              SELECT max(later.revision)
		                FROM measurements later
		               WHERE later.plan_id = x.plan_id AND later.indicator_id = x.indicator_id AND later.measured_on = x.measured_on)`

// History returns the measurements of an indicator up to a date, newest first, with every revision.
func History(ctx context.Context, tx pgx.Tx, planID, indicatorID int64, until date.Date) ([]Measurement, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.measured_on, m.revision, m.value, m.comment, m.reason, m.recorded_at, coalesce(m.recorded_by, 0) AS recorded_by,
		       coalesce(u.name, '') AS recorder
		  FROM measurements m
		  LEFT JOIN users u ON u.id = m.recorded_by
		 WHERE m.plan_id = $1 AND m.indicator_id = $2 AND m.measured_on <= $3
		 ORDER BY m.measured_on DESC, m.revision DESC`, planID, indicatorID, until)
	if err != nil {
		return nil, fmt.Errorf("history of indicator %d: %w", indicatorID, err)
	}
	history, err := pgx.CollectRows(rows, pgx.RowToStructByName[Measurement])
	if err != nil {
		return nil, fmt.Errorf("history of indicator %d: %w", indicatorID, err)
	}
	return history, nil
}

// Results returns the results linked to an indicator, in its own order, each with all the indicators it serves.
func Results(ctx context.Context, tx pgx.Tx, planID, indicatorID int64) ([]Result, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, r.title, r.description, r.achieved_on, r.url,
		       ARRAY(SELECT i.code
		               FROM result_indicators x
		               JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
		              WHERE x.plan_id = r.plan_id AND x.result_id = r.id
		              ORDER BY i.code) AS indicators
		  FROM result_indicators ri
		  JOIN results r ON r.plan_id = ri.plan_id AND r.id = ri.result_id
		 WHERE ri.plan_id = $1 AND ri.indicator_id = $2 AND r.withdrawn_at IS NULL
		 ORDER BY ri.position, r.id`, planID, indicatorID)
	if err != nil {
		return nil, fmt.Errorf("results of indicator %d: %w", indicatorID, err)
	}
	results, err := pgx.CollectRows(rows, pgx.RowToStructByName[Result])
	if err != nil {
		return nil, fmt.Errorf("results of indicator %d: %w", indicatorID, err)
	}
	return results, nil
}

package opendata

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// loadComments returns, by the numbers of indicators, what was said of the values that a board shows; nothing where
// comments are not public.
func loadComments(ctx context.Context, tx pgx.Tx, p Plan, b dashboard.Board) (map[int64]string, error) {
	if !p.Shown(plan.ShowComments) {
		return nil, nil
	}
	var ids []int64
	var days []date.Date
	for _, o := range b.Objectives {
		for _, i := range o.Indicators {
			if i.Value.Valid {
				ids, days = append(ids, i.ID), append(days, i.MeasuredOn)
			}
		}
	}
	rows, _ := tx.Query(ctx, `
		SELECT x.indicator_id, x.comment
		  FROM unnest($2::bigint[], $3::date[]) AS shown (id, measured_on)
		  JOIN measurements x ON x.indicator_id = shown.id AND x.measured_on = shown.measured_on
		 WHERE x.plan_id = $1 AND x.comment <> '' AND x.value IS NOT NULL AND `+indicator.Stands, p.id, ids, days)
	said := map[int64]string{}
	var id int64
	var comment string
	_, err := pgx.ForEachRow(rows, []any{&id, &comment}, func() error {
		said[id] = comment
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load the comments of %q: %w", p.Slug, err)
	}
	return said, nil
}

// loadResults returns the newest results of a plan up to a day, those without a day last, and how many there are. A
// limit of 0 returns all of them.
func loadResults(ctx context.Context, tx pgx.Tx, p Plan, until date.Date, limit int) ([]Result, int, error) {
	rows, _ := tx.Query(ctx, `
		SELECT count(*) OVER () AS total, @slug AS plan, r.id, r.title, r.description, r.url, r.achieved_on,
		       ARRAY(SELECT i.code
		               FROM result_indicators x
		               JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
		              WHERE x.plan_id = r.plan_id AND x.result_id = r.id
		              ORDER BY i.code) AS indicators,
		       CASE WHEN @files THEN (
		            SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'size', f.size) ORDER BY f.id), '[]')
		              FROM result_files f
		             WHERE f.plan_id = r.plan_id AND f.result_id = r.id AND f.withdrawn_at IS NULL) ELSE '[]' END AS files
		  FROM results r
		 WHERE r.plan_id = @plan_id AND r.withdrawn_at IS NULL AND (r.achieved_on IS NULL OR r.achieved_on <= @until)
		 ORDER BY r.achieved_on DESC NULLS LAST, r.id DESC
		 LIMIT nullif(@limit::bigint, 0)`, pgx.NamedArgs{
		"slug": p.Slug, "plan_id": p.id, "files": p.Shown(plan.ShowFiles), "until": until, "limit": limit,
	})
	type counted struct {
		Total int
		Result
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[counted])
	if err != nil || len(list) == 0 {
		return nil, 0, err
	}
	results := make([]Result, len(list))
	for n, one := range list {
		results[n] = one.Result
	}
	return results, list[0].Total, nil
}

// loadDocuments returns the reports of a plan that were issued, newest first.
func loadDocuments(ctx context.Context, tx pgx.Tx, p Plan) ([]Document, error) {
	rows, _ := tx.Query(ctx, `
		SELECT code, title, taken_on, issued_at
		  FROM reports
		 WHERE plan_id = $1
		 ORDER BY issued_at DESC, id DESC`, p.id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Document])
	if err != nil {
		return nil, fmt.Errorf("list the reports of %q: %w", p.Slug, err)
	}
	return list, nil
}

// valuesAtOnce is how many values are held in memory while all of them go out.
const valuesAtOnce = 5000

// place is where in the values of a plan the next ones begin: after a day of an indicator.
type place struct {
	indicator pgtype.Int4 // its position among all
	on        date.Date
}

// eachMeasurement gives the values of a plan that stand, indicator by indicator in the plan's order and day by day. They
// are read in batches, so that neither memory nor a connection depends on how fast they are taken.
func (s Store) eachMeasurement(ctx context.Context, p Plan, fn func(Measurement) error) error {
	from := place{}
	for {
		batch, next, err := s.measurements(ctx, p, from)
		if err != nil {
			return err
		}
		for _, m := range batch {
			if err := fn(m); err != nil {
				return err
			}
		}
		if len(batch) < valuesAtOnce {
			return nil
		}
		from = next
	}
}

// measurements reads the batch after a place, and where it ends. Within it, indicators that are done already are not
// looked at again.
func (s Store) measurements(ctx context.Context, p Plan, from place) ([]Measurement, place, error) {
	rows, _ := s.Pool.Query(ctx, `
		WITH ordered AS MATERIALIZED (
		       SELECT i.id, i.code, i.unit_of_measure, row_number() OVER (ORDER BY o.position, i.position, i.id)::int AS n
		         FROM indicators i
		         JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		        WHERE i.plan_id = @plan_id
		)
		SELECT i.n, i.code, i.unit_of_measure, m.measured_on, m.value, m.comment
		  FROM (SELECT * FROM ordered WHERE n >= coalesce(@n::int, 0) ORDER BY n) i
		 CROSS JOIN LATERAL (
		       SELECT x.measured_on, x.value, CASE WHEN @comments THEN x.comment ELSE '' END AS comment
		         FROM measurements x
		        WHERE x.plan_id = @plan_id AND x.indicator_id = i.id AND x.value IS NOT NULL AND x.measured_on <= @today
		          AND (i.n > coalesce(@n::int, 0) OR x.measured_on > @day) AND `+indicator.Stands+`
		        ORDER BY x.measured_on) m
		 ORDER BY i.n, m.measured_on
		 LIMIT @limit`, pgx.NamedArgs{
		"plan_id": p.id, "n": from.indicator, "day": from.on, "comments": p.Shown(plan.ShowComments), "today": s.Today(), "limit": valuesAtOnce,
	})
	batch := make([]Measurement, 0, valuesAtOnce)
	m := Measurement{Plan: p.Slug}
	_, err := pgx.ForEachRow(rows, []any{&from.indicator, &m.Indicator, &m.UnitMeasure, &m.On, &m.Value, &m.Comment}, func() error {
		from.on = m.On
		batch = append(batch, m)
		return nil
	})
	if err != nil {
		return nil, place{}, fmt.Errorf("read the values of %q: %w", p.Slug, err)
	}
	return batch, from, nil
}

// countMeasurements returns about how many values of a plan stand: corrections count too, as telling them apart would
// read them all.
func (s Store) countMeasurements(ctx context.Context, p Plan) (int, error) {
	var n int
	err := s.Pool.QueryRow(ctx, `
		SELECT count(*)
		  FROM measurements
		 WHERE plan_id = $1`, p.id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the values of %q: %w", p.Slug, err)
	}
	return n, nil
}

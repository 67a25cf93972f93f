package plan

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Create writes a whole document in one transaction and returns it with the identifiers it was given.
// Objectives name their lines, and standards what they are linked to, by code.
// Links from standards to indicators are written with the indicators.
func Create(ctx context.Context, tx pgx.Tx, doc Document) (Document, error) {
	p := &doc.Plan
	err := tx.QueryRow(ctx, `
		INSERT INTO plans (slug, title, body, summary, general_objective, notice, state, starts_on, ends_on, on_track_from, delayed_from,
		                   published_at)
		VALUES (@slug, @title, @body, @summary, @general_objective, @notice, @state, @starts_on, @ends_on, @on_track_from, @delayed_from,
		        nullif(@published_at::timestamptz, '0001-01-01'))
		RETURNING id`, pgx.NamedArgs{
		"slug": p.Slug, "title": p.Title, "body": p.Body, "summary": p.Summary,
		"general_objective": p.GeneralObjective, "notice": p.Notice, "state": p.State,
		"starts_on": p.StartsOn, "ends_on": p.EndsOn, "on_track_from": p.OnTrackFrom, "delayed_from": p.DelayedFrom,
		"published_at": p.PublishedAt,
	}).Scan(&p.ID)
	if err != nil {
		return doc, fmt.Errorf("create plan %q: %w", p.Slug, err)
	}
	for _, write := range []func(context.Context, pgx.Tx, *Document) error{
		createNarrative, createLines, createObjectives, createFrameworks,
	} {
		if err := write(ctx, tx, &doc); err != nil {
			return doc, fmt.Errorf("create plan %q: %w", p.Slug, err)
		}
	}
	return doc, nil
}

func createNarrative(ctx context.Context, tx pgx.Tx, doc *Document) error {
	batch := &pgx.Batch{}
	for n, s := range doc.Sections {
		batch.Queue(`INSERT INTO plan_sections (plan_id, position, heading, body) VALUES ($1, $2, $3, $4)`,
			doc.ID, n+1, s.Heading, s.Body)
	}
	for _, e := range doc.Periods {
		batch.Queue(`INSERT INTO periods (plan_id, title, starts_on, ends_on) VALUES ($1, $2, $3, $4)`,
			doc.ID, e.Title, e.StartsOn, e.EndsOn)
	}
	return tx.SendBatch(ctx, batch).Close()
}

func createLines(ctx context.Context, tx pgx.Tx, doc *Document) error {
	batch := &pgx.Batch{}
	for n := range doc.Lines {
		l := &doc.Lines[n]
		batch.Queue(`
			INSERT INTO strategic_lines (plan_id, position, code, title, description)
			VALUES ($1, $2, $3, $4, $5)
			RETURNING id`, doc.ID, n+1, l.Code, l.Title, l.Description,
		).QueryRow(func(row pgx.Row) error { return row.Scan(&l.ID) })
	}
	return tx.SendBatch(ctx, batch).Close()
}

func createObjectives(ctx context.Context, tx pgx.Tx, doc *Document) error {
	batch := &pgx.Batch{}
	for n := range doc.Objectives {
		o := &doc.Objectives[n]
		batch.Queue(`
			WITH created AS (
				INSERT INTO objectives (plan_id, position, code, title, weight, cancelled_on, cancel_reason)
				VALUES ($1, $2, $3, $4, $5, $6, $7)
				RETURNING id
			), linked AS (
				INSERT INTO objective_lines (plan_id, objective_id, line_id)
				SELECT $1, created.id, l.id
				  FROM created, strategic_lines l
				 WHERE l.plan_id = $1 AND l.code = ANY($8)
			)
			SELECT id FROM created`,
			doc.ID, n+1, o.Code, o.Title, o.Weight, o.CancelledOn, o.CancelReason, o.Lines,
		).QueryRow(func(row pgx.Row) error { return row.Scan(&o.ID) })
	}
	return tx.SendBatch(ctx, batch).Close()
}

func createFrameworks(ctx context.Context, tx pgx.Tx, doc *Document) error {
	for n := range doc.Frameworks {
		f := &doc.Frameworks[n]
		err := tx.QueryRow(ctx, `
			INSERT INTO frameworks (plan_id, code, title, description)
			VALUES ($1, $2, $3, $4)
			RETURNING id`, doc.ID, f.Code, f.Title, f.Description).Scan(&f.ID)
		if err != nil {
			return fmt.Errorf("framework %q: %w", f.Code, err)
		}
		if err := createStandards(ctx, tx, doc.ID, f); err != nil {
			return fmt.Errorf("standards of %q: %w", f.Code, err)
		}
	}
	return nil
}

func createStandards(ctx context.Context, tx pgx.Tx, planID int64, f *Framework) error {
	batch := &pgx.Batch{}
	for n := range f.Standards {
		s := &f.Standards[n]
		batch.Queue(`
			WITH created AS (
				INSERT INTO standards (plan_id, framework_id, position, code, title)
				VALUES ($1, $2, $3, $4, $5)
				RETURNING id
			), on_lines AS (
				INSERT INTO line_standards (plan_id, line_id, standard_id)
				SELECT $1, l.id, created.id
				  FROM created, strategic_lines l
				 WHERE l.plan_id = $1 AND l.code = ANY($6)
			), on_objectives AS (
				INSERT INTO objective_standards (plan_id, objective_id, standard_id)
				SELECT $1, o.id, created.id
				  FROM created, objectives o
				 WHERE o.plan_id = $1 AND o.code = ANY($7)
			)
			SELECT id FROM created`,
			planID, f.ID, n+1, s.Code, s.Title, s.Lines, s.Objectives,
		).QueryRow(func(row pgx.Row) error { return row.Scan(&s.ID) })
	}
	return tx.SendBatch(ctx, batch).Close()
}

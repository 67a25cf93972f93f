package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/round"
)

// writeRound opens a round for all indicators in force, and puts into it what was sent by the demo's staff and
// returned by the demo's technician.
func writeRound(ctx context.Context, tx pgx.Tx, o openRound) error {
	b, err := dashboard.LoadState(ctx, tx, access.Scope{All: true}, o.plan, o.MeasuredOn)
	if err != nil {
		return err
	}
	d := round.Draft{Which: string(round.All)}
	for _, objective := range b.Objectives {
		d.Objectives = append(d.Objectives, objective.Code)
	}
	var asked []int64
	for _, i := range d.Pick(b) {
		asked = append(asked, i.ID)
	}
	id, err := round.Insert(ctx, tx, b.Plan.ID, o.Round, o.OpenedAt, 0, asked)
	if err != nil {
		return fmt.Errorf("open a round of %q: %w", o.plan, err)
	}
	if err := writeEntries(ctx, tx, b.Plan.ID, id, o); err != nil {
		return fmt.Errorf("fill the round of %q: %w", o.plan, err)
	}
	return nil
}

func writeEntries(ctx context.Context, tx pgx.Tx, planID, id int64, o openRound) error {
	var codes, comments, results, reviews []string
	var values []decimal.Decimal
	for _, e := range o.entries {
		codes, values, comments = append(codes, e.code), append(values, number(e.value)), append(comments, e.comment)
		results, reviews = append(results, e.result), append(reviews, e.review)
	}
	_, err := tx.Exec(ctx, `
		UPDATE round_entries e
		   SET state = CASE WHEN new.review = '' THEN 'sent' ELSE 'returned' END, value = new.value, measured_on = @on,
		       comment = new.comment, result_title = new.result, result_on = CASE WHEN new.result <> '' THEN @on::date END,
		       sent_at = @sent_at, sent_by = (SELECT min(id) FROM users WHERE role = 'staff'), review = new.review,
		       reviewed_at = CASE WHEN new.review <> '' THEN @reviewed_at::timestamptz END,
		       reviewed_by = CASE WHEN new.review <> '' THEN (SELECT min(id) FROM users WHERE role = 'technician') END, version = 2
		  FROM unnest(@codes::text[], @values::numeric[], @comments::text[], @results::text[], @reviews::text[])
		       AS new (code, value, comment, result, review)
		  JOIN indicators i ON i.plan_id = @plan_id AND i.code = new.code
		 WHERE e.plan_id = @plan_id AND e.round_id = @id AND e.indicator_id = i.id`, pgx.NamedArgs{
		"plan_id": planID, "id": id, "on": o.MeasuredOn, "sent_at": o.OpenedAt.Add(2 * time.Hour), "reviewed_at": o.OpenedAt.Add(4 * time.Hour),
		"codes": codes, "values": values, "comments": comments, "results": results, "reviews": reviews,
	})
	return err
}

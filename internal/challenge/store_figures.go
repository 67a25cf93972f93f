package challenge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
)

// FirstDay returns the day on which the first reto was received, no day without any. It takes one query.
func FirstDay(ctx context.Context, tx pgx.Tx) (day date.Date, err error) {
	if err := tx.QueryRow(ctx, `SELECT min(submitted_on) FROM challenges`).Scan(&day); err != nil {
		return 0, fmt.Errorf("find the first reto: %w", err)
	}
	return day, nil
}

// Facts returns what the figures look at of the retos received between two days, both included. It is for whoever
// handles retos, and takes one query.
func Facts(ctx context.Context, tx pgx.Tx, from, until date.Date) ([]Fact, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.submitted_on, c.state, coalesce(c.unit_id, 0) AS unit_id, coalesce(u.name, '') AS unit, c.area, c.answer_due_on,
		       coalesce(c.answered_at, '0001-01-01') AS answered_at
		  FROM challenges c
		  LEFT JOIN units u ON u.id = c.unit_id
		 WHERE c.submitted_on BETWEEN $1 AND $2
		 ORDER BY c.id`, from, until)
	if err != nil {
		return nil, fmt.Errorf("read retos from %s to %s: %w", from, until, err)
	}
	facts, err := pgx.CollectRows(rows, pgx.RowToStructByName[Fact])
	if err != nil {
		return nil, fmt.Errorf("read retos from %s to %s: %w", from, until, err)
	}
	return facts, nil
}

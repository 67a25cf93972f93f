package ui

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/audit"
	"hito/internal/fault"
)

// Outdated tells whether a form was refused because what it edits has changed meanwhile, and not for a field.
func Outdated(err error) bool { return errors.Is(err, fault.Conflict) && Invalid(err) == nil }

// ConflictOf tells who changed an object last, and when, and which of the rows differ.
func ConflictOf(ctx context.Context, pool *pgxpool.Pool, object audit.Object, place *time.Location, discard string, rows []ConflictRow) (ConflictProps, error) {
	p := ConflictProps{Discard: discard}
	last, err := audit.Find(ctx, pool, audit.Query{Object: object, Limit: 1})
	if err != nil {
		return p, err
	}
	if len(last) > 0 {
		p.Who, p.When = EventActor(last[0]), EventTime(last[0].At, place)
	}
	for _, row := range rows {
		if row.Mine != row.Theirs {
			p.Rows = append(p.Rows, row)
		}
	}
	return p, nil
}

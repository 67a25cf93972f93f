package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/fault"
)

// Submission is a form that changes something, as it came in.
type Submission struct {
	Key    string // drawn when the form was shown: 20 to 64 letters and digits
	Action string // what the form does, such as "user.invite"
	UserID int64  // who sent it; 0 for whoever has not signed in
}

// Once runs fn in a transaction, unless the same submission was carried out before: then it returns what fn
// returned that time, and fn does not run. A second one that comes while the first is under way waits for it.
// The repeat writes too, so that it is never answered from a database that can no longer be written.
// A key that is malformed, or was somebody else's or for something else, is fault.BadInput.
func Once(ctx context.Context, pool *pgxpool.Pool, s Submission, fn func(pgx.Tx) (result string, err error)) (string, error) {
	var result string
	err := Tx(ctx, pool, func(tx pgx.Tx) error {
		var repeats int
		var own bool
		err := tx.QueryRow(ctx, `
			INSERT INTO submissions AS s (key, action, user_id)
			VALUES ($1, $2, nullif($3::bigint, 0))
			ON CONFLICT (key) DO UPDATE SET repeats = s.repeats + 1
			RETURNING s.repeats, s.result, s.action = $2 AND coalesce(s.user_id, 0) = $3`, s.Key, s.Action, s.UserID).Scan(&repeats, &result, &own)
		if err != nil {
			return fmt.Errorf("take the submission of %s: %w", s.Action, err)
		}
		if !own {
			return fmt.Errorf("the key of %s is another's: %w", s.Action, fault.BadInput)
		}
		if repeats > 0 {
			return nil
		}
		if result, err = fn(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE submissions SET result = $2 WHERE key = $1`, s.Key, result); err != nil {
			return fmt.Errorf("keep the result of %s: %w", s.Action, err)
		}
		return nil
	})
	return result, err
}

// Repeated tells whether a submission was carried out before, and counts the repeat if so.
func Repeated(ctx context.Context, pool *pgxpool.Pool, s Submission) (bool, error) {
	counted, err := pool.Exec(ctx, `
		UPDATE submissions
		   SET repeats = repeats + 1
		 WHERE key = $1 AND action = $2 AND coalesce(user_id, 0) = $3`, s.Key, s.Action, s.UserID)
	if err != nil {
		return false, fmt.Errorf("look for an earlier submission of %s: %w", s.Action, Translate(err))
	}
	return counted.RowsAffected() > 0, nil
}

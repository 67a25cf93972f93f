package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store reads what people were told, and keeps the queue of e-mails.
type Store struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// Writer notes what is told. With Mail, e-mails are queued too; their links begin with PublicURL.
type Writer struct {
	Mail      bool
	PublicURL string // without a slash at its end
}

// Tell notes what happened in the caller's transaction: it is told if that is committed, and only then.
func (w Writer) Tell(ctx context.Context, tx pgx.Tx, at time.Time, t Telling) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notices (user_id, challenge_id, kind, body, told_at)
		SELECT id, $2, $3, $4, $5
		  FROM unnest($1::bigint[]) id`, t.Users, t.ChallengeID, t.Kind, t.Body, at)
	if err == nil && w.Mail {
		err = w.queue(ctx, tx, at, t)
	}
	if err != nil {
		return fmt.Errorf("tell of reto %d: %w", t.ChallengeID, err)
	}
	return nil
}

// titled is the title of a reto c as somebody w who is told of it may know it: where a public one was written, the
// author's own words are for its author and for those alone who may read all of it.
const titled = `CASE WHEN c.public_title = '' OR w.role IN ('technician', 'director') OR w.id = c.author_id OR w.id = c.assignee_id
	                   OR EXISTS (SELECT FROM user_units x
	                               WHERE x.user_id = w.id AND (x.unit_id = c.assigned_unit_id OR c.shared AND x.unit_id = c.unit_id))
	                THEN c.title ELSE c.public_title END`

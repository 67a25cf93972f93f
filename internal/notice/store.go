package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

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
	if err != nil {
		return fmt.Errorf("tell of reto %d: %w", t.ChallengeID, err)
	}
	return nil
}

package challenge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
)

// Published is what anybody may know of a public reto.
type Published struct {
	Code        string
	Title       string
	Text        string
	State       State
	StateSince  time.Time
	SubmittedOn date.Date
	PublishedAt time.Time
	Supporters  int
	Notes       []PublicNote // in the order in which they were written
}

// PublicNote is what was said to everybody when a reto came into a state.
type PublicNote struct {
	On    date.Date
	State State
	Text  string
}

// FindPublic returns the public reto with a code, whoever asks, or fault.NotFound: also for the code that the anonymous
// author of one keeps. It takes one query.
func FindPublic(ctx context.Context, tx pgx.Tx, typed string) (Published, error) {
	code := ReadCode(typed)
	if code == "" {
		return Published{}, fmt.Errorf("find a public reto: %w", fault.NotFound)
	}
	rows, err := tx.Query(ctx, `
		SELECT c.code, c.public_title AS title, c.public_text AS text, c.state, c.state_since, c.submitted_on, c.published_at,
		       (SELECT count(*) FROM challenge_followers f WHERE f.challenge_id = c.id AND f.supports) AS supporters,
		       coalesce((SELECT jsonb_agg(jsonb_build_object('On', n.moved_on, 'State', n.to_state, 'Text', n.public_note) ORDER BY n.id)
		                   FROM challenge_moves n
		                  WHERE n.challenge_id = c.id AND `+publicNote+`), '[]') AS notes
		  FROM challenges c
		 WHERE c.code = $1 AND c.published_at IS NOT NULL`, code)
	if err != nil {
		return Published{}, fmt.Errorf("find a public reto: %w", err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Published])
	if err != nil {
		return Published{}, fmt.Errorf("find a public reto: %w", db.Translate(err))
	}
	return p, nil
}

package notice

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/fault"
)

// Addressee says in which quality somebody is written to.
type Addressee string

// Addressees. Whoever keeps the queue learns neither who wrote a reto nor which one an e-mail is about.
const (
	APerson  Addressee = "person"
	AnAuthor Addressee = "author"  // who is not to be known
	AContact Addressee = "contact" // of an anonymous author
)

// Waiting is an e-mail that a person has to decide on.
type Waiting struct {
	ID        int64
	Addressee Addressee
	Name      string // of a person alone
	State     State
	Problem   Problem
	Attempts  int
	ChangedAt time.Time
	Version   int
}

// Queue is how the e-mails stand, and a part of those that a person has to decide on, newest first.
type Queue struct {
	Counts map[State]int
	Oldest time.Time // since when the oldest waits to be sent; zero where none does
	Stuck  []Waiting
}

// LoadQueue reads the queue, with so many e-mails after the first few. It takes two queries.
func LoadQueue(ctx context.Context, tx pgx.Tx, actor access.Actor, limit, offset int) (Queue, error) {
	q := Queue{Counts: map[State]int{}}
	if err := access.Require(actor, access.ManageSettings, access.Target{}); err != nil {
		return q, fmt.Errorf("read the queue of e-mails: %w", err)
	}
	rows, err := tx.Query(ctx, `
		SELECT state, count(*), min(queued_at)
		  FROM mails
		 GROUP BY state`)
	if err != nil {
		return q, fmt.Errorf("count e-mails: %w", err)
	}
	var state State
	var count int
	var since time.Time
	_, err = pgx.ForEachRow(rows, []any{&state, &count, &since}, func() error {
		if q.Counts[state] = count; state == Queued {
			q.Oldest = since
		}
		return nil
	})
	if err != nil {
		return q, fmt.Errorf("count e-mails: %w", err)
	}
	q.Stuck, err = stuck(ctx, tx, limit, offset)
	return q, err
}

// stuck names people but for authors who are not to be known, and no reto.
func stuck(ctx context.Context, tx pgx.Tx, limit, offset int) ([]Waiting, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.id, CASE WHEN m.user_id IS NULL THEN 'contact' WHEN o.hidden THEN 'author' ELSE 'person' END AS addressee,
		       CASE WHEN o.hidden THEN '' ELSE coalesce(w.name, '') END AS name,
		       m.state, m.problem, m.attempts, m.changed_at, m.version
		  FROM mails m
		  JOIN challenges c ON c.id = m.challenge_id
		  LEFT JOIN users w ON w.id = m.user_id
		 CROSS JOIN LATERAL (SELECT c.privacy <> 'named' AND c.author_id IS NOT DISTINCT FROM m.user_id AS hidden) o
		 WHERE m.state IN ('failed', 'uncertain')
		 ORDER BY m.changed_at DESC, m.id DESC
		 LIMIT $1 OFFSET $2`, limit, offset)
	if err != nil {
		return nil, fmt.Errorf("list e-mails: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Waiting])
	if err != nil {
		return nil, fmt.Errorf("list e-mails: %w", err)
	}
	return list, nil
}

// Retry has an e-mail that failed, or may not have arrived, sent again. Errors are those of decide.
func (s Store) Retry(ctx context.Context, actor access.Actor, key string, id int64, version int) error {
	return s.decide(ctx, actor, key, "mail.retry", decision{id, version, Queued}, func(tx pgx.Tx) error {
		return deliver(ctx, tx, []int64{id})
	})
}

// Drop leaves an e-mail that failed, or may not have arrived; its texts are forgotten. Errors are those of decide.
func (s Store) Drop(ctx context.Context, actor access.Actor, key string, id int64, version int) error {
	return s.decide(ctx, actor, key, "mail.drop", decision{id, version, Dropped}, func(pgx.Tx) error { return nil })
}

// decision is what a person makes of an e-mail, as it stood at a version.
type decision struct {
	id      int64
	version int
	to      State
}

// decide writes a decision once, with its event, which tells neither whom nor what about. An e-mail that has gone on
// meanwhile is fault.Conflict, one that does not exist fault.NotFound.
func (s Store) decide(ctx context.Context, actor access.Actor, key, action string, d decision, also func(pgx.Tx) error) error {
	if err := access.Require(actor, access.ManageSettings, access.Target{}); err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	_, err := db.Once(ctx, s.Pool, db.Submission{Key: key, Action: action, UserID: actor.ID}, func(tx pgx.Tx) (string, error) {
		m, err := hold(ctx, tx, d.id)
		switch {
		case err != nil:
			return "", err
		case m.MessageID == "":
			return "", fault.NotFound
		case m.Version != d.version || !m.State.Stuck():
			return "", fmt.Errorf("it is %s at version %d: %w", m.State, m.Version, fault.Conflict)
		}
		before := m.State
		m.State, m.Attempts, m.Version = d.to, 0, m.Version+1
		if err := s.note(ctx, tx, m, d.version); err != nil {
			return "", err
		}
		if err := also(tx); err != nil {
			return "", err
		}
		return strconv.FormatInt(d.id, 10), audit.Record(ctx, tx, audit.Event{
			At: s.Now(), Actor: actor, Action: action, Object: audit.Object{Type: "mail", ID: d.id},
			Before: map[string]any{"mail": before}, After: map[string]any{"mail": d.to},
		})
	})
	if err != nil {
		return fmt.Errorf("%s %d: %w", action, d.id, err)
	}
	return nil
}

package challenge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/db"
)

// LargestExport is how many retos an export holds at most, the newest ones.
const LargestExport = 100_000

// exportBatch is how many retos are read at a time: whoever downloads slowly holds no transaction.
const exportBatch = 1000

// Export is retos that somebody takes away.
type Export struct {
	Actor access.Actor
	At    time.Time
	Today date.Date
	Query ListQuery // its order, limit and offset do not count
}

// Exported is a reto as it is taken away: nothing of who wrote it, or of how to reach them.
type Exported struct {
	ID          int64
	Code        string
	Title       string
	State       State
	StateSince  time.Time
	SubmittedOn date.Date
	Unit        string
	Urgency     Urgency
	Supporters  int
	AnswerDueOn date.Date
	AnsweredAt  time.Time // zero without an answer
	Linked      bool      // to something of a plan
	Public      bool
}

// Record tells in the audit what is taken away, each time that it is. It comes before Each.
func (e Export) Record(ctx context.Context, pool *pgxpool.Pool) error {
	if err := access.Require(e.Actor, access.ReadChallenges, access.Target{}); err != nil {
		return fmt.Errorf("export retos: %w", err)
	}
	err := db.Tx(ctx, pool, func(tx pgx.Tx) error {
		where, args := e.Query.conditions(e.Actor, e.Today)
		told, count := e.Query.told(), 0
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM challenges c WHERE `+where, args).Scan(&count); err != nil {
			return err
		}
		told["count"] = min(count, LargestExport)
		return audit.Record(ctx, tx, audit.Event{
			At: e.At, Actor: e.Actor, Action: "challenge.export", Object: audit.Object{Type: "challenge"}, After: told,
		})
	})
	if err != nil {
		return fmt.Errorf("record an export of retos: %w", err)
	}
	return nil
}

// Each gives every reto that the query finds to fn, the newest first, at most LargestExport of them, and tells whether
// there were more.
func (e Export) Each(ctx context.Context, pool *pgxpool.Pool, fn func(Exported) error) (more bool, err error) {
	return e.each(ctx, pool, exportBatch, LargestExport, fn)
}

func (e Export) each(ctx context.Context, pool *pgxpool.Pool, batch, most int, fn func(Exported) error) (more bool, err error) {
	for given, below := 0, int64(0); ; {
		list, err := e.batch(ctx, pool, below, batch)
		if err != nil {
			return false, fmt.Errorf("export retos: %w", err)
		}
		for _, one := range list {
			if given == most {
				return true, nil
			}
			if err := fn(one); err != nil {
				return false, err
			}
			given++
		}
		if len(list) < batch {
			return false, nil
		}
		below = list[len(list)-1].ID
	}
}

// batch reads so many retos of lower numbers than below, which is 0 for the first ones.
func (e Export) batch(ctx context.Context, pool *pgxpool.Pool, below int64, size int) (list []Exported, err error) {
	where, args := e.Query.conditions(e.Actor, e.Today)
	args = with(args, pgx.NamedArgs{"below": below, "limit": size})
	err = db.ReadTx(ctx, pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT c.id, c.code, c.title, c.state, c.state_since, c.submitted_on, coalesce(u.name, '') AS unit, c.urgency,
			       (SELECT count(*) FROM challenge_followers f WHERE f.challenge_id = c.id AND f.supports) AS supporters,
			       c.answer_due_on, coalesce(c.answered_at, '0001-01-01') AS answered_at,
			       EXISTS (SELECT FROM challenge_links k WHERE k.challenge_id = c.id) AS linked, c.published_at IS NOT NULL AS public
			  FROM challenges c
			  LEFT JOIN units u ON u.id = c.unit_id
			 WHERE (@below::bigint = 0 OR c.id < @below) AND `+where+`
			 ORDER BY c.id DESC
			 LIMIT @limit`, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[Exported])
		return err
	})
	return list, err
}

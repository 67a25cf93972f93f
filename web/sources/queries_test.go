package sources_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/challenge"
	"hito/internal/db"
)

// statements counts what is asked of the database.
type statements struct{ n atomic.Int32 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.n.Add(1)
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

const moreRetos = `
	WITH more AS (
	       INSERT INTO challenges (code, title, problem, privacy, author_id, state, state_since, submitted_at, submitted_on, answer_due_on, decision_asked_at)
	       SELECT translate(lpad(n::text, 15, 'X'), '018', 'ACD'), 'Reto ' || n, 'Algo', 'named', $1, 'analysis', now(), now(), '2026-11-26', '2026-12-20', now()
	         FROM generate_series(1, 400) n
	       RETURNING id)
	INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on)
	SELECT id, 'received', now(), '2026-11-26'
	  FROM more`

// The page, and what the start page and the dashboard ask, take as many statements for hundreds of retos more.
func TestStatementsDoNotGrowWithTheRetos(t *testing.T) {
	d := sit(t)
	d.start()
	config, sent := d.pool.Config(), &statements{}
	config.ConnConfig.Tracer = sent
	config.MinConns, config.MaxConns = 1, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	traced := d
	traced.router = routes(t, pool)
	taken := func() (counts [3]int32) {
		for range 2 { // the first time statements are prepared too
			sent.n.Store(0)
			traced.get(page).is(200)
			counts[0] = sent.n.Swap(0)
			if err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
				sent.n.Store(0)
				if _, err := challenge.FindTasks(t.Context(), tx, d.actor, today); err != nil {
					return err
				}
				counts[1] = sent.n.Swap(0)
				_, err := challenge.FindUndecided(t.Context(), tx, d.actor, 1, today)
				counts[2] = sent.n.Swap(0)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		return counts
	}
	before := taken()
	d.exec(moreRetos, d.actor.ID)
	if after := taken(); after != before || after[1] != 1 || after[2] > 2 {
		t.Errorf("takes %v statements, and %v with more retos", before, after)
	}
}

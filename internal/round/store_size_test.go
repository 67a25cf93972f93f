package round_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/bench"
	"hito/internal/db"
	"hito/internal/round"
)

// counter counts statements.
type counter struct {
	queries int
	sent    []pgx.TraceQueryStartData
}

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	c.queries++
	c.sent = append(c.sent, data)
	return ctx
}

func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.queries++
	return ctx
}

func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (c *counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// counted makes the store count its statements from now on.
func (w *world) counted() *counter {
	w.Helper()
	c := &counter{}
	config := w.Pool.Config()
	config.ConnConfig.Tracer = c
	pool, err := pgxpool.NewWithConfig(w.Context(), config)
	w.must(err)
	w.Cleanup(pool.Close)
	w.Pool = pool
	return c
}

// cost is how many statements it takes to read a round and an inbox, to send, and to accept, with so many indicators.
func cost(t *testing.T, indicators int) (counts [4]int) {
	t.Helper()
	w := open(t, indicators)
	id := w.start()
	c := w.counted()
	step := func(n int, do func()) {
		before := c.queries
		do()
		counts[n] = c.queries - before
	}
	var sendings []round.Sending
	var picks []round.Pick
	for n := 0; n < indicators-1; n += 2 {
		s := w.sending(id, n, 1, "3")
		s.Typed.ResultTitle = "Un resultado de todos"
		sendings, picks = append(sendings, s), append(picks, round.Pick{IndicatorID: w.ids[n], Version: 2})
	}
	step(0, func() {
		w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) error {
			if _, err := round.Find(t.Context(), tx, w.plan, id); err != nil {
				return err
			}
			_, err := round.Entries(t.Context(), tx, w.plan, id)
			return err
		}))
	})
	step(1, func() { w.inbox(w.north) })
	step(2, func() { w.send(w.north, sendings...) })
	step(3, func() { w.must(w.Accept(t.Context(), w.technician, rand.Text(), slug, id, picks)) })
	if r := w.find(id); r.Accepted != len(picks) || len(picks) == 0 {
		t.Fatalf("accepted %d of %d", r.Accepted, len(picks))
	}
	return counts
}

func TestAsManyStatementsForFiveHundredAsForThree(t *testing.T) {
	few, many := cost(t, 4), cost(t, 1001)
	if few != many {
		t.Errorf("statements to read, to look into the inbox, to send and to accept: %v for one or two values, %v for 500", few, many)
	}
}

// A round has just been opened, and the database does not know yet how much is in it: all the same nothing is read again
// for each entry.
func TestARoundJustOpenedIsReadOnce(t *testing.T) {
	const indicators, mostEach = 1001, 2
	w := open(t, indicators)
	id := w.start()
	plain := w.Pool
	c := w.counted()
	w.must(db.ReadTx(t.Context(), w.Pool, func(tx pgx.Tx) error {
		if _, err := round.Find(t.Context(), tx, w.plan, id); err != nil {
			return err
		}
		_, err := round.Entries(t.Context(), tx, w.plan, id)
		return err
	}))
	w.inbox(w.north)
	looked := 0
	w.must(db.ReadTx(t.Context(), plain, func(tx pgx.Tx) error {
		for _, one := range c.sent {
			if !strings.Contains(one.SQL, "round_entries") {
				continue
			}
			reads, err := bench.Explain(t.Context(), tx, one.SQL, one.Args...)
			if err != nil {
				return err
			}
			looked++
			for _, r := range reads {
				if r.Rows > mostEach*indicators {
					t.Errorf("%d rows of %s are read for %d entries by %s", r.Rows, r.Table, indicators, one.SQL)
				}
			}
		}
		return nil
	}))
	if looked < 3 {
		t.Errorf("only %d statements were looked at", looked)
	}
}

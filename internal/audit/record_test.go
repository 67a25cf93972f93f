package audit

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// statements counts what is sent to the database, each of a batch too.
type statements struct{ sent int }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.sent++
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (*statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (s *statements) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { s.sent++ }

func (*statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func TestManyEventsAreOneStatementAndStandInTheirOrder(t *testing.T) {
	const count = 500
	counted := &statements{}
	config := dbtest.New(t).Config()
	config.ConnConfig.Tracer = counted
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	events := make([]Event, count)
	for n := range events {
		events[n] = event(n)
	}
	err = db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		before := counted.sent
		err := Record(t.Context(), tx, events...)
		if sent := counted.sent - before; sent != 1 {
			t.Errorf("%d statements", sent)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := verify(t, pool, Head{}); v.Broken != 0 || v.Events != count || v.Head.ID != count {
		t.Errorf("%+v", v)
	}
	for _, e := range list(t, pool, Query{Limit: count}) {
		n := int(e.ID - 1)
		mail := fmt.Sprintf("p%d@example.org", n)
		if e.ObjectID != events[n].Object.ID || !e.At.Equal(events[n].At) || (n%2 == 0) != strings.Contains(string(e.Personal), mail) {
			t.Fatalf("event %d is about %d at %s, with the personal part %q", e.ID, e.ObjectID, e.At, e.Personal)
		}
	}
}

func TestNoEventsAreNoStatement(t *testing.T) {
	if err := Record(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

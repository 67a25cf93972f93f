package audit

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var noon = time.Date(2026, time.March, 14, 12, 0, 0, 0, time.UTC)

// event is the nth of a series: half of them have a personal part.
func event(n int) Event {
	e := Event{
		At: noon.Add(time.Duration(n) * time.Second), Actor: access.Actor{Kind: access.System}, Action: "unit.update",
		Object: Object{Type: "unit", ID: int64(n + 1)}, Before: map[string]any{"name": "ñ", "n": n}, After: map[string]any{"name": "<b>\u00e9"},
	}
	if n%2 == 0 {
		e.Personal = Personal{Address: "192.0.2.7", After: map[string]any{"email": fmt.Sprintf("p%d@example.org", n)}}
	}
	return e
}

func record(t *testing.T, pool *pgxpool.Pool, events ...Event) {
	t.Helper()
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error { return Record(t.Context(), tx, events...) })
	if err != nil {
		t.Fatal(err)
	}
}

// series records a number of events in one transaction.
func series(t *testing.T, pool *pgxpool.Pool, count int) {
	t.Helper()
	events := make([]Event, count)
	for n := range events {
		events[n] = event(n)
	}
	record(t, pool, events...)
}

func verify(t *testing.T, pool *pgxpool.Pool, noted Head) Verdict {
	t.Helper()
	v, err := Verify(t.Context(), pool, noted)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func list(t *testing.T, pool *pgxpool.Pool, q Query) []Entry {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	found, err := Find(t.Context(), pool, q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// intruder is somebody who has the whole database, and whom no trigger stops.
func intruder(t *testing.T, d *dbtest.Database) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), d.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if _, err := conn.Exec(t.Context(), "SET session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	return conn
}

// person makes somebody who may act.
func person(t *testing.T, d *dbtest.Database, name, email string) int64 {
	t.Helper()
	var id int64
	err := d.Pool.QueryRow(t.Context(), `INSERT INTO users (email, name, role) VALUES ($1, $2, 'admin') RETURNING id`, email, name).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

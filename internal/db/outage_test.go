package db_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// demoted opens a pool whose connections are as those to a server that has become a standby: they only read.
func demoted(t *testing.T, options ...func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	pool, err := db.Connect(t.Context(), dbtest.Lease(t).RuntimeURL, append(options, db.PoolSize(0, 3))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	var held []*pgxpool.Conn
	for range 3 {
		conn, err := pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
		if _, err := conn.Exec(t.Context(), "SET default_transaction_read_only = on"); err != nil {
			t.Fatal(err)
		}
	}
	for _, conn := range held {
		conn.Release()
	}
	return pool
}

func TestConnectionsToAServerThatOnlyReadsAreLeftAtTheFirstRefusal(t *testing.T) {
	pool := demoted(t)
	if _, err := pool.Exec(t.Context(), insertUnit, "Una"); !db.Unavailable(err) {
		t.Fatalf("a write gives %v", err)
	}
	for n := range 3 {
		if _, err := pool.Exec(t.Context(), insertUnit, fmt.Sprint("Otra ", n)); err != nil {
			t.Errorf("write %d afterwards: %v", n, err)
		}
	}
}

func TestReadyLeavesAServerThatOnlyReads(t *testing.T) {
	pool := demoted(t)
	if err := db.Ready(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if _, err := pool.Exec(t.Context(), insertUnit, fmt.Sprint("Otra ", n)); err != nil {
			t.Errorf("write %d afterwards: %v", n, err)
		}
	}
}

func TestAClosedServerIsUnavailableAndLeft(t *testing.T) {
	d := dbtest.Lease(t)
	admin := d.Admin(t)
	if err := d.Pool.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	const end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()"
	if _, err := admin.Exec(t.Context(), end, db.RuntimeRole); err != nil {
		t.Fatal(err)
	}
	var err error
	for range 20 { // one that was just used is handed out untried
		if _, err = d.Pool.Exec(t.Context(), "SELECT 1"); err == nil {
			break
		}
		if !db.Unavailable(err) {
			t.Errorf("a connection that was ended gives %v", err)
		}
	}
	if err != nil {
		t.Errorf("the pool does not come back: %v", err)
	}
}

func TestAWaitForAConnectionEnds(t *testing.T) {
	pool, err := db.Connect(t.Context(), dbtest.Lease(t).RuntimeURL, db.PoolSize(0, 1), db.Patience(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	held, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "SELECT 1"); !db.Unavailable(err) {
		t.Errorf("a full pool gives %v", err)
	}
	held.Release()
	if _, err := pool.Exec(t.Context(), "SELECT pg_sleep(1.2)"); err != nil {
		t.Errorf("what runs for longer than the wait may take: %v", err)
	}
}

func TestUnavailableIsNotWhatInputExplains(t *testing.T) {
	for _, err := range []error{
		nil, errors.New("other"), io.ErrUnexpectedEOF, context.Canceled,
		&pgconn.PgError{Code: "23505"}, &pgconn.PgError{Code: "42501"}, &pgconn.PgError{Code: "40001"}, &pgconn.PgError{Code: "42P01"},
	} {
		if db.Unavailable(err) {
			t.Errorf("%v is taken for an outage", err)
		}
	}
	for _, code := range []string{"25006", "55P03", "57P01", "57P03", "53100", "53300", "08006"} {
		if !db.Unavailable(fmt.Errorf("read: %w", &pgconn.PgError{Code: code})) {
			t.Errorf("%s is not taken for an outage", code)
		}
	}
}

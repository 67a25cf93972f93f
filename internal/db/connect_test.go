package db_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func TestMain(m *testing.M) {
	actAsChild() // does not come back in a process that a test started
	dbtest.Main(m)
}

func TestConnectSetsTheSession(t *testing.T) {
	d := dbtest.Lease(t)
	pool, err := db.Connect(t.Context(), d.RuntimeURL)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for setting, want := range map[string]string{
		"application_name": "hito", "TimeZone": "UTC", "statement_timeout": "15s", "lock_timeout": "5s",
		"idle_in_transaction_session_timeout": "30s",
	} {
		var got string
		if err := pool.QueryRow(t.Context(), "SELECT current_setting($1)", setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q, error %v", setting, got, want, err)
		}
	}
}

func TestConnectDecodesNumericExactly(t *testing.T) {
	pool := dbtest.New(t)
	rows, _ := pool.Query(t.Context(), "SELECT 0.1::numeric + 0.2, NULL::numeric")
	type pair struct {
		Sum  decimal.Decimal
		None decimal.NullDecimal
	}
	got, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[pair])
	if err != nil || got.Sum.String() != "0.3" || got.None.Valid {
		t.Fatalf("got %v, error %v", got, err)
	}
}

func TestConnectKeepsItsConnectionsOpen(t *testing.T) {
	d := dbtest.Lease(t)
	pool, err := db.Connect(t.Context(), d.RuntimeURL)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if most := pool.Stat().MaxConns(); most != db.DefaultPoolSize {
		t.Fatalf("the pool allows %d connections, want %d", most, db.DefaultPoolSize)
	}
	for until := time.Now().Add(5 * time.Second); pool.Stat().TotalConns() < db.DefaultPoolSize; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the idle pool keeps %d connections, want %d", pool.Stat().TotalConns(), db.DefaultPoolSize)
		}
	}
}

package db_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

const insertUnit = "INSERT INTO units (name) VALUES ($1)"

func countUnits(t *testing.T, pool *pgxpool.Pool) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM units").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTxCommitsOrRollsBack(t *testing.T) {
	pool := dbtest.New(t)
	refused := errors.New("refused by the rule")
	write := func(result error) func(pgx.Tx) error {
		return func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), insertUnit, "Calidad"); err != nil {
				return err
			}
			return result
		}
	}
	if err := db.Tx(t.Context(), pool, write(refused)); !errors.Is(err, refused) || countUnits(t, pool) != 0 {
		t.Errorf("a refused transaction gives %v and leaves %d rows", err, countUnits(t, pool))
	}
	if err := db.Tx(t.Context(), pool, write(nil)); err != nil || countUnits(t, pool) != 1 {
		t.Errorf("a good transaction gives %v and leaves %d rows", err, countUnits(t, pool))
	}
}

func TestTxRollsBackOnPanic(t *testing.T) {
	pool := dbtest.New(t)
	func() {
		defer func() { _ = recover() }()
		err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), insertUnit, "Calidad"); err != nil {
				t.Error(err)
			}
			panic("a defect")
		})
		t.Error("the panic is lost:", err)
	}()
	if n := countUnits(t, pool); n != 0 || pool.Stat().AcquiredConns() != 0 {
		t.Errorf("after a panic: %d rows, %d connections taken", n, pool.Stat().AcquiredConns())
	}
}

func TestTxGivesTheConnectionBackWhenCancelled(t *testing.T) {
	pool := dbtest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Tx(ctx, pool, func(tx pgx.Tx) error {
		cancel()
		_, err := tx.Exec(ctx, insertUnit, "Calidad")
		return err
	})
	if !errors.Is(err, context.Canceled) || countUnits(t, pool) != 0 {
		t.Errorf("a cancelled transaction gives %v and leaves %d rows", err, countUnits(t, pool))
	}
}

func TestReadTxSeesOneStateAndWritesNothing(t *testing.T) {
	pool := dbtest.New(t)
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
		var before, after int
		if err := tx.QueryRow(t.Context(), "SELECT count(*) FROM units").Scan(&before); err != nil {
			return err
		}
		if _, err := pool.Exec(t.Context(), insertUnit, "Docencia"); err != nil {
			return err
		}
		if err := tx.QueryRow(t.Context(), "SELECT count(*) FROM units").Scan(&after); err != nil {
			return err
		}
		if before != after {
			t.Errorf("the transaction sees %d rows, then %d", before, after)
		}
		_, err := tx.Exec(t.Context(), insertUnit, "Calidad")
		return err
	})
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != pgerrcode.ReadOnlySQLTransaction {
		t.Errorf("a write in a reading transaction gives %v", err)
	}
}

package demo_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	montilla = "i-plan-innovacion-2021-2023"
	example  = "plan-de-ejemplo"
)

var today = date.New(2026, time.March, 14)

func loaded(t *testing.T, on date.Date) *pgxpool.Pool {
	t.Helper()
	pool := dbtest.New(t)
	if err := demo.Load(context.Background(), pool, on); err != nil {
		t.Fatal(err)
	}
	return pool
}

// read runs a query of the dashboard in a transaction of its own.
func read[T any](t *testing.T, pool *pgxpool.Pool, query func(context.Context, pgx.Tx) (T, error)) T {
	t.Helper()
	var found T
	err := db.ReadTx(context.Background(), pool, func(tx pgx.Tx) (err error) {
		found, err = query(context.Background(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func board(t *testing.T, pool *pgxpool.Pool, slug string, on date.Date) dashboard.Board {
	t.Helper()
	return read(t, pool, func(ctx context.Context, tx pgx.Tx) (dashboard.Board, error) {
		return dashboard.Load(ctx, tx, access.Scope{}, slug, on)
	})
}

// contents counts the rows that a second loading would add to.
func contents(t *testing.T, pool *pgxpool.Pool) [5]int {
	t.Helper()
	return read(t, pool, func(ctx context.Context, tx pgx.Tx) (n [5]int, err error) {
		err = tx.QueryRow(ctx, `
			SELECT (SELECT count(*) FROM plans), (SELECT count(*) FROM indicators), (SELECT count(*) FROM measurements),
			       (SELECT count(*) FROM results), (SELECT count(*) FROM snapshots)`).Scan(&n[0], &n[1], &n[2], &n[3], &n[4])
		return n, err
	})
}

func TestLoadTwiceChangesNothing(t *testing.T) {
	pool := loaded(t, today)
	before := contents(t, pool)
	if before != [5]int{2, 45, 206, 49, 5} {
		t.Errorf("plans, indicators, measurements, results and snapshots = %v", before)
	}
	if err := demo.Load(context.Background(), pool, today+400); err != nil {
		t.Fatal(err)
	}
	if after := contents(t, pool); after != before {
		t.Errorf("loading again made %v of %v", after, before)
	}
}

func TestLoadAtOnceFillsOnce(t *testing.T) {
	pool := dbtest.New(t)
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() { errs[n] = demo.Load(context.Background(), pool, today) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if plans := contents(t, pool)[0]; plans != 2 {
		t.Errorf("%d plans, want 2", plans)
	}
}

func TestLoadRefusesForeignData(t *testing.T) {
	for what, statement := range map[string]string{
		"a real installation": `INSERT INTO installation (demo) VALUES (false)`,
		"a plan":              `INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('p', 'P', 'B', '2024-01-01', '2024-12-31')`,
		"a unit":              `INSERT INTO units (name) VALUES ('Dirección')`,
		"a person":            `INSERT INTO users (email, name, role) VALUES ('a@b.example', 'A', 'admin')`,
	} {
		t.Run(what, func(t *testing.T) {
			pool := dbtest.New(t)
			if _, err := pool.Exec(context.Background(), statement); err != nil {
				t.Fatal(err)
			}
			before := contents(t, pool)
			err := demo.Load(context.Background(), pool, today)
			if !errors.Is(err, demo.ErrForeign) {
				t.Fatalf("error = %v, want ErrForeign", err)
			}
			if after := contents(t, pool); after != before {
				t.Errorf("a refused loading made %v of %v", after, before)
			}
		})
	}
}

func TestLoadIsWholeOrNothing(t *testing.T) {
	pool := dbtest.New(t)
	early := date.New(1900, time.May, 2) // the fictitious plan, written last, would start before 1900
	if err := demo.Load(context.Background(), pool, early); err == nil {
		t.Fatal("a plan before 1900 was loaded")
	}
	if n := contents(t, pool); n != [5]int{} {
		t.Errorf("a failed loading left %v", n)
	}
	if err := demo.Load(context.Background(), pool, today); err != nil {
		t.Errorf("loading after a failure: %v", err)
	}
}

// Whoever starts the demo for the first time waits for this.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		pool := dbtest.New(b)
		b.StartTimer()
		if err := demo.Load(context.Background(), pool, today); err != nil {
			b.Fatal(err)
		}
	}
}

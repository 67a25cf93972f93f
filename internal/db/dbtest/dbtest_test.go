package dbtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// childSleeps makes this binary borrow a database, say so, and wait to be killed.
const childSleeps = "HITO_TEST_CHILD_SLEEPS"

func TestMain(m *testing.M) {
	if os.Getenv(childSleeps) != "" {
		if _, err := startServer(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("ready")
		time.Sleep(time.Minute)
	}
	Main(m)
}

const insertPlan = `
INSERT INTO plans (slug, title, body, starts_on, ends_on)
VALUES ('plan', 'Plan', 'Hospital', '2021-01-01', '2023-12-31')
RETURNING id`

// insertRows leaves rows behind in a table with a sequence and in one that refuses deletion.
func insertRows(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	var id int
	if err := pool.QueryRow(t.Context(), insertPlan).Scan(&id); err != nil || id != 1 {
		t.Fatalf("the first plan has id %d, error %v", id, err)
	}
	if _, err := pool.Exec(t.Context(), "INSERT INTO installation (demo) VALUES (false)"); err != nil {
		t.Fatal(err)
	}
}

func TestHundredTestsAreIsolated(t *testing.T) {
	began := time.Now()
	for i := range 100 {
		t.Run(fmt.Sprint(i), func(t *testing.T) { insertRows(t, New(t)) })
	}
	t.Log("a hundred tests:", time.Since(began))
}

func TestParallelTestsAreIsolated(t *testing.T) {
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			pool := New(t)
			insertRows(t, pool)
			time.Sleep(20 * time.Millisecond) // so that they meet
		})
	}
}

// fakeTest is a test whose failure is expected.
type fakeTest struct {
	testing.TB
	failed   bool
	said     string
	cleanups []func()
}

func (f *fakeTest) Cleanup(fn func())        { f.cleanups = append(f.cleanups, fn) }
func (f *fakeTest) Failed() bool             { return f.failed }
func (f *fakeTest) Error(args ...any)        { f.failed, f.said = true, f.said+fmt.Sprint(args...) }
func (f *fakeTest) Logf(s string, a ...any)  { f.said += fmt.Sprintf(s, a...) }
func (f *fakeTest) Fatal(args ...any)        { f.Error(args...); panic(f) }
func (f *fakeTest) Context() context.Context { return context.Background() }

func (f *fakeTest) end() {
	for i := len(f.cleanups) - 1; i >= 0; i-- {
		f.cleanups[i]()
	}
}

func TestAFailedTestKeepsItsDatabase(t *testing.T) {
	f := &fakeTest{TB: t, failed: true}
	kept := Lease(f)
	insertRows(t, kept.Pool)
	f.end()
	for range 3 {
		t.Run("next", func(t *testing.T) {
			if next := Lease(t); next.Name == kept.Name {
				t.Error("the database of a failed test is used again")
			}
		})
	}
	var plans int
	if err := kept.Admin(t).QueryRow(t.Context(), "SELECT count(*) FROM plans").Scan(&plans); err != nil || plans != 1 {
		t.Errorf("it holds %d plans, error %v", plans, err)
	}
}

func TestATestThatLeavesAConnectionOpenFails(t *testing.T) {
	f := &fakeTest{TB: t}
	conn, err := New(f).Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.end()
	conn.Release()
	if !f.failed || !strings.Contains(f.said, "leaves a connection") {
		t.Errorf("it says %q", f.said)
	}
}

func TestATestThatClosesThePoolFails(t *testing.T) {
	f := &fakeTest{TB: t}
	New(f).Close()
	f.end()
	if !f.failed || !strings.Contains(f.said, "closed the pool") {
		t.Errorf("it says %q", f.said)
	}
}

func TestAGrownDatabaseShrinks(t *testing.T) {
	var name string
	size := func(t *testing.T, d *Database) (bytes int) {
		t.Helper()
		if err := d.Admin(t).QueryRow(t.Context(), "SELECT pg_relation_size('units')").Scan(&bytes); err != nil {
			t.Fatal(err)
		}
		return bytes
	}
	t.Run("grow", func(t *testing.T) {
		d := Lease(t)
		name = d.Name
		insertRows(t, d.Pool)
		const many = "INSERT INTO units (name) SELECT i || repeat('x', 150) FROM generate_series(1, 30000) i"
		if _, err := d.Pool.Exec(t.Context(), many); err != nil || size(t, d) < grown {
			t.Fatalf("%d bytes, error %v", size(t, d), err)
		}
	})
	d := Lease(t)
	if d.Name != name || size(t, d) != 0 {
		t.Errorf("%s has %d bytes, it was %s", d.Name, size(t, d), name)
	}
	insertRows(t, d.Pool)
}

func TestFreshAndEmptyAreDroppedAfterwards(t *testing.T) {
	var names []string
	t.Run("use", func(t *testing.T) {
		fresh, empty := Fresh(t), Empty(t)
		names = []string{fresh.Name, empty.Name}
		insertRows(t, fresh.Pool)
		for _, d := range []*Database{fresh, empty} {
			if _, err := d.Owner(t).Exec(t.Context(), "CREATE TABLE own (id int)"); err != nil {
				t.Error(err)
			}
		}
		var tables int
		if err := empty.Pool.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&tables); err != nil || tables != 1 {
			t.Errorf("the empty database has %d tables, error %v", tables, err)
		}
	})
	var left int
	err := running.admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE datname = ANY ($1)", names).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d of %v are left, error %v", left, names, err)
	}
}

func TestWithoutAServerTestsFailAndSayWhy(t *testing.T) {
	keepFailure, keepMain := failure, inMain
	t.Cleanup(func() { failure, inMain = keepFailure, keepMain })
	current(t)
	for want, arrange := range map[string]func(){
		"no programs": func() { failure, inMain = fmt.Errorf("no programs"), true },
		"TestMain":    func() { inMain = false },
	} {
		arrange()
		f := &fakeTest{TB: t}
		func() {
			defer func() { _ = recover() }()
			New(f)
		}()
		if !f.failed || !strings.Contains(f.said, want) {
			t.Errorf("it says %q, want %q", f.said, want)
		}
	}
}

// The golden cluster stops at once after its last transaction, which gives the privileges.
func TestNewHasThePrivilegesOfTheLastTransaction(t *testing.T) {
	pool := New(t)
	for _, sql := range []string{"UPDATE units SET name = name", "DELETE FROM units"} {
		if _, err := pool.Exec(context.Background(), sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// Package dbtest gives each test an empty, migrated PostgreSQL database of its own, fast: the test
// binary starts a copy of a cluster that was made once, and tests borrow databases in it.
//
// With TEST_DATABASE_URL, the address of a superuser on a server that stands, databases are made there.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/cluster"
)

// Main runs the tests of a package that uses New, removes what they used, and exits:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
// A package that has more to end wraps its *testing.M.
func Main(m interface{ Run() int }) {
	inMain = true
	code := m.Run()
	if running != nil {
		if err := running.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop the test database:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// Database is one database of a test and its addresses by role.
type Database struct {
	Pool       *pgxpool.Pool // of the runtime role, as the application has it
	Name       string
	RuntimeURL string
	OwnerURL   string // may change the schema
	AdminURL   string // superuser; also what DATABASE_URL would be
}

// New returns the runtime role's pool on an empty, migrated database that nobody else uses.
// It is taken back at the end of the test; a failed test keeps its own from being used again.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return Lease(t).Pool
}

// Lease is New with the addresses. The schema must stay as it is: Fresh is for tests that change it.
func Lease(t testing.TB) *Database {
	t.Helper()
	return &current(t).borrow(t).Database
}

// Fresh returns an empty, migrated database that is dropped after the test, which may do anything to it.
func Fresh(t testing.TB) *Database {
	t.Helper()
	return own(t, func(s *server) string { return s.template })
}

// Empty returns a database without any schema that is dropped after the test; its roles are ready.
func Empty(t testing.TB) *Database {
	t.Helper()
	return own(t, func(*server) string { return "template0" })
}

func own(t testing.TB, template func(*server) string) *Database {
	t.Helper()
	s := current(t)
	d, err := s.create(t.Context(), template(s))
	if err != nil {
		t.Fatal("make a test database:", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			s.keep(t, d)
			return
		}
		d.Pool.Close()
		if err := s.drop(context.Background(), d.Name); err != nil {
			t.Error("drop the test database:", err)
		}
	})
	return d
}

// Folder returns an empty folder for a test that starts a server of its own; unlike t.TempDir, the user
// who runs PostgreSQL can get at it when the tests run as root. It is removed after the test.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "hito-test-")
	if err != nil {
		t.Fatal("make a folder:", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error("remove the test's folder:", err)
		}
	})
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal("open the folder to others:", err)
	}
	return dir
}

// Server starts a server of the test's own, on which Hito has never been, and stops it after the test. Its programs are
// those in a folder; "" looks for them.
func Server(t testing.TB, programs string) *cluster.Cluster {
	t.Helper()
	server, err := cluster.Start(t.Context(), cluster.Config{Dir: Folder(t) + "/data", BinDir: programs, Volatile: true})
	if err != nil {
		t.Fatal("start a server:", err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error("stop the server:", err)
		}
	})
	return server
}

// Admin returns a small pool of the superuser on d, closed at the end of the test.
func (d *Database) Admin(t testing.TB) *pgxpool.Pool { t.Helper(); return open(t, d.AdminURL) }

// Owner returns a small pool of the owner on d, closed at the end of the test.
func (d *Database) Owner(t testing.TB) *pgxpool.Pool { t.Helper(); return open(t, d.OwnerURL) }

func open(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := db.Connect(t.Context(), url, db.PoolSize(0, 4))
	if err != nil {
		t.Fatal("connect to the test database:", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

var (
	inMain  bool
	once    sync.Once
	running *server
	failure error
)

// current starts the server for the first test that asks; without PostgreSQL each test says why it fails.
func current(t testing.TB) *server {
	t.Helper()
	if !inMain {
		t.Fatal("this package's tests need: func TestMain(m *testing.M) { dbtest.Main(m) }")
	}
	once.Do(func() { running, failure = startServer(context.Background()) })
	if failure != nil {
		t.Fatal("start the test database:", failure)
	}
	return running
}

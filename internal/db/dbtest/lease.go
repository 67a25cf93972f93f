package dbtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
)

// lease is a database that goes from test to test; its pool stays open.
type lease struct {
	Database
	admin         *pgx.Conn
	clear, shrink string // two ways of emptying it
}

func (s *server) lease(ctx context.Context) (*lease, error) {
	s.mu.Lock()
	if n := len(s.free); n > 0 {
		l := s.free[n-1]
		s.free = s.free[:n-1]
		s.mu.Unlock()
		return l, nil
	}
	s.mu.Unlock()
	d, err := s.create(ctx, s.template)
	if err != nil {
		return nil, err
	}
	l := &lease{Database: *d}
	if l.admin, err = pgx.Connect(ctx, l.AdminURL); err != nil {
		return nil, fmt.Errorf("connect to empty it: %w", err)
	}
	l.clear, l.shrink, err = emptying(ctx, l.admin)
	return l, err
}

// borrow is a lease until the end of the test.
func (s *server) borrow(t testing.TB) *lease {
	t.Helper()
	l, err := s.lease(t.Context())
	if err != nil {
		t.Fatal("borrow a test database:", err)
	}
	t.Cleanup(func() { s.giveBack(t, l) })
	return l
}

func (l *lease) close() {
	l.Pool.Close()
	hangUp(l.admin)
}

// giveBack empties the database for the next test. That of a failed test is not used again.
func (s *server) giveBack(t testing.TB, l *lease) {
	if t.Failed() {
		hangUp(l.admin)
		s.keep(t, &l.Database)
		return
	}
	if err := l.idle(); err != nil {
		t.Error(err)
		return
	}
	if err := l.empty(); err != nil {
		t.Error("empty the test database:", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, l)
}

// idle waits a moment for goroutines that end after their test; a connection still in use is a leak.
func (l *lease) idle() error {
	for range 100 {
		if l.Pool.Stat().AcquiredConns() == 0 {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("the test leaves a connection or transaction open")
}

// grown is the size, in bytes, from which a database is truncated instead: deleted rows stay in their
// files, since there is no autovacuum here, and slow down the tests that follow.
const grown = 4 << 20

func (l *lease) empty() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := l.Pool.Ping(ctx); err != nil {
		return fmt.Errorf("the test closed the pool, which is not its own: %w", err)
	}
	var size int64
	const sizes = `
SELECT coalesce(sum(pg_relation_size(oid)), 0)
FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`
	if err := l.admin.QueryRow(ctx, sizes).Scan(&size); err != nil {
		return err
	}
	sql := l.clear
	if size > grown {
		sql = l.shrink
	}
	_, err := l.admin.Exec(ctx, sql)
	return err
}

// emptying returns the statements that empty a database: row by row, which is fast for the few of a
// test, and by truncation. Triggers and foreign keys do not act for a replica; sequences start anew.
func emptying(ctx context.Context, conn *pgx.Conn) (clear, shrink string, err error) {
	tables, err := tablesOf(ctx, conn)
	if err != nil {
		return "", "", err
	}
	rows, _ := conn.Query(ctx, `
SELECT format('SELECT setval(%L, %s, false)', seqrelid::regclass, seqstart)
FROM pg_sequence`)
	resets, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", "", fmt.Errorf("list the sequences: %w", err)
	}
	if len(tables) == 0 {
		return "", "", errors.New("the migrated database has no tables")
	}
	replica := "SET session_replication_role = replica"
	deletes := append([]string{replica}, resets...)
	for _, table := range tables {
		deletes = append(deletes, "DELETE FROM "+table)
	}
	truncate := []string{replica, "TRUNCATE " + strings.Join(tables, ", ") + " RESTART IDENTITY"}
	return strings.Join(deletes, ";"), strings.Join(truncate, ";"), nil
}

// tablesOf lists what a test may have written into.
func tablesOf(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, _ := conn.Query(ctx, `
SELECT oid::regclass::text
FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace IN ('public'::regnamespace, to_regnamespace($1)) AND NOT relispartition
  AND relname NOT IN ('schema_migrations', 'schema_marker', 'river_migration')`, db.QueueSchema)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	return tables, nil
}

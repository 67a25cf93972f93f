package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
)

// server is where a test binary's databases live: its own copy of the cluster, or a server that stands.
type server struct {
	adminURL string // a URL; any database
	access   db.Access
	template string // a migrated database that nobody connects to
	prefix   string // of the names of this binary's databases
	stops    []func() error

	admin *pgxpool.Pool
	mu    sync.Mutex
	free  []*lease
	made  int
	all   []string        // names of databases made
	kept  map[string]bool // those of failed tests, on a server that stands

	filling sync.Mutex
	filled  map[string]image // see Filled
}

func startServer(ctx context.Context) (*server, error) {
	start := startCopy
	if standing() {
		start = useStanding
	}
	s, err := start(ctx)
	if err != nil {
		return nil, err
	}
	s.kept = map[string]bool{}
	if s.admin, err = db.Connect(ctx, s.adminURL, db.PoolSize(0, 4), unhurried); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// unhurried lifts the limits of a page's session: creating databases at a busy time takes long.
func unhurried(cfg *pgxpool.Config) {
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = "0"
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = "0"
}

// keep leaves the database of a failed test alone: nobody uses it again, and on a server that stands it
// can be looked at until the next run.
func (s *server) keep(t testing.TB, d *Database) {
	d.Pool.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[d.Name] = true
	if standing() {
		t.Logf("the database stays until the next run: %s", d.Name)
	}
}

// quietly ends something where a failure to end it changes nothing any more.
func quietly(end func() error) { _ = end() }

func hangUp(conn *pgx.Conn) {
	quietly(func() error { return conn.Close(context.Background()) })
}

func standing() bool { return os.Getenv("TEST_DATABASE_URL") != "" }

func (s *server) stop() error {
	for _, l := range s.free {
		l.close()
	}
	var errs []error
	if s.admin != nil {
		s.admin.Close()
	}
	for i := len(s.stops) - 1; i >= 0; i-- {
		errs = append(errs, s.stops[i]())
	}
	return errors.Join(errs...)
}

// create makes a database from a template and connects to it as the runtime role.
func (s *server) create(ctx context.Context, template string) (*Database, error) {
	s.mu.Lock()
	s.made++
	name := fmt.Sprintf("%s_%d", s.prefix, s.made)
	s.all = append(s.all, name)
	s.mu.Unlock()
	if err := createFrom(ctx, s.admin, name, template); err != nil {
		return nil, err
	}
	d := s.describe(name)
	if template == "template0" {
		if _, err := db.Prepare(ctx, d.AdminURL); err != nil {
			return nil, err
		}
	}
	var err error
	d.Pool, err = db.Connect(ctx, d.RuntimeURL, db.PoolSize(0, db.DefaultPoolSize))
	return d, err
}

func (s *server) describe(name string) *Database {
	return &Database{Name: name, AdminURL: inDatabase(s.adminURL, name),
		OwnerURL: inDatabase(s.access.Owner, name), RuntimeURL: inDatabase(s.access.Runtime, name)}
}

// createFrom copies a database; the rights on the database itself are not copied with it.
func createFrom(ctx context.Context, admin *pgxpool.Pool, name, template string) error {
	id := pgx.Identifier{name}.Sanitize()
	for _, sql := range []string{
		fmt.Sprintf("CREATE DATABASE %s OWNER %s TEMPLATE %s", id, db.OwnerRole, pgx.Identifier{template}.Sanitize()),
		fmt.Sprintf("REVOKE ALL ON DATABASE %s FROM PUBLIC; GRANT CONNECT ON DATABASE %s TO %s", id, id, db.RuntimeRole),
	} {
		if _, err := admin.Exec(ctx, sql); err != nil {
			return fmt.Errorf("create database %s: %w", name, err)
		}
	}
	return nil
}

func (s *server) drop(ctx context.Context, name string) error {
	if _, err := s.admin.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop database %s: %w", name, err)
	}
	return nil
}

// inDatabase returns an address, a URL, with another database.
func inDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		panic("dbtest: not a URL of PostgreSQL") // startCopy makes URLs, useStanding refuses anything else
	}
	u.Path = "/" + name
	return u.String()
}

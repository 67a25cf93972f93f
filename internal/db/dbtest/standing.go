package dbtest

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
)

// useStanding makes databases on the server of TEST_DATABASE_URL. Advisory locks tell who is alive there:
// one for the making of the template, one for each test binary while it runs.
func useStanding(ctx context.Context) (*server, error) {
	address := os.Getenv("TEST_DATABASE_URL")
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return nil, errors.New("TEST_DATABASE_URL must be a URL, postgres://…")
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("connect to TEST_DATABASE_URL: %w", err)
	}
	s := &server{adminURL: address, prefix: fmt.Sprintf("hito_test_%d_%d", os.Getpid(), time.Now().UnixNano())}
	s.stops = []func() error{func() error { return conn.Close(context.Background()) }, func() error { return s.dropAll(conn) }}
	if err := s.settle(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return s, nil
}

func (s *server) settle(ctx context.Context, conn *pgx.Conn) error {
	var super bool
	var version string
	const ask = "SELECT rolsuper, current_setting('server_version') FROM pg_roles WHERE rolname = current_user"
	if err := conn.QueryRow(ctx, ask).Scan(&super, &version); err != nil {
		return fmt.Errorf("ask the server of TEST_DATABASE_URL: %w", err)
	}
	if !super {
		return errors.New("TEST_DATABASE_URL must name a superuser: emptying a database switches its triggers off")
	}
	key, err := keyOf(version)
	if err != nil {
		return err
	}
	s.template = "hito_golden_" + key
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lockOf(s.prefix)); err != nil {
		return fmt.Errorf("lock this run's databases: %w", err)
	}
	if err := dropStale(ctx, conn); err != nil {
		return err
	}
	return s.ensureTemplate(ctx, conn)
}

// ensureTemplate makes the template under another name first: a killed maker leaves no half template.
func (s *server) ensureTemplate(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lockOf(s.template)); err != nil {
		return fmt.Errorf("wait for the template: %w", err)
	}
	defer quietly(func() error {
		_, err := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", lockOf(s.template))
		return err
	})
	var exists bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", s.template).Scan(&exists); err != nil {
		return fmt.Errorf("look for the template: %w", err)
	}
	name := s.template
	if !exists {
		name += "_new"
		for _, sql := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE template0"} {
			if _, err := conn.Exec(ctx, sql); err != nil {
				return fmt.Errorf("make the template: %w", err)
			}
		}
		if err := migrate(ctx, inDatabase(s.adminURL, name)); err != nil {
			return fmt.Errorf("migrate the template: %w", err)
		}
		if _, err := conn.Exec(ctx, "ALTER DATABASE "+name+" RENAME TO "+s.template); err != nil {
			return fmt.Errorf("name the template: %w", err)
		}
	}
	access, err := db.Prepare(ctx, inDatabase(s.adminURL, s.template))
	s.access = access
	return err
}

// dropStale drops the databases of runs whose lock is free: their process is gone.
func dropStale(ctx context.Context, conn *pgx.Conn) error {
	rows, _ := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname ~ '^hito_test_[0-9]+_[0-9]+_[0-9]+$'`)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list the test databases: %w", err)
	}
	for _, name := range names {
		run := name[:strings.LastIndexByte(name, '_')]
		var free bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", lockOf(run)).Scan(&free); err != nil {
			return fmt.Errorf("ask for the run of %s: %w", name, err)
		}
		if !free {
			continue
		}
		_, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		_, unlockErr := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", lockOf(run))
		if err := errors.Join(err, unlockErr); err != nil {
			return fmt.Errorf("drop %s: %w", name, err)
		}
	}
	return nil
}

func (s *server) dropAll(conn *pgx.Conn) error {
	var errs []error
	for _, name := range s.all {
		if !s.kept[name] {
			_, err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// lockOf makes of a name the key of an advisory lock.
func lockOf(name string) int32 {
	return int32(crc32.ChecksumIEEE([]byte(name)) >> 1)
}

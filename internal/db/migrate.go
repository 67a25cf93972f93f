package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"hito/migrations"
)

// Migrate brings the schema up to date as the owner and gives the runtime role its privileges.
// It waits for another migrator, repairs what a killed one left, and answers with a Problem when
// the schema is newer than this program.
func Migrate(ctx context.Context, ownerURL string) error {
	return migrator{url: ownerURL, files: migrations.FS}.up(ctx)
}

// MigrateTo moves the schema up or down to a version; 0 empties it, data included.
func MigrateTo(ctx context.Context, ownerURL string, version uint) error {
	return migrator{url: ownerURL, files: migrations.FS}.to(ctx, version)
}

// migrator runs the files of one folder; wait is how long it lets others hold locks, 0 a minute.
type migrator struct {
	url   string
	files fs.FS
	wait  time.Duration
	queue int // the version of River's tables; 0 is the newest
}

func (m migrator) up(ctx context.Context) error {
	files, err := iofs.New(m.files, ".")
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	last, err := latest(files)
	if err != nil {
		return err
	}
	return m.to(ctx, last)
}

// ddlLockTimeout bounds how long a migration may queue before the pages that queue behind it suffer;
// it also stays below golang-migrate's own lock timeout, after which its Close would hang.
const ddlLockTimeout = 3 * time.Second

// to moves to a version; the usual start, with nothing to do, costs one connection and few questions.
func (m migrator) to(ctx context.Context, version uint) error {
	cfg, err := m.config()
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("connect to migrate: %w", err)
	}
	defer hangUp(conn)
	there, err := standsAt(ctx, conn, version)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(cmp.Or(m.wait, time.Minute))
	if !there {
		if err := m.move(ctx, conn, cfg, version, deadline); err != nil {
			return err
		}
	}
	if err := migrateQueue(ctx, conn, cfg, version, m.queue, deadline); err != nil {
		return err
	}
	return grantRuntime(ctx, conn)
}

// standsAt tells whether the schema is at a version and nothing is to be repaired.
func standsAt(ctx context.Context, conn *pgx.Conn, version uint) (bool, error) {
	var there bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM schema_migrations WHERE version = $1 AND NOT dirty)", version).Scan(&there)
	if codeOf(err) == pgerrcode.UndefinedTable {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the schema's version: %w", err)
	}
	return there, nil
}

// move takes the lock and tries until the deadline: a file that could not get a lock was rolled back.
func (m migrator) move(ctx context.Context, conn *pgx.Conn, cfg *pgx.ConnConfig, version uint, deadline time.Time) error {
	if err := lockMigrations(ctx, conn, deadline); err != nil {
		return err
	}
	for {
		err := m.attempt(ctx, conn, cfg, version)
		if codeOf(err) != pgerrcode.LockNotAvailable || time.Now().After(deadline) {
			if err != nil {
				return fmt.Errorf("migrate the schema to version %d: %w", version, err)
			}
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// config allows statements any time, and lets the server end the work of a migrator that died.
func (m migrator) config() (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(m.url)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	setSession(cfg, "hito migrate", map[string]time.Duration{
		"statement_timeout":                   0,
		"lock_timeout":                        ddlLockTimeout,
		"idle_in_transaction_session_timeout": 0,
		"client_connection_check_interval":    time.Second,
	})
	return cfg, nil
}

func (m migrator) attempt(ctx context.Context, conn *pgx.Conn, cfg *pgx.ConnConfig, version uint) error {
	files, err := iofs.New(m.files, ".")
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	driver, err := openDriver(cfg)
	if err != nil {
		return err
	}
	mig, err := migrate.NewWithInstance("hito", markedSource{files}, "pgx5", driver)
	if err != nil {
		return errors.Join(err, driver.Close())
	}
	defer func() { _, _ = mig.Close() }() // what it did is committed or not
	stop := context.AfterFunc(ctx, func() { mig.GracefulStop <- true })
	defer stop()
	if err := recoverMarker(ctx, conn, driver, mig, files); err != nil {
		return err
	}
	if version == 0 {
		err = mig.Down()
	} else {
		err = mig.Migrate(version)
	}
	if err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return err
	}
	return ctx.Err()
}

// openDriver uses WithInstance only: opening by address computes another lock key.
func openDriver(cfg *pgx.ConnConfig) (database.Driver, error) {
	pool := stdlib.OpenDB(*cfg)
	driver, err := migratepgx.WithInstance(pool, &migratepgx.Config{})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return driver, nil
}

// migrationsLock is the key of Hito's own advisory lock, any constant number.
const migrationsLock = 0x4869746f // "Hito"

// lockMigrations polls for the lock until the deadline; the session's end gives it back.
// golang-migrate's own lock waits for ever, and deadlocks with CREATE INDEX CONCURRENTLY.
func lockMigrations(ctx context.Context, conn *pgx.Conn, deadline time.Time) error {
	for {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", migrationsLock).Scan(&got); err != nil {
			return fmt.Errorf("lock the migrations: %w", err)
		}
		if got {
			return nil
		}
		if time.Now().After(deadline) {
			return problem("Otro proceso de Hito está actualizando esta base de datos y no termina. "+
				"Espere a que acabe, o deténgalo, y vuelva a arrancar.", nil)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// migrateCause returns the server's error inside golang-migrate's, which does not unwrap.
func migrateCause(err error) error {
	var value database.Error
	if errors.As(err, &value) {
		return value.OrigErr
	}
	var pointer *database.Error
	if errors.As(err, &pointer) {
		return pointer.OrigErr
	}
	return err
}

// latest returns the highest version among the files, and 0 when there are none.
func latest(files source.Driver) (uint, error) {
	version, err := files.First()
	for err == nil {
		var next uint
		if next, err = files.Next(version); err == nil {
			version = next
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return version, nil
	}
	return 0, fmt.Errorf("read the migrations: %w", err)
}

package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// QueueSchema holds the tables of River, the queue of background jobs. They are apart from Hito's own, as River
// brings their migrations.
const QueueSchema = "river"

// QueueVersion is the version of River's tables that this program was built with.
func QueueVersion() int {
	queue, err := queueMigrator(nil)
	if err != nil {
		panic(err) // its settings are constants
	}
	all := queue.AllVersions()
	return all[len(all)-1].Version
}

func queueMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: QueueSchema, Logger: slog.New(slog.DiscardHandler)})
}

// migrateQueue brings River's tables up to date, or removes them with an empty schema. The usual start, with nothing
// to do, costs one question.
func migrateQueue(ctx context.Context, conn *pgx.Conn, cfg *pgx.ConnConfig, schema uint, queue int, deadline time.Time) error {
	if schema == 0 {
		if _, err := conn.Exec(ctx, "DROP SCHEMA IF EXISTS "+QueueSchema+" CASCADE"); err != nil {
			return fmt.Errorf("remove the queue: %w", err)
		}
		return nil
	}
	last := QueueVersion()
	version, err := queueStandsAt(ctx, conn)
	switch {
	case err != nil:
		return err
	case version > last:
		return problem(fmt.Sprintf("La base de datos es de una versión más nueva de Hito: su cola de tareas es la %d y este "+
			"programa llega hasta la %d. Actualice el programa.", version, last), nil)
	case version == last, queue != 0 && version >= queue:
		return nil
	}
	if err := lockMigrations(ctx, conn, deadline); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+QueueSchema); err != nil {
		return fmt.Errorf("create the queue: %w", err)
	}
	return moveQueue(ctx, cfg, queue, deadline)
}

// queueStandsAt returns the version of River's tables, 0 where there are none.
func queueStandsAt(ctx context.Context, conn *pgx.Conn) (int, error) {
	var version int
	err := conn.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM "+QueueSchema+".river_migration").Scan(&version)
	if codeOf(err) == pgerrcode.UndefinedTable {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the queue's version: %w", err)
	}
	return version, nil
}

// moveQueue runs River's own migrations up to a version, 0 for all, each in its transaction, until none is kept from
// its locks.
func moveQueue(ctx context.Context, cfg *pgx.ConnConfig, version int, deadline time.Time) error {
	settings, err := pgxpool.ParseConfig(cfg.ConnString())
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	settings.ConnConfig, settings.MaxConns = cfg, 2
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	defer pool.Close()
	queue, err := queueMigrator(pool)
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	for {
		_, err := queue.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: version})
		switch {
		case err == nil:
			return nil
		case codeOf(err) != pgerrcode.LockNotAvailable || time.Now().After(deadline) || errors.Is(err, context.Canceled):
			return fmt.Errorf("migrate the queue: %w", err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

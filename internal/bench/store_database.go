package bench

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/cluster"
)

// Make creates a database on a private server, as Hito does when it starts, fills it with plans as
// of a date and returns the address of the runtime role. A database of that name that is there
// already is taken as it is.
func Make(ctx context.Context, server *cluster.Cluster, name string, today date.Date, kinds ...Plans) (string, error) {
	return makeOnce(ctx, server, name, func(conn *pgx.Conn) error { return generate(ctx, conn, today, kinds) })
}

// makeOnce lets fill write into the database that it makes, through a connection of the superuser.
func makeOnce(ctx context.Context, server *cluster.Cluster, name string, fill func(*pgx.Conn) error) (string, error) {
	made, err := create(ctx, server, name)
	if err != nil {
		return "", err
	}
	access, err := db.Prepare(ctx, server.URL(name))
	if err != nil || !made {
		return access.Runtime, err
	}
	if err := db.Migrate(ctx, access.Owner); err != nil {
		return "", err
	}
	return access.Runtime, with(ctx, server.URL(name), fill)
}

// create tells whether it made the database: false where it is there.
func create(ctx context.Context, server *cluster.Cluster, name string) (made bool, err error) {
	err = with(ctx, server.URL("postgres"), func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{name}.Sanitize()+` TEMPLATE template0`)
		return err
	})
	if there, ok := errors.AsType[*pgconn.PgError](err); ok && there.Code == pgerrcode.DuplicateDatabase {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("create database %q: %w", name, err)
	}
	return true, nil
}

// with lends a connection of the pages' kind.
func with(ctx context.Context, url string, use func(*pgx.Conn) error) error {
	pool, err := db.Connect(ctx, url, db.PoolSize(1, 1))
	if err != nil {
		return err
	}
	defer pool.Close()
	return pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error { return use(conn.Conn()) })
}

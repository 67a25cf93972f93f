package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/tally"
)

// migrationFaults need no writers: a schema that is moved is not served.
var migrationFaults = []fault{
	{name: "A migration killed in every statement, and after every file", alone: killMigrations},
}

// mostKills is more than there are statements: a program that does not get further is noticed.
const mostKills = 3000

// killMigrations migrates a server from nothing. The process is killed in one statement after the other; each time it
// is started again, and gets one statement further, until one comes to its end. Values that were written as soon as
// there was a place for them must be there at the end, and the schema must be that of an undisturbed migration.
func killMigrations(ctx context.Context, e *env, r *row) error {
	db, err := e.startServer(ctx)
	if err != nil {
		return err
	}
	err = r.killEach(ctx, e, db)
	return errors.Join(err, db.stop())
}

func (r *row) killEach(ctx context.Context, e *env, db *server) error {
	conn, err := pgx.Connect(ctx, db.url(databaseName))
	if err != nil {
		return err
	}
	defer hangUp(conn)
	between, err := newSaboteur(db.addr)
	if err != nil {
		return err
	}
	defer func() { _ = between.proxy.close() }() // it ends with the row in any case
	for killed := true; killed; {
		if killed, err = e.migrateUntilKilled(ctx, between); err != nil {
			return fmt.Errorf("after %d killings: %w", r.repeated, err)
		}
		if killed {
			r.repeated++
		}
		if r.repeated > mostKills {
			return errors.New("the migration does not get further")
		}
		if err := tally.EndSessions(ctx, conn); err != nil {
			return err
		}
		written, err := tally.Seed(ctx, conn)
		if err != nil {
			return err
		}
		r.acknowledged += written
	}
	r.asked = r.repeated
	kept, err := tally.Seeded(ctx, conn)
	if err != nil {
		return err
	}
	r.lost = r.acknowledged - kept
	return e.compareSchema(ctx, db, conn)
}

// migrateUntilKilled runs the program once and tells whether it was killed. One that ends by itself must have succeeded.
func (e *env) migrateUntilKilled(ctx context.Context, between *saboteur) (killed bool, err error) {
	cmd, said := e.migration(ctx, urlAt(between.proxy.addr(), databaseName, nil))
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("start the migration: %w", err)
	}
	between.aim(func() { _ = cmd.Process.Kill() }) // it may have ended
	over := make(chan error, 1)
	go func() { over <- cmd.Wait() }()
	select {
	case err = <-over:
	case <-time.After(patience):
		return false, errors.Join(fmt.Errorf("the migration hangs: %s", said), cmd.Process.Kill())
	}
	between.aim(nil)
	select {
	case <-between.where:
		return true, nil
	default:
	}
	if err != nil {
		return false, fmt.Errorf("the migration fails: %w: %s", err, said)
	}
	return false, nil
}

// migration readies the program to migrate a database.
func (e *env) migration(ctx context.Context, url string) (*exec.Cmd, *tail) {
	cmd := exec.CommandContext(ctx, e.binary, "migrate")
	cmd.Env = append(ownEnvironment(), "DATABASE_URL="+url)
	said := &tail{}
	cmd.Stdout, cmd.Stderr = said, said
	return cmd, said
}

// compareSchema migrates another database in peace and tells the first difference.
func (e *env) compareSchema(ctx context.Context, db *server, conn *pgx.Conn) error {
	const other = "undisturbed"
	if err := tally.CreateDatabase(ctx, conn, other); err != nil {
		return err
	}
	cmd, said := e.migration(ctx, db.url(other))
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("migrate undisturbed: %w: %s", err, said)
	}
	undisturbed, err := pgx.Connect(ctx, db.url(other))
	if err != nil {
		return err
	}
	defer hangUp(undisturbed)
	want, err := tally.Schema(ctx, undisturbed)
	if err != nil {
		return err
	}
	got, err := tally.Schema(ctx, conn)
	if err != nil {
		return err
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			return fmt.Errorf("the schema lacks %q", line)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("the schema has %d lines, and undisturbed %d", len(got), len(want))
	}
	return nil
}

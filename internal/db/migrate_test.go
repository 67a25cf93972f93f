package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// files makes migrations 1, 2, … of pairs up, down.
func files(pairs ...[2]string) fstest.MapFS {
	all := fstest.MapFS{}
	for i, pair := range pairs {
		all[fmt.Sprintf("%06d_step.up.sql", i+1)] = &fstest.MapFile{Data: []byte(pair[0])}
		all[fmt.Sprintf("%06d_step.down.sql", i+1)] = &fstest.MapFile{Data: []byte(pair[1])}
	}
	return all
}

var (
	tableA = [2]string{"CREATE TABLE a (id int)", "DROP TABLE a"}
	tableB = [2]string{"CREATE TABLE b (id int); -- no newline at the end", "DROP TABLE b"}
	slowB  = [2]string{"CREATE TABLE b (id int); SELECT pg_sleep(2)", "DROP TABLE b"}
	indexA = [2]string{"-- alone\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_by_id ON a (id)", "DROP INDEX CONCURRENTLY IF EXISTS a_by_id"}

	slowFiles = files(tableA, slowB)
)

func schemaState(t *testing.T, pool *pgxpool.Pool) string {
	t.Helper()
	var state string
	err := pool.QueryRow(t.Context(), `
SELECT format('version %s dirty %s marker %s tables %s', v.version, v.dirty, m.version,
              (SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class
               WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace AND relname !~ '^schema_'))
FROM schema_migrations v, schema_marker m`).Scan(&state)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func expectState(t *testing.T, pool *pgxpool.Pool, want string) {
	t.Helper()
	if got := schemaState(t, pool); got != want {
		t.Errorf("the schema is at %q, want %q", got, want)
	}
}

func mustMigrate(t *testing.T, d *dbtest.Database, all fstest.MapFS) {
	t.Helper()
	if err := db.MigrateFiles(t.Context(), d.OwnerURL, all, time.Minute); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateGoesUpAndRepeatsNothing(t *testing.T) {
	d := dbtest.Empty(t)
	for range 2 {
		mustMigrate(t, d, files(tableA, tableB))
		expectState(t, d.Admin(t), "version 2 dirty f marker 2 tables a,b")
	}
	if err := db.MigrateFilesTo(t.Context(), d.OwnerURL, files(tableA, tableB), 1); err != nil {
		t.Fatal(err)
	}
	expectState(t, d.Admin(t), "version 1 dirty f marker 1 tables a")
}

func TestMigrateUndoesAFileThatFails(t *testing.T) {
	d := dbtest.Empty(t)
	broken := [2]string{"CREATE TABLE b (id int); SELECT 1/0", ""}
	err := db.MigrateFiles(t.Context(), d.OwnerURL, files(tableA, broken), time.Minute)
	if err == nil || !strings.Contains(err.Error(), "division by zero") {
		t.Fatalf("a broken file gives %v", err)
	}
	mustMigrate(t, d, files(tableA, tableB))
	expectState(t, d.Admin(t), "version 2 dirty f marker 2 tables a,b")
}

func TestMigrateRepairsAfterItsSessionIsKilled(t *testing.T) {
	d := dbtest.Empty(t)
	admin := d.Admin(t)
	done := make(chan error, 1)
	go func() { done <- db.MigrateFiles(context.Background(), d.OwnerURL, slowFiles, time.Minute) }()
	terminate(t, admin)
	if err := <-done; err == nil {
		t.Fatal("a killed migration succeeded")
	}
	expectState(t, admin, "version 2 dirty t marker 1 tables a")
	mustMigrate(t, d, files(tableA, tableB))
	expectState(t, admin, "version 2 dirty f marker 2 tables a,b")
}

// terminate kills the session that sleeps in a migration, once it does.
func terminate(t *testing.T, admin *pgxpool.Pool) {
	t.Helper()
	awaitSleeper(t, admin)
	if _, err := admin.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"); err != nil {
		t.Fatal(err)
	}
}

func awaitSleeper(t *testing.T, admin *pgxpool.Pool) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		var sleeps bool
		const ask = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database())"
		if err := admin.QueryRow(t.Context(), ask).Scan(&sleeps); err != nil {
			t.Fatal(err)
		}
		if sleeps {
			return
		}
	}
	t.Fatal("the migration never began")
}

func TestSecurity20MigrateRepairsAfterItsProcessIsKilled(t *testing.T) {
	d := dbtest.Empty(t)
	admin := d.Admin(t)
	child := startChild(t, childMigrates+"="+d.OwnerURL)
	awaitSleeper(t, admin)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	mustMigrate(t, d, files(tableA, tableB))
	expectState(t, admin, "version 2 dirty f marker 2 tables a,b")
}

func TestMigrateBelievesTheMarker(t *testing.T) {
	d := dbtest.Empty(t)
	admin := d.Admin(t)
	mustMigrate(t, d, files(tableA, tableB))
	// As a process leaves it that is killed after the file's transaction, before the flag is cleared.
	if _, err := admin.Exec(t.Context(), "UPDATE schema_migrations SET dirty = true"); err != nil {
		t.Fatal(err)
	}
	mustMigrate(t, d, files(tableA, tableB))
	expectState(t, admin, "version 2 dirty f marker 2 tables a,b")
	// The same on the way down, where the flag stands at the version below.
	if _, err := admin.Exec(t.Context(), "UPDATE schema_migrations SET dirty = true, version = 1"); err != nil {
		t.Fatal(err)
	}
	mustMigrate(t, d, files(tableA, tableB))
	expectState(t, admin, "version 2 dirty f marker 2 tables a,b")
}

func TestMigrateSaysSoWithoutAMarker(t *testing.T) {
	d := dbtest.Empty(t)
	mustMigrate(t, d, files(tableA))
	if _, err := d.Admin(t).Exec(t.Context(), "UPDATE schema_migrations SET dirty = true; DELETE FROM schema_marker"); err != nil {
		t.Fatal(err)
	}
	err := db.MigrateFiles(t.Context(), d.OwnerURL, files(tableA), time.Minute)
	expectProblem(t, err, "quedó a medias")
}

func TestMigrateRefusesANewerSchemaInWords(t *testing.T) {
	d := dbtest.Empty(t)
	mustMigrate(t, d, files(tableA, tableB))
	before := schemaState(t, d.Admin(t))
	err := db.MigrateFiles(t.Context(), d.OwnerURL, files(tableA), time.Minute)
	expectProblem(t, err, "versión más nueva de Hito: su esquema es el 2 y este programa llega hasta el 1")
	expectState(t, d.Admin(t), before)
}

func expectProblem(t *testing.T, err error, want string) {
	t.Helper()
	var p *db.Problem
	if !errors.As(err, &p) || !strings.Contains(p.Text, want) {
		t.Errorf("got %v, want a Problem with %q", err, want)
	}
}

func TestMigratorsWaitForEachOther(t *testing.T) {
	d := dbtest.Empty(t)
	var all errgroup.Group
	for range 4 {
		all.Go(func() error {
			return db.MigrateFiles(context.Background(), d.OwnerURL, files(tableA, indexA, tableB), time.Minute)
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	expectState(t, d.Admin(t), "version 3 dirty f marker 3 tables a,a_by_id,b")
}

func TestMigratorGivesUpOnAnotherThatNeverEnds(t *testing.T) {
	d := dbtest.Empty(t)
	if _, err := d.Admin(t).Exec(t.Context(), "SELECT 1"); err != nil {
		t.Fatal(err)
	}
	conn, err := d.Owner(t).Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), "SELECT pg_advisory_lock(1214870639)"); err != nil { // "Hito" in ASCII
		t.Fatal(err)
	}
	err = db.MigrateFiles(t.Context(), d.OwnerURL, files(tableA), 300*time.Millisecond)
	expectProblem(t, err, "Otro proceso de Hito está actualizando")
	if _, err := conn.Exec(t.Context(), "SELECT pg_advisory_unlock_all()"); err != nil {
		t.Fatal(err)
	}
}

func TestMigrateTriesAgainForALock(t *testing.T) {
	d := dbtest.Empty(t)
	mustMigrate(t, d, files(tableA))
	tx, err := d.Owner(t).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "LOCK TABLE a"); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(3500*time.Millisecond, func() { quietly(func() error { return tx.Rollback(context.Background()) }) }) // longer than one try waits
	mustMigrate(t, d, files(tableA, [2]string{"ALTER TABLE a ADD extra int", "ALTER TABLE a DROP extra"}))
	expectState(t, d.Admin(t), "version 2 dirty f marker 2 tables a")
}

func TestMigrateMakesAnInvalidIndexAgain(t *testing.T) {
	d := dbtest.Empty(t)
	admin := d.Admin(t)
	mustMigrate(t, d, files(tableA, indexA))
	// As CREATE INDEX CONCURRENTLY leaves it when it is killed.
	const kill = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_by_id'::regclass; UPDATE schema_migrations SET dirty = true"
	if _, err := admin.Exec(t.Context(), kill); err != nil {
		t.Fatal(err)
	}
	mustMigrate(t, d, files(tableA, indexA))
	var valid bool
	if err := admin.QueryRow(t.Context(), "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_by_id'::regclass").Scan(&valid); err != nil || !valid {
		t.Errorf("the index is valid: %v, error %v", valid, err)
	}
}

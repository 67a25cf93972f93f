package db_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func TestTheQueueComesWithTheSchema(t *testing.T) {
	d := dbtest.Empty(t)
	for range 2 { // the second finds nothing to do
		if err := db.Migrate(t.Context(), d.OwnerURL); err != nil {
			t.Fatal(err)
		}
	}
	admin := d.Admin(t)
	var version int
	if err := admin.QueryRow(t.Context(), `SELECT max(version) FROM river.river_migration`).Scan(&version); err != nil || version != db.QueueVersion() {
		t.Errorf("the queue is at %d, %v; want %d", version, err, db.QueueVersion())
	}
	if err := db.MigrateTo(t.Context(), d.OwnerURL, 0); err != nil {
		t.Fatal(err)
	}
	var there bool
	if err := admin.QueryRow(t.Context(), `SELECT to_regnamespace('river') IS NOT NULL`).Scan(&there); err != nil || there {
		t.Errorf("an empty schema has a queue: %t, %v", there, err)
	}
}

// What was taken from the runtime role by mistake, or given to it, is mended at the next start.
func TestTheQueueIsTheRuntimeRoles(t *testing.T) {
	d := dbtest.Fresh(t)
	admin := d.Admin(t)
	held := func() string {
		t.Helper()
		rows, _ := admin.Query(t.Context(), `
			SELECT c.relname || ' ' || (
			       SELECT coalesce(string_agg(x.privilege_type, ',' ORDER BY x.privilege_type), '')
			         FROM aclexplode(c.relacl) x
			        WHERE x.grantee = 'hito_runtime'::regrole)
			  FROM pg_class c
			 WHERE c.relnamespace = 'river'::regnamespace AND c.relkind IN ('r', 'S')
			 ORDER BY 1`)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	}
	want := held()
	for _, line := range []string{"river_job DELETE,INSERT,SELECT,UPDATE", "river_job_id_seq USAGE", "river_migration SELECT"} {
		if !strings.Contains(want, line) {
			t.Errorf("no %q in\n%s", line, want)
		}
	}
	_, err := admin.Exec(t.Context(), `
		REVOKE ALL ON ALL TABLES IN SCHEMA river FROM hito_runtime;
		REVOKE ALL ON ALL SEQUENCES IN SCHEMA river FROM hito_runtime;
		REVOKE ALL ON SCHEMA river FROM hito_runtime;
		GRANT TRUNCATE ON river.river_queue TO hito_runtime`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), d.OwnerURL); err != nil {
		t.Fatal(err)
	}
	if got := held(); got != want {
		t.Errorf("after the next start the runtime role holds\n%s\nwant\n%s", got, want)
	}
	if _, err := d.Pool.Exec(t.Context(), `SELECT FROM river.river_job`); err != nil {
		t.Error(err)
	}
	if _, err := d.Pool.Exec(t.Context(), `CREATE TABLE river.x (a int)`); err == nil {
		t.Error("the runtime role changes the queue's schema")
	}
}

func TestAQueueOfANewerProgramIsLeftAlone(t *testing.T) {
	d := dbtest.Fresh(t)
	if _, err := d.Admin(t).Exec(t.Context(), `INSERT INTO river.river_migration (line, version) VALUES ('main', 999)`); err != nil {
		t.Fatal(err)
	}
	var known *db.Problem
	if err := db.Migrate(t.Context(), d.OwnerURL); !errors.As(err, &known) || !strings.Contains(known.Text, "999") {
		t.Errorf("%v, want a sentence that names the version", err)
	}
}

// A migrator that was killed half way is taken up where it was.
func TestTheQueueIsFinished(t *testing.T) {
	d := dbtest.Empty(t)
	if _, err := d.Owner(t).Exec(t.Context(), `CREATE SCHEMA river`); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), d.OwnerURL); err != nil {
		t.Fatal(err)
	}
}

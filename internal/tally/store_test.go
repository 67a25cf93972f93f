package tally_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/tally"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// owner connects to a database that holds the demo.
func owner(t *testing.T) *pgx.Conn {
	t.Helper()
	d := demotest.Lease(t, date.New(2026, 11, 21))
	conn, err := pgx.Connect(t.Context(), d.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestWhatWasWrittenIsFoundByItsMark(t *testing.T) {
	conn := owner(t)
	for revision, value := range []any{"7.50", nil} {
		_, err := conn.Exec(t.Context(), `
			INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason)
			SELECT plan_id, id, '1900-01-01', $1, $2::numeric, 'una marca', 'Recuento'
			  FROM indicators
			 ORDER BY plan_id, id
			 LIMIT 1`, revision+1, value)
		if err != nil {
			t.Fatal(err)
		}
	}
	found, err := tally.Found(t.Context(), conn, tally.Value, []string{"una marca", "otra"})
	if err != nil {
		t.Fatal(err)
	}
	for _, values := range found {
		if len(values) == 2 && values[0] == "" {
			values[0], values[1] = values[1], values[0]
		}
	}
	if want := map[string][]string{"una marca": {"7.5", ""}}; !reflect.DeepEqual(found, want) {
		t.Errorf("values: %v, want %v", found, want)
	}
	var title string
	if err := conn.QueryRow(t.Context(), `SELECT title FROM challenges ORDER BY id LIMIT 1`).Scan(&title); err != nil {
		t.Fatal(err)
	}
	found, err = tally.Found(t.Context(), conn, tally.Reto, []string{title, "una marca"})
	if want := map[string][]string{title: {""}}; err != nil || !reflect.DeepEqual(found, want) {
		t.Errorf("retos: %v, error %v; want %v", found, err, want)
	}
}

func TestOnlyIndicatorsThatTakeAnyNumberAreListed(t *testing.T) {
	conn := owner(t)
	list, err := tally.Indicators(t.Context(), conn, "plan-de-ejemplo")
	if err != nil || len(list) < 2 {
		t.Fatalf("%v, error %v", list, err)
	}
	if _, err := conn.Exec(t.Context(), `UPDATE indicators SET unit_of_measure = '%' WHERE id = $1`, list[0].ID); err != nil {
		t.Fatal(err)
	}
	again, err := tally.Indicators(t.Context(), conn, "plan-de-ejemplo")
	if err != nil || !reflect.DeepEqual(again, list[1:]) {
		t.Errorf("%v, error %v; want all but the first of %v", again, err, list)
	}
}

func TestTheServersProcessesAreListed(t *testing.T) {
	d := dbtest.Lease(t)
	conn, err := pgx.Connect(t.Context(), d.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := d.Pool.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	serving, err := tally.Serving(t.Context(), conn)
	if err != nil || len(serving) == 0 {
		t.Errorf("serving: %v, error %v", serving, err)
	}
	all, err := tally.Processes(t.Context(), conn)
	if err != nil || len(all) <= len(serving) {
		t.Errorf("all: %v, beside %v that serve, error %v", all, serving, err)
	}
}

// Neglect is of a whole server: that of the other tests is left as it was.
func TestANeglectedServerSaysSo(t *testing.T) {
	d := dbtest.Lease(t)
	conn, err := pgx.Connect(t.Context(), d.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := tally.Neglect(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	defer func() {
		for _, statement := range []string{`ALTER SYSTEM RESET ALL`, `SELECT pg_reload_conf()`} {
			if _, err := conn.Exec(context.Background(), statement); err != nil {
				t.Error(err)
			}
		}
	}()
	var written int
	err = conn.QueryRow(t.Context(), `
		SELECT count(*)
		  FROM pg_file_settings
		 WHERE sourcefile LIKE '%postgresql.auto.conf' AND (name, setting) IN
		       (('fsync', 'off'), ('synchronous_commit', 'off'), ('wal_writer_delay', '10s'), ('wal_writer_flush_after', '1GB'))`).Scan(&written)
	if err != nil || written != 4 {
		t.Errorf("%d settings were written, error %v", written, err)
	}
}

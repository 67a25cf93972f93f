package db_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/migrations"
)

// Of several servers the first that takes writes is used, by every step of a start and by every pool.
func TestOpenLooksAmongSeveralServers(t *testing.T) {
	d := dbtest.Empty(t)
	cfg, err := pgx.ParseConfig(d.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	dead := strings.TrimPrefix(silent(t), "127.0.0.1:") // answers nothing, as a server that hangs
	port := fmt.Sprint(cfg.Port)
	query := url.Values{"host": {"127.0.0.1,127.0.0.1," + cfg.Host}, "port": {"1," + dead + "," + port}, "sslmode": {"disable"},
		"target_session_attrs": {"read-write"}, "connect_timeout": {"1"}}
	for name, address := range map[string]string{
		"a URL": (&url.URL{Scheme: "postgres", User: url.UserPassword(cfg.User, cfg.Password), Path: "/" + cfg.Database, RawQuery: query.Encode()}).String(),
		"keys and values": fmt.Sprintf("host=127.0.0.1,%s port=1,%s user=%s password=%s dbname=%s sslmode=disable target_session_attrs=read-write",
			cfg.Host, port, cfg.User, cfg.Password, cfg.Database),
	} {
		opened, err := db.Open(t.Context(), db.Config{URL: address, Pages: true})
		if err != nil {
			t.Fatal(name, err)
		}
		var role string
		if err := opened.Jobs.QueryRow(t.Context(), "SELECT current_user").Scan(&role); err != nil || role != db.RuntimeRole {
			t.Errorf("%s: the pool works as %s, error %v", name, role, err)
		}
		if !strings.Contains(opened.Where(), "127.0.0.1:1 o ") {
			t.Errorf("%s: it is said to be at %q", name, opened.Where())
		}
		if err := opened.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// While the servers are restarted one by one, the older program serves on a schema that the newer one has moved on.
func TestARunningProgramGoesOnWhenTheSchemaGrows(t *testing.T) {
	d := dbtest.Fresh(t)
	write := func(n int) error {
		_, err := d.Pool.Exec(t.Context(), insertUnit, fmt.Sprint("Unidad ", n)) // a prepared statement from the second time on
		return err
	}
	for n := range 2 {
		if err := write(n); err != nil {
			t.Fatal(err)
		}
	}
	newer := everyMigration(t)
	newer["900000_add_a_column.up.sql"] = &fstest.MapFile{Data: []byte("ALTER TABLE units ADD nickname text NOT NULL DEFAULT ''; CREATE TABLE nicknames (id int)")}
	mustMigrate(t, d, newer)
	for n := range 20 {
		if err := write(n + 2); err != nil {
			t.Errorf("write %d after the schema grew: %v", n, err)
		}
	}
	if got := countUnits(t, d.Pool); got != 22 {
		t.Errorf("%d units are there, want 22", got)
	}
	expectProblem(t, db.MigrateFiles(t.Context(), d.OwnerURL, everyMigration(t), time.Minute), "versión más nueva de Hito")
}

func everyMigration(t *testing.T) fstest.MapFS {
	t.Helper()
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	all := fstest.MapFS{}
	for _, name := range names {
		sql, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: sql}
	}
	return all
}

package db_test

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func TestOpenStartsAServerOfItsOwnAndKeepsTheData(t *testing.T) {
	cfg := db.Config{DataDir: filepath.Join(dbtest.Folder(t), "data"), BinDir: os.Getenv("HITO_POSTGRES_BIN")}
	for want := range 2 {
		d, err := db.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(d.Where(), cfg.DataDir) || len(d.Notes()) != 0 || d.Lost() == nil {
			t.Errorf("where %q, notes %q", d.Where(), d.Notes())
		}
		if got := countUnits(t, d.Pool); got != want {
			t.Errorf("start %d finds %d rows", want, got)
		}
		if _, err := d.Pool.Exec(t.Context(), insertUnit, fmt.Sprint("Unidad ", want)); err != nil {
			t.Fatal(err)
		}
		expectForbidden(t, d.Pool, "CREATE TABLE x ()")
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenUsesAServerThatStands(t *testing.T) {
	empty := dbtest.Empty(t)
	d, err := db.Open(t.Context(), db.Config{URL: empty.AdminURL})
	if err != nil {
		t.Fatal(err)
	}
	if n := countUnits(t, d.Pool); n != 0 || d.Pool.Stat().MaxConns() != db.DefaultPoolSize || d.Lost() != nil {
		t.Errorf("%d rows, at most %d connections", n, d.Pool.Stat().MaxConns())
	}
	if !strings.Contains(d.Where(), empty.Name) || strings.Contains(d.Where(), ":"+secretIn(empty.AdminURL)) {
		t.Errorf("where %q", d.Where())
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// An address may also be a list of key=value, as psql takes it.
func TestOpenReadsAnAddressOfKeysAndValues(t *testing.T) {
	empty := dbtest.Empty(t)
	cfg, err := pgx.ParseConfig(empty.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	address := fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s sslmode=disable", cfg.Host, cfg.Port, cfg.User, cfg.Password, cfg.Database)
	d, err := db.Open(t.Context(), db.Config{URL: address})
	if err != nil {
		t.Fatal(err)
	}
	var role string
	if err := d.Pool.QueryRow(t.Context(), "SELECT current_user").Scan(&role); err != nil || role != db.RuntimeRole {
		t.Errorf("the pool works as %s, error %v", role, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func secretIn(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	secret, _ := u.User.Password()
	return secret
}

func TestOpenSaysWhatIsWrongWithTheAddress(t *testing.T) {
	d := dbtest.Empty(t)
	for name, c := range map[string]struct{ url, want string }{
		"malformed":    {"postgres://u:p@host:puerto/x", "no es una dirección de PostgreSQL"},
		"no server":    {"postgres://u:p@127.0.0.1:1/x", "No responde ningún PostgreSQL en 127.0.0.1:1"},
		"no database":  {strings.Replace(d.AdminURL, "/"+d.Name, "/no_such", 1), "No existe la base de datos"},
		"bad password": {strings.Replace(d.AdminURL, secretIn(d.AdminURL), "wrong", 1), "no admite a ese usuario"},
	} {
		opened, err := db.Open(t.Context(), db.Config{URL: c.url})
		var p *db.Problem
		if !errors.As(err, &p) || !strings.Contains(p.Text, c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if opened != nil {
			t.Errorf("%s: opened nevertheless", name)
		}
		if strings.Contains(err.Error(), "wrong") || strings.Contains(err.Error(), "u:p@") {
			t.Errorf("%s: the sentence tells the password: %v", name, err)
		}
	}
}

func TestOpenRefusesAPlainUserWithoutTheSchema(t *testing.T) {
	d := dbtest.Empty(t)
	_, err := db.Open(t.Context(), db.Config{URL: withUser(t, d, "stranger", "")})
	expectProblem(t, err, "no puede crear tablas")
}

func TestOpenWarnsOfOneRole(t *testing.T) {
	d := dbtest.Empty(t)
	address := withUser(t, d, "single_user", "")
	if _, err := d.Admin(t).Exec(t.Context(), "GRANT CREATE ON SCHEMA public TO single_user"); err != nil {
		t.Fatal(err)
	}
	opened, err := db.Open(t.Context(), db.Config{URL: address})
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	if notes := strings.Join(opened.Notes(), " "); !strings.Contains(notes, "single_user") {
		t.Errorf("the notes are %q", notes)
	}
}

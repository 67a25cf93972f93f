package backup

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var noon = time.Date(2026, time.March, 14, 12, 0, 0, 0, time.UTC)

// filled is a database with the demo's two plans, their files, retos and people.
func filled(t *testing.T) *dbtest.Database {
	t.Helper()
	d := demotest.Lease(t, date.Of(noon))
	return d
}

func source(d *dbtest.Database) Source { return Source{OwnerURL: d.OwnerURL, Version: "1.2.3"} }

func target(d *dbtest.Database) Target {
	return Target{OwnerURL: d.OwnerURL, Actor: access.Actor{Kind: access.Command}, Now: func() time.Time { return noon }}
}

// taken returns a back-up of a database.
func taken(t *testing.T, d *dbtest.Database) ([]byte, Manifest) {
	t.Helper()
	var file bytes.Buffer
	m, err := source(d).Write(t.Context(), &file)
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes(), m
}

// nowhere is a database without a schema, blank one with Hito's empty tables; nobody serves either.
func nowhere(t *testing.T) *dbtest.Database { t.Helper(); return resting(t, dbtest.Empty(t)) }
func blank(t *testing.T) *dbtest.Database   { t.Helper(); return resting(t, dbtest.Fresh(t)) }

// resting ends the sessions of a database's pool, which are named as those of a server's.
func resting(t *testing.T, d *dbtest.Database) *dbtest.Database {
	t.Helper()
	d.Pool.Reset()
	until(t, func() bool {
		busy, err := Serving(t.Context(), d.OwnerURL)
		return err == nil && !busy
	})
	return d
}

func owner(t *testing.T, d *dbtest.Database) *pgxpool.Pool {
	t.Helper()
	pool, err := db.Connect(t.Context(), d.OwnerURL, db.PoolSize(0, 1), func(cfg *pgxpool.Config) {
		cfg.ConnConfig.RuntimeParams["application_name"] = "test"
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// refused returns the sentence of an error that a person can do something about.
func refused(t *testing.T, err error) string {
	t.Helper()
	var known *db.Problem
	if !errors.As(err, &known) {
		t.Fatalf("%v is no sentence", err)
	}
	return known.Text
}

// contents returns, for each table, how many rows it has and a digest of them in whatever order they stand.
func contents(t *testing.T, d *dbtest.Database) map[string]string {
	t.Helper()
	return digests(t, owner(t, d))
}

func digests(t *testing.T, pool *pgxpool.Pool) map[string]string {
	t.Helper()
	ctx := context.Background()
	list, err := tables(ctx, pool)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range list {
		var digest string
		sql := `SELECT count(*) || ' ' || md5(coalesce(string_agg(md5(r::text), '' ORDER BY md5(r::text)), '')) FROM ` + table.quoted() + ` r`
		if table.Name == "audit_events" || table.Name == "audit_personal" { // which a restoration adds itself to
			sql += ` WHERE id <= coalesce((SELECT max(id) FROM audit_events WHERE action <> 'backup.restore'), 0)`
			if table.Name == "audit_personal" {
				sql = `SELECT count(*) || ' ' || md5(coalesce(string_agg(md5(r::text), '' ORDER BY md5(r::text)), ''))
				  FROM audit_personal r JOIN audit_events e ON e.id = r.event_id AND e.action <> 'backup.restore'`
			}
		}
		if err := pool.QueryRow(ctx, sql).Scan(&digest); err != nil {
			t.Fatal(table.path(), err)
		}
		all[table.path()] = digest
	}
	return all
}

package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// writers add pairs of rows that belong together, each pair with its event in one transaction, until ctx is over.
func writers(ctx context.Context, d *dbtest.Database, many int, what string) (pairs *atomic.Int64, wait func() error) {
	pairs = new(atomic.Int64)
	var all errgroup.Group
	for w := range many {
		all.Go(func() error {
			for n := 0; ctx.Err() == nil; n++ {
				err := db.Tx(ctx, d.Pool, func(tx pgx.Tx) error {
					var id int64
					name := fmt.Sprintf("%s %d-%d", what, w, n)
					if err := tx.QueryRow(ctx, `INSERT INTO units (name) VALUES ($1 || ' una') RETURNING id`, name).Scan(&id); err != nil {
						return err
					}
					if _, err := tx.Exec(ctx, `INSERT INTO units (name) VALUES ($1 || ' otra')`, name); err != nil {
						return err
					}
					return audit.Record(ctx, tx, audit.Event{
						At: noon, Actor: access.Actor{Kind: access.System}, Action: "unit.create", Object: audit.Object{Type: "unit", ID: id},
					})
				})
				if err != nil && ctx.Err() == nil {
					return err
				}
				if err == nil {
					pairs.Add(1)
				}
			}
			return nil
		})
	}
	return pairs, all.Wait
}

// The drill: a back-up is taken while others write, restored elsewhere, and holds one moment of it all, whole.
func TestABackupUnderLoadIsOneMoment(t *testing.T) {
	from := filled(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	pairs, wait := writers(ctx, from, 3, "pareja")
	until(t, func() bool { return pairs.Load() > 20 })
	before := pairs.Load()
	file, m := taken(t, from)
	after := pairs.Load()
	until(t, func() bool { return pairs.Load() > after })
	stop()
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	to := restored(t, blank(t), file)
	var whole, torn int64
	err := owner(t, to).QueryRow(t.Context(), `
		SELECT count(*) FILTER (WHERE n = 2), count(*) FILTER (WHERE n <> 2)
		  FROM (SELECT count(*) AS n FROM units WHERE name LIKE 'pareja%' GROUP BY split_part(name, ' ', 2)) p`).Scan(&whole, &torn)
	if err != nil || torn != 0 || whole < before {
		t.Errorf("%d pairs of at least %d, and %d torn, %v", whole, before, torn, err)
	}
	noted, err := audit.ParseHead(m.Audit)
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]*dbtest.Database{"the source": from, "the copy": to} {
		if v, err := audit.Verify(t.Context(), owner(t, d), noted); err != nil || v.Reason != "" {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	// What the source had then, and only that, is what the copy has.
	rows := func(d *dbtest.Database) (digest string) {
		err := owner(t, d).QueryRow(t.Context(), `
			SELECT md5(string_agg(e::text, '' ORDER BY id)) FROM audit_events e WHERE id <= $1`, noted.ID).Scan(&digest)
		if err != nil {
			t.Fatal(err)
		}
		return digest
	}
	if rows(from) != rows(to) {
		t.Error("the events are not those of the source")
	}
	// And it is worked with: numbers go on, the chain goes on, the runtime role may.
	_, wait = writers(stopped(t, 3), to, 1, "después")
	if err := wait(); err != nil {
		t.Error("the copy cannot be worked with:", err)
	}
}

// stopped is a context that ends by itself once so many units were made by hand: here, a moment later.
func stopped(t *testing.T, tenths int) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(tenths)*100*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatal("it does not come to be")
		}
		time.Sleep(time.Millisecond)
	}
}

// A failed restoration leaves the place as empty as it was, whether Hito had migrated it or not.
func TestNothingIsLeftOfAFailedRestoration(t *testing.T) {
	file, _ := taken(t, filled(t))
	spoilt := bytes.Clone(file)
	spoilt[len(spoilt)-1] ^= 1 // which shows only when all is in
	bare, migrated := nowhere(t), blank(t)
	for name, d := range map[string]*dbtest.Database{"bare": bare, "migrated": migrated} {
		before := schemaOf(t, d)
		_, err := target(d).Restore(t.Context(), bytes.NewReader(spoilt))
		if err == nil || !strings.Contains(refused(t, err), "dañada") {
			t.Errorf("%s: %v", name, err)
		}
		if after := schemaOf(t, d); after != before {
			t.Errorf("%s: there was\n%s\nand is\n%s", name, before, after)
		}
	}
	if _, err := target(migrated).Restore(t.Context(), bytes.NewReader(file)); err != nil {
		t.Errorf("into empty tables: %v", err)
	}
	_, err := target(migrated).Restore(t.Context(), bytes.NewReader(file))
	if err == nil || !strings.Contains(refused(t, err), "ya tiene datos") {
		t.Errorf("over what is there: %v", err)
	}
}

// schemaOf lists relations and versions.
func schemaOf(t *testing.T, d *dbtest.Database) (text string) {
	t.Helper()
	pool := owner(t, d)
	err := pool.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(oid::regclass::text, ' ' ORDER BY relname), '') FROM pg_class
		 WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'river'))`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "schema_migrations") {
		var version string
		if err := pool.QueryRow(t.Context(), `SELECT version || ' ' || dirty FROM schema_migrations`).Scan(&version); err != nil {
			t.Fatal(err)
		}
		text += " " + version
	}
	return text
}

// What another Hito, or something else, uses is left alone.
func TestAPlaceInUseIsLeftAlone(t *testing.T) {
	file, _ := taken(t, filled(t))
	served := dbtest.Empty(t)
	if err := served.Pool.Ping(t.Context()); err != nil { // as a server's pool has its sessions
		t.Fatal(err)
	}
	foreign := nowhere(t)
	if _, err := owner(t, foreign).Exec(t.Context(), `CREATE TABLE facturas (id int)`); err != nil {
		t.Fatal(err)
	}
	for says, d := range map[string]*dbtest.Database{"en marcha": served, "facturas": foreign} {
		_, err := target(d).Restore(t.Context(), bytes.NewReader(file))
		if err == nil || !strings.Contains(refused(t, err), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	_, err := Source{OwnerURL: foreign.OwnerURL}.Write(t.Context(), &bytes.Buffer{})
	if err == nil || !strings.Contains(refused(t, err), "No hay nada que copiar") {
		t.Errorf("a database without Hito is backed up: %v", err)
	}
}

// A back-up of an older schema is restored as it was and then migrated; one of a newer program is refused.
func TestABackupOfAnotherVersion(t *testing.T) {
	old := nowhere(t)
	const schema, queue = 24, 4
	if err := db.MigrateAsOf(t.Context(), old.OwnerURL, schema, queue); err != nil {
		t.Fatal(err)
	}
	pool := owner(t, old)
	for _, sql := range []string{
		`INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('plan', 'Plan', 'Hospital', '2021-01-01', '2023-12-31')`,
		`INSERT INTO units (name) VALUES ('Una'), ('Otra')`,
		`INSERT INTO users (email, name, role) VALUES ('ana@example.org', 'Ana', 'admin')`,
		`INSERT INTO river.river_job (kind, args, max_attempts) VALUES ('close_due_snapshots', '{}', 5)`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(sql, err)
		}
	}
	file, m := taken(t, old)
	if m.Schema != schema || m.Queue != queue {
		t.Fatalf("it is of schema %d and queue %d", m.Schema, m.Queue)
	}
	to := restored(t, blank(t), file)
	var units, jobs, version int
	err := owner(t, to).QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM units), (SELECT count(*) FROM river.river_job), (SELECT version FROM schema_migrations)`).Scan(&units, &jobs, &version)
	if err != nil || units != 2 || jobs != 1 || uint(version) != db.SchemaVersion() {
		t.Errorf("%d units, %d jobs, schema %d, %v", units, jobs, version, err)
	}
	var newer bytes.Buffer
	w, err := newWriter(&newer, Manifest{Format: format, Hito: "99", Schema: db.SchemaVersion() + 1, At: noon, Tables: []Table{{Schema: "public", Name: "a"}}}, nil)
	if err == nil {
		err = errors.Join(w.table(0, func(io.Writer) (int64, error) { return 0, nil }), w.close())
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = target(to).Restore(t.Context(), &newer)
	if err == nil || !strings.Contains(refused(t, err), "más nueva") {
		t.Errorf("of a newer program: %v", err)
	}
}

// An audit that was changed before it was copied is not taken for a good one, unless asked.
func TestABrokenAuditIsToldOf(t *testing.T) {
	from := dbtest.Fresh(t)
	if _, wait := writers(stopped(t, 2), from, 1, "antes"); wait() != nil {
		t.Fatal("nothing is written")
	}
	if _, err := from.Admin(t).Exec(t.Context(), `
		SET session_replication_role = replica; UPDATE audit_events SET object_id = 7777 WHERE id = 1`); err != nil {
		t.Fatal(err)
	}
	file, _ := taken(t, from)
	to := blank(t)
	_, err := target(to).Restore(t.Context(), bytes.NewReader(file))
	if err == nil || !strings.Contains(refused(t, err), "suceso 1 ") {
		t.Errorf("it is restored: %v", err)
	}
	as := target(to)
	as.BrokenAudit = true
	if _, err := as.Restore(t.Context(), bytes.NewReader(file)); err != nil {
		t.Errorf("as it is: %v", err)
	}
}

// From one server to another and back: of another major version, where HITO_TEST_POSTGRES_BIN names its programs.
func TestAcrossServers(t *testing.T) {
	from := filled(t)
	file, m := taken(t, from)
	server := dbtest.Server(t, os.Getenv("HITO_TEST_POSTGRES_BIN"))
	access, err := db.Prepare(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	there := &dbtest.Database{OwnerURL: access.Owner}
	if _, err := target(there).Restore(t.Context(), bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	was, is := contents(t, from), contents(t, there)
	if !maps.Equal(was, is) {
		t.Errorf("from %s to %s: there was\n%v\nand is\n%v", m.PostgreSQL, server.Version(), was, is)
	}
	back, other := taken(t, there)
	home := restored(t, blank(t), back)
	if is := contents(t, home); !maps.Equal(was, is) {
		t.Errorf("from %s back: there was\n%v\nand is\n%v", other.PostgreSQL, was, is)
	}
	t.Logf("PostgreSQL %s to %s and back: %d rows", m.PostgreSQL, other.PostgreSQL, m.Rows())
}

package db_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// expectForbidden checks that the role may not do something.
func expectForbidden(t *testing.T, pool *pgxpool.Pool, sql string) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != pgerrcode.InsufficientPrivilege {
		t.Errorf("%s: got %v, want insufficient privilege", sql, err)
	}
}

func TestSecurity20RuntimeRoleChangesNoSchema(t *testing.T) {
	pool := dbtest.Fresh(t).Pool
	for _, sql := range []string{
		"CREATE TABLE x ()", "CREATE TEMPORARY TABLE x ()", "CREATE SCHEMA x", "CREATE ROLE x", "CREATE DATABASE x",
		"ALTER TABLE plans ADD x int", "DROP TABLE plans", "TRUNCATE plans", "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		"ALTER DEFAULT PRIVILEGES FOR ROLE hito_owner GRANT ALL ON TABLES TO hito_runtime", "SET ROLE hito_owner",
		"UPDATE schema_migrations SET version = 1", "DELETE FROM schema_marker", "SET session_replication_role = replica",
	} {
		expectForbidden(t, pool, sql)
	}
	var owned int
	const ask = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'hito_runtime'"
	if err := pool.QueryRow(t.Context(), ask).Scan(&owned); err != nil || owned != 0 {
		t.Errorf("the runtime role owns %d things, error %v", owned, err)
	}
}

func TestSecurity20RuntimeRoleOnlyAppendsWhereHistoryIsKept(t *testing.T) {
	d := dbtest.Fresh(t)
	if _, err := d.Owner(t).Exec(t.Context(), "CREATE TABLE audit_to_come (id int)"); err != nil {
		t.Fatal(err)
	}
	for _, table := range append([]string{"audit_to_come"}, db.AppendOnly...) {
		if _, err := d.Pool.Exec(t.Context(), "SELECT FROM "+table); err != nil {
			t.Error(err)
		}
		if _, err := d.Pool.Exec(t.Context(), "INSERT INTO "+table+" SELECT * FROM "+table+" WHERE false"); err != nil &&
			!strings.Contains(err.Error(), pgerrcode.GeneratedAlways) {
			t.Error(err)
		}
		expectForbidden(t, d.Pool, "DELETE FROM "+table)
	}
	expectForbidden(t, d.Pool, "UPDATE measurements SET value = 0")
}

// Values are removed by a function that runs as the owner: the runtime role may run it, and nobody else who connects.
func TestSecurity20WhatRemovesValuesIsTheRuntimeRolesAlone(t *testing.T) {
	pool := dbtest.Fresh(t).Pool
	var its, anybodys, searched bool
	err := pool.QueryRow(t.Context(), `
SELECT has_function_privilege(p.oid, 'EXECUTE'),
       EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) WHERE grantee = 0),
       p.proconfig = '{"search_path=public, pg_temp"}'
FROM pg_proc p
WHERE p.oid = 'undo_import_values(bigint)'::regprocedure AND p.prosecdef`).Scan(&its, &anybodys, &searched)
	if err != nil || !its || anybodys || !searched {
		t.Errorf("the runtime role may run it: %v, anybody: %v, with a path of its own: %v, error %v", its, anybodys, searched, err)
	}
}

func TestMigratePutsPrivilegesRight(t *testing.T) {
	d := dbtest.Fresh(t)
	_, err := d.Owner(t).Exec(t.Context(), "GRANT ALL ON measurements TO hito_runtime; REVOKE DELETE ON units FROM hito_runtime; CREATE TABLE extra (id int)")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context(), d.OwnerURL); err != nil {
		t.Fatal(err)
	}
	expectForbidden(t, d.Pool, "DELETE FROM measurements")
	for _, sql := range []string{"DELETE FROM units", "UPDATE extra SET id = 1"} {
		if _, err := d.Pool.Exec(t.Context(), sql); err != nil {
			t.Error(err)
		}
	}
}

func TestAppendOnlyTablesExist(t *testing.T) {
	pool := dbtest.New(t)
	rows, _ := pool.Query(t.Context(), "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range db.AppendOnly {
		if !slices.Contains(tables, name) {
			t.Errorf("there is no table %s", name)
		}
	}
}

// The triggers say which tables keep their rows; the privileges must agree.
func TestAppendOnlyAgreesWithTheTriggers(t *testing.T) {
	pool := dbtest.New(t)
	rows, _ := pool.Query(t.Context(), `
SELECT tgrelid::regclass::text
FROM pg_trigger
WHERE tgname LIKE '%\_append\_only'`)
	guarded, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range guarded {
		if !slices.Contains(db.AppendOnly, table) {
			t.Errorf("%s has an append-only trigger but the runtime role may change it", table)
		}
	}
}

func TestOwnerOwnsTheDatabaseAndNobodyElseConnects(t *testing.T) {
	d := dbtest.Fresh(t)
	var owner string
	var public bool
	err := d.Pool.QueryRow(t.Context(), `
SELECT pg_get_userbyid(datdba), has_database_privilege('public', oid, 'CONNECT, CREATE, TEMPORARY')
FROM pg_database
WHERE datname = current_database()`).Scan(&owner, &public)
	if err != nil || owner != db.OwnerRole || public {
		t.Errorf("the database is %s's, open to everybody: %v, error %v", owner, public, err)
	}
}

// withUser returns the address of d for another role, made by the test.
func withUser(t *testing.T, d *dbtest.Database, role, attributes string) string {
	t.Helper()
	admin := d.Admin(t)
	if _, err := admin.Exec(t.Context(), "CREATE ROLE "+role+" LOGIN PASSWORD 'x' "+attributes); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(t.Context(), "GRANT ALL ON DATABASE "+d.Name+" TO "+role); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(d.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, "x")
	return u.String()
}

func TestOneRoleServesWhereNoneCanBeMade(t *testing.T) {
	d := dbtest.Empty(t)
	address := withUser(t, d, "plain_user", "")
	if _, err := d.Admin(t).Exec(t.Context(), "GRANT CREATE ON SCHEMA public TO plain_user"); err != nil {
		t.Fatal(err)
	}
	access, err := db.Prepare(t.Context(), address)
	if err != nil || access.Owner != address || access.Runtime != address || !strings.Contains(access.Weaker, "plain_user") {
		t.Fatalf("a plain user gets %+v, error %v", access, err)
	}
	if err := db.Migrate(t.Context(), access.Owner); err != nil {
		t.Fatal(err)
	}
	again, err := db.Prepare(t.Context(), d.AdminURL) // an administrator later does not break what is there
	if err != nil || !strings.Contains(again.Weaker, "hito restore") || strings.Contains(again.Weaker, "inicie Hito de nuevo") {
		t.Errorf("over a schema of another role an administrator gets %+v, error %v", again, err)
	}
}

func TestOneRoleServesWhereTheDatabaseIsSomebodyElses(t *testing.T) {
	d := dbtest.Empty(t)
	address := withUser(t, d, "role_maker", "CREATEROLE")
	if _, err := d.Admin(t).Exec(t.Context(), "ALTER DATABASE "+d.Name+" OWNER TO CURRENT_USER"); err != nil {
		t.Fatal(err)
	}
	access, err := db.Prepare(t.Context(), address)
	if err != nil || access.Runtime != address || access.Weaker == "" {
		t.Errorf("a role maker without the database gets %+v, error %v", access, err)
	}
}

// An administrator needs no more than the advice says, on a server where Hito has never been; and is told what it lacks.
func TestPrepareNeedsNoSuperuser(t *testing.T) {
	server := dbtest.Server(t, "")
	super, err := pgx.Connect(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = super.Close(context.Background()) }()
	for _, sql := range []string{"CREATE ROLE town LOGIN CREATEROLE PASSWORD 'x'", "CREATE DATABASE town OWNER town"} {
		if _, err := super.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	u, err := url.Parse(server.URL("town"))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("town", "x")
	access, err := db.Prepare(t.Context(), u.String())
	if err != nil || !strings.Contains(access.Weaker, "CREATEDB") {
		t.Errorf("without CREATEDB the administrator gets %+v, error %v", access, err)
	}
	if _, err := super.Exec(t.Context(), "ALTER ROLE town CREATEDB"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if access, err = db.Prepare(t.Context(), u.String()); err != nil || access.Weaker != "" {
			t.Fatalf("got %+v, error %v", access, err)
		}
		if err := db.Migrate(t.Context(), access.Owner); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPrepareMendsALostPassword(t *testing.T) {
	d := dbtest.Empty(t)
	if _, err := d.Admin(t).Exec(t.Context(), "ALTER ROLE hito_runtime PASSWORD 'other'"); err != nil {
		t.Fatal(err)
	}
	access, err := db.Prepare(t.Context(), d.AdminURL)
	if err != nil || access.Weaker != "" {
		t.Fatalf("got %+v, error %v", access, err)
	}
	pool, err := db.Connect(t.Context(), access.Runtime)
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
}

func TestAnAdministratorWithARolesOwnNameIsToldSo(t *testing.T) {
	d := dbtest.Fresh(t) // where hito_owner and hito_runtime log in
	for _, address := range []string{d.OwnerURL, d.Pool.Config().ConnString()} {
		access, err := db.Prepare(t.Context(), address)
		if err != nil || access.Owner != address || !strings.Contains(access.Weaker, "un administrador con otro nombre") {
			t.Errorf("got %+v, error %v", access, err)
		}
		if strings.Contains(access.Weaker, "CREATEROLE") {
			t.Errorf("the advice would not help: %q", access.Weaker)
		}
	}
}

// The password may come apart from the address, and hold what an address would have to encode.
func TestPrepareTakesThePasswordFromTheEnvironment(t *testing.T) {
	const password = `p@ss/w:rd#1 %"'ñ`
	d := dbtest.Empty(t)
	address := withUser(t, d, "environment_admin", "SUPERUSER")
	if _, err := d.Admin(t).Exec(t.Context(), "ALTER ROLE environment_admin PASSWORD '"+strings.ReplaceAll(password, "'", "''")+"'"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGPASSWORD", "wrong")
	bare := strings.Replace(address, ":x@", "@", 1)
	var pg *pgconn.PgError
	if _, err := db.Prepare(t.Context(), bare); !errors.As(err, &pg) || pg.Code != pgerrcode.InvalidPassword {
		t.Fatalf("a wrong password gives %v", err)
	}
	t.Setenv("PGPASSWORD", password)
	access, err := db.Prepare(t.Context(), bare)
	if err != nil || access.Weaker != "" {
		t.Fatalf("got %+v, error %v", access, err)
	}
	again, err := db.Prepare(t.Context(), bare)
	if err != nil || again != access {
		t.Errorf("the second start gets %+v, error %v; want %+v", again, err, access)
	}
	t.Setenv("PGPASSWORD", "")
	if err := db.Migrate(t.Context(), access.Owner); err != nil {
		t.Fatal(err)
	}
	pool, err := db.Connect(t.Context(), access.Runtime)
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
}

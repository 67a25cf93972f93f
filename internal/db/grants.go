package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// AppendOnly names the tables in which the runtime role may only read and insert. A new one is added
// here; until it is, the default privileges give it nothing more than that anyway.
var AppendOnly = []string{"measurements", "snapshots", "installation", "audit_events", "audit_personal", "challenge_moves",
	"reports", "report_files"}

// bookkeeping names the tables that only the owner writes.
var bookkeeping = []string{"schema_migrations", "schema_marker", QueueSchema + ".river_migration"}

// privilegesOn returns what the runtime role may do in a table, in the order in which the server is asked.
func privilegesOn(table string) string {
	switch {
	case slices.Contains(bookkeeping, table):
		return "SELECT"
	case slices.Contains(AppendOnly, table):
		return "SELECT, INSERT"
	default:
		return "SELECT, INSERT, UPDATE, DELETE"
	}
}

// held asks what the runtime role may do, in the form in which wanted answers. Beside the tables, that is the use of
// the queue's schema and of its sequences, and the functions that run as the owner; sequences of identity columns, as
// Hito's own tables have, need no right.
const held = `
SELECT 'TABLE' AS kind, c.oid::regclass::text AS name,
       concat_ws(', ', CASE WHEN has_table_privilege(r.oid, c.oid, 'SELECT') THEN 'SELECT' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'INSERT') THEN 'INSERT' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'UPDATE') THEN 'UPDATE' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'DELETE') THEN 'DELETE' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'TRUNCATE, REFERENCES, TRIGGER') THEN 'more' END) AS has
FROM pg_roles r
CROSS JOIN pg_class c
WHERE r.rolname = $1
  AND r.rolname <> current_user
  AND c.relnamespace IN (current_schema()::regnamespace, to_regnamespace($2))
  AND c.relkind IN ('r', 'p', 'v', 'm')
  AND pg_has_role(c.relowner, 'USAGE')
UNION ALL
SELECT 'SEQUENCE', c.oid::regclass::text,
       concat_ws(', ', CASE WHEN has_sequence_privilege(r.oid, c.oid, 'USAGE') THEN 'USAGE' END,
                       CASE WHEN has_sequence_privilege(r.oid, c.oid, 'SELECT, UPDATE') THEN 'more' END)
FROM pg_roles r
CROSS JOIN pg_class c
WHERE r.rolname = $1
  AND r.rolname <> current_user
  AND c.relnamespace = to_regnamespace($2)
  AND c.relkind = 'S'
  AND pg_has_role(c.relowner, 'USAGE')
UNION ALL
SELECT 'SCHEMA', n.nspname,
       concat_ws(', ', CASE WHEN has_schema_privilege(r.oid, n.oid, 'USAGE') THEN 'USAGE' END,
                       CASE WHEN has_schema_privilege(r.oid, n.oid, 'CREATE') THEN 'more' END)
FROM pg_roles r
CROSS JOIN pg_namespace n
WHERE r.rolname = $1
  AND r.rolname <> current_user
  AND n.oid = to_regnamespace($2)
  AND pg_has_role(n.nspowner, 'USAGE')
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text, CASE WHEN has_function_privilege(r.oid, p.oid, 'EXECUTE') THEN 'EXECUTE' ELSE '' END
FROM pg_roles r
CROSS JOIN pg_proc p
WHERE r.rolname = $1
  AND r.rolname <> current_user
  AND p.pronamespace = current_schema()::regnamespace
  AND p.prosecdef
  AND pg_has_role(p.proowner, 'USAGE')`

// wanted returns what the runtime role may do with a table, a sequence, a schema or a function.
func wanted(kind, name string) string {
	switch kind {
	case "TABLE":
		return privilegesOn(name)
	case "FUNCTION":
		return "EXECUTE"
	default:
		return "USAGE"
	}
}

// grantRuntime makes the runtime role's privileges what wanted says, in the owner's session.
// It writes only where they differ, all at once, and does nothing where there is no such role.
func grantRuntime(ctx context.Context, conn *pgx.Conn) error {
	rows, _ := conn.Query(ctx, held, RuntimeRole, QueueSchema)
	var kind, name, has string
	var change []string
	_, err := pgx.ForEachRow(rows, []any{&kind, &name, &has}, func() error {
		if want := wanted(kind, name); want != has {
			change = append(change, fmt.Sprintf("REVOKE ALL ON %[1]s %[2]s FROM %[3]s;\nGRANT %[4]s ON %[1]s %[2]s TO %[3]s;",
				kind, name, RuntimeRole, want))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the privileges: %w", err)
	}
	if len(change) == 0 {
		return nil
	}
	if _, err := conn.Exec(ctx, strings.Join(change, "\n")); err != nil {
		return fmt.Errorf("grant the privileges: %w", err)
	}
	return nil
}

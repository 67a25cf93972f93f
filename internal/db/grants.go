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
var AppendOnly = []string{"measurements", "snapshots", "installation", "audit_events", "audit_personal"}

// bookkeeping names the tables that only the owner writes.
var bookkeeping = []string{"schema_migrations", "schema_marker"}

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

// grantRuntime makes the runtime role's privileges what privilegesOn says, in the owner's session.
// It writes only where they differ, all at once, and does nothing where there is no such role.
func grantRuntime(ctx context.Context, conn *pgx.Conn) error {
	const held = `
SELECT c.relname,
       concat_ws(', ', CASE WHEN has_table_privilege(r.oid, c.oid, 'SELECT') THEN 'SELECT' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'INSERT') THEN 'INSERT' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'UPDATE') THEN 'UPDATE' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'DELETE') THEN 'DELETE' END,
                       CASE WHEN has_table_privilege(r.oid, c.oid, 'TRUNCATE, REFERENCES, TRIGGER') THEN 'more' END)
FROM pg_roles r
CROSS JOIN pg_class c
WHERE r.rolname = $1
  AND r.rolname <> current_user
  AND c.relnamespace = current_schema()::regnamespace
  AND c.relkind IN ('r', 'p', 'v', 'm')
  AND pg_has_role(c.relowner, 'USAGE')`
	rows, _ := conn.Query(ctx, held, RuntimeRole)
	var table, has string
	var change []string
	_, err := pgx.ForEachRow(rows, []any{&table, &has}, func() error {
		if want := privilegesOn(table); want != has {
			name := pgx.Identifier{table}.Sanitize()
			change = append(change, fmt.Sprintf("REVOKE ALL ON %s FROM %s;\nGRANT %s ON %s TO %s;",
				name, RuntimeRole, want, name, RuntimeRole))
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

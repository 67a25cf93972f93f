package tally

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Schema lists all that a migrated database consists of, one line each, in an order of its own: tables with columns,
// constraints, indexes, triggers, functions, rights, and the version.
func Schema(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, _ := conn.Query(ctx, `
		WITH own AS (
		    SELECT oid, nspname
		      FROM pg_namespace
		     WHERE nspname IN ('public', 'river'))
		SELECT line
		  FROM (SELECT concat_ws(' ', 'column', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
		                         a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) AS line
		          FROM pg_attribute a
		          JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'v', 'm', 'p')
		          JOIN own ON own.oid = c.relnamespace
		          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		         WHERE a.attnum > 0 AND NOT a.attisdropped
		         UNION ALL
		        SELECT concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relowner::regrole, c.relacl::text, c.reloptions::text)
		          FROM pg_class c
		          JOIN own ON own.oid = c.relnamespace
		         UNION ALL
		        SELECT concat_ws(' ', 'constraint', t.conrelid::regclass, t.conname, pg_get_constraintdef(t.oid), t.convalidated)
		          FROM pg_constraint t
		          JOIN own ON own.oid = t.connamespace
		         UNION ALL
		        SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready)
		          FROM pg_index i
		          JOIN pg_class c ON c.oid = i.indexrelid
		          JOIN own ON own.oid = c.relnamespace
		         UNION ALL
		        SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(g.oid), g.tgenabled)
		          FROM pg_trigger g
		          JOIN pg_class c ON c.oid = g.tgrelid
		          JOIN own ON own.oid = c.relnamespace
		         WHERE NOT g.tgisinternal
		         UNION ALL
		        SELECT concat_ws(' ', 'function', p.oid::regprocedure, p.proowner::regrole, p.proacl::text, p.proconfig::text, p.prosrc)
		          FROM pg_proc p
		          JOIN own ON own.oid = p.pronamespace
		         WHERE p.probin IS NULL
		         UNION ALL
		        SELECT concat_ws(' ', 'schema', n.nspname, n.nspacl::text)
		          FROM pg_namespace n
		          JOIN own USING (oid)
		         UNION ALL
		        SELECT concat_ws(' ', 'version', v.version, v.dirty, m.version)
		          FROM schema_migrations v, schema_marker m) AS everything
		 ORDER BY line COLLATE "C"`)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list the schema: %w", err)
	}
	return lines, nil
}

// seeds is how many values Seed writes.
const seeds = 1000

// Seed writes a plan with an indicator and its values, as soon as the schema has places for them, and tells how many
// it wrote: none where they are there already, or cannot be yet.
func Seed(ctx context.Context, conn *pgx.Conn) (int, error) {
	var wanted bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass('public.measurements') IS NOT NULL`).Scan(&wanted); err != nil || !wanted {
		return 0, err
	}
	tag, err := conn.Exec(ctx, `
		WITH p AS (
		    INSERT INTO plans (slug, title, body, starts_on, ends_on)
		    SELECT 'sembrado', 'Sembrado', 'Ayuntamiento', '2020-01-01', '2030-12-31'
		     WHERE NOT EXISTS (SELECT FROM plans)
		    RETURNING id),
		o AS (
		    INSERT INTO objectives (plan_id, position, code, title)
		    SELECT id, 1, 'O1', 'Un objetivo'
		      FROM p
		    RETURNING plan_id, id),
		i AS (
		    INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		    SELECT plan_id, id, 1, 'I1', 'Un indicador', 100
		      FROM o
		    RETURNING plan_id, id)
		INSERT INTO measurements (plan_id, indicator_id, measured_on, value, comment)
		SELECT plan_id, id, DATE '2000-01-01' + n, n, 'Sembrado ' || n
		  FROM i, generate_series(1, $1) n`, seeds)
	if err != nil {
		return 0, fmt.Errorf("write values: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// Seeded counts those of the values that are as Seed wrote them.
func Seeded(ctx context.Context, conn *pgx.Conn) (int, error) {
	var found int
	err := conn.QueryRow(ctx, `
		SELECT count(*)
		  FROM generate_series(1, $1) n
		  JOIN measurements m ON m.measured_on = DATE '2000-01-01' + n AND m.value = n AND m.comment = 'Sembrado ' || n AND m.revision = 1
		  JOIN indicators i ON i.plan_id = m.plan_id AND i.id = m.indicator_id AND i.code = 'I1'`, seeds).Scan(&found)
	if err != nil {
		return 0, fmt.Errorf("count the values: %w", err)
	}
	return found, nil
}

// EndSessions ends what a killed program has left running, as the server does once it notices that nobody listens, and
// waits until it is gone.
func EndSessions(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `
		SELECT pg_terminate_backend(pid, 10000)
		  FROM pg_stat_activity
		 WHERE application_name LIKE 'hito%' AND pid <> pg_backend_pid()`)
	if err != nil {
		return fmt.Errorf("end what was left running: %w", err)
	}
	return nil
}

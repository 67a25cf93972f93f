// Package checkup looks at how the database stands and tells, in Spanish, what is well, what to look after, and what
// is wrong.
package checkup

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/measure"
)

// Facts are what the database tells of itself, as the role that serves pages sees it.
type Facts struct {
	Version     int // as server_version_num
	VersionText string
	Fsync       string
	Synchronous string
	FullPages   string
	Checksums   string
	Now         time.Time
	Role        string
	Superuser   bool
	MayCreate   bool // in the schema public, or schemas in the database
	Owns        bool // any table of Hito's
	Schema      int64
	Dirty       bool
	QueueSchema int
	BrokenIndex []string
	Bloated     []string // tables in which more rows are dead than living
	NoFactor    int      // administrators and technicians who sign in with a password alone
	People      int      // who may sign in
	OpenSetUp   bool     // a link that makes the first administrator
	Demo        bool
	Waiting     measure.Queue `db:"-"`
}

// Load reads the facts. It takes two queries.
func Load(ctx context.Context, pool *pgxpool.Pool) (Facts, error) {
	rows, _ := pool.Query(ctx, `
		SELECT current_setting('server_version_num')::int AS version,
		       current_setting('server_version') AS version_text,
		       current_setting('fsync') AS fsync,
		       current_setting('synchronous_commit') AS synchronous,
		       current_setting('full_page_writes') AS full_pages,
		       current_setting('data_checksums') AS checksums,
		       clock_timestamp() AS now,
		       current_user AS role,
		       me.rolsuper AS superuser,
		       has_schema_privilege('public', 'CREATE') OR has_database_privilege(current_database(), 'CREATE') AS may_create,
		       EXISTS (SELECT FROM pg_class c
		                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relowner = me.oid) AS owns,
		       (SELECT version FROM schema_migrations) AS schema,
		       (SELECT dirty FROM schema_migrations) AS dirty,
		       (SELECT coalesce(max(version), 0)::int FROM `+db.QueueSchema+`.river_migration) AS queue_schema,
		       ARRAY (SELECT i.indexrelid::regclass::text FROM pg_index i
		               JOIN pg_class c ON c.oid = i.indexrelid
		              WHERE NOT (i.indisvalid AND i.indisready) AND c.relnamespace = 'public'::regnamespace) AS broken_index,
		       ARRAY (SELECT relname::text FROM pg_stat_user_tables
		               WHERE n_dead_tup > 10000 AND n_dead_tup > n_live_tup ORDER BY relname) AS bloated,
		       (SELECT count(*)::int FROM users
		         WHERE disabled_at IS NULL AND role IN ('admin', 'technician') AND password_hash IS NOT NULL AND totp_secret IS NULL) AS no_factor,
		       (SELECT count(*)::int FROM users WHERE disabled_at IS NULL) AS people,
		       EXISTS (SELECT FROM links WHERE kind = 'setup' AND expires_at > now()) AS open_set_up,
		       coalesce((SELECT demo FROM installation), false) AS demo
		  FROM pg_roles me
		 WHERE me.rolname = current_user`)
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Facts])
	if err != nil {
		return f, fmt.Errorf("look at the database: %w", err)
	}
	f.Waiting, err = measure.LoadQueue(ctx, pool)
	return f, err
}

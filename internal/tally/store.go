// Package tally counts, as the owner of a database, what became of writes whose clients were told that they are done.
package tally

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Kind is what was written, and so where it stands.
type Kind string

// Kinds of writes. A value bears its mark as its comment, a reto as its title.
const (
	Value Kind = "value"
	Reto  Kind = "reto"
)

// Found returns, of each mark that is there, what stands beside it, as often as it is there: the number of a value
// without needless zeros, and nothing for a reto. A withdrawn value stands as "".
func Found(ctx context.Context, conn *pgx.Conn, kind Kind, marks []string) (map[string][]string, error) {
	rows, _ := conn.Query(ctx, `
		SELECT comment AS mark, coalesce(trim_scale(value)::text, '') AS value
		  FROM measurements
		 WHERE $1 = 'value' AND comment = ANY($2)
		 UNION ALL
		SELECT title, ''
		  FROM challenges
		 WHERE $1 = 'reto' AND title = ANY($2)`, kind, marks)
	found := make(map[string][]string, len(marks))
	var mark, value string
	_, err := pgx.ForEachRow(rows, []any{&mark, &value}, func() error {
		found[mark] = append(found[mark], value)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count what was written: %w", err)
	}
	return found, nil
}

// Indicator is one of which anybody who records values may record any whole number.
type Indicator struct {
	ID   int64
	Code string
}

// Indicators lists those of a plan, in the order of their numbers, that are neither measured in percent nor cancelled
// nor recorded by themselves.
func Indicators(ctx context.Context, conn *pgx.Conn, slug string) ([]Indicator, error) {
	rows, _ := conn.Query(ctx, `
		SELECT i.id, i.code
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
		 WHERE p.slug = $1 AND i.unit_of_measure <> '%' AND i.cancelled_on IS NULL AND o.cancelled_on IS NULL
		   AND NOT EXISTS (SELECT
		                     FROM indicator_sources s
		                    WHERE s.plan_id = i.plan_id AND s.indicator_id = i.id)
		 ORDER BY i.id`, slug)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Indicator])
	if err != nil {
		return nil, fmt.Errorf("list the indicators of %q: %w", slug, err)
	}
	return list, nil
}

// Serving returns the processes of the server that serve the application, the oldest first.
func Serving(ctx context.Context, conn *pgx.Conn) ([]int, error) {
	return processes(ctx, conn, `
		SELECT pid
		  FROM pg_stat_activity
		 WHERE backend_type = 'client backend' AND application_name = 'hito' AND pid <> pg_backend_pid()
		 ORDER BY backend_start, pid`)
}

// Processes returns all processes of the server but the first, which starts the others.
func Processes(ctx context.Context, conn *pgx.Conn) ([]int, error) {
	return processes(ctx, conn, `
		SELECT pid
		  FROM pg_stat_activity
		 ORDER BY pid`)
}

func processes(ctx context.Context, conn *pgx.Conn, query string) ([]int, error) {
	rows, _ := conn.Query(ctx, query)
	list, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return nil, fmt.Errorf("list the processes of the server: %w", err)
	}
	return list, nil
}

// careless settings answer before anything is on disk, and put it there late.
var careless = []string{
	`ALTER SYSTEM SET synchronous_commit = off`,
	`ALTER SYSTEM SET fsync = off`,
	`ALTER SYSTEM SET wal_writer_delay = '10s'`,
	`ALTER SYSTEM SET wal_writer_flush_after = '1GB'`,
}

// Neglect makes the server lose what it has just acknowledged when it is killed. It is for the control alone.
func Neglect(ctx context.Context, conn *pgx.Conn) error {
	for _, statement := range append(careless, `SELECT pg_reload_conf()`) {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("neglect the database: %w", err)
		}
	}
	return nil
}

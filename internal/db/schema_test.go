package db_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/migrations"
)

var (
	fileName    = regexp.MustCompile(`^([0-9]{6})_([a-z0-9_]+)\.(up|down)\.sql$`)
	transaction = regexp.MustCompile(`(?im)^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)\s*;`)
	sqlComment  = regexp.MustCompile(`--[^\n]*`)
)

// A number that is missing, doubled or added later below the last would be skipped in silence.
func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	names, err := fs.Glob(migrations.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, name := range names {
		part := fileName.FindStringSubmatch(name)
		if part == nil {
			t.Errorf("%s is not called NNNNNN_subject.up.sql or .down.sql", name)
			continue
		}
		seen[part[1]+part[3]] += part[2]
	}
	for n := 1; n <= len(seen)/2; n++ {
		up, down := seen[fmt.Sprintf("%06dup", n)], seen[fmt.Sprintf("%06ddown", n)]
		if up == "" || up != down {
			t.Errorf("migration %d is called %q up and %q down", n, up, down)
		}
	}
	if len(names) != len(seen) || len(names)%2 != 0 || len(names) == 0 {
		t.Errorf("%d files for %d numbers and directions", len(names), len(seen))
	}
}

func TestMigrationsLeaveTransactionsToTheRunner(t *testing.T) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := migrations.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sql := strings.TrimRight(sqlComment.ReplaceAllString(string(text), ""), "; \n\t")
		if transaction.MatchString(sql) {
			t.Errorf("%s begins or ends a transaction", name)
		}
		alone := strings.Contains(strings.ToUpper(sql), "CONCURRENTLY")
		if alone && (strings.Contains(sql, ";") || !strings.Contains(sql, " EXISTS ")) {
			t.Errorf("%s: CONCURRENTLY stands alone in its file, with IF NOT EXISTS or IF EXISTS", name)
		}
		if strings.HasSuffix(name, ".up.sql") && !strings.HasPrefix(string(text), "-- ") {
			t.Errorf("%s does not begin with why it is there", name)
		}
	}
}

// Each step down undoes exactly its step up, and going up again from nothing gives the same schema.
func TestMigrationsGoDownAndUpAgain(t *testing.T) {
	d := dbtest.Empty(t)
	admin := d.Admin(t)
	to := func(version int) string {
		t.Helper()
		if err := db.MigrateTo(t.Context(), d.OwnerURL, uint(version)); err != nil {
			t.Fatalf("move to version %d: %v", version, err)
		}
		return catalog(t, admin)
	}
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	up := make([]string, len(names)+1)
	for v := 1; v < len(up); v++ {
		up[v] = to(v)
	}
	for v := len(up) - 2; v >= 1; v-- {
		compareSchemas(t, fmt.Sprintf("after going down to %d", v), up[v], to(v))
	}
	for line := range strings.Lines(to(0)) {
		if !strings.Contains(line, "schema_migrations") && !strings.Contains(line, "schema_marker") {
			t.Errorf("at version 0 there is still: %s", line)
		}
	}
	if err := db.Migrate(t.Context(), d.OwnerURL); err != nil {
		t.Fatal(err)
	}
	compareSchemas(t, "after going up again", up[len(names)], catalog(t, admin))
	if n := strings.Count(up[len(names)], "\n"); n < 100 {
		t.Errorf("the catalogue has only %d lines", n)
	}
}

func compareSchemas(t *testing.T, when, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	have := map[string]bool{}
	for line := range strings.Lines(got) {
		have[line] = true
	}
	for line := range strings.Lines(want) {
		if !have[line] {
			t.Errorf("%s, missing: %s", when, line)
		}
		delete(have, line)
	}
	for line := range have {
		t.Errorf("%s, too much: %s", when, line)
	}
}

// catalog writes the schema down, a line for each thing, without anything that depends on history.
func catalog(t *testing.T, pool *pgxpool.Pool) string {
	t.Helper()
	rows, _ := pool.Query(t.Context(), `
SELECT format('table %s %s owner %s rights %s', c.relkind, c.oid::regclass, c.relowner::regrole,
              (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(c.relacl) a)) AS line
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i'
UNION ALL
SELECT format('column %s.%s %s null %s default %s identity %s generated %s collation %s', a.attrelid::regclass, a.attname,
              format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, pg_get_expr(f.adbin, f.adrelid), a.attidentity,
              a.attgenerated, a.attcollation::regcollation)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm')
LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT format('index %s valid %s', pg_get_indexdef(indexrelid), indisvalid)
FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT format('function %s %s', oid::regprocedure, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT format('view %s %s', oid::regclass, pg_get_viewdef(oid))
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
UNION ALL
SELECT format('type %s', oid::regtype) FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
UNION ALL
SELECT format('comment %s %s %s', classoid::regclass, objsubid, description) FROM pg_description d
JOIN pg_class c ON c.oid = d.objoid AND c.relnamespace = 'public'::regnamespace
ORDER BY line`)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n") + "\n"
}

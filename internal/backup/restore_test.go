package backup

import (
	"bytes"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/audit"
	"hito/internal/db/dbtest"
)

// catalogue is what a schema consists of, in the server's own words.
func catalogue(t *testing.T, pool *pgxpool.Pool) (text string) {
	t.Helper()
	err := pool.QueryRow(t.Context(), `
		SELECT string_agg(line, E'\n' ORDER BY line) FROM (
		    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text AS line FROM pg_constraint
		     WHERE connamespace IN ('public'::regnamespace, 'river'::regnamespace)
		    UNION ALL
		    SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
		    UNION ALL
		    SELECT schemaname || '.' || sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences
		    UNION ALL
		    SELECT c.oid::regclass || ' ' || pg_get_userbyid(c.relowner) || coalesce(c.relacl::text, '') FROM pg_class c
		     WHERE c.relnamespace IN ('public'::regnamespace, 'river'::regnamespace)) l`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func restored(t *testing.T, d *dbtest.Database, file []byte) *dbtest.Database {
	t.Helper()
	if _, err := target(d).Restore(t.Context(), bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatIsRestoredIsWhatWas(t *testing.T) {
	from := filled(t)
	file, m := taken(t, from)
	to := restored(t, nowhere(t), file)
	if was, is := contents(t, from), contents(t, to); !maps.Equal(was, is) || len(was) < 40 {
		t.Errorf("there was\n%v\nand is\n%v", was, is)
	}
	if was, is := catalogue(t, owner(t, from)), catalogue(t, owner(t, to)); was != is {
		t.Errorf("the schema was\n%s\nand is\n%s", was, is)
	}
	v, err := audit.Verify(t.Context(), to.Pool, audit.Head{})
	if err != nil || v.Reason != "" || m.Audit != "" && v.Events == 0 {
		t.Errorf("the audit: %+v, %v", v, err)
	}
	t.Logf("%d rows in %d bytes", m.Rows(), len(file))
}

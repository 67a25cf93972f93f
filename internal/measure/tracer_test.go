package measure

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// traced is a pool whose statements tell tracer.
func traced(t *testing.T, tracer *Tracer) *pgxpool.Pool {
	t.Helper()
	pool, err := db.Connect(t.Context(), dbtest.Lease(t).RuntimeURL, db.PoolSize(0, 2), db.Traced(tracer))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func TestSlowStatementsAreLoggedWithoutTheirValues(t *testing.T) {
	var out bytes.Buffer
	pool := traced(t, &Tracer{Slow: time.Millisecond, Logger: slog.New(slog.NewJSONHandler(&out, nil))})
	work := &Work{ID: "REQUEST7", Name: func() string { return "/planes/{plan}" }}
	const sql = "SELECT pg_sleep(0.01),\n\t\t$1::text FROM generate_series(1, 2)"
	if _, err := pool.Exec(With(t.Context(), work), sql, "ana@example.org"); err != nil {
		t.Fatal(err)
	}
	var line struct {
		Level, Msg, ID, Route, SQL, Code string
		Rows                             int
		MS                               float64
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, &out)
	}
	if line.Level != "WARN" || line.ID != work.ID || line.Route != "/planes/{plan}" || line.Rows != 2 || line.MS < 10 ||
		line.SQL != "SELECT pg_sleep(0.01), $1::text FROM generate_series(1, 2)" || line.Code != "" {
		t.Errorf("logged %+v", line)
	}
	if strings.Contains(out.String(), "ana@") {
		t.Errorf("the log holds a value: %s", &out)
	}
	out.Reset()
	if _, err := pool.Exec(t.Context(), "SELECT 1 / (pg_sleep(0.01)::text = $1)::int", "ana@example.org"); err == nil {
		t.Fatal("a division by zero is no error")
	}
	if !strings.Contains(out.String(), `"code":"22012"`) || strings.Contains(out.String(), "division") || strings.Contains(out.String(), "ana@") {
		t.Errorf("a failure is logged as %s", &out)
	}
}

func TestStatementsAreCounted(t *testing.T) {
	var out bytes.Buffer
	pool := traced(t, &Tracer{Logger: slog.New(slog.NewJSONHandler(&out, nil))})
	work := &Work{Name: func() string { return "" }}
	ctx := With(t.Context(), work)
	batch := &pgx.Batch{}
	batch.Queue("SELECT 1")
	batch.Queue("SELECT 2")
	if err := pool.SendBatch(ctx, batch).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(ctx, "SELECT pg_sleep(0.01)"); err != nil {
		t.Fatal(err)
	}
	if count, took := work.Statements(); count != 3 || took < 10*time.Millisecond {
		t.Errorf("%d statements in %v", count, took)
	}
	if out.Len() > 0 {
		t.Errorf("nothing is to be logged, and is: %s", &out)
	}
}

func TestLongStatementsAreCut(t *testing.T) {
	text := oneLine("SELECT\n\t" + strings.Repeat("ñ ", 300))
	if n := len([]rune(text)); n != mostText || !strings.HasSuffix(text, "…") || strings.Contains(text, "\n") {
		t.Errorf("%d characters: %q", n, text)
	}
}

func TestTheQueueIsCounted(t *testing.T) {
	pool := dbtest.New(t)
	queue, err := LoadQueue(t.Context(), pool)
	if err != nil || len(queue.Jobs) != 0 || len(queue.Mails) != 0 {
		t.Fatalf("an empty queue: %v, %v", queue, err)
	}
	if _, err := pool.Exec(t.Context(), `
		INSERT INTO river.river_job (kind, args, max_attempts, state, finalized_at) VALUES ('a', '{}', 1, 'discarded', now()), ('b', '{}', 1, 'completed', now())`); err != nil {
		t.Fatal(err)
	}
	queue, err = LoadQueue(t.Context(), pool)
	if err != nil || queue.Jobs["discarded"] != 1 || len(queue.Jobs) != 1 {
		t.Errorf("counted %v, %v", queue, err)
	}
}

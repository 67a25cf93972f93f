package job

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/snapshot"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var today = date.New(2027, time.January, 1)

// yard is a database with a plan of which one follow-up is due today.
type yard struct {
	*testing.T
	d   *dbtest.Database
	log *bytes.Buffer
	mu  *sync.Mutex
}

// Write takes the log's lines of several clients.
func (y yard) Write(line []byte) (int, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.log.Write(line)
}

func open(t *testing.T) yard {
	t.Helper()
	y := yard{t, demotest.Lease(t, date.New(2026, time.November, 21)), new(bytes.Buffer), new(sync.Mutex)}
	y.exec(`UPDATE plans SET cadence_months = NULL`)
	y.exec(`UPDATE plans SET starts_on = '2026-01-01', ends_on = '2027-12-31', cadence_months = 3, state = 'active' WHERE slug = 'plan-de-ejemplo'`)
	if _, err := (snapshot.Store{Pool: y.d.Pool, Now: time.Now}).CloseDue(t.Context(), date.New(2026, time.November, 21)); err != nil {
		t.Fatal(err)
	}
	return y
}

func (y yard) exec(sql string) {
	y.Helper()
	if _, err := y.d.Pool.Exec(y.Context(), sql); err != nil {
		y.Fatalf("%s: %v", sql, err)
	}
}

func (y yard) count(sql string) (n int) {
	y.Helper()
	if err := y.d.Pool.QueryRow(y.Context(), sql).Scan(&n); err != nil {
		y.Fatalf("%s: %v", sql, err)
	}
	return n
}

// pool is a pool of the runtime role, as each server has one.
func (y yard) pool() *pgxpool.Pool {
	y.Helper()
	pool, err := db.Connect(y.Context(), y.d.RuntimeURL, db.PoolSize(0, 2))
	if err != nil {
		y.Fatal(err)
	}
	y.Cleanup(pool.Close)
	return pool
}

func (y yard) config() Config {
	y.Helper()
	return Config{
		Pool: y.pool(), Now: func() time.Time { return today.Time().Add(time.Hour) }, Location: time.UTC,
		Logger: slog.New(slog.NewTextHandler(y, nil)), poll: 100 * time.Millisecond,
	}
}

// start runs the jobs as a server does.
func (y yard) start() *Runner {
	y.Helper()
	r, err := Start(y.Context(), y.config())
	if err != nil {
		y.Fatal(err)
	}
	return r
}

func (y yard) stop(runners ...*Runner) {
	y.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, r := range runners {
		if err := r.Stop(ctx); err != nil {
			y.Error(err)
		}
	}
}

// until waits for something that becomes true.
func (y yard) until(what string, fn func() bool) {
	y.Helper()
	for range 400 {
		if fn() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.Fatalf("%s did not come; log: %s", what, y.log)
}

const (
	countScheduled = `SELECT count(*) FROM snapshots WHERE scheduled_for IS NOT NULL`
	countDone      = `SELECT count(*) FROM river.river_job WHERE kind = 'close_due_snapshots' AND state = 'completed'`
)

func TestWhatIsDueIsClosedAtTheStart(t *testing.T) {
	y := open(t)
	r := y.start()
	y.until("the job", func() bool { return y.count(countDone) == 1 })
	y.stop(r)
	if n := y.count(countScheduled); n != 1 {
		t.Errorf("%d follow-ups closed, want that of 31 December", n)
	}
	again := y.start()
	y.until("the job of the next start", func() bool { return y.count(countDone) == 2 })
	y.stop(again)
	if n := y.count(countScheduled); n != 1 {
		t.Errorf("%d follow-ups after another start", n)
	}
	if y.log.Len() > 0 {
		t.Errorf("all went well, and the log says: %s", y.log)
	}
}

// Two servers on one database: one of them leads, and each day is closed once.
func TestTwoServers(t *testing.T) {
	y := open(t)
	a, b := y.start(), y.start()
	y.until("the job", func() bool { return y.count(countDone) > 0 })
	if n := y.count(`SELECT count(*) FROM river.river_leader`); n != 1 {
		t.Errorf("%d leaders", n)
	}
	y.stop(a, b)
	if n := y.count(countScheduled); n != 1 {
		t.Errorf("%d follow-ups closed by two servers", n)
	}
}

// A second job is not put beside one that waits or runs.
func TestOneJobAtATime(t *testing.T) {
	y := open(t)
	r := y.start()
	y.until("the job", func() bool { return y.count(countDone) == 1 })
	y.stop(r)
	for n, skipped := range []bool{false, true} {
		result, err := r.client.Insert(t.Context(), closings{}, nil)
		if err != nil || result.UniqueSkippedAsDuplicate != skipped {
			t.Errorf("insert %d: skipped %t, %v", n, result.UniqueSkippedAsDuplicate, err)
		}
	}
}

// A job that is cut off half way leaves nothing behind and is done at the next start.
func TestAJobThatIsCutOff(t *testing.T) {
	y := open(t)
	holding, err := y.d.Pool.Begin(t.Context()) // as a page that writes into the plan, and takes long
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holding.Exec(t.Context(), `SELECT FROM plans WHERE slug = 'plan-de-ejemplo' FOR SHARE`); err != nil {
		t.Fatal(err)
	}
	r := y.start()
	y.until("a job that runs", func() bool {
		return y.count(`SELECT count(*) FROM river.river_job WHERE kind = 'close_due_snapshots' AND state = 'running'`) == 1
	})
	y.stop(r)
	if n := y.count(countScheduled); n != 0 {
		t.Errorf("%d follow-ups of a job that was cut off", n)
	}
	if n := y.count(`SELECT count(*) FROM river.river_job WHERE kind = 'close_due_snapshots' AND state IN ('available', 'retryable')`); n != 1 {
		t.Error("the job that was cut off does not wait to be done again")
	}
	if err := holding.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := y.start()
	y.until("the job that was cut off", func() bool { return y.count(countDone) > 0 })
	y.stop(again)
	if n := y.count(countScheduled); n != 1 {
		t.Errorf("%d follow-ups after the next start", n)
	}
}

// A job of a server that died without a word is taken over.
func TestAJobOfADeadServer(t *testing.T) {
	y := open(t)
	y.exec(`
		INSERT INTO river.river_job (state, attempt, max_attempts, attempted_at, attempted_by, args, kind, queue)
		VALUES ('running', 1, 5, now() - interval '1 hour', '{dead}', '{}', 'close_due_snapshots', 'default')`)
	r := y.start()
	y.until("both jobs", func() bool {
		return y.count(countScheduled) == 1 && y.count(`SELECT count(*) FROM river.river_job WHERE kind = 'close_due_snapshots' AND state = 'running'`) == 0
	})
	y.stop(r)
}

func TestFailuresAreLogged(t *testing.T) {
	y := open(t)
	job := &rivertype.JobRow{Kind: "x", Attempt: 2}
	tell := teller{slog.New(slog.NewTextHandler(y, nil))}
	if got := tell.HandleError(t.Context(), job, context.DeadlineExceeded); got != nil {
		t.Error("a failing job is given up")
	}
	tell.HandlePanic(t.Context(), job, "boom", "trace")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	tell.HandleError(ended, job, context.Canceled)
	if text := y.log.String(); strings.Count(text, "\n") != 2 || !strings.Contains(text, "deadline exceeded") || !strings.Contains(text, "boom") {
		t.Errorf("the log says %q", text)
	}
	q := slog.New(quiet{slog.NewTextHandler(y, nil)}).With("a", 1).WithGroup("g")
	q.Info("hush")
	q.Warn("aloud")
	if text := y.log.String(); strings.Contains(text, "hush") || !strings.Contains(text, "aloud") {
		t.Errorf("the log says %q", text)
	}
}

var _ river.Worker[closings] = &closingsWorker{}

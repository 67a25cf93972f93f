package bench_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/bench"
	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/cluster"
	"hito/internal/indicator"
)

var today = date.New(2026, time.November, 21)

// volatileServer is a server of its own, because foreign keys are left unchecked by its superuser only.
func volatileServer(t *testing.T) *cluster.Cluster {
	t.Helper()
	dir := t.TempDir()
	for _, passed := range []string{dir + "/..", dir} { // PostgreSQL's own user passes through
		if err := os.Chmod(passed, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	server, err := cluster.Start(t.Context(), cluster.Config{Dir: dir, BinDir: os.Getenv("HITO_POSTGRES_BIN"), Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// generated returns a pool on a database with a few plans.
func generated(t *testing.T, kinds ...bench.Plans) *pgxpool.Pool {
	t.Helper()
	server := volatileServer(t)
	url, err := bench.Make(t.Context(), server, "generated", today, kinds...)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := bench.Make(t.Context(), server, "generated", today, kinds...); err != nil || again != url {
		t.Errorf("a database that is there: %q and %v, want %q", again, err, url)
	}
	pool, err := db.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func read(t *testing.T, pool *pgxpool.Pool, fn func(context.Context, pgx.Tx) error) {
	t.Helper()
	if err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestGenerated(t *testing.T) {
	pool := generated(t,
		bench.Plans{Slug: "uno", Count: 1, Lines: 4, Objectives: 30, Indicators: 70},
		bench.Plans{Slug: "otro", Count: 3, Lines: 3, Objectives: 12, Indicators: 21})
	t.Run("plans are whole", func(t *testing.T) { plansAreWhole(t, pool) })
	t.Run("reads are told", func(t *testing.T) { readsAreTold(t, pool) })
	t.Run("newest values are read without their history", func(t *testing.T) { newestAlone(t, pool) })
}

func plansAreWhole(t *testing.T, pool *pgxpool.Pool) {
	for slug, want := range map[string]int{"uno-1": 70, "otro-1": 21, "otro-3": 21} {
		read(t, pool, func(ctx context.Context, tx pgx.Tx) error {
			b, err := dashboard.LoadView(ctx, tx, slug, dashboard.View{Today: today})
			if err != nil {
				return err
			}
			if b.Size() != want || b.Coverage.WithData != want || len(b.Snapshots) != 1 || b.Previous == nil || len(b.Lines) < 3 {
				t.Errorf("%s: %d indicators, coverage %+v, %d snapshots, %d lines", slug, b.Size(), b.Coverage, len(b.Snapshots), len(b.Lines))
			}
			for _, i := range b.Indicators() {
				if len(i.Units) == 0 || i.MeasuredOn != date.New(2026, time.October, 31) {
					t.Errorf("%s: %s has units %v and was measured on %s", slug, i.Code, i.Units, i.MeasuredOn)
				}
			}
			if counts := b.Counts(); len(counts) < 3 {
				t.Errorf("%s: the statuses %v are all that there are", slug, counts)
			}
			own, all, err := bench.CountMeasurements(ctx, tx, slug)
			if own != want*bench.Months || all != (70+3*21)*bench.Months {
				t.Errorf("%s: %d of %d measurements", slug, own, all)
			}
			return err
		})
	}
}

func readsAreTold(t *testing.T, pool *pgxpool.Pool) {
	for _, c := range []struct {
		name, sql string
		args      []any
		rows      int
		unbounded bool
	}{
		{"one plan's", `SELECT value FROM measurements WHERE plan_id = $1`, []any{2}, 21 * bench.Months, false},
		{"all", `SELECT count(*) FROM measurements WHERE value > $1`, []any{-1_000}, (70 + 3*21) * bench.Months, true},
		{"a shared table by its key", `SELECT title FROM plans WHERE slug = $1`, []any{"otro-2"}, 1, false},
	} {
		read(t, pool, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil { // the tables are small
				return err
			}
			reads, err := bench.Explain(ctx, tx, c.sql, c.args...)
			if err == nil && (len(reads) != 1 || reads[0].Rows != c.rows || reads[0].Unbounded != c.unbounded) {
				t.Errorf("%s: %+v, want %d rows, unbounded %v", c.name, reads, c.rows, c.unbounded)
			}
			return err
		})
	}
}

// sent gathers statements.
type sent struct{ statements []pgx.TraceQueryStartData }

func (s *sent) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.statements = append(s.statements, data)
	return ctx
}

func (*sent) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// newestAlone sees that a value in force costs a probe or two of the index, however long the indicator's history is:
// the planner is easily led to read all of it.
func newestAlone(t *testing.T, pool *pgxpool.Pool) {
	const indicators, mostEach = 70, 3
	for name, load := range map[string]func(context.Context, pgx.Tx) error{
		"the state of a plan": func(ctx context.Context, tx pgx.Tx) error {
			_, err := dashboard.LoadState(ctx, tx, access.Scope{All: true}, "uno-1", today)
			return err
		},
		"its sheet": func(ctx context.Context, tx pgx.Tx) error {
			_, err := indicator.LoadSheet(ctx, tx, access.Actor{Kind: access.Command}, indicator.SheetAsk{Slug: "uno-1", Today: today})
			return err
		},
	} {
		s := &sent{}
		traced, err := db.Connect(t.Context(), pool.Config().ConnString(), func(c *pgxpool.Config) { c.ConnConfig.Tracer = s })
		if err != nil {
			t.Fatal(err)
		}
		defer traced.Close()
		read(t, traced, load)
		rows := 0
		read(t, pool, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off`); err != nil { // the tables are small
				return err
			}
			for _, one := range s.statements {
				if !strings.Contains(one.SQL, "measurements") {
					continue
				}
				reads, err := bench.Explain(ctx, tx, one.SQL, one.Args...)
				if err != nil {
					return err
				}
				for _, r := range reads {
					if r.Table == "measurements" {
						rows += r.Rows
					}
				}
			}
			return nil
		})
		if rows < indicators || rows > mostEach*indicators {
			t.Errorf("%s reads %d measurements for %d indicators", name, rows, indicators)
		}
	}
}

func TestGeneratedRetosAreWhole(t *testing.T) {
	url, err := bench.MakeChallenges(t.Context(), volatileServer(t), "retos", today, bench.Challenges{Count: 200, People: 20, Units: 5})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	director := access.Actor{Kind: access.Person, ID: 1, Role: access.Director}
	read(t, pool, func(ctx context.Context, tx pgx.Tx) error {
		columns, err := challenge.Board(ctx, tx, director, today, challenge.ListQuery{})
		if err != nil {
			return err
		}
		for _, c := range columns {
			if c.Total == 0 && c.State != challenge.Merged {
				t.Errorf("none is %s", c.State)
			}
		}
		similar, err := challenge.SimilarTo(ctx, tx, director, "Las citas se piden por teléfono y nadie contesta")
		if err == nil && len(similar) == 0 {
			t.Error("none is like another")
		}
		return err
	})
}

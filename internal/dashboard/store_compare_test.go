package dashboard_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/snapshot"
)

var compareToday = date.New(2026, time.November, 21)

// counted is a pool of which a test counts the queries.
type counted struct {
	*pgxpool.Pool
	queries int
}

// TraceQueryStart counts what is asked, but for what begins and ends transactions.
func (c *counted) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	switch q.SQL {
	case "begin isolation level repeatable read read only", "commit", "rollback", ";", "-- ping":
	default:
		c.queries++
	}
	return ctx
}

// TraceQueryEnd does nothing.
func (c *counted) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func openCounted(t *testing.T) *counted {
	t.Helper()
	d, c := demotest.Lease(t, compareToday), &counted{}
	pool, err := db.Connect(t.Context(), d.RuntimeURL, db.PoolSize(0, 1), func(cfg *pgxpool.Config) { cfg.ConnConfig.Tracer = c })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	c.Pool = pool
	return c
}

func (c *counted) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := c.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// compare compares two moments of the fictitious plan.
func (c *counted) compare(t *testing.T, from, to int64) (dashboard.Comparison, dashboard.Moments, map[int64]dashboard.Reason) {
	t.Helper()
	compared, moments, reasons, err := c.tryCompare(t, access.Scope{All: true}, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return compared, moments, reasons
}

func (c *counted) tryCompare(t *testing.T, scope access.Scope, from, to int64) (
	compared dashboard.Comparison, moments dashboard.Moments, reasons map[int64]dashboard.Reason, err error,
) {
	t.Helper()
	err = db.ReadTx(t.Context(), c.Pool, func(tx pgx.Tx) (err error) {
		compared, moments, err = dashboard.LoadComparison(t.Context(), tx, scope, example, dashboard.Moments{From: from, To: to}, compareToday)
		if err != nil {
			return err
		}
		reasons, err = dashboard.Reasons(t.Context(), tx, compared, compared.Indicators)
		return err
	})
	return compared, moments, reasons, err
}

// snapshots are the numbers of the fictitious plan's snapshots, newest first.
func (c *counted) snapshots(t *testing.T) []int64 {
	t.Helper()
	rows, _ := c.Query(t.Context(), `
		SELECT s.id
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = $1
		 ORDER BY s.taken_on DESC, s.id DESC`, example)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) < 3 {
		t.Fatalf("%v, %v", ids, err)
	}
	return ids
}

func TestMomentsThatAreNotAskedFor(t *testing.T) {
	c := openCounted(t)
	ids := c.snapshots(t)
	const unasked = dashboard.Unasked
	check := func(when string, from, to, wantFrom, wantTo int64) {
		t.Helper()
		if _, got, _ := c.compare(t, from, to); got != (dashboard.Moments{From: wantFrom, To: wantTo}) {
			t.Errorf("%s: %v, want %d and %d of %v", when, got, wantFrom, wantTo, ids)
		}
	}
	check("neither", unasked, unasked, ids[1], ids[0])
	check("until today", unasked, dashboard.Today, ids[0], dashboard.Today)
	check("until one", unasked, ids[1], ids[2], ids[1])
	check("until the first", unasked, ids[len(ids)-1], ids[len(ids)-1], ids[len(ids)-1])
	check("from one", ids[2], unasked, ids[2], dashboard.Today)
	check("both", ids[0], ids[2], ids[0], ids[2])

	err := db.Tx(t.Context(), c.Pool, func(tx pgx.Tx) error {
		_, err := snapshot.Close(t.Context(), tx, example, snapshot.Closing{Title: "Corregido", TakenOn: compareToday - 100, Note: "x", Replaces: ids[0]})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	after := c.snapshots(t)
	check("one that was corrected is left out", unasked, unasked, ids[1], max(after[0], after[1]))
}

func TestComparisonsTakeAFixedNumberOfQueries(t *testing.T) {
	c := openCounted(t)
	ids := c.snapshots(t)
	for name, m := range map[string]struct {
		from, to int64
		most     int
	}{"two snapshots": {ids[1], ids[0], 4}, "one and today": {ids[0], dashboard.Today, 4}, "one with itself": {ids[0], ids[0], 3}} {
		c.queries = 0
		c.compare(t, m.from, m.to)
		if c.queries == 0 || c.queries > m.most {
			t.Errorf("%s takes %d queries, want %d at most", name, c.queries, m.most)
		}
	}
}

func TestWhatIsComparedIsInTheScope(t *testing.T) {
	c := openCounted(t)
	ids := c.snapshots(t)
	c.exec(t, `UPDATE plans SET published_at = NULL`)
	if _, _, _, err := c.tryCompare(t, access.Scope{}, ids[1], ids[0]); !errors.Is(err, fault.NotFound) {
		t.Errorf("a plan that is not public: %v", err)
	}
	var foreign int64
	if err := c.QueryRow(t.Context(), `SELECT s.id FROM snapshots s JOIN plans p ON p.id = s.plan_id WHERE p.slug <> $1`, example).Scan(&foreign); err != nil {
		t.Fatal(err)
	}
	for _, id := range []int64{foreign, 999_999} {
		if _, _, _, err := c.tryCompare(t, access.Scope{All: true}, id, ids[0]); !errors.Is(err, fault.NotFound) {
			t.Errorf("snapshot %d, which is not the plan's: %v", id, err)
		}
	}
}

// What was said of a value explains its change, as far as it was known at the later moment.
func TestReasons(t *testing.T) {
	c := openCounted(t)
	ids := c.snapshots(t)
	var plan, indicator int64
	err := c.QueryRow(t.Context(), `
		SELECT i.plan_id, i.id
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = $1 AND i.code = 'I1.1'`, example).Scan(&plan, &indicator)
	if err != nil {
		t.Fatal(err)
	}
	record := func(revision int, value any, comment, reason string) {
		t.Helper()
		c.exec(t, `
			INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason, recorded_at)
			VALUES ($1, $2, '2026-11-20', $3, $4, $5, $6, now())`, plan, indicator, revision, value, comment, reason)
	}
	record(1, "1.5", "Se ha contratado a dos personas", "")
	if _, _, got := c.compare(t, ids[0], dashboard.Today); got[indicator].Comment != "Se ha contratado a dos personas" || got[indicator].MeasuredOn != compareToday-1 {
		t.Errorf("today: %+v", got[indicator])
	}
	if _, _, got := c.compare(t, dashboard.Today, ids[0]); got[indicator].Comment == "" {
		t.Error("the other way round nothing is said")
	}
	if _, _, got := c.compare(t, ids[1], ids[0]); got[indicator].Comment == "Se ha contratado a dos personas" {
		t.Error("a snapshot tells what was said after it was closed")
	}
	record(2, "2", "", "Era de otro mes")
	if _, _, got := c.compare(t, ids[0], dashboard.Today); got[indicator].Reason != "Era de otro mes" || got[indicator].Withdrawn {
		t.Errorf("after a correction: %+v", got[indicator])
	}
	record(3, nil, "", "No era de este servicio")
	d, _, got := c.compare(t, ids[0], dashboard.Today)
	for _, one := range d.Indicators {
		if r, ok := got[one.ID()]; ok && !one.NewValue() {
			t.Errorf("%d has the value it had, and is explained: %+v", one.ID(), r)
		}
	}
	if r := got[indicator]; !r.Withdrawn || r.Reason != "No era de este servicio" {
		t.Errorf("after a withdrawal: %+v", r)
	}
}

func BenchmarkCompare(b *testing.B) {
	for _, size := range []int{21, 1000, 10_000} {
		from, to := large(size, 1), large(size, 2)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				dashboard.Compare(from, to)
			}
		})
	}
}

// large is a board of so many indicators, a third of which have another value in each version.
func large(size, version int) dashboard.Board {
	b := dashboard.Board{Objectives: make([]dashboard.Objective, 1)}
	for n := range size {
		i := dashboard.Indicator{}
		i.ID, i.Code = int64(n+1), fmt.Sprint(n)
		if n%3 == 0 {
			i.Progress = decimal.NewNullDecimal(decimal.New(int64(version), -1))
		}
		b.Objectives[0].Indicators = append(b.Objectives[0].Indicators, i)
	}
	return b
}

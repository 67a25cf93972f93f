package dashboard_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/snapshot"
	"hito/internal/unit"
)

// counter counts what is asked of the database.
type counter struct{ n int }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n++
	return ctx
}

func (*counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// servers are two instances of Hito on one database, each with what it keeps.
type servers struct {
	*testing.T
	pool, shared *pgxpool.Pool // the first has one connection, whose statements are counted
	kept         [2]*dashboard.Boards
	asked        *counter
}

func twoServers(t *testing.T) servers {
	t.Helper()
	shared := demotest.New(t, today)
	config, asked := shared.Config(), &counter{}
	config.ConnConfig.Tracer = asked
	config.MinConns, config.MaxConns = 1, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return servers{t, pool, shared, [2]*dashboard.Boards{dashboard.NewBoards(dashboard.MostKept), dashboard.NewBoards(dashboard.MostKept)}, asked}
}

var anybody = dashboard.View{Today: today, Scope: access.Scope{All: true}}

// views are all the ways in which the pages of a plan are asked for.
func (s servers) views() []dashboard.View {
	s.Helper()
	b, err := view(s.T, s.pool, dashboard.LoadView, example, anybody)
	if err != nil {
		s.Fatal(err)
	}
	views := []dashboard.View{anybody}
	for _, v := range []dashboard.View{{On: today - 100}, {Snapshot: b.Snapshots[0].ID}, {Snapshot: b.Snapshots[len(b.Snapshots)-1].ID}} {
		v.Today, v.Scope = anybody.Today, anybody.Scope
		views = append(views, v)
	}
	return views
}

// agree looks at every view of the example on both servers and without either.
func (s servers) agree(after string, views []dashboard.View) {
	s.Helper()
	for _, v := range views {
		want, wrong := view(s.T, s.pool, dashboard.LoadView, example, v)
		state, _ := view(s.T, s.pool, dashboard.LoadStateView, example, v)
		for n, k := range s.kept {
			for range 2 { // the second is the one that is kept
				whole, err := k.View(s.Context(), s.pool, example, v)
				if (err == nil) != (wrong == nil) || !reflect.DeepEqual(whole, want) {
					s.Errorf("%s: server %d shows another board of %+v (%v, %v)", after, n, v, err, wrong)
				}
				if got, _ := view(s.T, s.pool, k.LoadStateView, example, v); !reflect.DeepEqual(got, state) {
					s.Errorf("%s: server %d shows another state of %+v", after, n, v)
				}
			}
		}
	}
}

func TestWhatIsKeptTakesOneQuery(t *testing.T) {
	s := twoServers(t)
	taken := func() int {
		s.asked.n = 0
		if _, err := s.kept[0].View(t.Context(), s.pool, example, anybody); err != nil {
			t.Fatal(err)
		}
		return s.asked.n
	}
	if n := taken(); n != 4+2 { // and the two ends of a transaction
		t.Errorf("the first visit took %d statements", n)
	}
	for range 3 {
		if n := taken(); n != 1 {
			t.Errorf("another visit took %d statements", n)
		}
	}
}

// Whatever changes outside of a plan's own rows, or without an event, is seen at once by every server.
func TestServersAgreeAtOnce(t *testing.T) {
	s := twoServers(t)
	actor, technician := dbtest.Actor(t, s.pool, access.Admin), dbtest.Actor(t, s.pool, access.Technician)
	now := func() time.Time { return today.Time().Add(12 * time.Hour) }
	units, snapshots := unit.Store{Pool: s.pool, Now: now}, snapshot.Store{Pool: s.pool, Now: now}
	plans := plan.Store{Pool: s.pool, Now: now}
	views := s.views()
	s.agree("at first", views)
	sql := func(text string) func() error {
		return func() error { _, err := s.pool.Exec(t.Context(), text); return err }
	}
	changes := []struct {
		name string
		do   func() error
	}{
		{"a unit was named again", func() error {
			list, err := units.List(t.Context())
			if err != nil {
				return err
			}
			return units.Update(t.Context(), actor, rand.Text(), list[0].ID, list[0].Version, unit.Draft{Name: "Otro nombre"})
		}},
		{"a snapshot was closed", func() error {
			_, err := snapshots.Close(t.Context(), technician, rand.Text(), example, today, snapshot.Draft{Title: "Otro", TakenOn: today.String()})
			return err
		}},
		{"the plan was published no more", func() error {
			var version int
			if err := s.pool.QueryRow(t.Context(), `SELECT version FROM plans WHERE slug = $1`, example).Scan(&version); err != nil {
				return err
			}
			return plans.Publish(t.Context(), technician, rand.Text(), example, version, plan.TypedPublication{})
		}},
		{"a plan was written without an event", sql(`UPDATE plans SET title = 'Otro título', version = version + 1`)},
	}
	for _, c := range changes {
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s.agree(c.name, views)
	}
}

// Nobody commits an event after a newer one: whoever wants to add one waits for whoever has added one.
func TestNoEventIsCommittedLate(t *testing.T) {
	s := twoServers(t)
	views := s.views()[:1]
	of, err := dashboard.FindStand(t.Context(), s.pool, anybody.Scope, example)
	if err != nil {
		t.Fatal(err)
	}
	write := func(tx pgx.Tx, title string) error {
		if _, err := tx.Exec(t.Context(), `UPDATE objectives SET title = $2 || code WHERE plan_id = $1`, of.ID, title); err != nil {
			return err
		}
		return audit.Record(t.Context(), tx, audit.Event{At: today.Time(), Action: "objective.update", Object: audit.Object{Type: "objective"}, PlanID: of.ID})
	}
	s.agree("at first", views)
	err = db.Tx(t.Context(), s.shared, func(first pgx.Tx) error {
		if err := write(first, "A"); err != nil {
			return err
		}
		s.agree("before the commit", views)
		overtaking := db.Tx(t.Context(), s.shared, func(second pgx.Tx) error {
			if _, err := second.Exec(t.Context(), `SET LOCAL lock_timeout = '50ms'`); err != nil {
				return err
			}
			return audit.Record(t.Context(), second, audit.Event{At: today.Time(), Action: "objective.update", Object: audit.Object{Type: "objective"}, PlanID: of.ID})
		})
		if overtaking == nil {
			t.Error("an event was committed before an older one")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.agree("after the commit", views)
}

func TestWhoMayNotReadAPlanIsNotGivenWhatIsKept(t *testing.T) {
	s := twoServers(t)
	if _, err := s.pool.Exec(t.Context(), `UPDATE plans SET published_at = NULL, state = 'draft' WHERE slug = $1`, example); err != nil {
		t.Fatal(err)
	}
	if _, err := s.kept[0].View(t.Context(), s.pool, example, anybody); err != nil {
		t.Fatal(err)
	}
	if b, err := s.kept[0].View(t.Context(), s.pool, example, dashboard.View{Today: today}); !errors.Is(err, fault.NotFound) {
		text, _ := json.Marshal(b)
		t.Errorf("a visitor is given %.100s (%v)", text, err)
	}
}

func TestEachDayHasItsOwnBoard(t *testing.T) {
	s := twoServers(t)
	for _, day := range []date.Date{today, today + 1, today} {
		b, err := s.kept[0].View(t.Context(), s.pool, example, dashboard.View{Today: day, Scope: anybody.Scope})
		if err != nil || b.On != day {
			t.Errorf("on %s the board is of %s (%v)", day, b.On, err)
		}
	}
}

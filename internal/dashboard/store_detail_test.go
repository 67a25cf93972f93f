package dashboard_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
)

const (
	published = "i-plan-innovacion-2021-2023"
	example   = "plan-de-ejemplo"
)

type loader func(context.Context, pgx.Tx, string, dashboard.View) (dashboard.Board, error)

func view(t *testing.T, pool *pgxpool.Pool, load loader, slug string, v dashboard.View) (dashboard.Board, error) {
	t.Helper()
	var b dashboard.Board
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
		b, err = load(t.Context(), tx, slug, v)
		return err
	})
	return b, err
}

func results(b dashboard.Board) int {
	n := 0
	for _, i := range b.Indicators() {
		n += len(i.Results)
	}
	return n
}

func TestViewsChooseAsTheDashboardDoes(t *testing.T) {
	pool := demotest.New(t, today)
	on := date.New(2022, time.November, 30)
	last, err := view(t, pool, dashboard.LoadView, published, dashboard.View{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, slug string
		view       dashboard.View
		on         date.Date
		frozen     bool
	}{
		{"over: the last snapshot", published, dashboard.View{Today: today}, on, true},
		{"over, but asked for a date", published, dashboard.View{On: on, Today: today}, on, false},
		{"a snapshot", published, dashboard.View{Snapshot: last.Frozen.ID, Today: today}, on, true},
		{"under way: today", example, dashboard.View{Today: today}, today, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			full, err := view(t, pool, dashboard.LoadView, c.slug, c.view)
			if err != nil {
				t.Fatal(err)
			}
			state, err := view(t, pool, dashboard.LoadStateView, c.slug, c.view)
			if err != nil {
				t.Fatal(err)
			}
			detail, err := view(t, pool, dashboard.LoadDetailView, c.slug, c.view)
			if err != nil {
				t.Fatal(err)
			}
			for name, b := range map[string]dashboard.Board{"full": full, "state": state, "detail": detail} {
				if b.On != c.on || (b.Frozen != nil) != c.frozen || !b.Progress.Decimal.Equal(full.Progress.Decimal) {
					t.Errorf("%s: on %s, frozen %v, progress %s", name, b.On, b.Frozen != nil, b.Progress.Decimal)
				}
			}
			if results(detail) == 0 {
				t.Error("the detail has no results")
			}
			if !c.frozen && results(state) != 0 {
				t.Error("the state read results that nobody asked for")
			}
		})
	}
}

func TestViewsOfWhatIsNotThere(t *testing.T) {
	pool := demotest.New(t, today)
	other, err := view(t, pool, dashboard.LoadView, published, dashboard.View{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	for name, load := range map[string]loader{"state": dashboard.LoadStateView, "detail": dashboard.LoadDetailView} {
		if _, err := view(t, pool, load, "ninguno", dashboard.View{Today: today}); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s of an unknown plan: %v", name, err)
		}
		if _, err := view(t, pool, load, example, dashboard.View{Snapshot: other.Frozen.ID, Today: today}); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s of another plan's snapshot: %v", name, err)
		}
	}
}

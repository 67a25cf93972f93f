package dashboard_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/plan"
)

var today = date.New(2026, time.November, 21)

// newPlan is a plan without contents that starts and ends so many days from today.
func newPlan(slug, title, body string, state plan.State, start, end int) plan.Document {
	return plan.Document{Plan: plan.Plan{
		Slug: slug, Title: title, Body: body, State: state,
		StartsOn: today + date.Date(start), EndsOn: today + date.Date(end),
		OnTrackFrom: decimal.New(90, -2), DelayedFrom: decimal.New(70, -2),
	}}
}

func write(t *testing.T, pool *pgxpool.Pool, docs ...plan.Document) {
	t.Helper()
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		for _, doc := range docs {
			if _, err := plan.Create(t.Context(), tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// slugs returns what Plans finds, in its order, and how many there are.
func slugs(t *testing.T, pool *pgxpool.Pool, text string, limit, offset int) (string, int) {
	t.Helper()
	var names []string
	var total int
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
		found, all, err := dashboard.Plans(t.Context(), tx, access.Scope{All: true}, today, text, limit, offset)
		for _, s := range found {
			names = append(names, s.Plan.Slug)
		}
		total = all
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " "), total
}

func TestPlansOrderAndSearch(t *testing.T) {
	pool := dbtest.New(t)
	write(t, pool,
		newPlan("pasado", "Plan de Innovación", "AYUNTAMIENTO DE CÚLLAR", plan.Active, -900, -100),
		newPlan("vigente", "Plan de acción comunitaria", "Servicios Sociales", plan.Active, -100, 100),
		newPlan("borrador", "Segundo plan de innovación", "Ayuntamiento de Cúllar", plan.Draft, -10, 900),
		newPlan("ultimo-dia", "Plan de MAYORES", "Diputación", plan.Active, -300, 0),
		newPlan("primer-dia", "Plan joven", "Diputación", plan.Active, 0, 50),
		newPlan("futuro", "Plan 100 % digital", "Diputación", plan.Active, 1, 800),
		newPlan("cerrado", "Plan cerrado", "Diputación", plan.Closed, -5, 700),
	)
	tests := []struct {
		name, text    string
		limit, offset int
		want          string
		total         int
	}{
		{"those in force first, then those that end last", "", 10, 0,
			"vigente primer-dia ultimo-dia borrador futuro cerrado pasado", 7},
		{"a page", "", 2, 2, "ultimo-dia borrador", 7},
		{"beyond the last page", "", 2, 8, "", 0},
		{"without accents", "innovacion", 10, 0, "borrador pasado", 2},
		{"with accents and capitals", "INNOVACIÓN", 10, 0, "borrador pasado", 2},
		{"in the body", "cullar", 10, 0, "borrador pasado", 2},
		{"all words, in any order and place", "cullar segundo", 10, 0, "borrador", 1},
		{"a word that is not there", "cullar tercero", 10, 0, "", 0},
		{"capitals in the title", "mayores", 10, 0, "ultimo-dia", 1},
		{"signs are letters like any other", "100 %", 10, 0, "futuro", 1},
		{"no wildcards", "%_", 10, 0, "", 0},
		{"only spaces", "  \t ", 1, 0, "vigente", 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, total := slugs(t, pool, tt.text, tt.limit, tt.offset)
			if got != tt.want || total != tt.total {
				t.Errorf("Plans(%q) = %q, %d; want %q, %d", tt.text, got, total, tt.want, tt.total)
			}
		})
	}
}

func TestPlansFigures(t *testing.T) {
	pool := demotest.New(t, today)
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
		found, total, err := dashboard.Plans(t.Context(), tx, access.Scope{All: true}, today, "", 10, 0)
		if err != nil {
			return err
		}
		if total != 2 || len(found) != 2 {
			t.Fatalf("%d plans of %d, want 2 of 2", len(found), total)
		}
		current, past := found[0], found[1]
		b, err := dashboard.LoadState(t.Context(), tx, access.Scope{All: true}, current.Plan.Slug, today)
		if err != nil {
			return err
		}
		if current.On != today || current.Status != b.Status || current.Coverage != b.Coverage ||
			!current.Progress.Decimal.Equal(b.Progress.Decimal) || !current.Expected.Decimal.Equal(b.Expected.Decimal) {
			t.Errorf("in the list %+v on %s, on its own %+v", current.Figures, current.On, b.Figures)
		}
		if want := date.New(2022, time.November, 30); past.On != want {
			t.Errorf("a plan whose time is over is shown on %s, want its last snapshot's %s", past.On, want)
		}
		if got := past.Progress.Decimal.Truncate(6).String(); got != "0.649338" {
			t.Errorf("progress of the published plan = %s, want 0.649338", got)
		}
		if past.Last == nil || past.Last.Title != "Seguimiento noviembre 2022" {
			t.Errorf("last snapshot = %+v", past.Last)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPlansOfNothing(t *testing.T) {
	if got, total := slugs(t, dbtest.New(t), "", 10, 0); got != "" || total != 0 {
		t.Errorf("an empty database has %q, %d", got, total)
	}
}

func TestFollowUps(t *testing.T) {
	pool := demotest.New(t, today)
	write(t, pool, newPlan("nuevo", "Plan nuevo", "Ayuntamiento", plan.Draft, 0, 10))
	read := func(slug string) (p plan.Plan, refs []dashboard.SnapshotRef, err error) {
		err = db.ReadTx(context.Background(), pool, func(tx pgx.Tx) (err error) {
			p, refs, err = dashboard.FollowUps(t.Context(), tx, access.Scope{All: true}, slug)
			return err
		})
		return p, refs, err
	}
	p, refs, err := read("plan-de-ejemplo")
	if err != nil {
		t.Fatal(err)
	}
	if p.Slug != "plan-de-ejemplo" || len(refs) != 4 {
		t.Fatalf("plan %q with %d snapshots, want plan-de-ejemplo with 4", p.Slug, len(refs))
	}
	for n := 1; n < len(refs); n++ {
		if refs[n-1].TakenOn <= refs[n].TakenOn {
			t.Errorf("snapshot of %s stands before that of %s", refs[n-1].TakenOn, refs[n].TakenOn)
		}
	}
	if _, refs, err := read("nuevo"); err != nil || len(refs) != 0 {
		t.Errorf("a plan without snapshots has %d (%v)", len(refs), err)
	}
	if _, _, err := read("ninguno"); !errors.Is(err, fault.NotFound) {
		t.Errorf("an unknown plan gives %v, want fault.NotFound", err)
	}
}

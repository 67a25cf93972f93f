package indicator_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/indicator"
	"hito/internal/plan"
)

const (
	example  = "plan-de-ejemplo"
	montilla = "i-plan-innovacion-2021-2023"
)

// shelf is the demo with its people, to keep results in.
type shelf struct {
	*testing.T
	indicator.Store
	technician, staff access.Actor
}

func openShelf(t *testing.T) shelf {
	t.Helper()
	pool := demotest.New(t, today)
	s := shelf{T: t, Store: indicator.Store{Pool: pool, Now: func() time.Time { return today.Time().Add(9 * time.Hour) }}}
	s.technician, s.staff = dbtest.Actor(t, pool, access.Technician), dbtest.Actor(t, pool, access.Staff)
	return s
}

// coded returns a draft with the numbers of indicators in the place of their codes.
func (s shelf) coded(d indicator.ResultDraft) indicator.ResultDraft {
	s.Helper()
	d.Indicators = slices.Clone(d.Indicators)
	for n, code := range d.Indicators {
		err := s.Pool.QueryRow(s.Context(), `SELECT id::text FROM indicators WHERE code = $1`, code).Scan(&d.Indicators[n])
		if err != nil {
			s.Fatalf("indicator %s: %v", code, err)
		}
	}
	return d
}

func (s shelf) change(actor access.Actor, id int64, version int) indicator.ResultChange {
	return indicator.ResultChange{Actor: actor, Key: rand.Text(), Slug: example, ID: id, Version: version}
}

func (s shelf) create(d indicator.ResultDraft) int64 {
	s.Helper()
	id, err := s.CreateResult(s.Context(), s.change(s.technician, 0, 0), today, s.coded(d), 0)
	if err != nil {
		s.Fatal(err)
	}
	return id
}

func (s shelf) reading(read func(ctx context.Context, tx pgx.Tx, p plan.Plan) error) {
	s.Helper()
	err := db.ReadTx(s.Context(), s.Pool, func(tx pgx.Tx) error {
		p, err := plan.Find(s.Context(), tx, access.Scope{All: true}, example)
		if err != nil {
			return err
		}
		return read(s.Context(), tx, p)
	})
	if err != nil {
		s.Fatal(err)
	}
}

func (s shelf) find(id int64) (r indicator.KeptResult) {
	s.Helper()
	s.reading(func(ctx context.Context, tx pgx.Tx, p plan.Plan) (err error) {
		r, err = indicator.FindResult(ctx, tx, p.ID, id)
		return err
	})
	return r
}

func (s shelf) list(q indicator.ResultQuery) (list []indicator.KeptResult, total int) {
	s.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	s.reading(func(ctx context.Context, tx pgx.Tx, p plan.Plan) (err error) {
		list, total, err = indicator.ListResults(ctx, tx, p.ID, q)
		return err
	})
	return list, total
}

// events are the newest first.
func (s shelf) events(id int64) []audit.Entry {
	s.Helper()
	list, err := audit.Find(s.Context(), s.Pool, audit.Query{Object: audit.Object{Type: "result", ID: id}, Limit: 50})
	if err != nil {
		s.Fatal(err)
	}
	return list
}

func (s shelf) count(table string) (n int) {
	s.Helper()
	if err := s.Pool.QueryRow(s.Context(), `SELECT count(*) FROM `+pgx.Identifier{table}.Sanitize()).Scan(&n); err != nil {
		s.Fatal(err)
	}
	return n
}

var agreement = indicator.ResultDraft{
	Title: "Convenio de prácticas", Description: "Con dos universidades.", AchievedOn: "2026-03-01", URL: "https://ejemplo.org/convenio",
	Indicators: []string{"I7.3", "I1.1"},
}

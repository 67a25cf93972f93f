// Package demotest gives tests databases that hold the demo.
package demotest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
)

// New is dbtest.New with both plans of the demo, the fictitious one around a day.
func New(t testing.TB, today date.Date) *pgxpool.Pool {
	t.Helper()
	return Lease(t, today).Pool
}

// Lease is dbtest.Lease with both plans of the demo, the fictitious one around a day.
func Lease(t testing.TB, today date.Date) *dbtest.Database {
	t.Helper()
	return dbtest.Filled(t, "the demo of "+today.String(), func(pool *pgxpool.Pool) error {
		return demo.Load(context.Background(), pool, today)
	})
}

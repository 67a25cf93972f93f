package dbtest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

func TestFilledDatabasesAreAlikeAndApart(t *testing.T) {
	var fills atomic.Int32
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			pool := Filled(t, "a plan", func(pool *pgxpool.Pool) error {
				fills.Add(1)
				_, err := pool.Exec(t.Context(), "WITH made AS ("+insertPlan+") INSERT INTO installation (demo) SELECT false FROM made")
				return err
			}).Pool
			var before, id int
			if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM plans JOIN installation ON NOT demo WHERE plans.id = 1").Scan(&before); err != nil || before != 1 {
				t.Errorf("%d plans, error %v", before, err)
			}
			if _, err := pool.Exec(t.Context(), "UPDATE plans SET slug = 'otro'"); err != nil {
				t.Error(err)
			}
			if err := pool.QueryRow(t.Context(), insertPlan).Scan(&id); err != nil || id != 2 {
				t.Errorf("the next plan has id %d, error %v", id, err)
			}
		})
	}
	t.Cleanup(func() {
		if n := fills.Load(); n != 1 {
			t.Errorf("filled %d times", n)
		}
	})
}

package dashboard_test

import (
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
)

// States judges as LoadState does, for several plans at once.
func TestStatesAreThoseOfEachPlan(t *testing.T) {
	today := date.New(2026, 3, 14)
	pool := demotest.New(t, today)
	err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
		var ids []int64
		singly := map[int64]dashboard.Board{}
		for _, slug := range []string{"i-plan-innovacion-2021-2023", "plan-de-ejemplo"} {
			b, err := dashboard.LoadState(t.Context(), tx, access.Scope{All: true}, slug, today)
			if err != nil {
				return err
			}
			ids, singly[b.Plan.ID] = append(ids, b.Plan.ID), b
		}
		all, err := dashboard.States(t.Context(), tx, append(ids, 999_999), today)
		if err != nil {
			return err
		}
		if len(all) != len(singly) {
			t.Errorf("%d boards, want %d", len(all), len(singly))
		}
		for id, want := range singly {
			got := all[id]
			if !reflect.DeepEqual(got.Figures, want.Figures) || len(got.Objectives) != len(want.Objectives) {
				t.Errorf("plan %d: %+v, want %+v", id, got.Figures, want.Figures)
				continue
			}
			for n, o := range want.Objectives {
				if !reflect.DeepEqual(got.Objectives[n].Figures, o.Figures) || !reflect.DeepEqual(got.Objectives[n].Indicators, o.Indicators) {
					t.Errorf("objective %s differs", o.Code)
				}
			}
		}
		none, err := dashboard.States(t.Context(), tx, nil, today)
		if len(none) != 0 {
			t.Errorf("%d boards of no plan", len(none))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

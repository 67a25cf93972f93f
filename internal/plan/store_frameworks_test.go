package plan_test

import (
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/plan"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestLoadFrameworksGivesThoseOfTheDocument(t *testing.T) {
	pool := demotest.New(t, date.New(2026, 3, 14))
	for slug, standards := range map[string]int{"i-plan-innovacion-2021-2023": 13, "plan-de-ejemplo": 0} {
		err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) error {
			doc, err := plan.Load(t.Context(), tx, access.Scope{}, slug)
			if err != nil {
				return err
			}
			got, err := plan.LoadFrameworks(t.Context(), tx, doc.ID)
			if err != nil {
				return err
			}
			if !reflect.DeepEqual(got, doc.Frameworks) {
				t.Errorf("%s: %+v, want those of the document", slug, got)
			}
			if standards > 0 && (len(got) != 1 || len(got[0].Standards) != standards) {
				t.Errorf("%s: %d frameworks", slug, len(got))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoadFrameworksOfNoPlan(t *testing.T) {
	err := db.ReadTx(t.Context(), dbtest.New(t), func(tx pgx.Tx) error {
		got, err := plan.LoadFrameworks(t.Context(), tx, 1)
		if len(got) != 0 {
			t.Errorf("found %+v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

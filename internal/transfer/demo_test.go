package transfer_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
	"hito/internal/plan"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/internal/unit"
)

// corrected is the published plan as the demo has it, with the typing errors of its titles corrected.
func corrected(t *testing.T) transfer.Existing {
	t.Helper()
	has := transfer.Existing{Today: date.New(2026, 3, 14)}
	pool := demotest.New(t, has.Today)
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) (err error) {
		if has.Plan, err = plan.Find(t.Context(), tx, access.Scope{All: true}, "i-plan-innovacion-2021-2023"); err != nil {
			return err
		}
		if has.Records, err = transfer.Records(t.Context(), tx, has.Plan.ID); err != nil {
			return err
		}
		rows, _ := tx.Query(t.Context(), `SELECT id, name, aliases, version FROM units ORDER BY id`)
		has.Units, err = pgx.CollectRows(rows, pgx.RowToStructByName[unit.Unit])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return has
}

// The published document over the plan in which its titles were corrected: all of it is found, by codes or in words, and
// what is not sure is asked with the right answer chosen.
func TestThePublishedDocumentFindsTheCorrectedPlan(t *testing.T) {
	has := corrected(t)
	f, err := table.Paste(string(published(t, documentFile)))
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, f, transfer.Settings{Mode: transfer.Update}, has)
	if made := len(r.of(transfer.Objective)) + len(r.of(transfer.Indicator)) - r.count(transfer.Indicator, transfer.Gone) - 12; made != 21 || len(r.Problems) > 0 {
		t.Errorf("%d objectives, %d indicators, %+v", len(r.of(transfer.Objective)), len(r.of(transfer.Indicator)), r.Problems)
	}
	for _, c := range r.changes {
		if c.Outcome == transfer.Wrong || c.Outcome == transfer.Created && c.Kind != transfer.Result || c.Outcome == transfer.Gone {
			t.Errorf("%s %q is %s: %+v", c.Kind, c.Label, c.Outcome, c.Problems)
		}
		for _, e := range c.Edits {
			if e.Field != "title" && e.Field != "description" && c.Kind != transfer.Result {
				t.Errorf("%s %q: %+v", c.Kind, c.Label, e)
			}
		}
	}
	for begins, want := range map[string]string{"Desarrollar proyectos": "O.E.1 ", "Implentar": ""} {
		if q := r.question(transfer.Objective, begins); !strings.HasPrefix(chosen(q), want) || (q.Key == "") != (want == "") {
			t.Errorf("%s: %+v", begins, q)
		}
	}
	for _, v := range r.values {
		if !strings.HasPrefix(v.Code, "I.") {
			t.Errorf("a value of %s", v.Code)
		}
	}
	if len(transfer.NewUnits(r.changes, has)) > 0 || r.asked(transfer.UnitKind) != 1 || chosen(r.question(transfer.UnitKind, "Unidad progamas")) != "Unidad de Programas" {
		t.Errorf("units: %q, %+v", transfer.NewUnits(r.changes, has), r.Questions)
	}
}

// The table of indicators alone names objectives that the plan calls otherwise.
func TestObjectivesInWordsFindTheCorrectedPlan(t *testing.T) {
	has := corrected(t)
	r := read(t, opened(t, string(published(t, indicatorsFile))), transfer.Settings{Mode: transfer.Values, On: november}, has)
	if len(r.changes) > 0 || len(r.values) != 21 || len(r.Problems) > 0 {
		t.Fatalf("%d changes, %d values, %+v", len(r.changes), len(r.values), r.Problems)
	}
	if r.asked(transfer.Objective) != 2 || !strings.HasPrefix(chosen(r.question(transfer.Objective, "Implentar")), "O.E.2 ") ||
		!strings.HasPrefix(chosen(r.question(transfer.Objective, "Desarrollar")), "O.E.1 ") {
		t.Errorf("%+v", r.Questions)
	}
	for _, q := range r.Questions {
		if q.Kind == transfer.Indicator && q.Chosen == "new" || q.Kind == transfer.UnitKind {
			t.Errorf("%+v", q)
		}
	}
	twice := map[string]string{}
	for _, v := range r.values {
		twice[v.Code] += v.Value.String()
	}
	if len(twice) != 21 || twice["I.9.1"] != "97" || twice["I.9.2"] != "1" {
		t.Errorf("%v", twice)
	}
}

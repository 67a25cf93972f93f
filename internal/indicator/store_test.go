package indicator_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// inPlan gives a test a transaction with a plan of one objective and two indicators, "A" and "B".
func inPlan(t *testing.T, test func(ctx context.Context, tx pgx.Tx, planID, a int64)) {
	t.Helper()
	ctx := context.Background()
	err := db.Tx(ctx, dbtest.New(t), func(tx pgx.Tx) error {
		doc, err := plan.Create(ctx, tx, plan.Document{
			Plan: plan.Plan{Slug: "p", Title: "P", Body: "B", State: plan.Active, OnTrackFrom: dec("0.9"), DelayedFrom: dec("0.7"),
				StartsOn: date.New(2026, time.January, 1), EndsOn: date.New(2026, time.December, 31)},
			Objectives: []plan.Objective{{Code: "O.1", Title: "O", Weight: dec("1")}},
		})
		if err != nil {
			return err
		}
		var a int64
		for _, code := range []string{"B", "A"} {
			a, err = indicator.Create(ctx, tx, doc.ID, indicator.Indicator{
				ObjectiveID: doc.Objectives[0].ID, Code: code, Title: code, Rule: progress.Reach, Target: dec("10"), Weight: dec("1"),
				Units:  []string{"Norte", "Sur"},
				Points: []progress.Point{{On: date.New(2026, time.June, 1), Value: dec("2.5")}},
			})
			if err != nil {
				return err
			}
		}
		test(ctx, tx, doc.ID, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHistoryIsNewestFirstWithEveryRevision(t *testing.T) {
	inPlan(t, func(ctx context.Context, tx pgx.Tx, planID, a int64) {
		on := date.New(2026, time.February, 28)
		at := time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)
		err := indicator.Record(ctx, tx, planID, a, []indicator.Measurement{
			{MeasuredOn: on, Revision: 1, Value: decimal.NewNullDecimal(dec("1.234567")), RecordedAt: at},
			{MeasuredOn: on + 40, Revision: 1, Value: decimal.NewNullDecimal(dec("-3")), RecordedAt: at},
			{MeasuredOn: on, Revision: 2, Value: decimal.NewNullDecimal(dec("123456789012345.5")), Comment: "corregido", RecordedAt: at},
		})
		if err != nil {
			t.Fatal(err)
		}
		history, err := indicator.History(ctx, tx, planID, a, on+39)
		if err != nil {
			t.Fatal(err)
		}
		if len(history) != 2 || history[0].Revision != 2 || history[0].Comment != "corregido" {
			t.Fatalf("history = %+v, want the two revisions of %s, the newer first", history, on)
		}
		for n, want := range []string{"123456789012345.5", "1.234567"} {
			if !history[n].Value.Decimal.Equal(dec(want)) {
				t.Errorf("value %d = %s, want exactly %s", n, history[n].Value.Decimal, want)
			}
		}
	})
}

func TestOneResultServesSeveralIndicators(t *testing.T) {
	inPlan(t, func(ctx context.Context, tx pgx.Tx, planID, a int64) {
		for _, r := range []indicator.Result{
			{Title: "Convenio", Indicators: []string{"A", "B"}, AchievedOn: date.New(2026, time.May, 5), URL: "https://example.org/x"},
			{Title: "Solo de B", Indicators: []string{"B"}},
			{Title: "Guía", Indicators: []string{"A"}},
		} {
			if _, err := indicator.AddResult(ctx, tx, planID, r); err != nil {
				t.Fatal(err)
			}
		}
		results, err := indicator.Results(ctx, tx, planID, a)
		if err != nil {
			t.Fatal(err)
		}
		if len(results) != 2 || results[0].Title != "Convenio" || results[1].Title != "Guía" {
			t.Fatalf("results of A = %+v, want Convenio and Guía in that order", results)
		}
		if got := results[0].Indicators; len(got) != 2 || got[0] != "A" || got[1] != "B" {
			t.Errorf("Convenio serves %v, want A and B", got)
		}
		if !results[1].AchievedOn.IsZero() {
			t.Errorf("Guía was achieved on %s, want no date", results[1].AchievedOn)
		}
	})
}

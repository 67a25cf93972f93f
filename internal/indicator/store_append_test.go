package indicator_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/indicator"
)

// now is when the tests record.
var now = time.Date(2026, time.August, 3, 9, 0, 0, 0, time.UTC)

func some(s string) decimal.NullDecimal { return decimal.NewNullDecimal(dec(s)) }

func actions(events []audit.Event) []string {
	list := make([]string, len(events))
	for n, e := range events {
		list[n] = e.Action
	}
	return list
}

// sibling returns the other indicator of inPlan.
func sibling(t *testing.T, ctx context.Context, tx pgx.Tx, planID int64) int64 {
	t.Helper()
	var id int64
	if err := tx.QueryRow(ctx, `SELECT id FROM indicators WHERE plan_id = $1 AND code = 'B'`, planID).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAppendWritesRevisionsAndLeavesOutClashes(t *testing.T) {
	inPlan(t, func(ctx context.Context, tx pgx.Tx, planID, a int64) {
		b, day := sibling(t, ctx, tx, planID), date.New(2026, time.February, 28)
		add := func(entries ...indicator.Entry) indicator.Appended {
			t.Helper()
			got, err := indicator.Append(ctx, tx, planID, indicator.Author{At: now}, entries)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		convenio := indicator.Evidence{Title: "Convenio", AchievedOn: day}
		first := add(
			indicator.Entry{IndicatorID: a, MeasuredOn: day, Value: some("1"), Evidence: convenio},
			indicator.Entry{IndicatorID: b, MeasuredOn: day, Value: some("2"), Evidence: convenio},
			indicator.Entry{IndicatorID: b, MeasuredOn: day + 1, Value: some("3")},
		)
		if got := actions(first.Events); len(got) != 4 || got[3] != "result.create" || len(first.Clashes) != 0 {
			t.Fatalf("events %v and clashes %v, want three values and one result", got, first.Clashes)
		}
		second := add(
			indicator.Entry{IndicatorID: a, MeasuredOn: day, Value: some("9")}, // made where there was nothing
			indicator.Entry{IndicatorID: b, MeasuredOn: day, Basis: 1, Value: some("4"), Reason: "Se contó mal"},
			indicator.Entry{IndicatorID: b, MeasuredOn: day + 1, Basis: 1, Reason: "Era de otro indicador"},
			indicator.Entry{IndicatorID: a, MeasuredOn: day + 1, Value: some("5"), Evidence: convenio}, // it is linked already
			indicator.Entry{IndicatorID: a, MeasuredOn: day + 2, Basis: 1, Value: some("5"), Reason: "No había nada"},
		)
		if got := second.Clashes; len(got) != 2 || got[0].Revision != 1 || !got[0].Value.Decimal.Equal(dec("1")) || got[4].Revision != 0 {
			t.Errorf("clashes = %+v, want the first with the value that stands and the last with none", got)
		}
		if got := actions(second.Events); len(got) != 3 || got[0] != "measurement.correct" || got[1] != "measurement.withdraw" || got[2] != "measurement.record" {
			t.Errorf("events = %v", got)
		}
		history, err := indicator.History(ctx, tx, planID, b, day+10)
		if err != nil {
			t.Fatal(err)
		}
		if len(history) != 4 || history[0].Value.Valid || history[0].Reason != "Era de otro indicador" || !history[2].Value.Decimal.Equal(dec("4")) {
			t.Errorf("history of B = %+v", history)
		}
		results, err := indicator.Results(ctx, tx, planID, b)
		if err != nil || len(results) != 1 || len(results[0].Indicators) != 2 {
			t.Errorf("results of B = %+v, %v: want one that serves both", results, err)
		}
	})
}

// Evidence that the plan has already is linked and not written again; whoever is editing it is told by its version.
func TestAppendLinksTheResultsThatAreThere(t *testing.T) {
	inPlan(t, func(ctx context.Context, tx pgx.Tx, planID, a int64) {
		b, day := sibling(t, ctx, tx, planID), date.New(2026, time.February, 28)
		old, err := indicator.AddResult(ctx, tx, planID, indicator.Result{Title: "Guía", AchievedOn: day, Indicators: []string{"A"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []indicator.Result{{Title: "Guía"}, {Title: "Guía", AchievedOn: day + 1}, {Title: "Retirada", AchievedOn: day}} {
			if _, err := indicator.AddResult(ctx, tx, planID, other); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE results SET withdrawn_at = now(), withdraw_reason = 'x' WHERE title = 'Retirada'`); err != nil {
			t.Fatal(err)
		}
		got, err := indicator.Append(ctx, tx, planID, indicator.Author{At: now}, []indicator.Entry{
			{IndicatorID: a, MeasuredOn: day, Value: some("1"), Evidence: indicator.Evidence{Title: "Guía", AchievedOn: day}},
			{IndicatorID: b, MeasuredOn: day, Value: some("1"), Evidence: indicator.Evidence{Title: "Guía", AchievedOn: day}},
			{IndicatorID: b, MeasuredOn: day + 1, Value: some("1"), Evidence: indicator.Evidence{Title: "Retirada", AchievedOn: day, URL: "https://ejemplo.org"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		events := got.Events[3:]
		if kinds := actions(events); len(kinds) != 2 || kinds[0] != "result.link" || events[0].Object.ID != old || kinds[1] != "result.create" {
			t.Errorf("events %+v, want the old one linked and another created", events)
		}
		results, err := indicator.Results(ctx, tx, planID, b)
		if err != nil || len(results) != 2 || results[0].ID != old || results[1].URL != "https://ejemplo.org" {
			t.Errorf("results of B = %+v, %v", results, err)
		}
		var version, positions int
		err = tx.QueryRow(ctx, `
			SELECT (SELECT version FROM results WHERE plan_id = $1 AND id = $2),
			       (SELECT count(DISTINCT position) FROM result_indicators WHERE plan_id = $1 AND indicator_id = $3)`, planID, old, b).Scan(&version, &positions)
		if err != nil || version != 2 || positions != 2 {
			t.Errorf("the old result has version %d, want 2; B has %d places, want 2 (%v)", version, positions, err)
		}
	})
}

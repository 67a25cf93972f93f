package demo_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
)

func TestExampleOnAwkwardDays(t *testing.T) {
	for _, on := range []date.Date{
		date.New(2024, time.February, 29), date.New(2025, time.January, 31), date.New(2025, time.December, 31),
		date.New(2026, time.March, 1), date.New(2026, time.August, 31),
	} {
		t.Run(on.String(), func(t *testing.T) {
			b := board(t, loaded(t, on), example, on)
			if b.Plan.StartsOn.AddMonths(18).EndOfMonth() != on.EndOfMonth() || b.Plan.EndsOn+1 != b.Plan.StartsOn.AddMonths(36) {
				t.Errorf("the plan runs from %s to %s", b.Plan.StartsOn, b.Plan.EndsOn)
			}
			counts := b.Counts()
			for _, status := range dashboard.Statuses {
				if counts[status] == 0 {
					t.Errorf("no indicator is %s", status)
				}
			}
			t.Logf("progress %s of %s, %s, coverage %v: %v", b.Progress.Decimal.Round(4), b.Expected.Decimal.Round(4),
				b.Status, b.Coverage, counts)
			if len(b.Snapshots) != 4 || b.Snapshots[0].TakenOn >= on {
				t.Errorf("snapshots = %+v", b.Snapshots)
			}
			if len(b.Changes()) == 0 || len(b.Changes()) == len(b.Indicators()) {
				t.Errorf("%d changes since the last snapshot", len(b.Changes()))
			}
			for _, i := range b.Indicators() {
				if i.MeasuredOn > on {
					t.Errorf("%s was measured on %s", i.Code, i.MeasuredOn)
				}
			}
		})
	}
}

// A frozen board is what the live one of its date is, to the digit.
func TestSnapshotsEqualTheLiveBoardsOfTheirDates(t *testing.T) {
	pool := loaded(t, today)
	for _, slug := range []string{montilla, example} {
		for _, ref := range board(t, pool, slug, today).Snapshots {
			frozen := read(t, pool, func(ctx context.Context, tx pgx.Tx) (dashboard.Board, error) {
				return dashboard.LoadFrozen(ctx, tx, access.Scope{}, slug, ref.ID)
			})
			live := read(t, pool, func(ctx context.Context, tx pgx.Tx) (dashboard.Board, error) {
				return dashboard.LoadForSnapshot(ctx, tx, slug, ref.TakenOn, 0)
			})
			live.Previous = frozen.Previous // by now, the closing itself is one that came before
			if got, want := asJSON(t, frozen), asJSON(t, live); got != want {
				t.Errorf("%s, %s: frozen\n%s\nlive\n%s", slug, ref.Title, got, want)
			}
			if ref.Progress.Decimal.Cmp(live.Progress.Decimal) != 0 || ref.Expected.Decimal.Cmp(live.Expected.Decimal) != 0 ||
				ref.Status != live.Status || ref.Figures().Coverage != live.Coverage {
				t.Errorf("%s, %s: headline %+v, live %+v", slug, ref.Title, ref.Figures(), live.Figures)
			}
			t.Logf("%s: %s of %s, %s", ref.Title, ref.Progress.Decimal.Round(4), ref.Expected.Decimal.Round(4), ref.Status)
		}
	}
}

func asJSON(t *testing.T, b dashboard.Board) string {
	t.Helper()
	text, err := json.MarshalIndent(b, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExampleKeepsACorrectedValue(t *testing.T) {
	pool := loaded(t, today)
	b := board(t, pool, example, today)
	i, _ := b.Indicator("I7.1")
	history := read(t, pool, func(ctx context.Context, tx pgx.Tx) ([]indicator.Measurement, error) {
		return indicator.History(ctx, tx, b.Plan.ID, i.ID, today)
	})
	if len(history) != 19 {
		t.Fatalf("%d measurements, want 18 months and a correction", len(history))
	}
	right, wrong := history[1], history[2]
	if right.MeasuredOn != wrong.MeasuredOn || right.Revision != 2 || wrong.Revision != 1 ||
		right.Value.Decimal.String() != "39" || wrong.Value.Decimal.String() != "53" {
		t.Errorf("corrected %+v\nfrom %+v", right, wrong)
	}
}

func TestExampleDatesItsResults(t *testing.T) {
	b := read(t, loaded(t, today), func(ctx context.Context, tx pgx.Tx) (dashboard.Board, error) {
		return dashboard.LoadDetail(ctx, tx, access.Scope{}, example, today)
	})
	linked := 0
	for _, i := range b.Indicators() {
		for _, r := range i.Results {
			linked++
			if r.AchievedOn < b.Plan.StartsOn || r.AchievedOn > today {
				t.Errorf("%q is of %s", r.Title, r.AchievedOn)
			}
		}
	}
	if linked != 20 {
		t.Errorf("%d results under indicators, want 20", linked)
	}
}

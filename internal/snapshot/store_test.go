package snapshot_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
	"hito/internal/snapshot"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const slug = "plan-de-ejemplo"

var today = date.New(2026, time.November, 21)

// frozen returns a snapshot and its frameworks as text, to be compared whole.
func frozen(t *testing.T, tx pgx.Tx, id int64) string {
	t.Helper()
	board, err := dashboard.LoadFrozen(context.Background(), tx, access.Scope{}, slug, id)
	if err != nil {
		t.Fatal(err)
	}
	frameworks, err := dashboard.Frameworks(context.Background(), tx, board)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal([]any{board, frameworks})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNothingAltersWhatIsFrozen(t *testing.T) {
	ctx, pool := context.Background(), demotest.New(t, today)
	published := snapshot.Published{Source: "Anexo", Objectives: map[string]decimal.Decimal{"O1": decimal.RequireFromString("0.123456789")}}
	err := db.Tx(ctx, pool, func(tx pgx.Tx) error {
		id, err := snapshot.Close(ctx, tx, slug, snapshot.Closing{Title: "De prueba", TakenOn: today, Published: published})
		if err != nil {
			return err
		}
		before := frozen(t, tx, id)
		live, err := dashboard.Load(ctx, tx, access.Scope{}, slug, today)
		if err != nil {
			return err
		}
		for _, change := range []string{
			`UPDATE plans SET title = 'Otro', on_track_from = 1, ends_on = ends_on + 400`,
			`UPDATE plan_sections SET body = 'otro'`,
			`UPDATE strategic_lines SET title = 'otra'`,
			`UPDATE standards SET title = 'otro'`,
			`UPDATE objectives SET title = 'otro', weight = 7`,
			`DELETE FROM objective_lines`,
			`UPDATE indicators SET title = 'otro', target = target + 1, weight = 3, rule = 'maintain_at_least'`,
			`DELETE FROM indicator_units`,
			`UPDATE results SET title = 'otro'`,
			`INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value)
			 SELECT plan_id, id, DATE '2026-11-20', 9, 1 FROM indicators`,
		} {
			if _, err := tx.Exec(ctx, change); err != nil {
				t.Fatalf("%s: %v", change, err)
			}
		}
		if after := frozen(t, tx, id); after != before {
			t.Errorf("the snapshot changed from\n%s\nto\n%s", before, after)
		}
		now, err := dashboard.Load(ctx, tx, access.Scope{}, slug, today)
		if err != nil {
			return err
		}
		if now.Progress.Decimal.Equal(live.Progress.Decimal) {
			t.Error("the live plan did not change either: this test proves nothing")
		}
		kept, err := snapshot.PublishedIn(ctx, tx, now.Plan.ID, id)
		if err != nil {
			return err
		}
		if got := kept.Objectives["O1"]; !got.Equal(published.Objectives["O1"]) || kept.Source != "Anexo" {
			t.Errorf("published = %+v, want %+v", kept, published)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCloseRefuses(t *testing.T) {
	ctx, pool := context.Background(), demotest.New(t, today)
	closing := func(slug, title string) error {
		return db.Tx(ctx, pool, func(tx pgx.Tx) error {
			_, err := snapshot.Close(ctx, tx, slug, snapshot.Closing{Title: title, TakenOn: today})
			return err
		})
	}
	if err := closing("nadie", "De prueba"); !errors.Is(err, fault.NotFound) {
		t.Errorf("an unknown plan: %v, want NotFound", err)
	}
	if err := closing(slug, "De prueba"); err != nil {
		t.Fatal(err)
	}
	if err := closing(slug, "De prueba"); !errors.Is(err, fault.Conflict) {
		t.Errorf("the same title twice: %v, want Conflict", err)
	}
	for _, change := range []string{`UPDATE snapshots SET note = 'otra'`, `DELETE FROM snapshots`, `TRUNCATE snapshots`} {
		if _, err := pool.Exec(ctx, change); err == nil {
			t.Errorf("%s went through", change)
		}
	}
}

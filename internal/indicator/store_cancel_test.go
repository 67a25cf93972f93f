package indicator_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

func TestCancelAndRestore(t *testing.T) {
	k := keep(t)
	one, ctx := k.create("I1"), context.Background()
	for name, typed := range map[string][2]string{
		"no day": {"", "Sí"}, "no reason": {"1/8/2026", " "}, "bad day": {"31/2/2026", "Sí"}, "bad reason": {"1/8/2026", "a\x00b"},
		"long": {"1/8/2026", strings.Repeat("a", 100_000)}, "far": {"1/1/9999", "Sí"},
	} {
		if err := k.store.Cancel(ctx, k.edit(one, 1), today, plan.Cancellation{On: typed[0], Reason: typed[1]}); !errors.As(err, new(fault.Invalid)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	why := plan.Cancellation{On: "1/8/2026", Reason: "Se mide\nde otra forma"}
	if err := k.store.Cancel(ctx, k.edit(one, 1), today, why); err != nil {
		t.Fatal(err)
	}
	if got := k.find(one); got.CancelledOn != date.New(2026, time.August, 1) || got.CancelReason != why.Reason || got.Version != 2 {
		t.Errorf("%+v", got)
	}
	for name, err := range map[string]error{
		"cancelled again":       k.store.Cancel(ctx, k.edit(one, 2), today, why),
		"restored from the old": k.store.Restore(ctx, k.edit(one, 1)),
	} {
		if !errors.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.store.Restore(ctx, k.edit(one, 2)); err != nil {
		t.Fatal(err)
	}
	if err := k.store.Restore(ctx, k.edit(one, 3)); !errors.Is(err, fault.Conflict) {
		t.Errorf("restored twice: %v", err)
	}
	if got := k.find(one); !got.CancelledOn.IsZero() || got.CancelReason != "" || got.Version != 3 {
		t.Errorf("%+v", got)
	}
	events := k.events(true)
	if len(events) != 3 || !strings.Contains(events[1], `→ {"cancelled_on": "2026-08-01", "cancel_reason": "Se mide\nde otra forma"}`) ||
		!strings.HasPrefix(events[2], "restore") || !strings.Contains(events[2], `{"cancelled_on": "2026-08-01"`) {
		t.Errorf("events %v", events)
	}
}

func TestOnlyWhatNothingHangsOnIsRemoved(t *testing.T) {
	k := keep(t)
	ctx := context.Background()
	for what, use := range map[string]func(ctx context.Context, tx pgx.Tx, id int64) error{
		"a value": func(ctx context.Context, tx pgx.Tx, id int64) error {
			return indicator.Record(ctx, tx, k.plan.ID, id, []indicator.Measurement{{MeasuredOn: today, Revision: 1, Value: some("1"), RecordedAt: now}})
		},
		"a result": func(ctx context.Context, tx pgx.Tx, id int64) error {
			_, err := indicator.AddResult(ctx, tx, k.plan.ID, indicator.Result{Title: "R", Indicators: []string{"a_result"}})
			return err
		},
		"a round": func(ctx context.Context, tx pgx.Tx, id int64) error {
			_, err := tx.Exec(ctx, `
				WITH r AS (INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at) VALUES ($1, 'R', $3, $3, now()) RETURNING id)
				INSERT INTO round_entries (plan_id, round_id, indicator_id) SELECT $1, id, $2 FROM r`, k.plan.ID, id, today)
			return err
		},
		"a reto": func(ctx context.Context, tx pgx.Tx, id int64) error {
			_, err := tx.Exec(ctx, `
				WITH c AS (
				       INSERT INTO challenges (code, secret_digest, title, problem, privacy, state_since, submitted_at, submitted_on, answer_due_on)
				       VALUES ('AAAAAAAAAAAAAAA', sha256('x'), 'R', 'P', 'anonymous', now(), now(), $3, $3)
				       RETURNING id)
				INSERT INTO challenge_links (challenge_id, plan_id, indicator_id, linked_at) SELECT c.id, $1, $2, now() FROM c`, k.plan.ID, id, today)
			return err
		},
	} {
		one := k.create(strings.ReplaceAll(what, " ", "_"))
		k.in(func(ctx context.Context, tx pgx.Tx) error { return use(ctx, tx, one) })
		err := k.store.Delete(ctx, k.edit(one, 1))
		var used indicator.InUse
		if !errors.As(err, &used) || !errors.Is(err, fault.Conflict) || used.Measurements+used.Results+used.Requests+used.Challenges != 1 || !k.find(one).Used() {
			t.Errorf("with %s: %v", what, err)
		}
	}
	in := k.typed("libre")
	in.Units, in.Standards = []string{id(k.frame.Units[0].ID)}, []string{id(k.frame.Frameworks[0].Standards[0].ID)}
	in.Points = []indicator.TypedPoint{{On: "1/6/2026", Value: "2"}}
	free, err := k.store.Create(ctx, k.edit(0, 0), in)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.store.Delete(ctx, k.edit(free, 9)); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old form: %v", err)
	}
	gone := k.edit(free, 1)
	for range 2 {
		if err := k.store.Delete(ctx, gone); err != nil {
			t.Fatal(err)
		}
	}
	k.in(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := indicator.FindCode(ctx, tx, k.plan.ID, "libre"); !errors.Is(err, fault.NotFound) {
			t.Errorf("it is still there: %v", err)
		}
		return nil
	})
	events := k.events(true)
	if last := events[len(events)-1]; !strings.HasPrefix(last, "delete") || !strings.Contains(last, `"points": {"2026-06-01": 2}`) || !strings.Contains(last, `"title": "Personas atendidas"`) {
		t.Errorf("told as %s", last)
	}
}

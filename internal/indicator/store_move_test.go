package indicator_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// three makes the indicators A, B and C of O1, and D of O2.
func three(t *testing.T) (keeper, map[string]int64) {
	t.Helper()
	k := keep(t)
	ids := map[string]int64{}
	for _, code := range []string{"A", "B", "C"} {
		ids[code] = k.create(code)
	}
	in := k.typed("D")
	in.Objective = id(k.plan.Objectives[1].ID)
	var err error
	if ids["D"], err = k.store.Create(context.Background(), k.edit(0, 0), in); err != nil {
		t.Fatal(err)
	}
	return k, ids
}

func TestMove(t *testing.T) {
	for name, c := range map[string]struct {
		mover string
		move  indicator.Move
		order string // of codes
		first string // who has the code A since
	}{
		"up":               {"B", indicator.Move{Move: plan.Move{Step: -1}}, "O1:B,A,C O2:D", "A"},
		"up at the top":    {"A", indicator.Move{Move: plan.Move{Step: -1}}, "O1:A,B,C O2:D", "A"},
		"down":             {"A", indicator.Move{Move: plan.Move{Step: 1}}, "O1:B,A,C O2:D", "A"},
		"to a place":       {"A", indicator.Move{Move: plan.Move{Place: 3}}, "O1:B,C,A O2:D", "A"},
		"beyond":           {"A", indicator.Move{Move: plan.Move{Place: 99}}, "O1:B,C,A O2:D", "A"},
		"codes follow":     {"C", indicator.Move{Move: plan.Move{Place: 1, Follow: true}}, "O1:A,B,C O2:D", "C"},
		"to another":       {"A", indicator.Move{Move: plan.Move{Place: 1, Follow: true}, To: "O2"}, "O1:B,C O2:A,D", "A"},
		"to another's end": {"B", indicator.Move{To: "O2"}, "O1:A,C O2:D,B", "A"},
		"to its own":       {"A", indicator.Move{Move: plan.Move{Place: 2}, To: "O1"}, "O1:B,A,C O2:D", "A"},
	} {
		t.Run(name, func(t *testing.T) {
			k, ids := three(t)
			if err := k.store.Move(context.Background(), k.edit(ids[c.mover], 0), c.move); err != nil {
				t.Fatal(err)
			}
			if got := k.order(); got != c.order {
				t.Errorf("%s, want %s", got, c.order)
			}
			if got := k.find(ids[c.first]).Code; got != "A" {
				t.Errorf("%s has the code %s, want A", c.first, got)
			}
		})
	}
}

func TestAMoveIsInTheHistoryOfAllWhoseCodeChanges(t *testing.T) {
	k, ids := three(t)
	before := len(k.events(false))
	move := indicator.Move{Move: plan.Move{Place: 1, Follow: true}}
	if err := k.store.Move(context.Background(), k.edit(ids["C"], 0), move); err != nil {
		t.Fatal(err)
	}
	events := k.events(true)[before:]
	if len(events) != 3 {
		t.Fatalf("events %v", events)
	}
	objective := k.plan.Objectives[0].ID
	for _, want := range []string{
		fmt.Sprintf(`move %d {"code": "A"} → {"code": "B"}`, ids["A"]),
		fmt.Sprintf(`move %d {"code": "B"} → {"code": "C"}`, ids["B"]),
		fmt.Sprintf(`move %d {"code": "C", "position": 3, "objective_id": %d} → {"code": "A", "position": 1, "objective_id": %[2]d}`, ids["C"], objective),
	} {
		if !slices.Contains(events, want) {
			t.Errorf("%s is not in\n%s", want, strings.Join(events, "\n"))
		}
	}
	for code, id := range ids {
		want := 2 // whoever has the form open must see the new code
		if code == "D" {
			want = 1
		}
		if got := k.find(id).Version; got != want {
			t.Errorf("version of %s is %d, want %d", code, got, want)
		}
	}
}

func TestAMoveToNowhereChangesNothing(t *testing.T) {
	k, ids := three(t)
	before := k.order()
	for name, c := range map[string]struct {
		id   int64
		move indicator.Move
	}{
		"no indicator": {999, indicator.Move{Move: plan.Move{Step: 1}}},
		"no objective": {ids["A"], indicator.Move{Move: plan.Move{Place: 1}, To: "O9"}},
	} {
		if err := k.store.Move(context.Background(), k.edit(c.id, 0), c.move); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if k.order() != before || len(k.events(false)) != 4 {
		t.Errorf("%s, %v", k.order(), k.events(false))
	}
}

func TestAnObjectiveIsLeftBehindTheLast(t *testing.T) {
	k, ids := three(t)
	in := k.typed("A")
	in.Objective = id(k.plan.Objectives[1].ID)
	if _, err := k.store.Update(context.Background(), k.edit(ids["A"], 1), in); err != nil {
		t.Fatal(err)
	}
	k.create("E")
	if got := k.order(); got != "O1:B,C,E O2:D,A" {
		t.Error(got)
	}
}

package plan_test

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/fault"
	"hito/internal/plan"
)

func coded(pairs ...string) []plan.Coded {
	list := make([]plan.Coded, len(pairs))
	for n, code := range pairs {
		list[n] = plan.Coded{ID: int64(n + 1), Code: code}
	}
	return list
}

func TestMove(t *testing.T) {
	for name, c := range map[string]struct {
		move plan.Move
		want []plan.Coded
	}{
		"up":                      {plan.Move{ID: 3, Step: -1}, []plan.Coded{{1, "A"}, {3, "C"}, {2, "B"}}},
		"down":                    {plan.Move{ID: 1, Step: 1}, []plan.Coded{{2, "B"}, {1, "A"}, {3, "C"}}},
		"up from the first place": {plan.Move{ID: 1, Step: -1}, []plan.Coded{{1, "A"}, {2, "B"}, {3, "C"}}},
		"down from the last":      {plan.Move{ID: 3, Step: 1}, []plan.Coded{{1, "A"}, {2, "B"}, {3, "C"}}},
		"to a place":              {plan.Move{ID: 1, Place: 3}, []plan.Coded{{2, "B"}, {3, "C"}, {1, "A"}}},
		"to the first":            {plan.Move{ID: 3, Place: 1}, []plan.Coded{{3, "C"}, {1, "A"}, {2, "B"}}},
		"beyond the end":          {plan.Move{ID: 2, Place: 99}, []plan.Coded{{1, "A"}, {3, "C"}, {2, "B"}}},
		"codes stay with places":  {plan.Move{ID: 3, Place: 1, Follow: true}, []plan.Coded{{3, "A"}, {1, "B"}, {2, "C"}}},
	} {
		got, err := c.move.Apply(coded("A", "B", "C"))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
	if _, err := (plan.Move{ID: 9, Step: 1}).Apply(coded("A")); !errors.Is(err, fault.NotFound) {
		t.Errorf("what is not there: %v", err)
	}
}

// A move loses nothing and doubles nothing, whichever way the codes go, and takes the thing where it was meant to go.
func TestMoveIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 30).Draw(t, "size")
		list := make([]plan.Coded, size)
		for n, id := range rapid.Permutation(ids(size)).Draw(t, "ids") {
			list[n] = plan.Coded{ID: id, Code: "O." + strconv.Itoa(n+1)}
		}
		m := plan.Move{
			ID:     list[rapid.IntRange(0, size-1).Draw(t, "at")].ID,
			Step:   rapid.SampledFrom([]int{-1, 1}).Draw(t, "step"),
			Place:  rapid.IntRange(0, size+2).Draw(t, "place"),
			Follow: rapid.Bool().Draw(t, "follow"),
		}
		got, err := m.Apply(list)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(sortedIDs(got), sortedIDs(list)) || !reflect.DeepEqual(sortedCodes(got), sortedCodes(list)) {
			t.Fatalf("%v became %v", list, got)
		}
		for n, c := range got {
			if m.Follow && c.Code != list[n].Code {
				t.Fatalf("place %d has %q, want %q", n+1, c.Code, list[n].Code)
			}
			if !m.Follow && !slices.Contains(list, c) {
				t.Fatalf("%v changed its code", c)
			}
		}
		if m.Place > 0 && got[min(m.Place, size)-1].ID != m.ID {
			t.Fatalf("%d is not in place %d of %v", m.ID, m.Place, got)
		}
		rest := func(c plan.Coded) bool { return c.ID == m.ID }
		if before, after := slices.DeleteFunc(slices.Clone(list), rest), slices.DeleteFunc(slices.Clone(got), rest); !sameOrder(before, after) {
			t.Fatalf("the others changed places: %v became %v", before, after)
		}
	})
}

func ids(size int) []int64 {
	list := make([]int64, size)
	for n := range list {
		list[n] = int64(n + 1)
	}
	return list
}

func sortedIDs(list []plan.Coded) []int64 {
	sorted := make([]int64, len(list))
	for n, c := range list {
		sorted[n] = c.ID
	}
	slices.Sort(sorted)
	return sorted
}

func sortedCodes(list []plan.Coded) []string {
	sorted := make([]string, len(list))
	for n, c := range list {
		sorted[n] = c.Code
	}
	slices.Sort(sorted)
	return sorted
}

func sameOrder(a, b []plan.Coded) bool {
	return slices.EqualFunc(a, b, func(a, b plan.Coded) bool { return a.ID == b.ID })
}

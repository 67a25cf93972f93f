package kept

import (
	"fmt"
	"testing"
	"time"
)

func TestAThingIsGivenOfItsVersionAlone(t *testing.T) {
	k := New[string, int](100)
	if _, found := k.Get("a", "1"); found || k.Has("a") {
		t.Fatal("something is kept in an empty place")
	}
	k.Put("a", "1", 10, 7)
	if value, found := k.Get("a", "1"); !found || value != 7 || !k.Has("a") {
		t.Fatalf("%d, %v", value, found)
	}
	if _, found := k.Get("a", "2"); found {
		t.Error("an older version was given")
	}
	k.Put("a", "2", 10, 8)
	if _, found := k.Get("a", "1"); found {
		t.Error("the older version stayed")
	}
}

func TestTheWeightIsBounded(t *testing.T) {
	k := New[string, int](100)
	for n := range 50 {
		k.Put(fmt.Sprint(n), "", 9, n)
		k.Get("0", "") // what is asked for stays
		if k.weight > 100 {
			t.Fatalf("%d are kept", k.weight)
		}
	}
	if k.list.Len() != 11 || !k.Has("0") || k.Has("1") || !k.Has("49") {
		t.Errorf("%d things are kept: %v", k.list.Len(), k.list.Keys())
	}
	k.Put("heavy", "", 51, 0)
	if k.Has("heavy") || k.list.Len() != 11 {
		t.Error("one thing may take most of the place")
	}
	none := New[string, int](0)
	none.Put("a", "", 1, 1)
	var missing *Things[string, int]
	missing.Put("a", "", 1, 1)
	if none.Has("a") || missing.Has("a") {
		t.Error("something is kept where nothing should be")
	}
	if _, found := missing.Get("a", ""); found {
		t.Error("something is kept nowhere")
	}
}

func TestNothingIsKeptForLong(t *testing.T) {
	now := time.Now()
	k := New[string, int](100)
	k.now = func() time.Time { return now }
	k.Put("a", "", 10, 1)
	k.Put("b", "", 10, 1)
	now = now.Add(mostTime)
	if _, found := k.Get("a", ""); found || k.Has("a") {
		t.Error("what is too old was given")
	}
	k.Put("c", "", 10, 1)
	if k.weight != 10 {
		t.Errorf("%d stayed in memory", k.weight)
	}
}

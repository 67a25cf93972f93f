package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
)

// told records one event of each kind that filters tell apart, and returns the person who acts in some.
func told(t *testing.T, d *dbtest.Database) (ana int64) {
	ana = person(t, d, "Ana Pérez", "ana@example.org")
	by := access.Actor{Kind: access.Person, ID: ana, Origin: access.Origin{Address: "192.0.2.1", RequestID: "REQ1"}}
	luis := access.Actor{Kind: access.Person, ID: person(t, d, "Luis Gil", "luis@example.org"), Origin: access.Origin{RequestID: "REQ2"}}
	record(t, d.Pool,
		Event{At: noon, Actor: access.Actor{}, Action: "session.refuse", Object: Object{Type: "user", ID: ana}},
		Event{At: noon.Add(time.Hour), Actor: by, Action: "session.start", Object: Object{Type: "user", ID: ana}},
		Event{At: noon.Add(2 * time.Hour), Actor: by, Action: "user.update", Object: Object{Type: "user", ID: luis.ID},
			Before: map[string]any{"role": "staff"}, After: map[string]any{"role": "admin"}},
		Event{At: noon.Add(3 * time.Hour), Actor: luis, Action: "plan.publish", Object: Object{Type: "plan", ID: ana}, PlanID: 4},
		Event{At: noon.Add(4 * time.Hour), Actor: luis, Action: "setting.change", Object: Object{Type: "setting"}},
	)
	return ana
}

func TestListFindsWhatIsAsked(t *testing.T) {
	d := dbtest.Lease(t)
	ana := told(t, d)
	for name, c := range map[string]struct {
		Query
		want []int64
	}{
		"all":           {Query{}, []int64{5, 4, 3, 2, 1}},
		"some":          {Query{Limit: 2}, []int64{5, 4}},
		"older":         {Query{Below: 4, Limit: 2}, []int64{3, 2}},
		"name":          {Query{Text: "ana p"}, []int64{3, 2, 1}},
		"capitals":      {Query{Text: "LUIS"}, []int64{5, 4, 3}},
		"accents":       {Query{Text: "àna PEREZ"}, []int64{3, 2, 1}},
		"e-mail":        {Query{Text: "ANA@example"}, []int64{3, 2, 1}},
		"about":         {Query{Text: "luis", Topic: "user"}, []int64{3}},
		"request":       {Query{Text: "REQ2"}, []int64{5, 4}},
		"part of it":    {Query{Text: "REQ"}, nil},
		"per cent":      {Query{Text: "%"}, nil},
		"underscore":    {Query{Text: "_"}, nil},
		"injection":     {Query{Text: "' OR '1'='1"}, nil},
		"topic":         {Query{Topic: "session"}, []int64{2, 1}},
		"no such topic": {Query{Topic: "sess"}, nil},
		"action":        {Query{Action: "user.update"}, []int64{3}},
		"object":        {Query{Object: Object{"user", ana}}, []int64{2, 1}},
		"other type":    {Query{Object: Object{"unit", ana}}, nil},
		"plan":          {Query{PlanID: 4}, []int64{4}},
		"actor":         {Query{Actor: ana}, []int64{3, 2}},
		"key":           {Query{Key: "role"}, []int64{3}},
		"no such key":   {Query{Key: "rol"}, nil},
		"from":          {Query{From: noon.Add(3 * time.Hour)}, []int64{5, 4}},
		"until":         {Query{Until: noon.Add(time.Hour)}, []int64{1}},
		"both":          {Query{Text: "ana", Topic: "user", From: noon, Until: noon.Add(24 * time.Hour)}, []int64{3}},
	} {
		var got []int64
		for _, e := range list(t, d.Pool, c.Query) {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestListTellsAllOfAnEvent(t *testing.T) {
	d := dbtest.Lease(t)
	ana := told(t, d)
	e := list(t, d.Pool, Query{Action: "user.update"})[0]
	if e.ActorKind != "person" || e.ActorID != ana || e.ActorName != "Ana Pérez" || e.RequestID != "REQ1" || !e.At.Equal(noon.Add(2*time.Hour)) ||
		string(e.Before) != `{"role": "staff"}` || string(e.After) != `{"role": "admin"}` || string(e.Personal) != `{"address":"192.0.2.1"}` || e.Forgotten {
		t.Errorf("%+v", e)
	}
	e = list(t, d.Pool, Query{Action: "session.refuse"})[0]
	if e.ActorKind != "anonymous" || e.ActorID != 0 || e.ActorName != "" || e.Personal != nil || e.Forgotten || e.Before != nil {
		t.Errorf("%+v", e)
	}
}

func TestRecordRefusesWhatIsNoEvent(t *testing.T) {
	d := dbtest.Lease(t)
	for name, spoil := range map[string]func(*Event){
		"action": func(e *Event) { e.Action = "Unit update" }, "type": func(e *Event) { e.Object.Type = "" },
		"person without number": func(e *Event) { e.Actor.Kind = access.Person }, "kind": func(e *Event) { e.Actor.Kind = "robot" },
		"no JSON": func(e *Event) { e.After = make(chan int) }, "request": func(e *Event) { e.Actor.Origin.RequestID = strings.Repeat("x", 33) },
	} {
		e := event(1)
		spoil(&e)
		tx, err := d.Pool.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := Record(t.Context(), tx, e); err == nil {
			t.Errorf("%s: recorded", name)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExportGoesThroughAllInBatches(t *testing.T) {
	d := dbtest.Lease(t)
	series(t, d.Pool, 25)
	for _, c := range []struct {
		batch, most, want int
		more              bool
	}{{10, 100, 25, false}, {5, 100, 25, false}, {25, 25, 25, false}, {10, 24, 24, true}, {1, 1, 1, true}, {100, 20, 20, true}} {
		var got []int64
		more, err := Export{}.each(t.Context(), d.Pool, c.batch, c.most, func(e Entry) error {
			got = append(got, e.ID)
			return nil
		})
		if err != nil || more != c.more || len(got) != c.want || got[0] != 25 || got[len(got)-1] != int64(26-c.want) || !slices.IsSortedFunc(got, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("%+v: %v, more %t, %v", c, got, more, err)
		}
	}
	stop := errors.New("stop")
	if _, err := (Export{}).Each(t.Context(), d.Pool, func(Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("what fn returns is lost: %v", err)
	}
}

func TestSecurity19EachExportIsRecordedWithoutWhatWasTyped(t *testing.T) {
	d := dbtest.Lease(t)
	ana := person(t, d, "Ana Pérez", "ana@example.org")
	e := Export{
		Actor: access.Actor{Kind: access.Person, ID: ana, Role: access.Admin}, At: noon,
		Query: Query{Text: "Luis Gil", Topic: "user", Object: Object{"user", 7}, From: noon, Until: noon.Add(24 * time.Hour)},
	}
	for range 2 {
		if err := e.Record(t.Context(), d.Pool); err != nil {
			t.Fatal(err)
		}
	}
	found := list(t, d.Pool, Query{})
	if len(found) != 2 || found[0].Action != "audit.export" || found[0].ActorID != ana {
		t.Fatalf("recorded: %+v", found)
	}
	want := `{"from": "2026-03-14", "text_search": true, "object": "user-7", "topic": "user", "until": "2026-03-15"}`
	if got := string(found[0].After); len(got) != len(want) || strings.Contains(fmt.Sprint(found[0]), "Luis") {
		t.Errorf("after: %s, want %s", got, want)
	}
	for _, role := range []access.Role{access.Staff, access.Director, access.Technician} {
		e.Actor.Role = role
		if err := e.Record(t.Context(), d.Pool); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

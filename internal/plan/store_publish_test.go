package plan_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/plan"
)

func TestAPublicationIsCheckedPartByPart(t *testing.T) {
	for _, c := range []struct {
		shows   []string
		licence string
		want    string // the fields that are wrong
	}{
		{nil, "CC-BY-4.0", ""},
		{[]string{"objectives"}, "CC0-1.0", ""},
		{[]string{"files", "results", "comments", "indicators", "objectives"}, "CC-BY-4.0", ""},
		{[]string{"objectives", "indicators", "comments"}, "CC-BY-4.0", ""},
		{[]string{"indicators"}, "CC-BY-4.0", "shows"},
		{[]string{"objectives", "results"}, "CC-BY-4.0", "shows"},
		{[]string{"objectives", "comments"}, "CC-BY-4.0", "shows"},
		{[]string{"objectives", "indicators", "files"}, "CC-BY-4.0", "shows"},
		{[]string{"objectives", "users"}, "CC-BY-4.0", "shows"},
		{[]string{"objectives"}, "", "licence"},
		{[]string{"objectives"}, "MIT", "licence"},
	} {
		p, err := plan.TypedPublication{Open: true, Shows: c.shows, Licence: c.licence}.Check()
		if wrongFields(err) != c.want {
			t.Errorf("%v under %q: %v", c.shows, c.licence, err)
		}
		if err == nil && (len(p.Shows) != len(c.shows) || !slices.IsSortedFunc(p.Shows, func(a, b plan.Part) int {
			return slices.Index(plan.Parts, a) - slices.Index(plan.Parts, b)
		})) {
			t.Errorf("%v became %v", c.shows, p.Shows)
		}
	}
	if _, err := (plan.TypedPublication{Shows: []string{"x"}}).Check(); err != nil {
		t.Errorf("what is withdrawn shows nothing: %v", err)
	}
}

func TestPublishSaysWhatIsShown(t *testing.T) {
	k := newDemoKeeper(t)
	p := k.load(keptPlan)
	if !p.Open() || !slices.Equal(p.Shows, plan.Parts) || p.Licence != plan.CCBY {
		t.Fatalf("at first %v under %s", p.Shows, p.Licence)
	}
	publish := func(version int, typed plan.TypedPublication) error {
		key := rand.Text()
		err := k.Publish(t.Context(), k.actor, key, keptPlan, version, typed)
		if again := k.Publish(t.Context(), k.actor, key, keptPlan, version, typed); err == nil && again != nil {
			t.Errorf("a form that comes twice: %v", again)
		}
		return err
	}
	since := p.PublishedAt
	part := plan.TypedPublication{Open: true, Shows: []string{"indicators", "objectives"}, Licence: "CC0-1.0"}
	if err := publish(p.Version, part); err != nil {
		t.Fatal(err)
	}
	now := k.load(keptPlan)
	if now.Open() || !now.Published() || fmt.Sprint(now.Shows) != "[objectives indicators]" || now.Licence != plan.CC0 || now.Version != p.Version+1 || !now.PublishedAt.Equal(since) {
		t.Errorf("afterwards %+v", now)
	}
	action, before, after := k.told(p.ID)
	if action != "plan.publish" || fmt.Sprint(before["shows"]) != "[objectives indicators results comments files]" || fmt.Sprint(after["shows"]) != "[objectives indicators]" || after["licence"] != "CC0-1.0" {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
	if err := publish(p.Version, part); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	if err := publish(now.Version, plan.TypedPublication{Open: true, Shows: []string{"files"}, Licence: "CC0-1.0"}); wrongFields(err) != "shows" {
		t.Errorf("files without results: %v", err)
	}
	if err := publish(now.Version, plan.TypedPublication{}); err != nil {
		t.Fatal(err)
	}
	now = k.load(keptPlan)
	if now.Published() || fmt.Sprint(now.Shows) != "[objectives indicators]" || now.Licence != plan.CC0 {
		t.Errorf("withdrawn it is %+v", now)
	}
	if action, before, after := k.told(p.ID); action != "plan.withdraw" || before["published"] != true || after["published"] != false {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
}

// Whatever is shown, SQL and the pure rules agree on who reads the ordinary pages, and on which plans are shown in part.
func TestReadableIsWhatTheRulesSay(t *testing.T) {
	k := newDemoKeeper(t)
	scopes := map[string]access.Scope{
		"nobody": access.Plans(access.Actor{}), "staff": access.Plans(access.Actor{Kind: access.Person, ID: 1, Role: access.Staff}), "director": access.Plans(access.Actor{Kind: access.Person, ID: 1, Role: access.Director}),
	}
	rapid.Check(t, func(rt *rapid.T) {
		var shows []plan.Part
		shows = append(shows, plan.Parts[:rapid.IntRange(0, 3).Draw(rt, "parts")]...)
		state := rapid.SampledFrom([]plan.State{plan.Draft, plan.Active, plan.Closed}).Draw(rt, "state")
		published := rapid.Bool().Draw(rt, "published")
		k.exec(`
			UPDATE plans
			   SET shows = $2, state = $3, published_at = CASE WHEN $4 THEN timestamptz '2026-01-01' END
			 WHERE slug = $1`, keptPlan, append([]plan.Part{}, shows...), state, published)
		p := k.load(keptPlan)
		for name, scope := range scopes {
			readable := scope.All || p.Open() || scope.Active && p.State == plan.Active
			k.read(func(ctx context.Context, tx pgx.Tx) error {
				_, err := plan.Find(ctx, tx, scope, keptPlan)
				if (err == nil) != readable {
					rt.Fatalf("%s reads %v %s %v: %v", name, shows, state, published, err)
				}
				partly, err := plan.Partly(ctx, tx, scope, 10)
				if listed := slices.ContainsFunc(partly, func(one plan.Plan) bool { return one.ID == p.ID }); listed != (published && !readable) {
					rt.Fatalf("%s sees %v %s %v listed in part: %v", name, shows, state, published, listed)
				}
				return err
			})
			for _, part := range plan.Parts {
				want := scope.All || scope.Active && state == plan.Active || published && slices.Contains(shows, part)
				if p.Shown(scope, part) != want {
					rt.Fatalf("%s is shown %s of %v %s %v: %v", name, part, shows, state, published, !want)
				}
			}
		}
	})
}

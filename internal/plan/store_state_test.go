package plan_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/plan"
)

func TestTakeFromTheDraftToTheEnd(t *testing.T) {
	k := newKeeper(t)
	slug, err := k.Begin(t.Context(), k.actor, rand.Text(), plan.Creation{Title: "P", Body: "O", StartsOn: "1/1/2026", EndsOn: "31/12/2026"})
	if err != nil {
		t.Fatal(err)
	}
	for n, c := range []struct {
		step   plan.Step
		reason string
		want   plan.State
	}{
		{plan.Activate, "", plan.Active}, {plan.Redraft, "", plan.Draft}, {plan.Activate, "Por acuerdo del Pleno", plan.Active},
		{plan.Close, "", plan.Closed}, {plan.Reopen, "Faltaban\nvalores", plan.Active}, {plan.Close, "Ahora sí", plan.Closed},
	} {
		key := rand.Text()
		for range 2 {
			if err := k.Take(t.Context(), k.actor, key, slug, n+1, c.step, c.reason); err != nil {
				t.Fatalf("%s: %v", c.step, err)
			}
		}
		p := k.load(slug)
		if p.State != c.want || p.Version != n+2 {
			t.Errorf("after %s: %s, version %d", c.step, p.State, p.Version)
		}
		action, before, after := k.told(p.ID)
		if action != "plan."+string(c.step) || before["state"] == after["state"] || after["state"] != string(c.want) || c.reason != "" && after["reason"] != c.reason {
			t.Errorf("the event of %s tells %s %v %v", c.step, action, before, after)
		}
	}
}

func TestTakeIsRefused(t *testing.T) {
	k := newDemoKeeper(t)
	version := k.load(keptPlan).Version
	take := func(version int, step plan.Step, reason string) error {
		return k.Take(t.Context(), k.actor, rand.Text(), keptPlan, version, step, reason)
	}
	if err := take(version, plan.Redraft, ""); wrongFields(err) != "step" {
		t.Errorf("back to a draft with values: %v", err)
	}
	for name, reason := range badTexts {
		if err := take(version, plan.Close, reason); wrongFields(err) != "reason" {
			t.Errorf("reason %s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		version int
		step    plan.Step
		want    error
	}{
		"another version":         {version + 1, plan.Close, fault.Conflict},
		"a step of another state": {version, plan.Activate, fault.Conflict},
		"no step":                 {version, "publish", fault.BadInput},
	} {
		if err := take(c.version, c.step, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	k.exec(`UPDATE rounds SET closed_at = now() WHERE closed_at IS NULL AND cancelled_at IS NULL`)
	k.exec(`
		INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at)
		SELECT id, 'Ronda abierta', DATE '2026-03-01', DATE '2026-03-31', now()
		  FROM plans
		 WHERE slug = $1`, keptPlan)
	if err := take(version, plan.Close, ""); wrongFields(err) != "step" {
		t.Errorf("closing with a round under way: %v", err)
	}
	k.exec(`UPDATE rounds SET closed_at = now() WHERE title = 'Ronda abierta'`)
	if err := take(version, plan.Close, ""); err != nil {
		t.Fatal(err)
	}
	for _, reason := range []string{"", " \n\t", strings.Repeat("a", 2001)} {
		if err := take(version+1, plan.Reopen, reason); wrongFields(err) != "reason" {
			t.Errorf("reopening for %.10q: %v", reason, err)
		}
	}
	for _, role := range []access.Role{access.Director, access.Admin} {
		err := k.Take(t.Context(), access.Actor{Kind: access.Person, Role: role}, rand.Text(), keptPlan, version+1, plan.Reopen, "Quiero")
		if !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s reopens: %v", role, err)
		}
	}
	if p := k.load(keptPlan); p.State != plan.Closed || p.Version != version+1 {
		t.Errorf("%s, version %d", p.State, p.Version)
	}
}

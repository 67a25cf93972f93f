package api

import (
	"net/url"
	"testing"
)

func slugs(plans []object) []any {
	list := []any{}
	for _, p := range plans {
		list = append(list, p["slug"])
	}
	return list
}

func TestPlansComeInPages(t *testing.T) {
	c := startDemo(t)
	all := c.get("/plans")
	all.want(t, map[string]any{"total": "2", "limit": "20", "offset": "0"})
	plans := all.list(t, "plans")
	if len(plans) != 2 || plans[0]["slug"] != "plan-de-ejemplo" {
		t.Fatalf("plans %v, want the one in force first", slugs(plans))
	}
	plans[0].want(t, map[string]any{"on": today.String(), "starts_on": "2024-09-01"})
	over := plans[1]
	over.want(t, map[string]any{"on": "2022-11-30", "status": "delayed"}) // those of its last snapshot
	over.wantFraction(t, "progress", "0.649338624338")
	over.object(t, "last_snapshot").want(t, map[string]any{"title": "Seguimiento noviembre 2022"})

	second := c.get("/plans?limit=1&offset=1")
	second.want(t, map[string]any{"total": "2", "limit": "1", "offset": "1"})
	if got := slugs(second.list(t, "plans")); len(got) != 1 || got[0] != "i-plan-innovacion-2021-2023" {
		t.Errorf("second page %v", got)
	}
	beyond := c.get("/plans?offset=1000000")
	beyond.want(t, map[string]any{"total": "2"})
	if got := slugs(beyond.list(t, "plans")); len(got) != 0 {
		t.Errorf("beyond the end: %v", got)
	}
}

func TestPlansAreSearchedWithoutAccents(t *testing.T) {
	c := startDemo(t)
	for text, want := range map[string]string{
		"MONTILLA innovacion": "1", "innovación": "1", "innovacio\u0301n": "1", "  INNOVACIÓN\u00a0 ": "1", "plan": "2", "nada de esto": "0", "100%": "0", "'; --": "0",
	} {
		found := c.get("/plans?text=" + url.QueryEscape(text))
		found.want(t, map[string]any{"total": want})
	}
}

func TestPlanHasItsWholeFrame(t *testing.T) {
	p := startDemo(t).get(montilla)
	p.want(t, map[string]any{"slug": "i-plan-innovacion-2021-2023", "state": "active", "on_track_from": "0.900000", "delayed_from": "0.700000"})
	for name, want := range map[string]int{"periods": 3, "lines": 3, "frameworks": 1, "objectives": 12} {
		if got := len(p.list(t, name)); got != want {
			t.Errorf("%d %s, want %d", got, name, want)
		}
	}
	if len(p.list(t, "sections")) == 0 || p["general_objective"] == "" || p["notice"] == "" {
		t.Error("the plan has lost its text")
	}
	standards := p.list(t, "frameworks")[0].list(t, "standards")
	if len(standards) != 13 {
		t.Fatalf("%d standards", len(standards))
	}
	linked := 0
	for _, s := range standards {
		linked += len(s["lines"].([]any)) + len(s["objectives"].([]any)) + len(s["indicators"].([]any))
	}
	if linked == 0 {
		t.Error("no standard is linked to anything")
	}
}

func TestSnapshotKeepsPublishedBesideComputed(t *testing.T) {
	c := startDemo(t)
	list := c.get(montilla + "/snapshots")
	list.object(t, "plan").want(t, map[string]any{"slug": "i-plan-innovacion-2021-2023"})
	listed := list.list(t, "snapshots")
	if len(listed) != 1 {
		t.Fatalf("snapshots %v", listed)
	}
	one := c.get(montilla + "/snapshots/" + listed[0].number(t, "id").String())
	one.want(t, map[string]any{"title": "Seguimiento noviembre 2022", "taken_on": "2022-11-30", "closed_at": "2022-11-30T12:00:00Z"})
	published := one.object(t, "published")
	objectives, indicators := published.list(t, "objectives"), published.list(t, "indicators")
	if len(objectives) != 12 || len(indicators) != 21 {
		t.Fatalf("published %v and %v", codes(objectives), codes(indicators))
	}
	objectives[11].wantFraction(t, "published", "0")
	objectives[11].wantFraction(t, "computed", "0.166667")
	indicators[19].want(t, map[string]any{"code": "I.12.1"})
	indicators[19].wantFraction(t, "published", "0")
	indicators[19].wantFraction(t, "computed", "0.333333")

	newest := c.get(example+"/snapshots").list(t, "snapshots")
	if len(newest) != 4 {
		t.Fatalf("%d snapshots of the example", len(newest))
	}
	c.get(example+"/snapshots/"+newest[0].number(t, "id").String()).want(t, map[string]any{"published": nil})
}

package plan_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/fault"
	"hito/internal/plan"
)

func (k keeper) sections(slug string) (list []plan.KeptSection) {
	k.Helper()
	id := k.load(slug).ID
	k.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = plan.Sections(ctx, tx, id)
		return err
	})
	return list
}

// headings writes those of a plan in their order.
func (k keeper) headings(slug string) string {
	k.Helper()
	var list []string
	for _, s := range k.sections(slug) {
		list = append(list, s.Heading)
	}
	return strings.Join(list, " ")
}

func TestSectionsFromTheFirstToTheLast(t *testing.T) {
	k := newKeeper(t)
	slug, err := k.Begin(t.Context(), k.actor, rand.Text(), plan.Creation{Title: "P", Body: "O", StartsOn: "1/1/2026", EndsOn: "31/12/2026"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, heading := range []string{"A", "B", "C"} {
		key := rand.Text()
		for range 2 {
			id, err := k.AddSection(t.Context(), k.actor, key, slug, plan.SectionDraft{Heading: heading, Body: "Texto de " + heading})
			if err != nil {
				t.Fatal(err)
			}
			if len(ids) == 0 || ids[len(ids)-1] != id {
				ids = append(ids, id)
			}
		}
	}
	if got := k.headings(slug); got != "A B C" || len(ids) != 3 {
		t.Fatalf("%s, numbers %v", got, ids)
	}
	planID := k.load(slug).ID
	for _, m := range []struct {
		id   int64
		step int
		want string
	}{{ids[2], -1, "A C B"}, {ids[2], -1, "C A B"}, {ids[2], -1, "C A B"}, {ids[0], 1, "C B A"}, {ids[0], 1, "C B A"}} {
		if err := k.MoveSection(t.Context(), k.actor, rand.Text(), slug, plan.Move{ID: m.id, Step: m.step}); err != nil {
			t.Fatal(err)
		}
		if got := k.headings(slug); got != m.want {
			t.Errorf("%d by %d: %s, want %s", m.id, m.step, got, m.want)
		}
	}
	if action, _, after := k.told(planID); action != "section.move" || len(after["order"].([]any)) != 3 {
		t.Errorf("the event tells %s %v", action, after)
	}

	edited := plan.SectionDraft{Heading: "A2", Body: "Otro texto"}
	if err := k.EditSection(t.Context(), k.actor, rand.Text(), slug, plan.Edit{ids[0], 1}, edited); err != nil {
		t.Fatal(err)
	}
	if err := k.EditSection(t.Context(), k.actor, rand.Text(), slug, plan.Edit{ids[0], 1}, edited); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	if action, before, after := k.told(planID); action != "section.update" || before["text"] != "Texto de A" || after["text"] != "Otro texto" {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
	if err := k.DropSection(t.Context(), k.actor, rand.Text(), slug, plan.Edit{ids[0], 1}); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old version goes: %v", err)
	}
	if err := k.DropSection(t.Context(), k.actor, rand.Text(), slug, plan.Edit{ids[0], 2}); err != nil {
		t.Fatal(err)
	}
	if action, before, after := k.told(planID); action != "section.delete" || before["text"] != "Otro texto" || after != nil {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
	if got := k.headings(slug); got != "C B" {
		t.Errorf("left: %s", got)
	}
	if id, err := k.AddSection(t.Context(), k.actor, rand.Text(), slug, plan.SectionDraft{Heading: "D"}); err != nil || id == ids[0] || k.headings(slug) != "C B D" {
		t.Errorf("after one has gone: %d, %v, %s", id, err, k.headings(slug))
	}
}

func TestSectionsOfOtherPlansAreNotThere(t *testing.T) {
	k := newDemoKeeper(t)
	other := k.sections(firstPlan)[0]
	before := k.headings(keptPlan) + k.headings(firstPlan)
	for name, err := range map[string]error{
		"edit": k.EditSection(t.Context(), k.actor, rand.Text(), keptPlan, plan.Edit{other.ID, 1}, plan.SectionDraft{Heading: "X"}),
		"drop": k.DropSection(t.Context(), k.actor, rand.Text(), keptPlan, plan.Edit{other.ID, 1}),
		"move": k.MoveSection(t.Context(), k.actor, rand.Text(), keptPlan, plan.Move{ID: other.ID, Step: 1}),
	} {
		if !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.EditSection(t.Context(), k.actor, rand.Text(), firstPlan, plan.Edit{other.ID, 1}, plan.SectionDraft{Heading: " "}); wrongFields(err) != "heading" {
		t.Errorf("a blank heading: %v", err)
	}
	if k.headings(keptPlan)+k.headings(firstPlan) != before {
		t.Error("something was written")
	}
}

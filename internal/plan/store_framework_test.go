package plan_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/plan"
)

// framework is the one that every plan of these tests has.
func (k keeper) framework(slug string) plan.OutlineFramework {
	k.Helper()
	for _, f := range k.outline(slug).Frameworks {
		if f.Code == "ACSA" {
			return f
		}
	}
	k.Fatalf("no ACSA in %q", slug)
	return plan.OutlineFramework{}
}

func draftOf(f plan.OutlineFramework) plan.FrameworkDraft {
	d := plan.FrameworkDraft{Code: f.Code, Title: f.Title, Description: f.Description}
	for _, s := range f.Standards {
		d.Standards = append(d.Standards, plan.StandardDraft{ID: numbers(s.ID)[0], Code: s.Code, Title: s.Title})
	}
	return d
}

func standardsOf(f plan.OutlineFramework) (list []string) {
	for _, s := range f.Standards {
		list = append(list, s.Code+" "+s.Title)
	}
	return list
}

func TestAFrameworkFromTheFirstToTheLast(t *testing.T) {
	k := newDemoKeeper(t)
	id, err := k.CreateFramework(t.Context(), k.actor, rand.Text(), keptPlan, plan.FrameworkDraft{
		Code: "ACSA", Title: "Estándares", Standards: []plan.StandardDraft{{Code: "A", Title: "Uno"}, {}, {Code: "B", Title: "Dos"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.CreateFramework(t.Context(), k.actor, rand.Text(), keptPlan, plan.FrameworkDraft{Code: "ACSA", Title: "Otro"})
	k.refuses("a code in use", err, "code")
	f := k.framework(keptPlan)
	if got := standardsOf(f); !slices.Equal(got, []string{"A Uno", "B Dos"}) {
		t.Fatalf("stored %q", got)
	}
	// The two swap their codes, and a third one comes between them.
	d := draftOf(f)
	d.Standards[0].Code, d.Standards[1].Code = "B", "A"
	d.Standards = slices.Insert(d.Standards, 1, plan.StandardDraft{Code: "C", Title: "Medio"})
	update := func(version int, d plan.FrameworkDraft) error {
		return k.UpdateFramework(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, version), d)
	}
	if err := update(1, d); err != nil {
		t.Fatal(err)
	}
	f = k.framework(keptPlan)
	if got := standardsOf(f); !slices.Equal(got, []string{"B Uno", "C Medio", "A Dos"}) || f.Version != 2 {
		t.Errorf("stored %q in version %d", got, f.Version)
	}
	k.wants("an old version", update(1, d), fault.Conflict)
	d = draftOf(f)
	d.Standards[1].Code, d.Standards[1].Title = "", ""
	if err := update(2, d); err != nil {
		t.Fatal(err)
	}
	if got := standardsOf(k.framework(keptPlan)); !slices.Equal(got, []string{"B Uno", "A Dos"}) {
		t.Errorf("after a removal %q", got)
	}
	events := k.events("framework", id)
	if len(events) != 3 || string(events[0].Before) != `{"code": "ACSA", "links": [], "title": "Estándares", "standards": ["B Uno", "C Medio", "A Dos"], "description": ""}` {
		t.Errorf("%d events, before the last %s", len(events), events[0].Before)
	}
}

func TestRowsThatAreNotOfTheFrameworkAreNoFormOfOurs(t *testing.T) {
	k := newDemoKeeper(t)
	f := k.framework(firstPlan)
	for name, change := range map[string]func(*plan.FrameworkDraft){
		"a row too few":        func(d *plan.FrameworkDraft) { d.Standards = d.Standards[1:] },
		"a row twice":          func(d *plan.FrameworkDraft) { d.Standards[1].ID = d.Standards[0].ID },
		"a standard of nobody": func(d *plan.FrameworkDraft) { d.Standards[0].ID = "999999" },
		"no number":            func(d *plan.FrameworkDraft) { d.Standards[0].ID = "1e3" },
		"a negative number":    func(d *plan.FrameworkDraft) { d.Standards[0].ID = "-1" },
	} {
		d := draftOf(f)
		change(&d)
		k.wants(name, k.UpdateFramework(t.Context(), k.actor, rand.Text(), firstPlan, editOf(f.ID, 1), d), fault.BadInput)
	}
	if got := k.framework(firstPlan); got.Version != 1 || !slices.Equal(standardsOf(got), standardsOf(f)) {
		t.Errorf("something was written: %+v", got)
	}
}

func TestLinkedStandardsStay(t *testing.T) {
	k := newDemoKeeper(t)
	f := k.framework(firstPlan)
	d := draftOf(f)
	d.Standards[1].Code, d.Standards[1].Title = "", ""
	err := k.UpdateFramework(t.Context(), k.actor, rand.Text(), firstPlan, editOf(f.ID, 1), d)
	var wrong fault.Invalid
	if !errors.As(err, &wrong) || wrong[plan.StandardField(1, "code")] != "El estándar III.1.2 está vinculado a L.E.1, O.E.1, O.E.4, I.1.1, I.4.2: quite antes esos vínculos." {
		t.Errorf("%v %v", err, wrong)
	}
}

func TestAFrameworkGoesWithItsLinksAndTheEventKeepsThem(t *testing.T) {
	k := newDemoKeeper(t)
	f := k.framework(firstPlan)
	k.wants("an old version", k.DeleteFramework(t.Context(), k.actor, rand.Text(), firstPlan, editOf(f.ID, 9)), fault.Conflict)
	k.wants("another plan", k.DeleteFramework(t.Context(), k.actor, rand.Text(), keptPlan, editOf(f.ID, 1)), fault.NotFound)
	if err := k.DeleteFramework(t.Context(), k.actor, rand.Text(), firstPlan, editOf(f.ID, 1)); err != nil {
		t.Fatal(err)
	}
	left := k.count(`
		SELECT count(*)
		  FROM (SELECT plan_id FROM standards UNION ALL SELECT plan_id FROM line_standards
		        UNION ALL SELECT plan_id FROM objective_standards UNION ALL SELECT plan_id FROM indicator_standards) x
		  JOIN plans p ON p.id = x.plan_id
		 WHERE p.slug = $1`, firstPlan)
	if left != 0 || len(k.outline(firstPlan).Frameworks) != 0 {
		t.Errorf("%d rows are left", left)
	}
	told := string(k.events("framework", f.ID)[0].Before)
	for _, want := range []string{`"III.1.2: L.E.1, O.E.1, O.E.4, I.1.1, I.4.2"`, `"III.3.4 Los resultados se comparan`} {
		if !strings.Contains(told, want) {
			t.Errorf("the event does not keep %s: %s", want, told)
		}
	}
}

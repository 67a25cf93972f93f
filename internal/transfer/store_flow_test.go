package transfer_test

import (
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
)

var newHead = plan.Creation{Title: "Copia del plan", Body: "Ayuntamiento de Villaejemplo", StartsOn: "2025-05-01", EndsOn: "2028-04-30"}

// A whole plan that went out as a workbook comes in as a new plan, and leaves no trace but the import once it is undone.
func TestANewPlanFromAWorkbook(t *testing.T) {
	o := openOffice(t)
	before := o.state(example)
	tables := o.tables()
	since := o.newest()
	i := o.bring(transfer.Upload{Name: "plan.xlsx", Content: o.book(example, before), Head: newHead})
	if i.State != transfer.StateReady || i.Mode != transfer.NewPlan || i.Counts.Of(transfer.Wrong) != 0 || i.Counts[transfer.Measurement][transfer.Created] != len(before.Values) {
		list, _, _ := o.Changes(t.Context(), o.technician, i.ID, transfer.Wrong, "", 5, 0)
		t.Fatalf("found %s, %v, %+v, %+v", i.State, i.Counts, list, i.Understood.Problems)
	}
	if after := o.tables(); !maps.Equal(after, tables) {
		t.Fatalf("written before it is applied: %v, was %v", after, tables)
	}
	i = o.apply(i)
	if i.State != transfer.StateApplied || i.Plan.Slug != "copia-del-plan" || i.Plan.State != plan.Draft || i.AppliedBy == "" {
		t.Errorf("applied: %+v", i)
	}
	after := o.state("copia-del-plan")
	same := after.clone()
	same.Records[0].Cells = before.Records[0].Cells // what was typed of the head prevails
	if same.text(false) != before.text(false) {
		t.Errorf("the plan came in as\n%s\nwant\n%s", same.text(false), before.text(false))
	}
	if head := after.Records[0].Cells; head["title"] != newHead.Title || head["notice"] != before.Records[0].Cells["notice"] {
		t.Errorf("its head is %v", head)
	}
	actions := o.actions(since)
	if last := actions[len(actions)-1]; last != "import.apply" || !slices.Contains(actions, "indicator.create") || !slices.Contains(actions, "measurement.import") {
		t.Errorf("told: %v", actions)
	}
	o.undo(i)
	if after := o.tables(); !maps.Equal(after, tables) {
		t.Errorf("left after undoing: %v, was %v", after, tables)
	}
	if i := o.find(i.ID); i.State != transfer.StateUndone || i.Plan.ID != 0 || i.UndoneBy == "" {
		t.Errorf("undone: %+v", i)
	}
	o.whole()
}

// tables counts the rows of all that belongs to plans.
func (o *office) tables() map[string]int {
	counts := map[string]int{}
	for _, table := range []string{
		"plans", "plan_sections", "periods", "strategic_lines", "frameworks", "standards", "line_standards", "objectives", "objective_lines",
		"objective_standards", "indicators", "indicator_units", "indicator_standards", "planned_points", "measurements", "results", "result_indicators", "units",
	} {
		counts[table] = o.count(`SELECT count(*) FROM ` + table)
	}
	return counts
}

// The same file again changes nothing: there is nothing to apply, and nothing is told but that it was brought.
func TestTheSameFileTwice(t *testing.T) {
	o := openOffice(t)
	before := o.state(example)
	since := o.newest()
	for range 2 {
		i := o.bring(transfer.Upload{Name: "plan.xlsx", Content: o.book(example, before), Slug: example})
		if i.State != transfer.StateReady || i.Counts.Applicable() || i.Counts.Of(transfer.Wrong) != 0 || i.Counts.Of(transfer.Same) != len(before.Records)+len(before.Values) {
			list, _, _ := o.Changes(t.Context(), o.technician, i.ID, transfer.Changed, "", 5, 0)
			t.Fatalf("found %v, %+v", i.Counts, list)
		}
		err := o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, "")
		var invalid fault.Invalid
		if !errors.As(err, &invalid) || invalid["import"] == "" {
			t.Errorf("applying nothing: %v", err)
		}
	}
	if after := o.state(example); after.text(true) != before.text(true) {
		t.Error("the plan has changed")
	}
	if actions := o.actions(since); !slices.Equal(actions, []string{"import.create", "import.create"}) {
		t.Errorf("told: %v", actions)
	}
}

// What a workbook changes is applied cell by cell, codes that are swapped and indicators that move included, and undone to
// what it was.
func TestAnUpdateAndItsUndoing(t *testing.T) {
	o := openOffice(t)
	before := o.state(example)
	file := before.clone()
	file.Records[0].Cells["summary"] = "Otro resumen"
	file.add(transfer.Section, map[transfer.Field]string{"heading": "Cómo se hizo", "body": "Con una hoja."})
	first, second := file.record(transfer.Indicator, "I1.1"), file.record(transfer.Indicator, "I1.2")
	first.Cells["code"], second.Cells["code"] = "I1.2", "I1.1"
	first.Cells["objective"], first.Cells["units"] = "O2", ""
	second.Cells["weight"], second.Cells["standards"] = "2.5", ""
	file.record(transfer.Objective, "O3").Cells["lines"] = ""
	file.add(transfer.Standard, map[transfer.Field]string{"framework": "GUIA", "code": "G9", "title": "Otro más"})
	file.add(transfer.Objective, map[transfer.Field]string{"code": "O99", "title": "Un objetivo nuevo", "weight": "1", "lines": "L1; L2", "standards": "GUIA G9"})
	file.add(transfer.Indicator, map[transfer.Field]string{
		"code": "I99.1", "objective": "O99", "title": "Un indicador nuevo", "target": "40", "decimals": "1", "rule": "reach", "weight": "1", "units": "Dirección",
	})
	file.add(transfer.Point, map[transfer.Field]string{"indicator": "I99.1", "on": "2026-12-31", "value": "10"})
	file.add(transfer.Point, map[transfer.Field]string{"indicator": "I1.3", "on": "2026-12-31", "value": "33"})
	file.add(transfer.Result, map[transfer.Field]string{"title": "Un acta", "achieved_on": "2026-02-03", "indicators": "I99.1; I1.3"})
	for n, v := range file.Values { // their indicators are called otherwise
		switch v.Code {
		case "I1.1":
			file.Values[n].Code = "I1.2"
		case "I1.2":
			file.Values[n].Code = "I1.1"
		}
	}
	file.Values[0].Value = file.Values[0].Value.Add(file.Values[1].Value)
	added := transfer.Value{Code: "I99.1", On: thatDay - 30, Value: file.Values[0].Value, Comment: "Según el acta."}
	file.Values = append(file.Values, added)
	since := o.newest()
	i := o.bring(transfer.Upload{Name: "plan.xlsx", Content: o.book(example, file), Slug: example})
	if i.Counts.Of(transfer.Wrong) != 0 || i.Counts[transfer.Measurement][transfer.Changed] != 1 || i.Counts[transfer.Measurement][transfer.Created] != 1 {
		list, _, _ := o.Changes(t.Context(), o.technician, i.ID, transfer.Wrong, "", 5, 0)
		t.Fatalf("found %v, %+v", i.Counts, list)
	}
	i = o.apply(i)
	o.wanted(file)
	again := o.bring(transfer.Upload{Name: "plan.xlsx", Content: o.book(example, file), Slug: example})
	if again.Counts.Applicable() {
		list, _, _ := o.Changes(t.Context(), o.technician, again.ID, transfer.Changed, "", 5, 0)
		t.Errorf("the same file once more would change %v: %+v", again.Counts, list)
	}
	for _, action := range []string{
		"plan.update", "section.create", "framework.update", "objective.create", "objective.update", "indicator.create", "indicator.update", "result.create", "measurement.import", "import.apply",
	} {
		if !slices.Contains(o.actions(since), action) {
			t.Errorf("%s is not told", action)
		}
	}
	o.undo(i)
	if after := o.state(example); after.text(true) != before.text(true) {
		t.Errorf("undone to\n%s\nwant\n%s", after.text(true), before.text(true))
	}
	o.whole()
}

// wanted sees that the example has what a file says, in whatever order.
func (o *office) wanted(file state) {
	o.Helper()
	has := o.state(example)
	if len(has.Records) != len(file.Records) || len(has.Values) != len(file.Values) {
		o.Fatalf("%d records and %d values, want %d and %d", len(has.Records), len(has.Values), len(file.Records), len(file.Values))
	}
	for _, r := range file.Records {
		if !slices.ContainsFunc(has.Records, func(h transfer.Record) bool { return h.Kind == r.Kind && says(h.Cells, r.Cells) }) {
			o.Errorf("the plan has no %s %v", r.Kind, r.Cells)
		}
	}
	for _, v := range file.Values {
		if !slices.ContainsFunc(has.Values, func(h transfer.Value) bool {
			return h.Code == v.Code && h.On == v.On && h.Value.Equal(v.Value) && h.Comment == v.Comment
		}) {
			o.Errorf("the plan has no value %+v", v)
		}
	}
}

func says(has, cells map[transfer.Field]string) bool {
	for f, text := range cells {
		if has[f] != text && !slices.Equal(listed(has[f]), listed(text)) {
			return false
		}
	}
	return true
}

// listed is a list of a cell in the order of the alphabet.
func listed(cell string) []string {
	list := strings.Split(cell, "; ")
	slices.Sort(list)
	return list
}

package transfer_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/snapshot"
	"hito/internal/transfer"
)

// What was touched since an import wrote it keeps the import from being undone, whole, and is named.
func TestWhatWasTouchedIsNotUndone(t *testing.T) {
	for name, c := range map[string]struct {
		touch func(*office)
		names string
	}{
		"a later value":                   {func(o *office) { o.typed("I1.1", "2026-01-31", "3", 2) }, "I1.1: el valor del 31/1/2026"},
		"a value of a new indicator":      {func(o *office) { o.typed("I77.1", "2026-03-01", "3", 0) }, "I77.1"},
		"an indicator that was edited":    {func(o *office) { o.edited("I1.1") }, "I1.1"},
		"a new indicator that was edited": {func(o *office) { o.edited("I77.1") }, "I77.1"},
		"a follow-up": {func(o *office) {
			store := snapshot.Store{Pool: o.db.Pool, Now: o.Now}
			_, err := store.Close(o.Context(), o.technician, rand.Text(), example, thatDay, snapshot.Draft{Title: "Marzo", TakenOn: "2026-03-31"})
			o.must(err)
		}, "«Marzo»"},
		"a round": {func(o *office) {
			o.exec(`INSERT INTO round_entries (plan_id, round_id, indicator_id)
				SELECT r.plan_id, r.id, i.id FROM rounds r JOIN indicators i ON i.plan_id = r.plan_id AND i.code = 'I77.1' WHERE r.closed_at IS NULL`)
		}, "en la ronda «"},
		"a result": {func(o *office) {
			id := strconv.Itoa(o.count(`SELECT id FROM indicators WHERE code = 'I77.1'`))
			store := indicator.Store{Pool: o.db.Pool, Now: o.Now}
			_, err := store.CreateResult(o.Context(), indicator.ResultChange{Actor: o.technician, Key: rand.Text(), Slug: example}, thatDay,
				indicator.ResultDraft{Title: "Un acta nueva", Indicators: []string{id}}, 0)
			o.must(err)
		}, "«Un acta nueva»"},
		"a reto": {func(o *office) {
			o.exec(`INSERT INTO challenge_links (challenge_id, plan_id, indicator_id, linked_at)
				SELECT (SELECT min(id) FROM challenges), i.plan_id, i.id, now() FROM indicators i WHERE i.code = 'I77.1'`)
		}, "retos"},
		"an indicator that counts retos": {func(o *office) {
			o.exec(`INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
				SELECT plan_id, id, 'received', '2026-01-01', '2026-12-31', true FROM indicators WHERE code = 'I77.1'`)
		}, "retos"},
	} {
		t.Run(name, func(t *testing.T) {
			o := openOffice(t)
			i := o.apply(o.bring(update(1)))
			c.touch(o)
			before := o.state(example).text(true)
			err := o.Undo(t.Context(), o.technician, rand.Text(), i.ID, i.Version)
			if what := touched(err); !errors.Is(err, transfer.ErrTouched) || !strings.Contains(strings.Join(what, "\n"), c.names) {
				t.Errorf("undone: %v, %q; want %q", err, what, c.names)
			}
			if o.state(example).text(true) != before || o.find(i.ID).State != transfer.StateApplied {
				t.Error("something was undone")
			}
		})
	}
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) typed(code, day, value string, basis int) {
	o.Helper()
	store := indicator.Store{Pool: o.db.Pool, Now: o.Now}
	o.must(store.Record(o.Context(), o.technician, rand.Text(), example, code, indicator.Typed{Value: value, MeasuredOn: day, Basis: basis, Reason: "Un error"}, thatDay))
}

func (o *office) edited(code string) {
	o.Helper()
	o.exec(`UPDATE indicators SET title = title || '.', version = version + 1 WHERE code = $1`, code)
}

// A new plan in which anything was done since stays.
func TestANewPlanThatWasTouchedStays(t *testing.T) {
	o := openOffice(t)
	i := o.apply(o.bring(transfer.Upload{Name: "plan.xlsx", Content: o.book("", o.state(example)), Head: newHead}))
	store := plan.Store{Pool: o.db.Pool, Now: o.Now}
	_, err := store.AddSection(t.Context(), o.technician, rand.Text(), i.Plan.Slug, plan.SectionDraft{Heading: "Otro"})
	o.must(err)
	if err := o.Undo(t.Context(), o.technician, rand.Text(), i.ID, i.Version); len(touched(err)) == 0 {
		t.Errorf("undone: %v", err)
	}
	if o.state(i.Plan.Slug).planID == 0 {
		t.Error("the plan is gone")
	}
}

// Values are removed by nobody but the undoing of the import that made their indicators, whatever the runtime role writes
// into the imports.
func TestSecurity19ValuesAreRemovedByUndoingAlone(t *testing.T) {
	o := openOffice(t)
	i := o.apply(o.bring(update(1)))
	old := o.count(`SELECT id FROM indicators WHERE code = 'I1.3'`)
	made := o.count(`SELECT id FROM indicators WHERE code = 'I77.1'`)
	owner := o.db.Owner(t)
	remove := func(id int) error {
		_, err := owner.Exec(t.Context(), `DELETE FROM measurements WHERE indicator_id = $1`, id)
		return err
	}
	if _, err := o.db.Pool.Exec(t.Context(), `DELETE FROM measurements WHERE indicator_id = $1`, made); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("the runtime role: %v", err)
	}
	for _, id := range []int{old, made} {
		if err := remove(id); err == nil {
			t.Error("the owner has removed values")
		}
	}
	for name, sql := range map[string]string{
		"no import":                   `SELECT undo_import_values(0)`,
		"one that is not applied":     `SELECT undo_import_values((SELECT id FROM imports WHERE state = 'ready'))`,
		"an old indicator slipped in": `UPDATE import_changes SET object_id = ` + fmt.Sprint(old) + ` WHERE kind = 'indicator' AND outcome = 'new'; SELECT undo_import_values(` + fmt.Sprint(i.ID) + `)`,
		"one with a later version":    `UPDATE indicators SET version = version + 1 WHERE code = 'I77.1'; SELECT undo_import_values(` + fmt.Sprint(i.ID) + `)`,
		"another event": `UPDATE imports SET applied_event = (SELECT min(id) FROM audit_events) WHERE state = 'applied';
			SELECT undo_import_values(` + fmt.Sprint(i.ID) + `)`,
	} {
		if name == "one that is not applied" {
			o.bring(update(5))
		}
		if _, err := o.db.Pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: values were removed", name)
		}
	}
	if n := o.count(`SELECT count(*) FROM measurements WHERE indicator_id = ANY($1)`, []int{old, made}); n < 5 {
		t.Errorf("%d values are left", n)
	}
	o.undo(i)
}

// Whatever a file changes of a plan, undoing restores the plan exactly; and what was applied is what the file says, so that
// it would change nothing again.
func TestUndoingRestoresAnyPlan(t *testing.T) {
	o := openOffice(t)
	fewer(t, "10") // each takes two workbooks and some two hundred statements
	rounds := 0
	rapid.Check(t, func(r *rapid.T) {
		rounds++
		before := o.state(example)
		file := mutated(r, before, rounds)
		content := o.book(example, file)
		i := o.bring(transfer.Upload{Name: "plan.xlsx", Content: content, Slug: example})
		if !i.Counts.Applicable() {
			return
		}
		i = o.apply(i)
		again := o.bring(transfer.Upload{Name: "plan.xlsx", Content: content, Slug: example})
		if again.Counts.Applicable() {
			list, _, _ := o.Changes(t.Context(), o.technician, again.ID, transfer.Changed, "", 5, 0)
			r.Fatalf("once more it would change %v: %+v", again.Counts, list)
		}
		o.undo(i)
		if after := o.state(example); after.text(true) != before.text(true) {
			r.Fatalf("undone to\n%s\nwant\n%s", after.text(true), before.text(true))
		}
	})
	o.whole()
}

// mutated is a plan in which some things were changed by hand.
func mutated(r *rapid.T, s state, nth int) state {
	file := s.clone()
	of := func(kind transfer.Kind) []int {
		var list []int
		for n, one := range file.Records {
			if one.Kind == kind {
				list = append(list, n)
			}
		}
		return list
	}
	pick := func(kind transfer.Kind) map[transfer.Field]string {
		return file.Records[rapid.SampledFrom(of(kind)).Draw(r, string(kind))].Cells
	}
	for range rapid.IntRange(1, 8).Draw(r, "changes") {
		switch rapid.IntRange(0, 9).Draw(r, "what") {
		case 0:
			pick(transfer.Objective)["weight"] = fmt.Sprint(rapid.IntRange(0, 9).Draw(r, "weight"))
		case 1:
			pick(transfer.Indicator)["objective"] = pick(transfer.Objective)["code"]
		case 2:
			pick(transfer.Indicator)["units"] = ""
		case 3:
			pick(transfer.Indicator)["title"] += fmt.Sprintf(" (%d)", nth)
		case 4:
			pick(transfer.Objective)["lines"] = pick(transfer.Line)["code"]
		case 5:
			pick(transfer.Section)["body"] = fmt.Sprintf("Otro texto, el %d", nth)
		case 6:
			n := rapid.IntRange(0, len(file.Values)-1).Draw(r, "value")
			file.Values[n].Value = file.Values[n].Value.Add(decimal.NewFromInt(1))
		case 7:
			code := fmt.Sprintf("N%d.%d", nth, len(file.Records))
			file.add(transfer.Indicator, map[transfer.Field]string{
				"code": code, "objective": pick(transfer.Objective)["code"], "title": "Nuevo " + code, "target": "5", "decimals": "0", "rule": "reach", "weight": "1", "units": pick(transfer.Indicator)["units"],
			})
			file.Values = append(file.Values, transfer.Value{Code: code, On: thatDay - 400, Value: decimal.NewFromInt(3)})
		case 8:
			pick(transfer.Result)["indicators"] = pick(transfer.Indicator)["code"]
		case 9:
			pick(transfer.Line)["standards"] = "GUIA " + pick(transfer.Standard)["code"]
		}
	}
	return file
}

// Who may not write plans knows nothing of imports, and who may does nothing in a plan that is closed.
func TestSecurity8WhoSeesImports(t *testing.T) {
	o := openOffice(t)
	i := o.bring(update(1))
	for _, role := range []access.Role{access.Nobody, access.Staff, access.Director, access.Admin} {
		actor := o.as(role)
		_, found := o.Find(t.Context(), actor, i.ID)
		_, _, changes := o.Changes(t.Context(), actor, i.ID, "", "", 5, 0)
		_, _, listed := o.ValueChanges(t.Context(), actor, i.ID, "", 5, 0)
		for what, err := range map[string]error{
			"find": found, "changes": changes, "values": listed,
			"decide":  o.Decide(t.Context(), actor, rand.Text(), i.ID, i.Version, transfer.Decision{}),
			"apply":   o.Apply(t.Context(), actor, rand.Text(), i.ID, i.Version, "x"),
			"undo":    o.Undo(t.Context(), actor, rand.Text(), i.ID, i.Version),
			"discard": o.Discard(t.Context(), actor, rand.Text(), i.ID, i.Version),
		} {
			if !errors.Is(err, fault.NotFound) {
				t.Errorf("%s as %q: %v", what, role, err)
			}
		}
		if _, err := o.Begin(t.Context(), actor, rand.Text(), update(1)); !errors.Is(err, fault.Forbidden) && !errors.Is(err, fault.SignIn) {
			t.Errorf("begin as %q: %v", role, err)
		}
		if list, total, err := o.List(t.Context(), actor, "", 10, 0); err != nil || total+len(list) != 0 {
			t.Errorf("list as %q: %d, %v", role, total, err)
		}
	}
	o.exec(`UPDATE plans SET state = 'closed' WHERE slug = $1`, example)
	for what, err := range map[string]error{
		"apply":  o.Apply(t.Context(), o.technician, rand.Text(), i.ID, i.Version, "x"),
		"decide": o.Decide(t.Context(), o.technician, rand.Text(), i.ID, i.Version, transfer.Decision{}),
	} {
		if !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s in a closed plan: %v", what, err)
		}
	}
	if _, err := o.Begin(t.Context(), o.technician, rand.Text(), update(1)); !errors.Is(err, fault.Forbidden) {
		t.Errorf("begin in a closed plan: %v", err)
	}
	if list, total, err := o.List(t.Context(), o.technician, example, 10, 0); err != nil || total != 1 || !slices.ContainsFunc(list, func(l transfer.Import) bool { return l.ID == i.ID && l.Plan.Slug == example }) {
		t.Errorf("list of a closed plan: %+v, %d, %v", list, total, err)
	}
}

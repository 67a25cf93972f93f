package transfer

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/unit"
)

// comparing compares the records of a file with those of a plan, kind by kind, each with those it refers to done before.
type comparing struct {
	has   Existing
	own   index
	mode  Mode
	plan  plan.Plan // as it is after the import, as far as others are checked by it
	after map[thingID]*Record
	refs  map[Kind]*references
	units map[string]string // what is wrong with the name of a new unit, by the name; blank for nothing
	found map[Kind][]Change
}

// thingID tells things of a plan apart: numbers are those of a kind.
type thingID struct {
	kind Kind
	id   int64
}

func (r Record) thing() thingID { return thingID{r.Kind, r.ID} }

// Compare tells what an import would do to each record: kind by kind in the order in which they are written, those of
// the file in its order, then those that the plan has and the file does not. Cells of what is new or changed are all
// canonical, references by the codes after the import included. What would not pass the form of such a thing is Wrong,
// with the form's own messages. In the mode Values nothing of the structure is compared.
func Compare(has Existing, u Understood, m Mode) []Change {
	if m == Values {
		return nil
	}
	c := &comparing{
		has: has, own: indexOf(has.Records), mode: m, plan: has.Plan, after: map[thingID]*Record{}, refs: map[Kind]*references{},
		units: map[string]string{}, found: map[Kind][]Change{},
	}
	said := map[Kind][]Record{}
	for n := range u.Records {
		r := &u.Records[n]
		if m == Structure && r.Kind == Result {
			continue
		}
		said[r.Kind] = append(said[r.Kind], *r)
		if r.ID != 0 {
			c.after[r.thing()] = r
		}
	}
	c.nameAll(said)
	for _, kind := range compared {
		c.compareKind(kind, said[kind])
		if u.tells(kind) {
			c.tellGone(kind)
		}
	}
	var list []Change
	for _, kind := range kinds {
		list = append(list, c.found[kind]...)
	}
	return list
}

// compared are the kinds in an order in which each refers to those before it alone.
var compared = []Kind{Head, Section, Period, Framework, Standard, Line, Objective, Indicator, Point, Result}

// tells says whether a file has a table of a kind.
func (u Understood) tells(kind Kind) bool {
	return slices.ContainsFunc(u.Tables, func(t Table) bool { return t.Kind == kind && !t.Hidden || t.Kind == kind && u.Own })
}

// compareKind compares the records of a kind.
func (c *comparing) compareKind(kind Kind, said []Record) {
	if kind == Point {
		c.comparePoints(said)
		return
	}
	if kind == Period {
		said = c.checkPeriods(said)
	}
	for _, r := range said {
		change := c.compare(r)
		c.found[kind] = append(c.found[kind], change)
		if change.Outcome == Wrong {
			c.spoil(r)
		}
	}
}

// compare tells what becomes of a record of the file.
func (c *comparing) compare(r Record) Change {
	before := c.before(r)
	change := Change{Record: r, Problems: r.wrong}
	change.Cells = maps.Clone(before)
	said := c.say(&change, r)
	if before != nil && len(change.Problems) == 0 && !c.differs(before, change.Cells, said) {
		change.Outcome, change.Label = Same, change.label()
		return change
	}
	var problems map[Field]string
	if !change.told("") {
		problems = c.check(&change)
	}
	for _, f := range slices.Sorted(maps.Keys(problems)) {
		if !change.told(f) {
			change.Problems = append(change.Problems, r.problemAt(f, problems[f]))
		}
	}
	change.Label = change.label()
	switch {
	case len(change.Problems) > 0:
		change.Outcome = Wrong
	case before == nil:
		change.Outcome = Created
		fillUp(change.Cells, r.Kind)
	default:
		change.Edits = editsOf(before, change.Cells, said, r.Kind)
		change.Outcome = Changed
		if len(change.Edits) == 0 {
			change.Outcome = Same
		}
	}
	return change
}

// told tells a field of which it is said already what is wrong; of an indicator without an objective there is no code.
func (c *Change) told(f Field) bool {
	return slices.ContainsFunc(c.Problems, func(p Problem) bool {
		return p.Field == f || p.Field == "objective" && f == "code" && c.Cells["code"] == ""
	})
}

// fillUp says of a new thing what nobody has said of it: nothing.
func fillUp(cells map[Field]string, kind Kind) {
	for _, h := range Columns[kind] {
		if _, said := cells[h.Field]; !said {
			cells[h.Field] = ""
		}
	}
}

// before is what the plan has of a record, nil for what is new. Of a new plan the head is what was typed.
func (c *comparing) before(r Record) map[Field]string {
	known := c.own.byID[r.Kind][r.ID]
	if known == nil {
		return nil
	}
	return c.asAfter(*known)
}

// asAfter gives the cells of a record of the plan with the codes that others have after the import.
func (c *comparing) asAfter(r Record) map[Field]string {
	cells := maps.Clone(r.Cells)
	for f, of := range referring[r.Kind] {
		if of.list {
			cells[f] = c.refs[of.kind].list(cells[f])
		} else {
			cells[f] = c.refs[of.kind].now(cells[f])
		}
	}
	if list, is := cells["units"]; is {
		cells["units"] = unitNames(list)
	}
	return cells
}

// say puts what the file says over what the plan has, references resolved, and returns the fields that it says.
func (c *comparing) say(change *Change, r Record) []Field {
	if change.Cells == nil {
		change.Cells = map[Field]string{}
	}
	var said []Field
	for _, h := range Columns[r.Kind] {
		typed, is := r.Cells[h.Field]
		if !is || r.Kind == Head && h.Field == "slug" && c.mode != NewPlan {
			continue
		}
		said = append(said, h.Field)
		of, refers := referring[r.Kind][h.Field]
		if refers && typed != "" {
			resolved, problem := c.refs[of.kind].resolve(typed, of)
			if problem != "" {
				change.Problems = append(slices.Clip(change.Problems), r.problemAt(h.Field, problem))
				continue
			}
			typed = resolved
		}
		change.Cells[h.Field] = typed
	}
	return said
}

func (c *comparing) differs(before, after map[Field]string, said []Field) bool {
	return slices.ContainsFunc(said, func(f Field) bool { return !alikeCells(before[f], after[f]) })
}

// alikeCells compares cells, the white space around them aside, which spreadsheets do not keep.
func alikeCells(a, b string) bool { return a == b || strings.TrimSpace(a) == strings.TrimSpace(b) }

// editsOf lists the cells that differ, in the order of their columns.
func editsOf(before, after map[Field]string, said []Field, kind Kind) []Edit {
	var edits []Edit
	for _, h := range Columns[kind] {
		if f := h.Field; slices.Contains(said, f) && !alikeCells(before[f], after[f]) {
			edits = append(edits, Edit{Field: f, Before: before[f], After: after[f]})
		}
	}
	return edits
}

// tellGone tells what the plan has of a kind and the file has not.
func (c *comparing) tellGone(kind Kind) {
	if kind == Head {
		return
	}
	for _, r := range c.own.list[kind] {
		if c.after[r.thing()] == nil && kind != Point {
			gone := *r
			gone.Cells = c.asAfter(*r)
			c.found[kind] = append(c.found[kind], Change{Record: gone, Outcome: Gone, Label: gone.label()})
		}
	}
}

// problemsByField are the messages of a check by its fields.
func problemsByField(err error) map[Field]string {
	var invalid fault.Invalid
	if !errors.As(err, &invalid) {
		return nil
	}
	problems := map[Field]string{}
	for f, message := range invalid {
		problems[Field(f)] = message
	}
	return problems
}

// typed writes a canonical number as it is typed into a form, where "1.234" would be asked about.
func typed(canonical string) string {
	d := nullable(canonical)
	if !d.Valid {
		return canonical
	}
	return formatted(d.Decimal)
}

// plain writes a number as cells hold it; blank for none.
func plain(d decimal.NullDecimal) string {
	if !d.Valid {
		return ""
	}
	return d.Decimal.String()
}

// unitNames puts the names of units in order, each once, as they are called now.
func unitNames(list string) string {
	if list == "" {
		return ""
	}
	return joinList(inOrder(splitList(list)))
}

// unitProblem says what is wrong with the names of the units in a cell that are new.
func (c *comparing) unitProblem(list string) string {
	for _, name := range splitList(list) {
		problem, seen := c.units[name]
		if !seen {
			_, err := unit.Draft{Name: name}.Check()
			problem = problemsByField(err)["name"]
			c.units[name] = problem
		}
		if problem != "" {
			return "Unidad «" + name + "»: " + problem
		}
	}
	return ""
}

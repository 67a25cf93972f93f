package transfer

import (
	"cmp"
	"slices"
	"strconv"

	"hito/internal/text"
	"hito/internal/unit"
)

// mostUnits is how many units a file may name that nobody knows.
const mostUnits = 300

// tooManyUnits is told at every further one.
const tooManyUnits = "El fichero nombra demasiadas unidades que no existen: revise la columna de responsables."

// answering finds the units that the texts of a file name.
type answering struct {
	*reader
	texts   map[string]*mention
	order   []*mention // of what is unknown, the most named first
	fresh   []unit.Unit
	known   map[string]unit.Found // by the whole text of a cell
	written map[string]string     // the name that holds for a part, by its fold; blank for none
}

// mention is a part of a text that no unit is called, and where it stands.
type mention struct {
	text  string
	times int
	first int
	lines []int
	is    int // the index of the new unit that it names, -1 for none yet
}

// matchUnits makes the names of units of what rows say of who answers. What is new or doubtful is asked.
func (r *reader) matchUnits() {
	a := &answering{reader: r, texts: map[string]*mention{}, known: map[string]unit.Found{}, written: map[string]string{}}
	for _, e := range r.entries {
		if list := e.Cells["units"]; e.Kind == Indicator && list != "" {
			a.read(list, e.At.Line)
		}
	}
	slices.SortStableFunc(a.order, func(x, y *mention) int { return cmp.Or(cmp.Compare(y.times, x.times), cmp.Compare(x.first, y.first)) })
	var doubtful []*mention
	for _, m := range a.order {
		if !a.gather(m) {
			doubtful = append(doubtful, m)
		}
	}
	a.askAll(doubtful)
	for _, e := range r.entries {
		if list, said := e.Cells["units"]; e.Kind == Indicator && said && list != "" {
			e.Cells["units"] = a.names(e, list)
		}
	}
}

// read notes what a cell names.
func (a *answering) read(list string, line int) {
	found, seen := a.known[list]
	if !seen {
		found = unit.Find(list, a.has.Units)
		a.known[list] = found
	}
	for _, name := range found.Unknown {
		a.mention(name, line)
	}
	for _, d := range found.Doubtful {
		a.mention(d.Text, line).is = -2
	}
}

func (a *answering) mention(name string, line int) *mention {
	key := text.Fold(name)
	m := a.texts[key]
	if m == nil {
		m = &mention{text: name, first: len(a.order), is: -1}
		a.texts[key] = m
		a.order = append(a.order, m)
	}
	m.times++
	if len(m.lines) < mostLines && (len(m.lines) == 0 || m.lines[len(m.lines)-1] != line) {
		m.lines = append(m.lines, line)
	}
	return m
}

// gather finds the new unit that an unknown text names, or makes it one; it is not ok for a text that may mean one of several.
func (a *answering) gather(m *mention) (ok bool) {
	if m.is == -2 {
		return false
	}
	found := unit.Find(m.text, a.fresh)
	switch {
	case len(found.Doubtful) > 0:
		return false
	case len(found.Units) > 0:
		m.is = int(-found.Units[0].ID) - 1
		if len(m.text) > len(a.fresh[m.is].Name) { // "Unidad Innovación" says more than "Innovación"
			a.fresh[m.is].Aliases = append(a.fresh[m.is].Aliases, a.fresh[m.is].Name)
			a.fresh[m.is].Name = m.text
		}
	case len(a.fresh) < mostUnits:
		m.is = len(a.fresh)
		a.fresh = append(a.fresh, unit.Unit{ID: -int64(m.is) - 1, Name: m.text})
	}
	return true
}

// askAll asks of each new unit, and of each text that may mean one, what it is.
func (a *answering) askAll(doubtful []*mention) {
	answers := make([]string, len(a.fresh))
	for n, u := range a.fresh {
		answers[n] = a.answer(a.whatIs(u.Name, nil), a.linesOf(n), u.Name, answers)
	}
	for key, m := range a.texts {
		if m.is >= 0 {
			a.written[key] = answers[m.is]
		}
	}
	for _, m := range doubtful {
		a.written[text.Fold(m.text)] = a.answer(a.whatIs(m.text, a.candidates(m)), m.lines, m.text, answers)
	}
}

func (a *answering) linesOf(fresh int) []int {
	var lines []int
	for _, m := range a.order {
		if m.is == fresh {
			lines = append(lines, m.lines...)
		}
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	return lines[:min(len(lines), mostLines)]
}

// candidates are the units that a text may mean, those of the organisation before new ones.
func (a *answering) candidates(m *mention) []unit.Unit {
	var list []unit.Unit
	for _, d := range append(unit.Find(m.text, a.has.Units).Doubtful, unit.Find(m.text, a.fresh).Doubtful...) {
		list = append(list, d.Candidates...)
	}
	return list
}

// whatIs is the question which unit a text means.
func (a *answering) whatIs(name string, candidates []unit.Unit) Question {
	q := Question{Key: questionKey(UnitKind, name), Kind: UnitKind, Text: name}
	for _, u := range candidates {
		o := Option{Value: "unit:" + strconv.FormatInt(u.ID, 10), Label: u.Name, Why: "se escribe casi igual"}
		if u.ID < 0 {
			o.Label = "La unidad nueva «" + u.Name + "»"
		}
		if len(candidates) > 1 {
			o.Why = "puede ser una de varias"
		}
		q.Options = append(q.Options, o)
	}
	q.Options = append(q.Options, Option{Value: optionNew, Label: "Crear la unidad «" + name + "»"})
	for _, u := range a.has.Units {
		if !slices.ContainsFunc(candidates, func(c unit.Unit) bool { return c.ID == u.ID }) {
			q.Options = append(q.Options, Option{Value: "unit:" + strconv.FormatInt(u.ID, 10), Label: u.Name})
		}
	}
	q.Options = append(q.Options, Option{Value: optionNone, Label: "No ponerla"})
	q.Chosen = q.Options[0].Value
	return q
}

// answer returns the name that holds by the answer to a question, blank for no unit.
func (a *answering) answer(q Question, lines []int, name string, fresh []string) string {
	chosen := a.ask(q, 0)
	a.question[a.asked[q.Key]].Lines = lines
	for _, u := range a.has.Units {
		if chosen == "unit:"+strconv.FormatInt(u.ID, 10) {
			return u.Name
		}
	}
	for n, u := range a.fresh {
		if chosen == "unit:"+strconv.FormatInt(u.ID, 10) {
			return fresh[n]
		}
	}
	if chosen == optionNone {
		return ""
	}
	return name
}

// names are the units of a cell by their names, in order and once each.
func (a *answering) names(e *entry, list string) string {
	found := a.known[list]
	var names []string
	for _, u := range found.Units {
		names = append(names, u.Name)
	}
	parts := found.Unknown
	for _, d := range found.Doubtful {
		parts = append(parts, d.Text)
	}
	for _, part := range parts {
		name, known := a.written[text.Fold(part)]
		if !known {
			e.wrongAt("units", tooManyUnits)
		} else if name != "" {
			names = append(names, name)
		}
	}
	return joinList(inOrder(names))
}

// inOrder sorts names as people look them up, each once.
func inOrder(names []string) []string {
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(text.Fold(a), text.Fold(b)), cmp.Compare(a, b)) })
	return slices.Compact(names)
}

// NewUnits lists the names of the units that changes would make, those in error aside.
func NewUnits(changes []Change, has Existing) []string {
	known := map[string]bool{}
	for _, u := range has.Units {
		known[text.Fold(u.Name)] = true
	}
	var names []string
	for _, c := range changes {
		if c.Kind != Indicator || c.Outcome != Created && c.Outcome != Changed {
			continue
		}
		for _, name := range splitList(c.Cells["units"]) {
			if key := text.Fold(name); !known[key] {
				known[key] = true
				names = append(names, name)
			}
		}
	}
	return inOrder(names)
}

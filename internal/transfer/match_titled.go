package transfer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"hito/internal/text"
)

// titled are the things of a kind that have a code and a title, of the plan and of the file, and by what they are found.
type titled struct {
	*reader
	kind     Kind
	suffixes map[string]bool
	shelf    *shelf
	things   []thing        // by their place on the shelf
	signs    map[string]int // of their codes
	settled  map[string]*thing
}

// thing is in the plan, in the file, or in both.
type thing struct {
	rec *Record
	in  *entry
}

// code is the one that it has after the import.
func (t thing) code() string {
	if t.in != nil {
		return t.in.Cells["code"]
	}
	return t.rec.Cells["code"]
}

// Values of options, beside those of what the plan has, such as "objective:12", and of what the file has, "code:O.E.1".
const (
	optionNew  = "new"
	optionNone = "none"
)

func optionOf(rec *Record) string { return string(rec.Kind) + ":" + strconv.FormatInt(rec.ID, 10) }

// firsts are the codes of the first of a kind, and what a new one is called.
var firsts = map[Kind]struct{ code, label string }{
	Line:      {"L.E.1", "Es una línea nueva"},
	Objective: {"O.E.1", "Es un objetivo nuevo"},
	Indicator: {"", "Es un indicador nuevo"},
}

// matchTitled matches the lines or objectives of the file, and what other rows say of them in words.
func (r *reader) matchTitled(kind Kind, suffixes map[string]bool) {
	t := &titled{reader: r, kind: kind, suffixes: suffixes, shelf: newShelf(), signs: map[string]int{}, settled: map[string]*thing{}}
	for _, rec := range r.own.list[kind] {
		t.put(thing{rec: rec}, optionOf(rec), rec.Cells)
	}
	t.matchRows()
	r.codes(kind)
	for _, e := range r.entries {
		if e.Kind == kind && e.matched == nil && !e.repeated {
			t.put(thing{in: e}, "code:"+e.Cells["code"], e.Cells)
		}
	}
	t.matchTexts()
	r.register(kind)
}

func (t *titled) put(what thing, value string, cells map[Field]string) {
	at := t.shelf.put(target{value: value, label: joined(cells["code"], cells["title"]), texts: []string{text.Fold(cells["title"])}})
	t.things = append(t.things, what)
	t.sign(cells["code"], at)
}

// sign lets something be found by a code that nothing else has.
func (t *titled) sign(code string, at int) {
	if sign := signOf(code); sign != "" {
		if _, known := t.signs[sign]; !known {
			t.signs[sign] = at
		}
	}
}

// matchRows matches the rows of the kind: by their number, then by their code, then by their text.
func (t *titled) matchRows() {
	var rows, left []*entry
	for _, e := range t.entries {
		if e.Kind == t.kind {
			t.tidy(e)
			rows = append(rows, e)
		}
	}
	for at := range t.things {
		for _, e := range rows {
			if e.matched != nil && e.matched == t.things[at].rec {
				t.claim(at, e)
			}
		}
	}
	for _, e := range rows {
		if at, known := t.signs[signOf(e.Cells["code"])]; known && e.matched == nil && !e.repeated {
			t.claim(t.byCode(at, e), e)
		} else if e.matched == nil && !e.repeated {
			left = append(left, e)
		}
	}
	for _, e := range left {
		if at := t.byText(e.Cells["title"], e.At.Line); at >= 0 {
			t.claim(at, e)
		}
	}
}

// tidy takes the code and the suffix of a plan off a title that people have written with them.
func (t *titled) tidy(e *entry) {
	if e.of == nil || e.of.own {
		return
	}
	written, _ := cut(e.Cells["title"], t.suffixes)
	c := splitCode(written)
	if c.code != "" && c.text != "" && e.Cells["code"] == "" {
		e.Cells["code"], written = strings.Join(strings.Fields(c.code), ""), c.text
	}
	if _, said := e.Cells["title"]; said {
		e.Cells["title"] = written
	}
}

// claim makes a row what something of the plan is; what another row is already is told.
func (t *titled) claim(at int, e *entry) {
	what := &t.things[at]
	if what.in != nil {
		e.repeats(what.in)
		return
	}
	what.in, e.matched = e, what.rec
	if what.rec != nil {
		t.becomes[what.rec] = e
	}
	t.shelf.also(at, text.Fold(e.Cells["title"]))
	t.sign(e.Cells["code"], at)
}

// byCode returns what has the code of a row, or what a person says where something else has its title.
func (t *titled) byCode(at int, e *entry) int {
	folded := text.Fold(e.Cells["title"])
	others := t.shelf.exact[folded]
	if folded == "" || len(others) != 1 || others[0] == at {
		return at
	}
	q := Question{Key: questionKey(t.kind, e.Cells["code"], e.Cells["title"]), Kind: t.kind, Text: joined(e.Cells["code"], e.Cells["title"])}
	for _, o := range []struct {
		at  int
		why string
	}{{at, "tiene el mismo código"}, {others[0], "tiene el mismo texto"}} {
		q.Options = append(q.Options, t.option(o.at, o.why))
	}
	q.Chosen = q.Options[0].Value
	return t.chosen(t.ask(q, e.At.Line))
}

func (t *titled) option(at int, why string) Option {
	known := t.shelf.targets[at]
	return Option{Value: known.value, Label: known.label, Why: why}
}

// chosen is where the value of an option stands on the shelf, -1 where it stands for something new.
func (t *titled) chosen(value string) int {
	return slices.IndexFunc(t.shelf.targets, func(known *target) bool { return known.value == value })
}

// byText returns what a text means, -1 for nothing that is known. What is not sure is asked.
func (t *titled) byText(written string, line int) int {
	whole, suffixed := cut(written, t.suffixes)
	c := splitCode(whole)
	if at, known := t.signs[signOf(whole)]; known {
		return at
	}
	for _, as := range []string{written, whole, c.text} {
		if exact := t.shelf.exact[text.Fold(as)]; len(exact) == 1 {
			return exact[0]
		}
	}
	if at, known := t.signs[c.sign]; known && c.code != "" && !c.bare {
		return at
	}
	found := t.shelf.like(text.Fold(cmp.Or(c.text, whole)))
	if len(found) == 0 {
		return -1
	}
	return t.chosen(t.ask(t.doubt(whole, found, suffixed), line))
}

// mostOthers is how many things that a text is not like are offered all the same.
const mostOthers = 40

// doubt is the question what a text means, of which it is like some.
func (t *titled) doubt(written string, found []likeness, suffixed bool) Question {
	q := Question{Key: questionKey(t.kind, written), Kind: t.kind, Text: written, Chosen: optionNew}
	listed := map[int]bool{}
	for _, l := range found {
		listed[l.at] = true
		if suffixed {
			l.why += ", sin el añadido del final"
		}
		q.Options = append(q.Options, t.option(l.at, l.why))
	}
	for at := range t.shelf.targets {
		if !listed[at] && len(t.shelf.targets) <= mostOthers {
			q.Options = append(q.Options, t.option(at, ""))
		}
	}
	if t.settings.Mode != Values {
		q.Options = append(q.Options, Option{Value: optionNew, Label: firsts[t.kind].label})
	}
	if found[0].score >= preferred || t.settings.Mode == Values {
		q.Chosen = q.Options[0].Value
	}
	return q
}

// matchTexts makes codes of what rows of other kinds say in words or by a code: an objective of its lines, an indicator
// of its objective.
func (t *titled) matchTexts() {
	entries := t.entries
	for _, e := range entries {
		switch {
		case t.kind == Line && e.Kind == Objective && e.line != "":
			if code := t.refer(e.line, e); code != "" {
				e.Cells["lines"] = code
			}
		case t.kind == Objective && e.Kind == Indicator && (e.objective != "" || e.Cells["objective"] != ""):
			t.matchObjective(e)
		}
	}
}

// matchObjective makes a code of what the row of an indicator says of its objective, by a code or in words.
func (t *titled) matchObjective(e *entry) {
	typed := e.Cells["objective"]
	if at, known := t.signs[signOf(typed)]; known && typed != "" {
		e.Cells["objective"], e.above = t.things[at].code(), &t.things[at]
		return
	}
	delete(e.Cells, "objective")
	written := e.objective
	if strings.Contains(typed, " ") {
		written = cmp.Or(written, typed)
	}
	if written == "" {
		e.wrongAt("objective", "No hay ningún objetivo con el código «"+typed+"», ni en el plan ni en el fichero.")
		return
	}
	if code := t.refer(written, e); code != "" {
		e.Cells["objective"] = code
		e.above = t.settled[text.Fold(written)]
	}
}

// refer returns the code of what a text means, "" for nothing. What is not known is new, but for values alone.
func (t *titled) refer(written string, e *entry) string {
	folded := text.Fold(written)
	if known := t.settled[folded]; known != nil {
		t.repeatQuestion(written, e.At.Line)
		return known.code()
	}
	at := t.byText(written, e.At.Line)
	if at < 0 && t.settings.Mode == Values {
		return ""
	}
	if at < 0 {
		at = t.make(written, e)
	}
	known := t.things[at]
	t.settled[folded] = &known
	return known.code()
}

// repeatQuestion notes another line in which a text stands that was asked about.
func (t *titled) repeatQuestion(written string, line int) {
	whole, _ := cut(written, t.suffixes)
	if at, asked := t.asked[questionKey(t.kind, whole)]; asked && len(t.question[at].Lines) < mostLines {
		t.question[at].Lines = append(t.question[at].Lines, line)
	}
}

// make adds something new that a row of another kind names.
func (t *titled) make(written string, by *entry) int {
	whole, _ := cut(written, t.suffixes)
	c := splitCode(whole)
	e := &entry{
		Record: Record{Kind: t.kind, At: Place{Sheet: by.At.Sheet, Line: by.At.Line}, Cells: map[Field]string{"title": whole}},
		of:     by.of,
	}
	if c.code != "" && c.text != "" {
		e.Cells["code"], e.Cells["title"] = strings.Join(strings.Fields(c.code), ""), c.text
	}
	if e.Cells["code"] == "" {
		e.Cells["code"] = t.nextCode(t.kind)
	}
	t.entries = append(t.entries, e)
	t.put(thing{in: e}, "code:"+e.Cells["code"], e.Cells)
	return len(t.things) - 1
}

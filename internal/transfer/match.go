package transfer

import (
	"maps"
	"strconv"

	"hito/internal/plan"
	"hito/internal/text"
)

// match finds out what the entries are in the plan, and gives codes to what is new.
func (r *reader) match() {
	r.keyed()
	for _, kind := range []Kind{Head, Section, Period, Framework} {
		r.named(kind)
	}
	r.register(Framework)
	r.named(Standard)
	if r.settings.Mode != Values {
		r.matchUnits()
	}
	suffixes := r.suffixes()
	r.matchTitled(Line, suffixes)
	r.matchTitled(Objective, suffixes)
	r.matchIndicators()
	r.named(Point)
	r.showEvidence()
	r.named(Result)
	r.addEvidence()
	for _, e := range r.entries {
		if e.matched != nil {
			e.ID = e.matched.ID
		}
	}
}

// claimed tells which entry of the file a record of the plan is already.
type claimed map[*Record]*entry

// keyed matches what a workbook of Hito knows the number of.
func (r *reader) keyed() {
	seen := claimed{}
	for _, e := range r.entries {
		rec := r.own.byID[e.Kind][e.key]
		if rec == nil || e.key == 0 {
			continue
		}
		if first := seen[rec]; first != nil {
			e.repeats(first)
			continue
		}
		seen[rec], e.matched, r.becomes[rec] = e, rec, e
	}
}

// repeats notes that an entry describes what another line does.
func (e *entry) repeats(first *entry) {
	e.repeated = true
	e.wrongAt("", "Esta fila y la "+first.where()+" describen lo mismo: deje una de las dos.")
}

// where names the line of an entry.
func (e *entry) where() string {
	if e.At.Sheet == "" {
		return strconv.Itoa(e.At.Line)
	}
	return strconv.Itoa(e.At.Line) + " de la hoja «" + e.At.Sheet + "»"
}

// named matches what is told apart by names that people do not change, such as days and codes.
func (r *reader) named(kind Kind) {
	seen := claimed{}
	for _, e := range r.entries {
		if e.Kind == kind && e.matched != nil {
			seen[e.matched] = e
		}
	}
	for depth := range 2 {
		for _, e := range r.entries {
			if e.Kind != kind || e.matched != nil {
				continue
			}
			if names := r.namesInPlan(e); depth < len(names) {
				for _, rec := range r.own.byName[kind][names[depth]] {
					if seen[rec] == nil {
						seen[rec], e.matched, r.becomes[rec] = e, rec, e
						break
					}
				}
			}
		}
	}
}

// namesInPlan are the names of an entry with the codes that what it belongs to has in the plan so far.
func (r *reader) namesInPlan(e *entry) []string {
	as := Record{Kind: e.Kind, Cells: e.Cells}
	for f, of := range map[Field]Kind{"framework": Framework, "indicator": Indicator} {
		if above := r.coded[of][e.Cells[f]]; above != nil && (e.Kind == Standard || e.Kind == Point) {
			if above.matched == nil {
				return nil // nothing of what is new is in the plan
			}
			as.Cells = maps.Clone(e.Cells)
			as.Cells[f] = above.matched.Cells["code"]
		}
	}
	return as.names()
}

// codes gives codes to new entries of a kind that have none, after those that the plan and the file have.
func (r *reader) codes(kind Kind) {
	var used []string
	for _, rec := range r.own.list[kind] {
		used = append(used, rec.Cells["code"])
	}
	for _, e := range r.entries {
		if e.Kind == kind && e.Cells["code"] != "" {
			used = append(used, e.Cells["code"])
		}
	}
	r.used[kind] = used
	for _, e := range r.entries {
		switch {
		case e.Kind != kind || e.Cells["code"] != "":
		case e.matched != nil:
			e.Cells["code"] = e.matched.Cells["code"]
		case !e.repeated:
			e.Cells["code"] = r.nextCode(kind)
		}
	}
}

// nextCode gives a code to one more of a kind.
func (r *reader) nextCode(kind Kind) string {
	code := plan.NextCode(r.used[kind], firsts[kind].code)
	r.used[kind] = []string{code} // the next one goes on from there
	return code
}

// register lists the entries of a kind by their codes; a code twice is wrong.
func (r *reader) register(kind Kind) {
	known := map[string]*entry{}
	for _, e := range r.entries {
		code := e.Cells["code"]
		if e.Kind != kind || e.repeated {
			continue
		}
		if first := known[code]; first != nil && code != "" {
			e.wrongAt("code", "El código «"+code+"» ya lo tiene la fila "+first.where()+": cambie uno de los dos.")
			continue
		}
		known[code] = e
	}
	r.coded[kind] = known
}

// ask puts a question, once for all lines in which its text stands, and returns the value of the answer.
func (r *reader) ask(q Question, line int) string {
	at, asked := r.asked[q.Key]
	if !asked {
		if answer := r.settings.Answers[q.Key]; answer != "" && q.offers(answer) {
			q.Chosen, q.Settled = answer, true
		}
		at = len(r.question)
		r.asked[q.Key] = at
		r.question = append(r.question, q)
	}
	known := &r.question[at]
	if line > 0 && len(known.Lines) < mostLines {
		known.Lines = append(known.Lines, line)
	}
	return known.Chosen
}

// mostLines is how many lines a question names.
const mostLines = 20

func (q Question) offers(value string) bool {
	for _, o := range q.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// questionKey names a question by its kind and the text that it is about.
func questionKey(kind Kind, texts ...string) string {
	key := string(kind)
	for _, t := range texts {
		key += ":" + text.Fold(t)
	}
	return key
}

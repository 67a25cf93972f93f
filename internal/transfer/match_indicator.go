package transfer

import (
	"cmp"
	"slices"
	"strconv"

	"hito/internal/text"
)

// shelves are the indicators that the plan has under an objective, or all of them, by what they are called.
type shelves struct {
	*reader
	all    *pool
	under  map[string]*pool // by the code that the objective has in the plan
	claims claimed
	twice  map[string]int // how often a title stands under an objective in the file
}

// pool is a shelf of indicators.
type pool struct {
	*shelf
	records []*Record
}

func (p *pool) add(rec *Record) {
	p.put(target{
		value: optionOf(rec), label: joined(rec.Cells["code"], rec.Cells["title"], rec.Cells["description"]),
		texts: []string{text.Fold(rec.Cells["title"])},
	})
	p.records = append(p.records, rec)
}

// matchIndicators matches the rows of indicators: by their number, by their code, and then by their objective with
// their title and description, so that those of one name stay apart.
func (r *reader) matchIndicators() {
	s := &shelves{reader: r, all: &pool{shelf: newShelf()}, under: map[string]*pool{}, claims: claimed{}, twice: map[string]int{}}
	for _, rec := range r.own.list[Indicator] {
		s.all.add(rec)
		code := rec.Cells["objective"]
		if s.under[code] == nil {
			s.under[code] = &pool{shelf: newShelf()}
		}
		s.under[code].add(rec)
	}
	var rows []*entry
	for _, e := range r.entries {
		if e.Kind == Indicator && !e.repeated {
			rows = append(rows, e)
			s.twice[s.place(e)]++
			if e.matched != nil {
				s.claims[e.matched], r.becomes[e.matched] = e, e
			}
		}
	}
	for _, by := range []func(*entry){s.byCode, s.byDescription, s.byTitle, s.byLikeness} {
		for _, e := range rows {
			if e.matched == nil && !e.repeated {
				by(e)
			}
		}
	}
	r.complete(rows)
}

func (s *shelves) place(e *entry) string {
	return e.Cells["objective"] + "\x00" + text.Fold(e.Cells["title"])
}

func (s *shelves) claim(rec *Record, e *entry) {
	if first := s.claims[rec]; first != nil {
		e.repeats(first)
		return
	}
	s.claims[rec], e.matched, s.becomes[rec] = e, rec, e
}

func (s *shelves) byCode(e *entry) {
	if known := s.own.byName[Indicator][e.Cells["code"]]; len(known) > 0 {
		s.claim(known[0], e)
	}
}

// pool is where an indicator is looked for: under its objective, nowhere under a new one, everywhere where none is said.
func (s *shelves) pool(e *entry) *pool {
	switch {
	case e.above == nil:
		return s.all
	case e.above.rec == nil:
		return &pool{shelf: newShelf()}
	default:
		return cmp.Or(s.under[e.above.rec.Cells["code"]], &pool{shelf: newShelf()})
	}
}

// free are the indicators of exactly the title of a row that no other row is.
func (s *shelves) free(e *entry) []*Record {
	p := s.pool(e)
	var list []*Record
	for _, at := range p.exact[text.Fold(e.Cells["title"])] {
		if s.claims[p.records[at]] == nil {
			list = append(list, p.records[at])
		}
	}
	return list
}

func (s *shelves) byDescription(e *entry) {
	for _, rec := range s.free(e) {
		if said, is := e.Cells["description"]; is && text.Fold(said) == text.Fold(rec.Cells["description"]) {
			s.claim(rec, e)
			return
		}
	}
}

func (s *shelves) byTitle(e *entry) {
	switch found := s.free(e); {
	case len(found) == 1:
		s.claim(found[0], e)
	case len(found) > 1:
		p := &pool{shelf: newShelf()}
		for _, rec := range found {
			p.add(rec)
		}
		s.decide(e, p)
	}
}

func (s *shelves) byLikeness(e *entry) {
	if e.Cells["title"] == "" {
		return
	}
	p, free := s.pool(e), &pool{shelf: newShelf()}
	for _, l := range p.like(text.Fold(e.Cells["title"])) {
		if s.claims[p.records[l.at]] == nil {
			free.add(p.records[l.at])
		}
	}
	s.decide(e, free)
}

// decide asks which of some indicators a row is; the likeliest by title and then by description is chosen beforehand.
func (s *shelves) decide(e *entry, p *pool) {
	found := p.like(text.Fold(e.Cells["title"]))
	if len(found) == 0 {
		return
	}
	said := text.Fold(e.Cells["description"])
	weigh := func(l likeness) float64 {
		return l.score + 0.2*alike(said, text.Fold(p.records[l.at].Cells["description"])).score
	}
	slices.SortStableFunc(found, func(a, b likeness) int { return cmp.Compare(weigh(b), weigh(a)) })
	q := Question{Key: questionKey(Indicator, e.Cells["objective"], e.Cells["title"]), Kind: Indicator, Text: e.Cells["title"], Chosen: optionNew}
	if s.twice[s.place(e)] > 1 {
		q.Key = questionKey(Indicator, e.Cells["objective"], e.Cells["title"], e.Cells["description"])
		q.Text = joined(q.Text, e.Cells["description"])
	}
	for _, l := range found {
		known := p.targets[l.at]
		q.Options = append(q.Options, Option{Value: known.value, Label: known.label, Why: l.why})
	}
	if s.settings.Mode != Values {
		q.Options = append(q.Options, Option{Value: optionNew, Label: firsts[Indicator].label})
	}
	if found[0].score >= preferred || s.settings.Mode == Values {
		q.Chosen = q.Options[0].Value
	}
	chosen := s.ask(q, e.At.Line)
	for n, known := range p.targets {
		if known.value == chosen {
			s.claim(p.records[n], e)
		}
	}
}

// complete gives new indicators what they need, and says of which rows nothing can be made.
func (r *reader) complete(rows []*entry) {
	codes := r.newCoder(rows)
	for _, e := range rows {
		switch {
		case e.repeated:
		case e.matched != nil:
			e.Cells["code"] = cmp.Or(e.Cells["code"], e.matched.Cells["code"])
		case r.settings.Mode == Values:
			r.problem(e.problemAt("title", "El plan no tiene este indicador: «"+cmp.Or(e.Cells["code"], e.Cells["title"])+"»."))
		default:
			r.begin(e, codes)
		}
	}
	r.register(Indicator)
}

// begin completes a new indicator.
func (r *reader) begin(e *entry, codes *coder) {
	if e.Cells["objective"] == "" && len(e.wrong) == 0 {
		e.wrongAt("objective", "Falta el objetivo de este indicador: escríbalo en su fila.")
	}
	if e.Cells["code"] == "" {
		e.Cells["code"] = codes.next(e.Cells["objective"])
	}
	if e.Cells["decimals"] == "" {
		e.Cells["decimals"] = strconv.Itoa(int(min(e.finest, places)))
	}
	if _, said := e.Cells["unit_of_measure"]; !said && e.percent {
		e.Cells["unit_of_measure"] = "%"
	}
}

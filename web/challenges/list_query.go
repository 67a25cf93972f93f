package challenges

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/web/ui"
)

const (
	// pageSize is how many retos a page of a list has.
	pageSize = 25

	// lastPage keeps the pages asked for within what the database can count.
	lastPage = 100_000
)

// word is what an address calls something.
type word[T comparable] struct {
	name string
	of   T
}

var stateWords = []word[challenge.State]{
	{"recibido", challenge.Received}, {"en-analisis", challenge.Analysis}, {"pendiente", challenge.Waiting}, {"admitido", challenge.Admitted},
	{"en-proyecto", challenge.Project}, {"piloto", challenge.Pilot}, {"implantado", challenge.Implemented}, {"descartado", challenge.Discarded},
	{"fusionado", challenge.Merged}, {"retirado", challenge.Withdrawn},
}

var scopeWords = []word[challenge.ListScope]{
	{"mios", challenge.ScopeOwn}, {"asignados", challenge.ScopeAssigned}, {"unidad", challenge.ScopeUnit}, {"seguidos", challenge.ScopeFollowed},
	{"publicos", challenge.ScopePublic},
}

var sortWords = []word[challenge.ListSort]{
	{"recientes", challenge.ByNewest}, {"apoyos", challenge.BySupporters}, {"titulo", challenge.ByTitle},
}

var urgencyWords = []word[challenge.Urgency]{{"alta", challenge.High}, {"normal", challenge.Normal}, {"baja", challenge.Low}}

// meant returns what a word of an address stands for, zero for none of them.
func meant[T comparable](words []word[T], name string) (of T) {
	if n := slices.IndexFunc(words, func(w word[T]) bool { return w.name == name }); n >= 0 {
		return words[n].of
	}
	return of
}

// called returns what an address calls something, blank for what has no word.
func called[T comparable](words []word[T], of T) string {
	if n := slices.IndexFunc(words, func(w word[T]) bool { return w.of == of }); n >= 0 {
		return words[n].name
	}
	return ""
}

// Who retos are assigned to, as addresses say it; else "persona-3" or "unidad-4".
const (
	heldByNobody = "nadie"
	heldByMe     = "mios"
)

// listQuery is what an address asks of a list of retos. What it does not understand asks for nothing; days are as they
// were typed, and read.
type listQuery struct {
	challenge.ListQuery
	typedFrom, typedUntil string
	page                  int // from 1
}

// readListQuery reads the query of an address, or a form that holds the same fields. Days that are none are wrong at
// their fields.
func readListQuery(values url.Values) (listQuery, fault.Invalid) {
	q := listQuery{typedFrom: values.Get("desde"), typedUntil: values.Get("hasta"), page: 1}
	q.Scope, q.Sort = meant(scopeWords, values.Get("ver")), meant(sortWords, values.Get("orden"))
	q.Text, q.Urgency = ui.SearchText(values.Get("texto")), meant(urgencyWords, values.Get("urgencia"))
	for _, w := range stateWords {
		if slices.Contains(values["estado"], w.name) {
			q.States = append(q.States, w.of)
		}
	}
	q.UnitID, _ = ui.ID(values.Get("unidad"))
	q.Holder = readHolder(values.Get("asignado"))
	q.Touches = readTouched(values.Get("toca"))
	q.Late, q.DecisionAsked = values.Get("tarde") == "1", values.Get("decision") == "1"
	if page, err := strconv.Atoi(values.Get("pagina")); err == nil && page > 1 {
		q.page = min(page, lastPage)
	}
	var c draft.Check
	q.From, q.Until = c.Date("desde", q.typedFrom), c.Date("hasta", q.typedUntil)
	if !q.From.IsZero() && !q.Until.IsZero() && q.Until < q.From {
		c.Refuse("hasta", "La última fecha no puede ser anterior a la primera.")
	}
	return q, ui.Invalid(c.Err())
}

func readHolder(name string) challenge.Holder {
	kind, number, _ := strings.Cut(name, "-")
	id, _ := ui.ID(number)
	switch kind {
	case heldByNobody:
		return challenge.Holder{Nobody: number == ""}
	case heldByMe:
		return challenge.Holder{Mine: number == ""}
	case "persona":
		return challenge.Holder{PersonID: id}
	case "unidad":
		return challenge.Holder{UnitID: id}
	default:
		return challenge.Holder{}
	}
}

func holderWord(h challenge.Holder) string {
	switch {
	case h.Nobody:
		return heldByNobody
	case h.Mine:
		return heldByMe
	case h.PersonID != 0:
		return "persona-" + strconv.FormatInt(h.PersonID, 10)
	case h.UnitID != 0:
		return "unidad-" + strconv.FormatInt(h.UnitID, 10)
	default:
		return ""
	}
}

func readTouched(name string) challenge.Touched {
	kind, number, _ := strings.Cut(name, "-")
	id, _ := ui.ID(number)
	switch kind {
	case "plan":
		return challenge.Touched{PlanID: id}
	case "objetivo":
		return challenge.Touched{ObjectiveID: id}
	case "linea":
		return challenge.Touched{LineID: id}
	default:
		return challenge.Touched{}
	}
}

func touchedWord(t challenge.Touched) string {
	switch {
	case t.PlanID != 0:
		return "plan-" + strconv.FormatInt(t.PlanID, 10)
	case t.ObjectiveID != 0:
		return "objetivo-" + strconv.FormatInt(t.ObjectiveID, 10)
	case t.LineID != 0:
		return "linea-" + strconv.FormatInt(t.LineID, 10)
	default:
		return ""
	}
}

// values are the filters as an address holds them, in one way for whatever says the same; the page is not among them.
func (q listQuery) values() url.Values {
	v := url.Values{}
	add := func(name, value string) {
		if value != "" {
			v.Add(name, value)
		}
	}
	for _, s := range q.States {
		add("estado", called(stateWords, s))
	}
	add("ver", called(scopeWords, q.Scope))
	add("texto", q.Text)
	if q.UnitID != 0 {
		add("unidad", strconv.FormatInt(q.UnitID, 10))
	}
	add("asignado", holderWord(q.Holder))
	add("urgencia", called(urgencyWords, q.Urgency))
	add("toca", touchedWord(q.Touches))
	add("tarde", flag(q.Late))
	add("decision", flag(q.DecisionAsked))
	add("desde", q.From.String())
	add("hasta", q.Until.String())
	add("orden", called(sortWords, q.Sort))
	return v
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// href is the address of a page of the list with these filters.
func (q listQuery) href(page int) string {
	v := q.values()
	if page > 1 {
		v.Set("pagina", strconv.Itoa(page))
	}
	return withQuery(ui.ChallengesPath, v.Encode())
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// hidden are the filters as fields that a form carries along, but those that it has itself.
func (q listQuery) hidden(but ...string) []ui.Hidden {
	var list []ui.Hidden
	v := q.values()
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if slices.Contains(but, name) {
			continue
		}
		for _, value := range v[name] {
			list = append(list, ui.Hidden{Name: name, Value: value})
		}
	}
	return list
}

// narrows tells whether the list is not the whole one of its scope.
func (q listQuery) narrows() bool {
	v := q.values()
	v.Del("ver")
	v.Del("orden")
	return len(v) > 0
}

// toggled is the query with a state more or, if it has it, without it.
func (q listQuery) toggled(s challenge.State) listQuery {
	other := q
	other.States = nil
	for _, w := range stateWords { // in their order
		if slices.Contains(q.States, w.of) != (w.of == s) {
			other.States = append(other.States, w.of)
		}
	}
	return other
}

// search is the query for its page.
func (q listQuery) search() challenge.ListQuery {
	found := q.ListQuery
	found.Limit, found.Offset = pageSize, (q.page-1)*pageSize
	return found
}

// found is how many of what was counted by state the query finds.
func (q listQuery) found(counts map[challenge.State]challenge.StateCount) int {
	total := 0
	for state, c := range counts {
		if len(q.States) == 0 || slices.Contains(q.States, state) {
			total += c.Count
		}
	}
	return total
}

// dayText is what a field for a day holds: the day as browsers write it, or what was typed where it is none.
func dayText(d date.Date, typed string) string {
	if !d.IsZero() {
		return d.String()
	}
	return typed
}

package imports

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hito/internal/transfer"
	"hito/web/ui"
)

// changesAtOnce is how many changes of the structure, and how many values, a page lists.
const changesAtOnce = 25

// outcomes are what an import would do to things, as addresses and tabs name it, in the order of the tabs.
var outcomes = []struct {
	outcome    transfer.Outcome
	query      string
	text, icon string
	tone       string
}{
	{transfer.Created, "nuevos", "Nuevos", "flag", "on-track"},
	{transfer.Changed, "cambian", "Cambian", "arrow-right", "delayed"},
	{transfer.Same, "iguales", "Iguales", "check", "no-data"},
	{transfer.Wrong, "errores", "Con error", "warning", "critical"},
	{transfer.Gone, "ausentes", "Solo en el plan", "info", "not-started"},
}

// asked is which differences are looked at.
type asked struct {
	outcome         transfer.Outcome
	page, valuePage int // from 1
}

// readAsked reads ?ver=, ?pagina= and ?valores=. Where nothing is asked for, what needs somebody comes first.
func readAsked(r *http.Request, i transfer.Import) asked {
	a := asked{page: pageOf(r, "pagina"), valuePage: pageOf(r, "valores")}
	for _, o := range outcomes {
		if r.URL.Query().Get("ver") == o.query {
			a.outcome = o.outcome
			return a
		}
	}
	a.outcome = transfer.Created
	for _, first := range []transfer.Outcome{transfer.Wrong, transfer.Changed, transfer.Created, transfer.Same, transfer.Gone} {
		if countOf(i, first) > 0 {
			a.outcome = first
			break
		}
	}
	return a
}

// countOf counts everything of an outcome, the lines that were not understood too.
func countOf(i transfer.Import, o transfer.Outcome) int {
	n := i.Counts.Of(o)
	if o == transfer.Wrong {
		n += len(i.Understood.Problems) + i.Understood.More
	}
	return n
}

// href is the address of what is asked for, at the differences.
func (a asked) href(id int64) string {
	values := url.Values{}
	for _, o := range outcomes {
		if o.outcome == a.outcome {
			values.Set("ver", o.query)
		}
	}
	if a.page > 1 {
		values.Set("pagina", strconv.Itoa(a.page))
	}
	if a.valuePage > 1 {
		values.Set("valores", strconv.Itoa(a.valuePage))
	}
	return pathOf(id) + "?" + values.Encode() + "#cambios"
}

// changesProps are the differences between a file and a plan.
type changesProps struct {
	Title, Text string
	Tabs        []tabProps
	Outcome     transfer.Outcome
	Note        string // what becomes of those that are listed
	Errors      string // address of all that is wrong, as a file; blank where nothing is
	Rows        []changeRow
	Pages       ui.PaginationProps
	Problems    []problemRow
	More        string // problems that are not kept one by one
	Values      []valueRow
	ValuePages  ui.PaginationProps
	Empty       string
}

// tabProps leads to the differences of one outcome.
type tabProps struct {
	Tag     ui.TagProps
	Count   string
	Href    string // blank where there is none
	Current bool
}

// changeRow is what becomes of one thing of the structure.
type changeRow struct {
	Kind, Label string
	Where       string
	Edits       []editRow
	Cells       []editRow // of a new one: its cells
	Problems    []string
}

// editRow is a cell before and after.
type editRow struct{ Field, Before, After string }

// problemRow is a line that was not understood.
type problemRow struct{ Where, Field, Text string }

// valueRow is what becomes of one value.
type valueRow struct {
	Code, Title   string
	Where         string
	Day           string
	Before, After string
	Comment       string
	Problem       string // why it is left out; blank where it is not
}

var outcomeNotes = map[transfer.Outcome]string{
	transfer.Same: "Dicen lo mismo en el fichero y en el plan: no se escriben.", transfer.Wrong: "Se quedan fuera; lo demás se puede aplicar. Corríjalos en el fichero y tráigalo otra vez: lo que ya esté no se repite.",
	transfer.Gone: "El plan los tiene y el fichero no. Se quedan como están: importar no borra nada.",
}

var emptyOutcomes = map[transfer.Outcome]string{
	transfer.Created: "No hay nada nuevo.", transfer.Changed: "No cambia nada.", transfer.Same: "No hay nada que sea igual.",
	transfer.Wrong: "No hay errores.", transfer.Gone: "El fichero tiene todo lo que tiene el plan.",
}

func buildChanges(s shown) *changesProps {
	i, a := s.Import, s.asked
	p := &changesProps{
		Title: "Qué cambiaría", Text: "El plan comparado con el fichero, celda por celda.", Outcome: a.outcome,
		Tabs: tabs(i, a), Note: outcomeNotes[a.outcome], Empty: emptyOutcomes[a.outcome],
	}
	if i.State == transfer.StateApplied || i.State == transfer.StateUndone {
		p.Title, p.Text = "Qué cambió", "Lo que dijo el fichero frente a lo que tenía el plan cuando se aplicó."
	}
	if countOf(i, transfer.Wrong) > 0 {
		p.Errors = pathOf(i.ID) + "/errores.csv"
	}
	for _, c := range s.changes {
		p.Rows = append(p.Rows, newChange(c))
	}
	for _, v := range s.values {
		p.Values = append(p.Values, newValue(v))
	}
	p.Pages = ui.Pages("Páginas de cambios", a.page, pagesOf(s.total), func(page int) string {
		return asked{a.outcome, page, a.valuePage}.href(i.ID)
	})
	p.ValuePages = ui.Pages("Páginas de valores", a.valuePage, pagesOf(s.valued), func(page int) string {
		return asked{a.outcome, a.page, page}.href(i.ID)
	})
	if a.outcome == transfer.Wrong {
		for _, problem := range i.Understood.Problems[:min(len(i.Understood.Problems), changesAtOnce)] {
			p.Problems = append(p.Problems, newProblem(problem, ""))
		}
		if more := len(i.Understood.Problems) - len(p.Problems) + i.Understood.More; more > 0 {
			p.More = "Y " + ui.Count(more, "línea más", "líneas más") + ": están en el fichero de errores."
		}
	}
	return p
}

func pagesOf(total int) int { return (total + changesAtOnce - 1) / changesAtOnce }

// tabs are the outcomes with how many there are of each.
func tabs(i transfer.Import, a asked) []tabProps {
	var list []tabProps
	for _, o := range outcomes {
		n := countOf(i, o.outcome)
		t := tabProps{Tag: ui.TagProps{Icon: o.icon, Text: o.text, Tone: o.tone}, Count: plain(n), Current: o.outcome == a.outcome}
		if n > 0 || t.Current {
			t.Href = asked{outcome: o.outcome}.href(i.ID)
		}
		list = append(list, t)
	}
	return list
}

func newChange(c transfer.Change) changeRow {
	row := changeRow{Kind: kindName(c.Kind), Label: c.Label, Where: placeText(c.At.Sheet, c.At.Line, 0)}
	for _, e := range c.Edits {
		row.Edits = append(row.Edits, editRow{fieldName(c.Kind, e.Field), cellText(c.Kind, e.Field, e.Before), cellText(c.Kind, e.Field, e.After)})
	}
	if c.Outcome == transfer.Created || c.Outcome == transfer.Wrong {
		row.Cells = cellsOf(c.Record)
	}
	for _, problem := range c.Problems {
		told := newProblem(problem, c.Kind)
		text := told.Text
		if told.Field != "" {
			text = told.Field + ": " + text
		}
		if told.Where != "" && told.Where != row.Where {
			text = firstUpper(told.Where) + ". " + text
		}
		row.Problems = append(row.Problems, text)
	}
	return row
}

// cellsOf are the cells of a record that hold something, in the order of its sheet.
func cellsOf(r transfer.Record) []editRow {
	var cells []editRow
	told := map[transfer.Field]bool{}
	add := func(field transfer.Field) {
		if text := r.Cells[field]; text != "" && !told[field] && field != transfer.KeyField {
			cells = append(cells, editRow{Field: fieldName(r.Kind, field), After: cellText(r.Kind, field, text)})
		}
		told[field] = true
	}
	for _, h := range transfer.Columns[r.Kind] {
		add(h.Field)
	}
	for _, field := range slices.Sorted(maps.Keys(r.Cells)) {
		add(field)
	}
	return cells
}

func newProblem(p transfer.Problem, kind transfer.Kind) problemRow {
	row := problemRow{Where: placeText(p.Sheet, p.Line, p.Column), Text: p.Text}
	if p.Field != "" {
		row.Field = fieldName(kind, p.Field)
		if row.Field == string(p.Field) {
			row.Field = anyFieldName(p.Field)
		}
	}
	return row
}

// anyFieldName names a field of nobody knows which kind of thing.
func anyFieldName(field transfer.Field) string {
	for _, kind := range []transfer.Kind{transfer.Indicator, transfer.Measurement, transfer.Objective, transfer.Result} {
		if name := fieldName(kind, field); name != string(field) {
			return name
		}
	}
	return string(field)
}

// placeText names a place in a file: "hoja «Datos», línea 14, columna G".
func placeText(sheet string, line, column int) string {
	var parts []string
	if sheet != "" {
		parts = append(parts, "hoja «"+sheet+"»")
	}
	if line > 0 {
		parts = append(parts, "línea "+strconv.Itoa(line))
	}
	if column > 0 {
		parts = append(parts, "columna "+columnLetters(column))
	}
	return strings.Join(parts, ", ")
}

func firstUpper(text string) string {
	letters := []rune(text)
	return strings.ToUpper(string(letters[:1])) + string(letters[1:])
}

func newValue(v transfer.ValueChange) valueRow {
	row := valueRow{
		Code: v.Code, Title: v.Title, Where: placeText(v.Sheet, v.Line, v.Column), Day: ui.ShortDate(v.On), After: number(v.Value), Comment: v.Comment, Problem: v.Problem,
	}
	if v.Before.Valid {
		row.Before = number(v.Before.Decimal)
	}
	return row
}

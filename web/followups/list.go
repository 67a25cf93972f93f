package followups

import (
	"strings"

	"hito/internal/dashboard"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// list is the second table with what narrows, sorts and folds it.
type list struct {
	Filters ui.FiltersProps
	Asked   string // the filters in words, for paper; blank without any
	Sorts   []sort
	Fold    ui.Link // folds or unfolds everything; blank where there is nothing to fold
	Groups  []group
	Pages   ui.PaginationProps
	Data    string        // address of the list of these indicators, as data too
	Empty   ui.EmptyProps // said where there are no groups
}

// sort is an order offered for the indicators of each objective.
type sort struct {
	ui.Choice
	Direction ui.Direction // blank unless current
}

// mostTogether is how many indicators are shown on one page; more come in pages.
const mostTogether = 400

func buildList(b dashboard.Board, published snapshot.Published, v view) list {
	rows, total := v.List.Apply(b)
	shown := v.List.Groups(b)
	l := list{
		Filters: v.filters(b, total), Sorts: v.sorts(b), Asked: inWords(v.List), Empty: v.nothing(b),
		Data: v.List.Href(v.Path(b.Plan.Slug, "/indicadores")),
	}
	if total > mostTogether {
		shown = v.List.GroupsOfPage(b, rows)
		l.Pages = v.List.Pages(v.base(b), total)
	} else {
		l.Filters.Result = shownOf(len(shown), total, b)
	}
	if len(shown) > 0 {
		l.Fold = v.foldAll(b, listed(shown))
	}
	l.Groups = buildGroups(b, published, v, shown)
	return l
}

func listed(groups []board.Group) int {
	n := 0
	for _, g := range groups {
		n += len(g.Listed)
	}
	return n
}

// filters keeps what is asked of the objectives' table while the indicators are narrowed.
func (v view) filters(b dashboard.Board, total int) ui.FiltersProps {
	p := v.ListFilters(b, v.List, path, total)
	p.Action += "#" + indicatorsID
	p.Hidden = append(p.Hidden, v.own()...)
	if p.Clear != "" {
		p.Clear = v.listed(v.List.Unfiltered()).href(b, indicatorsID)
	}
	return p
}

func (v view) foldAll(b dashboard.Board, listed int) ui.Link {
	if v.open(listed) {
		return ui.Link{Text: "Plegar todo", Href: v.folded(foldsShut).href(b, indicatorsID)}
	}
	return ui.Link{Text: "Desplegar todo", Href: v.folded(foldsOpen).href(b, indicatorsID)}
}

// indicatorOrders are offered for the indicators of each objective.
var indicatorOrders = []struct {
	order board.Order
	word  string
}{
	{board.ByPlan, "Como en el plan"}, {board.ByTitle, "Título"}, {board.ByProgress, "Progreso"},
	{board.ByDeviation, "Desviación"}, {board.ByStatus, "Estado"},
}

func (v view) sorts(b dashboard.Board) []sort {
	sorts := make([]sort, len(indicatorOrders))
	for n, o := range indicatorOrders {
		sorts[n] = sort{Choice: ui.Choice{
			Text: o.word, Href: v.listed(v.List.Sorted(o.order)).href(b, indicatorsID), Current: v.List.Order == o.order,
		}}
		if o.order == board.ByPlan {
			sorts[n].Href = v.listed(unsorted(v.List)).href(b, indicatorsID)
		} else if sorts[n].Current {
			sorts[n].Direction = direction(v.List.Descending)
		}
	}
	return sorts
}

// nothing says why no objective is shown, and what can be done.
func (v view) nothing(b dashboard.Board) ui.EmptyProps {
	if len(b.Objectives) == 0 {
		return ui.EmptyProps{Title: "El plan todavía no tiene objetivos", Text: "Cuando los tenga, aquí estarán con sus indicadores."}
	}
	return ui.EmptyProps{
		Icon: "search", Title: "Ningún indicador coincide", Text: "Pruebe con otras palabras o quite algún filtro.",
		Link: &ui.Link{Text: "Quitar filtros", Href: v.listed(v.List.Unfiltered()).href(b, indicatorsID)},
	}
}

// shownOf tells how much of the plan is shown: "Se muestran 3 de 21 indicadores, de 2 de 12 objetivos".
func shownOf(groups, indicators int, b dashboard.Board) string {
	all := len(b.Indicators())
	whole := ui.Count(all, "indicador", "indicadores") + " de " + ui.Count(len(b.Objectives), "objetivo", "objetivos")
	switch {
	case groups == 0:
		return "Ningún indicador coincide"
	case indicators == all && groups == len(b.Objectives):
		return whole
	default:
		return "Se muestran " + ratio(indicators, all) + " indicadores, de " + ratio(groups, len(b.Objectives)) + " objetivos"
	}
}

// inWords says what a list asks for, for those who read it on paper; blank when it asks for all.
func inWords(l board.List) string {
	var words []string
	add := func(name, value string) {
		if value == board.None {
			value = "ninguna"
		}
		if value != "" {
			words = append(words, name+" "+value)
		}
	}
	if l.Text != "" {
		add("texto", "«"+l.Text+"»")
	}
	add("línea", l.Line)
	add("objetivo", l.Objective)
	add("unidad", l.Unit)
	if l.Status != "" {
		add("estado", ui.StatusWord(string(l.Status)))
	}
	return strings.Join(words, "; ")
}

func unsorted(l board.List) board.List {
	l.Order, l.Descending, l.Page = board.ByPlan, false, 1
	return l
}

package indicators

import (
	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// path is the address of the list below a plan.
const path = "/indicadores"

// listProps is everything the list shows, decided and formatted.
type listProps struct {
	Page    ui.PageProps
	Head    ui.PageHeadProps
	Done    string
	Inline  *inline // the form in one of the rows; nil without
	Notices []ui.NoticeProps
	Counts  ui.StatusCountsProps
	Filters ui.FiltersProps
	Table   board.Table
	Pages   ui.PaginationProps
	Data    string // address of the list, as data too
	Explain ui.ExplainProps
	Barren  bool // the plan has no indicators at all: there is nothing to filter
	Empty   ui.EmptyProps
}

func buildList(b dashboard.Board, asked board.Asked, l board.List, k clerk) listProps {
	l = l.Within(b)
	rows, total := l.Apply(b)
	here := asked.Path(b.Plan.Slug, path)
	p := listProps{
		Page: ui.PageProps{
			Title:       "Indicadores",
			Description: "Indicadores del plan «" + b.Plan.Title + "» con su valor, su progreso y lo previsto.",
			Section:     "/planes",
			Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Indicadores"}),
			Plan:        asked.Nav(b, ui.PlanIndicators, true),
			Updated:     board.LastMeasured(b),
			Refused:     k.Entered != nil,
		},
		Head: ui.PageHeadProps{
			Eyebrow: b.Plan.Body, Title: "Indicadores", Lead: board.Situation(b), Actions: ui.AsOf(asked.AsOf(b, path)),
		},
		Done:    k.Done,
		Notices: asked.Moment(b, path),
		Counts:  asked.ListCounts(b, l, path),
		Filters: asked.ListFilters(b, l, path, total),
		Table:   asked.IndicatorTable(b, rows).Labelled("Indicadores del plan").Sortable(l, here),
		Pages:   l.Pages(here, total),
		Data:    l.Href(here),
		Explain: board.ExplainIndicators(b, rows, "el progreso de los indicadores de la lista"),
		Barren:  len(b.Indicators()) == 0,
	}
	p.Table, p.Inline = k.record(p.Table, b, rows, asked, l)
	p.Empty = emptyList(b, p)
	return p
}

// emptyList says why there is nothing in the list, and the way out.
func emptyList(b dashboard.Board, p listProps) ui.EmptyProps {
	if p.Barren {
		return ui.EmptyProps{
			Icon: "target", Title: "El plan todavía no tiene indicadores",
			Text: "Cuando se definan, aquí se verán con su valor, su progreso y lo previsto.",
			Link: &ui.Link{Text: "Ver el plan", Href: "/planes/" + b.Plan.Slug},
		}
	}
	return ui.EmptyProps{
		Icon: "search", Title: "Ningún indicador coincide con lo que busca",
		Text: "Pruebe con otras palabras o quite algún filtro.",
		Link: &ui.Link{Text: "Quitar filtros", Href: p.Filters.Clear},
	}
}

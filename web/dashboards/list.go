package dashboards

import (
	"hito/internal/dashboard"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// list are the indicators that the counts by status narrow.
type list struct {
	Bar    chart.StatusBarProps
	Result string
	Table  board.Table
	How    ui.ExplainProps
	Pages  ui.PaginationProps
	Empty  ui.EmptyProps
}

// anchor keeps the list in sight when its filter changes.
const anchor = "#indicadores"

func buildList(b dashboard.Board, asked board.Asked, query board.List) list {
	// This page offers the status alone: whatever else an address asks for would narrow unseen.
	query = board.List{Status: query.Status, Page: query.Page}
	rows, total := query.Apply(b)
	here := asked.Path(b.Plan.Slug, path)
	l := list{
		Bar:    statusBar(asked.ListCounts(b, query, path)),
		Result: query.Result(total, b.Size()),
		Table:  asked.IndicatorTable(b, rows),
		How:    board.ExplainIndicators(b, rows, "el progreso de los indicadores de la lista"),
		Pages:  query.Pages(here, total),
		Empty:  ui.EmptyProps{Title: "El plan todavía no tiene indicadores"},
	}
	if query.Filtered() {
		l.Empty = ui.EmptyProps{Title: "Ningún indicador está así a esta fecha", Link: &ui.Link{Text: "Ver todos los estados", Href: here + anchor}}
	}
	for n := range l.Pages.Pages {
		l.Pages.Pages[n].Href += anchor
	}
	for _, href := range []*string{&l.Pages.Previous, &l.Pages.Next} {
		if *href != "" {
			*href += anchor
		}
	}
	return l
}

func statusBar(counts ui.StatusCountsProps) chart.StatusBarProps {
	for n := range counts.Counts {
		if counts.Counts[n].Href != "" {
			counts.Counts[n].Href += anchor
		}
	}
	if counts.All != "" {
		counts.All += anchor
	}
	return chart.StatusBarProps{
		Figure: chart.Figure{ID: "grafico-estados", Title: counts.Label, Summary: "Cuántos indicadores hay en cada estado."},
		Item:   "Indicadores", Counts: counts.Counts, All: counts.All, None: "El plan todavía no tiene indicadores",
	}
}

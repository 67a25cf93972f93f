package lines

import (
	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// indexProps is everything the page of all lines shows.
type indexProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Notices  []ui.NoticeProps
	Lines    []board.LineRow
	Data     string            // address of the lines, as data too
	Explains []ui.ExplainProps // of each line
	Lineless board.ObjectiveTableProps
}

func buildIndex(b dashboard.Board, asked board.Asked) indexProps {
	p := indexProps{
		Page: ui.PageProps{
			Title:       "Líneas estratégicas",
			Description: "Líneas estratégicas del plan «" + b.Plan.Title + "» con su progreso.",
			Section:     "/planes",
			Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Líneas estratégicas"}),
			Plan:        asked.Nav(b, ui.PlanFollowUp, false),
			Updated:     board.LastMeasured(b),
		},
		Head: ui.PageHeadProps{
			Eyebrow: b.Plan.Body, Title: "Líneas estratégicas", Lead: board.Situation(b), Actions: ui.AsOf(asked.AsOf(b, "/lineas")),
		},
		Notices: asked.Moment(b, "/lineas"),
		Data:    asked.Path(b.Plan.Slug, "/lineas"),
	}
	for _, l := range b.Lines {
		p.Lines = append(p.Lines, board.LineRowOf(b, asked, l))
		p.Explains = append(p.Explains, board.ExplainLine(b, l))
	}
	var lineless []dashboard.Objective
	for _, o := range b.Objectives {
		if len(o.Lines) == 0 {
			lineless = append(lineless, o)
		}
	}
	p.Lineless = board.ObjectiveTableProps{
		Label: "Objetivos que no son de ninguna línea", Heads: board.ObjectiveHeads(false), Rows: objectiveRows(b, asked, lineless),
	}
	return p
}

package board

import (
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
)

// Moment returns what a reader must know of the date that a board shows, before its figures, with the
// way to today's data on the same page, which is below the plan.
func (a Asked) Moment(b dashboard.Board, below string) []ui.NoticeProps {
	n := ui.NoticeProps{Kind: ui.NoticeInfo, Link: &ui.Link{Text: "Ver los datos de hoy", Href: a.today(b, below)}}
	switch {
	case b.Frozen != nil && a.Snapshot == 0:
		n.Text = "El plazo del plan terminó el " + ui.LongDate(b.Plan.EndsOn) + ": se muestra su último seguimiento cerrado."
	case b.Frozen != nil:
		n.Text = "Seguimiento cerrado: estas cifras quedaron fijas y no cambian con los datos posteriores."
	case b.On > a.Today:
		n.Kind = ui.NoticeWarning
		n.Text = "La fecha elegida aún no ha llegado: se compara lo conseguido hasta hoy con lo previsto para entonces."
	case !b.Plan.Started(b.On):
		n.Text = "En esta fecha el plan aún no había empezado (empieza el " + ui.LongDate(b.Plan.StartsOn) + ")."
		if b.On == a.Today {
			n.Link = nil
		}
	case b.On < a.Today:
		n.Text = "Está viendo una fecha pasada: lo medido después no cuenta."
	default:
		return nil
	}
	return []ui.NoticeProps{n}
}

// today returns the address of a page below a board's plan with the data of today. A plan that is
// over shows its last snapshot unless a date is asked for.
func (a Asked) today(b dashboard.Board, below string) string {
	path := "/planes/" + b.Plan.Slug + below
	if b.Plan.Over(a.Today) {
		path += "?fecha=" + a.Today.String()
	}
	return path
}

// LastMeasured returns the date of a board's newest value, no date without any.
func LastMeasured(b dashboard.Board) date.Date {
	var last date.Date
	for _, o := range b.Objectives {
		for _, i := range o.Indicators {
			last = max(last, i.MeasuredOn)
		}
	}
	return last
}

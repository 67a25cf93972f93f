package board

import (
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
)

// Moment returns what a reader must know of the date that a board shows, before its figures.
func (a Asked) Moment(b dashboard.Board) []ui.NoticeProps {
	switch {
	case b.Frozen != nil && a.Snapshot == 0:
		return []ui.NoticeProps{{Kind: ui.NoticeInfo,
			Text: "El plazo del plan terminó el " + ui.LongDate(b.Plan.EndsOn) + ": se muestra su último seguimiento cerrado."}}
	case b.Frozen != nil:
		return []ui.NoticeProps{{Kind: ui.NoticeInfo,
			Text: "Seguimiento cerrado: estas cifras quedaron fijas y no cambian con los datos posteriores."}}
	case b.On > a.Today:
		return []ui.NoticeProps{{Kind: ui.NoticeWarning,
			Text: "La fecha elegida aún no ha llegado: se compara lo conseguido hasta hoy con lo previsto para entonces."}}
	case !b.Plan.Started(b.On):
		return []ui.NoticeProps{{Kind: ui.NoticeInfo,
			Text: "En esta fecha el plan aún no había empezado (empieza el " + ui.LongDate(b.Plan.StartsOn) + ")."}}
	default:
		return nil
	}
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

package board

import (
	"hito/internal/dashboard"
	"hito/web/ui"
)

// LineRow is a strategic line with its bar.
type LineRow struct {
	Code, Title, Href  string
	Description        string // may be blank
	Meter              ui.MeterProps
	Progress, Expected string
	Status             string
	Note               string // "5 objetivos, 9 de 10 indicadores con dato"
}

// LineRowOf returns a line of a board as a row, its address keeping the view.
func LineRowOf(b dashboard.Board, asked Asked, l dashboard.Line) LineRow {
	return LineRow{
		Code: l.Code, Title: l.Title, Href: asked.LinePath(b, l.Code), Description: l.Description,
		Meter:    Meter(l.Figures),
		Progress: ui.PercentOrDash(l.Progress, MeanPlaces), Expected: ui.PercentOrDash(l.Expected, MeanPlaces),
		Status: string(l.Status),
		Note:   ui.Count(len(b.ObjectivesOf(l.Code)), "objetivo", "objetivos") + ", " + ui.Coverage(l.Coverage.WithData, l.Coverage.Total),
	}
}

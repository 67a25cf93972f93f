package board

import (
	"strconv"

	"hito/internal/dashboard"
)

// ObjectivePath returns the address of an objective of a board's plan, keeping the view.
func (a Asked) ObjectivePath(b dashboard.Board, code string) string {
	return a.Path(b.Plan.Slug, "/objetivos/"+code)
}

// IndicatorPath returns the address of an indicator of a board's plan, keeping the view.
func (a Asked) IndicatorPath(b dashboard.Board, code string) string {
	return a.Path(b.Plan.Slug, "/indicadores/"+code)
}

// LinePath returns the address of a strategic line of a board's plan, keeping the view.
func (a Asked) LinePath(b dashboard.Board, code string) string {
	return a.Path(b.Plan.Slug, "/lineas/"+code)
}

// SnapshotPath returns the address of a snapshot of a board's plan.
func SnapshotPath(b dashboard.Board, id int64) string {
	return "/planes/" + b.Plan.Slug + "/seguimientos/" + strconv.FormatInt(id, 10)
}

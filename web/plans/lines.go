package plans

import (
	"slices"
	"strconv"

	"hito/internal/dashboard"
	"hito/web/ui"
	"hito/web/ui/board"
)

// line is a strategic line with its objectives, or the objectives that are in none.
type line struct {
	ID, Code, Title, Description string
	Href                         string // blank where it is no line, which has no figures either
	Progress, Expected           string
	Status                       string
	Meter                        ui.MeterProps
	Goals                        []goal
	Explain                      *ui.ExplainProps
}

// goal is a specific objective in a line.
type goal struct {
	Code, Title, Href string
	Progress, Status  string    // Progress is blank for a cancelled one
	Note              string    // such as "sin indicadores"; may be blank
	Also              []ui.Link // the other lines it is in
}

// linesOf returns the lines of a board's plan and, last, the objectives in none.
func linesOf(b dashboard.Board, asked board.Asked) []line {
	var list []line
	for n, l := range b.Lines {
		how := board.ExplainLine(b, l)
		list = append(list, line{
			ID: "linea-" + strconv.Itoa(n+1), Code: l.Code, Title: l.Title, Description: l.Description, Href: asked.LinePath(b, l.Code),
			Progress: ui.PercentOrDash(l.Progress, board.MeanPlaces), Expected: ui.PercentOrDash(l.Expected, board.MeanPlaces),
			Status: string(l.Status), Meter: board.Meter(l.Figures), Explain: &how,
			Goals: goals(b, asked, func(o dashboard.Objective) bool { return slices.Contains(o.Lines, l.Code) }, l.Code),
		})
	}
	loose := goals(b, asked, func(o dashboard.Objective) bool { return len(o.Lines) == 0 }, "")
	if len(loose) == 0 {
		return list
	}
	rest := line{ID: "sin-linea", Title: "Objetivos que no pertenecen a ninguna línea", Goals: loose}
	if len(b.Lines) == 0 {
		rest.Title = "Objetivos específicos"
	}
	return append(list, rest)
}

// goals returns the objectives of a board that belong, each with the lines it is in besides one.
func goals(b dashboard.Board, asked board.Asked, belongs func(dashboard.Objective) bool, besides string) []goal {
	var list []goal
	for _, o := range b.Objectives {
		if !belongs(o) {
			continue
		}
		g := goal{Code: o.Code, Title: o.Title, Href: asked.ObjectivePath(b, o.Code), Status: string(o.Status), Note: board.ObjectiveNote(o)}
		if o.Status == dashboard.Cancelled {
			g.Note = "anulado el " + ui.LongDate(o.CancelledOn) + ": " + o.CancelReason
		} else {
			g.Progress = ui.PercentOrDash(o.Progress, board.MeanPlaces)
		}
		for _, code := range o.Lines {
			if code != besides {
				g.Also = append(g.Also, ui.Link{Text: code, Href: asked.LinePath(b, code)})
			}
		}
		list = append(list, g)
	}
	return list
}

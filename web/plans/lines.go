package plans

import (
	"slices"
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// line is a strategic line with its objectives, or the objectives that are in none.
type line struct {
	ID, Code, Title, Description string
	Href                         string // blank where it is no line
	Judged                       bool   // the view has figures of it
	Progress, Expected           string
	Status                       string
	Meter                        ui.MeterProps
	Goals                        []goal
	Explain                      *ui.ExplainProps
}

// goal is a specific objective in a line.
type goal struct {
	Code, Title, Href string
	Judged            bool // the view has figures of it
	Progress, Status  string
	Note              string    // such as "sin indicadores"; may be blank
	Also              []ui.Link // the other lines it is in
}

// linesOf returns the lines of a plan and, last, the objectives in none. Names and order are the
// document's, figures those of the board, which may be older.
func linesOf(doc plan.Document, b dashboard.Board, asked board.Asked) []line {
	var list []line
	for n, l := range doc.Lines {
		one := line{ID: "linea-" + strconv.Itoa(n+1), Code: l.Code, Title: l.Title, Description: l.Description, Href: asked.Path(doc.Slug, "/lineas/"+l.Code)}
		at := slices.IndexFunc(b.Lines, func(x dashboard.Line) bool { return x.ID == l.ID })
		if at >= 0 {
			one.judge(b, b.Lines[at])
		}
		one.Goals = goals(doc, b, asked, func(o plan.Objective) bool { return slices.Contains(o.Lines, l.Code) }, l.Code)
		list = append(list, one)
	}
	loose := goals(doc, b, asked, func(o plan.Objective) bool { return len(o.Lines) == 0 }, "")
	if len(loose) == 0 {
		return list
	}
	rest := line{ID: "sin-linea", Title: "Objetivos que no pertenecen a ninguna línea", Goals: loose}
	if len(doc.Lines) == 0 {
		rest.Title = "Objetivos específicos"
	}
	return append(list, rest)
}

func (l *line) judge(b dashboard.Board, judged dashboard.Line) {
	how := board.ExplainLine(b, judged)
	l.Judged, l.Explain = true, &how
	l.Progress, l.Expected = ui.PercentOrDash(judged.Progress, board.MeanPlaces), ui.PercentOrDash(judged.Expected, board.MeanPlaces)
	l.Status, l.Meter = string(judged.Status), board.Meter(judged.Figures)
}

// goals returns the objectives of a plan that belong, each with the lines it is in besides one.
func goals(doc plan.Document, b dashboard.Board, asked board.Asked, belongs func(plan.Objective) bool, besides string) []goal {
	var list []goal
	for _, o := range doc.Objectives {
		if !belongs(o) {
			continue
		}
		g := goal{Code: o.Code, Title: o.Title, Href: asked.Path(doc.Slug, "/objetivos/"+o.Code)}
		for _, code := range o.Lines {
			if code != besides {
				g.Also = append(g.Also, ui.Link{Text: code, Href: asked.Path(doc.Slug, "/lineas/"+code)})
			}
		}
		at := slices.IndexFunc(b.Objectives, func(x dashboard.Objective) bool { return x.ID == o.ID })
		if at < 0 {
			g.Note = "no estaba en este seguimiento"
		} else {
			g.judge(b.Objectives[at])
		}
		list = append(list, g)
	}
	return list
}

func (g *goal) judge(o dashboard.Objective) {
	g.Judged, g.Status, g.Note = true, string(o.Status), board.ObjectiveNote(o)
	if o.Status == dashboard.Cancelled {
		g.Note = "cancelado el " + ui.LongDate(o.CancelledOn) + ": " + o.CancelReason
		return
	}
	g.Progress = ui.PercentOrDash(o.Progress, board.MeanPlaces)
}

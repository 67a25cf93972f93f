package lines

import (
	"slices"

	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything the page of a line shows, decided and formatted.
type props struct {
	Page         ui.PageProps
	Head         ui.PageHeadProps
	Notices      []ui.NoticeProps
	Description  string
	Headline     ui.HeadlineProps
	Bullet       chart.BulletProps
	Objectives   board.ObjectiveTableProps
	NoObjectives ui.EmptyProps
	Counts       ui.StatusCountsProps
	Standards    []board.StandardGroup
	Others       []board.LineRow
	All          string           // address of all lines
	History      *ui.HistoryProps // nil where it is not shown
}

func build(s source, asked board.Asked, actor access.Actor) props {
	b, l := s.Board, s.Line
	objectives := b.ObjectivesOf(l.Code)
	p := props{
		Page:        pageProps(b, l, asked),
		Head:        headProps(b, l, asked, actor),
		Notices:     asked.Moment(b, "/lineas/"+l.Code),
		Description: l.Description,
		Headline:    headline(b, l, objectives),
		Bullet:      board.Bullet(l.Figures),
		Objectives: board.ObjectiveTableProps{
			Label: "Objetivos de la línea " + l.Code, Heads: board.ObjectiveHeads(false), Rows: objectiveRows(b, asked, objectives),
		},
		NoObjectives: ui.EmptyProps{Icon: "target", Title: "Sin objetivos",
			Text: "Ningún objetivo del plan pertenece a esta línea, así que no tiene progreso."},
		Counts:    asked.ListCounts(b, board.List{}.WithLine(l.Code), "/indicadores"),
		Standards: standards(b, s.Frameworks, l, asked),
		All:       asked.Path(b.Plan.Slug, "/lineas"),
		History:   s.History,
	}
	for _, other := range b.Lines {
		if other.Code != l.Code {
			p.Others = append(p.Others, board.LineRowOf(b, asked, other))
		}
	}
	return p
}

func pageProps(b dashboard.Board, l dashboard.Line, asked board.Asked) ui.PageProps {
	return ui.PageProps{
		Title:       l.Code + ". " + ui.Shorten(l.Title, 80),
		Description: "Línea estratégica " + l.Code + " del plan «" + b.Plan.Title + "»: " + l.Title,
		Section:     "/planes",
		Crumbs: board.Crumbs(b,
			ui.Crumb{Text: "Líneas estratégicas", Href: asked.Path(b.Plan.Slug, "/lineas")}, ui.Crumb{Text: l.Code}),
		Plan:    asked.Nav(b, ui.PlanFollowUp, false),
		Updated: board.LastMeasured(b),
	}
}

func headProps(b dashboard.Board, l dashboard.Line, asked board.Asked, actor access.Actor) ui.PageHeadProps {
	path := "/lineas/" + l.Code
	return ui.PageHeadProps{
		Eyebrow: "Línea estratégica " + l.Code, Title: l.Title, Lead: board.Situation(b),
		Actions: board.Actions(ui.AsOf(asked.AsOf(b, path)), asked.EditPath(actor, b, path)),
	}
}

func headline(b dashboard.Board, l dashboard.Line, objectives []dashboard.Objective) ui.HeadlineProps {
	explain := board.ExplainLine(b, l)
	return ui.HeadlineProps{
		ID: "progreso", Label: "Progreso de la línea",
		Value: ui.PercentOrDash(l.Progress, board.HeadlinePlaces), Status: string(l.Status), Summary: board.Gap(l.Figures),
		Facts: []ui.Definition{
			{Term: "Previsto a esta fecha", Text: ui.PercentOrDash(l.Expected, board.HeadlinePlaces)},
			{Term: "Cobertura", Text: ui.Coverage(l.Coverage.WithData, l.Coverage.Total)},
			{Term: "Objetivos", Text: ui.Count(len(objectives), "objetivo", "objetivos")},
			{Term: "Progreso de todo el plan", Text: ui.PercentOrDash(b.Progress, board.HeadlinePlaces)},
		},
		Explain: &explain,
	}
}

func objectiveRows(b dashboard.Board, asked board.Asked, objectives []dashboard.Objective) []board.ObjectiveRow {
	rows := make([]board.ObjectiveRow, len(objectives))
	for n, o := range objectives {
		rows[n] = board.ObjectiveRowOf(b, asked, o)
	}
	return rows
}

// standards are those linked to the line, with its objectives that work on each.
func standards(b dashboard.Board, frameworks []plan.Framework, l dashboard.Line, asked board.Asked) []board.StandardGroup {
	return board.StandardGroups(frameworks, func(s plan.Standard) (board.StandardItem, bool) {
		item := board.StandardItem{None: "ningún objetivo de la línea lo trabaja"}
		for _, o := range b.ObjectivesOf(l.Code) {
			if slices.Contains(s.Objectives, o.Code) {
				item.Links = append(item.Links, ui.Link{Text: o.Code, Href: asked.ObjectivePath(b, o.Code)})
			}
		}
		return item, slices.Contains(s.Lines, l.Code)
	})
}

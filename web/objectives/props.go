package objectives

import (
	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/plan"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything the page shows, decided and formatted.
type props struct {
	Page         ui.PageProps
	Head         ui.PageHeadProps
	Notices      []ui.NoticeProps
	Headline     ui.HeadlineProps
	Bullet       *chart.BulletProps // nil for a cancelled objective
	Indicators   board.Table
	Text         string // below the title of the indicators
	NoIndicators ui.EmptyProps
	Results      []result
	Lines        []board.LineRow
	Standards    []board.StandardGroup
	Previous     *ui.Link
	Next         *ui.Link
	All          string           // address of all objectives
	AddResult    string           // address of the form of a new result; blank for those who may not
	History      *ui.HistoryProps // nil where it is not shown
	Challenges   ui.TracedChallenges
}

func build(s source, o dashboard.Objective, asked board.Asked, actor access.Actor) props {
	b := s.Board
	p := props{
		Page:         pageProps(b, o, asked),
		Head:         headProps(b, o, asked, actor),
		Notices:      append(asked.Moment(b, "/objetivos/"+o.Code), notices(s, o)...),
		Headline:     headline(s, o),
		Indicators:   asked.IndicatorTable(b, o.Indicators).WithoutObjectives().Labelled("Indicadores del objetivo " + o.Code),
		Text:         counts(o),
		NoIndicators: board.WithoutIndicators(o),
		Results:      results(b, o, asked),
		Lines:        lines(b, o, asked),
		Standards:    standards(s, o, asked),
		All:          asked.Path(b.Plan.Slug, "/seguimiento"),
		History:      s.History,
		Challenges:   ui.TracedOf(s.Challenges),
	}
	if o.Status != dashboard.Cancelled {
		bullet := board.Bullet(o.Figures)
		p.Bullet = &bullet
	}
	if asked.EditPath(actor, b, "/objetivos/"+o.Code) != "" && len(o.Indicators) > 0 {
		p.AddResult = "/planes/" + b.Plan.Slug + "/resultados/nuevo"
	}
	p.Previous, p.Next = neighbours(b, o, asked)
	return p
}

func pageProps(b dashboard.Board, o dashboard.Objective, asked board.Asked) ui.PageProps {
	return ui.PageProps{
		Title:       o.Code + ". " + ui.Shorten(o.Title, 80),
		Description: "Objetivo " + o.Code + " del plan «" + b.Plan.Title + "»: " + o.Title,
		Section:     "/planes",
		Crumbs: board.Crumbs(b,
			ui.Crumb{Text: "Seguimiento", Href: asked.Path(b.Plan.Slug, "/seguimiento")}, ui.Crumb{Text: o.Code}),
		Plan:    asked.Nav(b, ui.PlanFollowUp, false),
		Updated: board.LastMeasured(b),
	}
}

func headProps(b dashboard.Board, o dashboard.Objective, asked board.Asked, actor access.Actor) ui.PageHeadProps {
	path := "/objetivos/" + o.Code
	return ui.PageHeadProps{
		Eyebrow: "Objetivo específico " + o.Code, Title: o.Title, Lead: board.Situation(b),
		Actions: board.Actions(ui.AsOf(asked.AsOf(b, path)), asked.EditPath(actor, b, path)),
	}
}

func notices(s source, o dashboard.Objective) []ui.NoticeProps {
	var list []ui.NoticeProps
	switch {
	case o.Status == dashboard.Cancelled:
		list = append(list, ui.NoticeProps{Kind: ui.NoticeWarning,
			Title: "Objetivo anulado el " + ui.LongDate(o.CancelledOn),
			Text:  o.CancelReason + " Desde esa fecha no cuenta en el progreso del plan ni en el de sus líneas."})
	case !o.Weight.IsPositive():
		list = append(list, ui.NoticeProps{Kind: ui.NoticeInfo,
			Text: "Su peso es 0: no cuenta en el progreso del plan ni en el de sus líneas."})
	}
	if beside := published(s, o); beside != nil && beside.Differs {
		list = append(list, ui.NoticeProps{Kind: ui.NoticeWarning,
			Title: "La cifra publicada no coincide con la calculada", Text: "Progreso " + beside.OfObjective() + "."})
	}
	return list
}

func published(s source, o dashboard.Objective) *board.Beside {
	return board.PublishedBeside(s.Published.Objectives, o.Code, o.Progress, board.MeanPlaces)
}

func headline(s source, o dashboard.Objective) ui.HeadlineProps {
	if o.Status == dashboard.Cancelled {
		return ui.HeadlineProps{
			ID: "progreso", Label: "Progreso del objetivo", Value: "no cuenta", Status: string(o.Status),
			Facts: []ui.Definition{
				{Term: "Anulado el", Content: ui.Day(o.CancelledOn)},
				{Term: "Peso que tenía", Text: board.Weight(o.Weight)},
			},
		}
	}
	explain := board.ExplainObjective(s.Board, o)
	p := ui.HeadlineProps{
		ID: "progreso", Label: "Progreso del objetivo",
		Value: ui.PercentOrDash(o.Progress, board.HeadlinePlaces), Status: string(o.Status), Summary: board.Gap(o.Figures),
		Facts: []ui.Definition{
			{Term: "Previsto a esta fecha", Text: ui.PercentOrDash(o.Expected, board.HeadlinePlaces)},
			{Term: "Cobertura", Text: coverage(o)},
			{Term: "Peso en el plan", Text: weight(s.Board, o)},
		},
		Explain: &explain,
	}
	if beside := published(s, o); beside != nil {
		p.Facts = append(p.Facts, ui.Definition{Term: "Progreso publicado", Text: beside.Published})
	}
	return p
}

func coverage(o dashboard.Objective) string {
	if o.Coverage.Total == 0 && len(o.Indicators) > 0 {
		return "ningún indicador cuenta"
	}
	return ui.Coverage(o.Coverage.WithData, o.Coverage.Total)
}

// weight tells an objective's weight and which part of the plan that is: "1 (un 8,3 % del plan)".
func weight(b dashboard.Board, o dashboard.Objective) string {
	own := board.Weight(o.Weight)
	sum := b.ExplainMean(b.Objectives).Mean.WeightSum
	if !o.Weight.IsPositive() || sum.IsZero() {
		return own + " (no cuenta)"
	}
	return own + " (un " + ui.Percent(o.Weight.DivRound(sum, 6), 1) + " del plan)"
}

func counts(o dashboard.Objective) string {
	if len(o.Indicators) == 0 {
		return ""
	}
	text := ui.Count(len(o.Indicators), "indicador", "indicadores")
	if note := board.ObjectiveNote(o); note != "" && o.Status != dashboard.Cancelled && o.Weight.IsPositive() {
		text += ", " + note
	}
	return text
}

func lines(b dashboard.Board, o dashboard.Objective, asked board.Asked) []board.LineRow {
	var list []board.LineRow
	for _, l := range b.Lines {
		for _, code := range o.Lines {
			if code == l.Code {
				list = append(list, board.LineRowOf(b, asked, l))
			}
		}
	}
	return list
}

// standards are those linked to the objective, or to one of its indicators.
func standards(s source, o dashboard.Objective, asked board.Asked) []board.StandardGroup {
	return board.StandardGroups(s.Frameworks, func(standard plan.Standard) (item board.StandardItem, linked bool) {
		for _, code := range standard.Objectives {
			linked = linked || code == o.Code
		}
		for _, i := range o.Indicators {
			for _, code := range standard.Indicators {
				if code == i.Code {
					item.Links = append(item.Links, ui.Link{Text: i.Code, Href: asked.IndicatorPath(s.Board, i.Code)})
				}
			}
		}
		if len(item.Links) == 0 {
			item.None = "ninguno de sus indicadores lo mide"
		}
		return item, linked || len(item.Links) > 0
	})
}

// neighbours are the objectives before and after in the plan, nil at its ends.
func neighbours(b dashboard.Board, o dashboard.Objective, asked board.Asked) (previous, next *ui.Link) {
	link := func(x dashboard.Objective) *ui.Link {
		return &ui.Link{Text: x.Code + ". " + ui.Shorten(x.Title, 90), Href: asked.ObjectivePath(b, x.Code)}
	}
	for n, x := range b.Objectives {
		if x.Code != o.Code {
			continue
		}
		if n > 0 {
			previous = link(b.Objectives[n-1])
		}
		if n+1 < len(b.Objectives) {
			next = link(b.Objectives[n+1])
		}
	}
	return previous, next
}

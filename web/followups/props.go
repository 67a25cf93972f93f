package followups

import (
	"strconv"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything the page shows, decided and formatted.
type props struct {
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Notices     []ui.NoticeProps
	About       string // the plan's notice
	Totals      []ui.KPI
	Explain     ui.ExplainProps
	Differences *differences // nil without published figures
	Objectives  board.ObjectiveTableProps
	Data        string // address of the objectives, as data too
	List        list
}

func build(b dashboard.Board, published snapshot.Published, v view) props {
	v.List = v.List.Within(b)
	explain := board.ExplainPlan(b)
	p := props{
		Page: ui.PageProps{
			Title:       "Seguimiento",
			Description: "Objetivos e indicadores del plan «" + b.Plan.Title + "» con su progreso y sus resultados.",
			Section:     "/planes",
			Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Seguimiento"}),
			Plan:        v.Nav(b, ui.PlanFollowUp, true),
			Updated:     board.LastMeasured(b),
		},
		Head: ui.PageHeadProps{
			Eyebrow: b.Plan.Body, Title: "Seguimiento de objetivos e indicadores", Lead: board.Situation(b),
			Actions: actions(v.AsOf(b, path)),
		},
		Notices:     v.Moment(b, path),
		About:       b.Plan.Notice,
		Totals:      totals(b),
		Explain:     explain,
		Differences: buildDifferences(b, published, v),
		List:        buildList(b, published, v),
		Data:        v.base(b),
	}
	p.Objectives = buildObjectives(b, published, v, p.List.Groups)
	return p
}

func totals(b dashboard.Board) []ui.KPI {
	met, objectives := counted(b)
	return []ui.KPI{
		{Label: "Progreso del plan", Value: ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Status: string(b.Status)},
		{Label: "Previsto a esta fecha", Value: ui.PercentOrDash(b.Expected, board.HeadlinePlaces), Note: board.Gap(b.Figures)},
		{Label: "Indicadores con dato", Value: ratio(b.Coverage.WithData, b.Coverage.Total), Note: cancelledNote(b.Counts()[dashboard.Cancelled])},
		{Label: "Objetivos cumplidos", Value: ratio(met, objectives)},
	}
}

func ratio(part, whole int) string { return strconv.Itoa(part) + " de " + strconv.Itoa(whole) }

// counted tells how many objectives count in the plan, and how many of those are met.
func counted(b dashboard.Board) (met, all int) {
	for _, o := range b.Objectives {
		if o.Status == dashboard.Cancelled || !o.Weight.IsPositive() {
			continue
		}
		all++
		if o.Status == progress.StatusMet {
			met++
		}
	}
	return met, all
}

func cancelledNote(cancelled int) string {
	if cancelled == 0 {
		return ""
	}
	return "y " + ui.Count(cancelled, "anulado, que no cuenta", "anulados, que no cuentan")
}

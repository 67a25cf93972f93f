package dashboards

import (
	"fmt"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// path is the address of this page below a plan.
const path = "/cuadro-de-mando"

// props is everything the page shows, decided and formatted.
type props struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Notices  []ui.NoticeProps
	Headline ui.HeadlineProps
	Bullet   chart.BulletProps

	Undecided *undecided // nil where no reto waits for a decision, and for those who may not know

	Panels   panels
	List     list
	Follow   follow
	Lines    []lineRow
	LinesHow ui.ExplainProps
	About    string // what must be known of the plan's data; blank for nothing
}

func build(b dashboard.Board, asked board.Asked, query board.List) props {
	return props{
		Page:     pageProps(b, asked),
		Head:     headProps(b, asked),
		Notices:  asked.Moment(b, path),
		Headline: headline(b),
		Bullet:   board.Bullet(b.Figures),
		Panels:   buildPanels(b, asked),
		List:     buildList(b, asked, query),
		Follow:   buildFollow(b, asked),
		Lines:    lineRows(b, asked),
		LinesHow: board.ExplainLines(b),
		About:    b.Plan.Notice,
	}
}

func pageProps(b dashboard.Board, asked board.Asked) ui.PageProps {
	return ui.PageProps{
		Title:       "Cuadro de mando",
		Description: "Progreso del plan «" + b.Plan.Title + "» frente a lo previsto, por objetivos e indicadores.",
		Section:     "/planes",
		Crumbs:      board.Crumbs(b, ui.Crumb{Text: "Cuadro de mando"}),
		Plan:        asked.Nav(b, ui.PlanDashboard, true),
		Updated:     board.LastMeasured(b),
		Charts:      true,
	}
}

func headProps(b dashboard.Board, asked board.Asked) ui.PageHeadProps {
	return ui.PageHeadProps{
		Eyebrow: b.Plan.Body, Title: "Cuadro de mando", Lead: board.Situation(b), Actions: headActions(asked.AsOf(b, path), asked.Path(b.Plan.Slug, "/informe")),
	}
}

func headline(b dashboard.Board) ui.HeadlineProps {
	explain := board.ExplainPlan(b)
	return ui.HeadlineProps{
		ID:    "progreso",
		Label: "Progreso del plan",
		Value: ui.PercentOrDash(b.Progress, board.HeadlinePlaces), Status: string(b.Status),
		Summary: summary(b),
		Facts: []ui.Definition{
			{Term: "Previsto a esta fecha", Text: ui.PercentOrDash(b.Expected, board.HeadlinePlaces)},
			{Term: "Cobertura", Text: ui.Coverage(b.Coverage.WithData, b.Coverage.Total)},
			{Term: "Fecha de corte", Content: ui.Day(b.On)},
			{Term: "Plazo del plan", Text: timeLeft(b)},
		},
		Explain: &explain,
	}
}

func summary(b dashboard.Board) string {
	if gap := board.Gap(b.Figures); gap != "" {
		return gap
	}
	return "El plan todavía no tiene objetivos que cuenten."
}

func timeLeft(b dashboard.Board) string {
	switch left := b.Plan.DaysLeft(b.On); {
	case b.Plan.Over(b.On):
		return "terminó el " + ui.LongDate(b.Plan.EndsOn)
	case !b.Plan.Started(b.On):
		return "empieza el " + ui.LongDate(b.Plan.StartsOn)
	case left == 0:
		return "termina este día"
	case left == 1:
		return "queda 1 día (hasta el " + ui.LongDate(b.Plan.EndsOn) + ")"
	default:
		return "quedan " + ui.Count(left, "día", "días") + " (hasta el " + ui.LongDate(b.Plan.EndsOn) + ")"
	}
}

// coordinate is a fraction as a place in a drawing; what is missing is drawn at 0.
func coordinate(d decimal.NullDecimal) float64 { return d.Decimal.InexactFloat64() }

// indicatorCount is the small remark beside an objective.
func indicatorCount(o dashboard.Objective) string {
	if o.Status == dashboard.Cancelled {
		return "no cuenta"
	}
	if len(o.Indicators) == 0 {
		return "sin indicadores"
	}
	if o.Coverage.WithData < o.Coverage.Total {
		return fmt.Sprintf("%d de %d con dato", o.Coverage.WithData, o.Coverage.Total)
	}
	return ""
}

package dashboards

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

// mostObjectives is how many objectives the charts show: those furthest behind, in a larger plan.
const mostObjectives = 40

// panels are the five of the plan's own annex.
type panels struct {
	Objectives    chart.BarsProps
	ObjectivesHow ui.ExplainProps
	AllObjectives string // address of the whole list, where the chart leaves some out
	Comparison    chart.BarsProps
	Series        chart.SeriesProps
	Top, Bottom   chart.BarsProps
	TopHow        ui.ExplainProps
	BottomHow     ui.ExplainProps
	Gauge         chart.GaugeProps
	GaugeHow      ui.ExplainProps
	SeriesHow     ui.ExplainProps
}

func buildPanels(b dashboard.Board, asked board.Asked) panels {
	shown, all := b.Objectives, ""
	if len(shown) > mostObjectives {
		shown, all = furthestBehind(b.Objectives), asked.Path(b.Plan.Slug, "/seguimiento")
	}
	bars := objectiveBars(b, asked, shown)
	top, bottom := b.Top(), b.Bottom()
	return panels{
		Objectives: chart.BarsProps{
			Figure: chart.Figure{ID: "grafico-objetivos", Title: "Progreso por objetivos",
				Summary: fmt.Sprintf("Progreso de %s frente a lo previsto a %s.", ui.Count(len(shown), "objetivo", "objetivos"), ui.LongDate(b.On))},
			Item: "Objetivo", Bars: bars, None: "El plan todavía no tiene objetivos",
		},
		ObjectivesHow: board.ExplainObjectives(b, shown),
		AllObjectives: all,
		Comparison: chart.BarsProps{
			Figure: chart.Figure{ID: "grafico-comparacion", Title: "Progreso actual y previsto por objetivo",
				Summary: "Progreso y progreso previsto de cada objetivo, uno junto a otro."},
			Item: "Objetivo", Bars: bars, None: "El plan todavía no tiene objetivos",
		},
		Series:    series(b),
		Top:       ranking(b, asked, top, "mayor"),
		Bottom:    ranking(b, asked, bottom, "menor"),
		TopHow:    board.ExplainIndicators(b, top, "los indicadores con mayor progreso"),
		BottomHow: board.ExplainIndicators(b, bottom, "los indicadores con menor progreso"),
		Gauge:     gauge(b),
		GaugeHow:  board.ExplainPlan(b),
		SeriesHow: explainSeries(b),
	}
}

// furthestBehind returns the objectives with the largest gap to what was expected, worst first.
func furthestBehind(all []dashboard.Objective) []dashboard.Objective {
	type behind struct {
		gap decimal.Decimal
		at  int
	}
	order := make([]behind, len(all))
	for n := range all {
		order[n] = behind{all[n].Expected.Decimal.Sub(all[n].Progress.Decimal), n}
	}
	slices.SortStableFunc(order, func(x, y behind) int { return y.gap.Cmp(x.gap) })
	worst := make([]dashboard.Objective, mostObjectives)
	for n := range worst {
		worst[n] = all[order[n].at]
	}
	return worst
}

func objectiveBars(b dashboard.Board, asked board.Asked, objectives []dashboard.Objective) []chart.Bar {
	bars := make([]chart.Bar, len(objectives))
	for n, o := range objectives {
		bars[n] = objectiveBar(o)
		bars[n].Href = asked.ObjectivePath(b, o.Code)
	}
	return bars
}

// objectiveBar draws a cancelled objective without what was expected of it: nothing is any more.
func objectiveBar(o dashboard.Objective) chart.Bar {
	bar := chart.Bar{
		Code: o.Code, Title: o.Title, Status: string(o.Status), Note: indicatorCount(o),
		Progress: coordinate(o.Progress), ProgressLabel: ui.PercentOrDash(o.Progress, board.MeanPlaces),
	}
	if o.Status != dashboard.Cancelled {
		bar.Expected, bar.ExpectedLabel = coordinate(o.Expected), ui.PercentOrDash(o.Expected, board.MeanPlaces)
		bar.DifferenceLabel = ui.Points(o.Progress.Decimal.Sub(o.Expected.Decimal))
	}
	return bar
}

func ranking(b dashboard.Board, asked board.Asked, indicators []dashboard.Indicator, which string) chart.BarsProps {
	bars := make([]chart.Bar, len(indicators))
	for n, i := range indicators {
		bars[n] = chart.Bar{
			Code: i.Code, Title: i.Title, Href: asked.IndicatorPath(b, i.Code),
			Progress: coordinate(i.Progress), Expected: i.Expected.InexactFloat64(),
			ProgressLabel: ui.PercentOrDash(i.Progress, board.IndicatorPlaces),
			ExpectedLabel: ui.Percent(i.Expected, board.IndicatorPlaces),
			Status:        string(i.Status),
		}
	}
	return chart.BarsProps{
		Figure: chart.Figure{ID: "grafico-" + which + "-progreso", Title: "Indicadores con " + which + " progreso",
			Summary: fmt.Sprintf("Los %d indicadores con %s progreso a %s.", len(bars), which, ui.LongDate(b.On))},
		Item: "Indicador", Bars: bars, None: "Todavía no hay indicadores con dato",
	}
}

package dashboards

import (
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/chart"
	"hito/web/ui"
	"hito/web/ui/board"
)

func series(b dashboard.Board) chart.SeriesProps {
	p := chart.SeriesProps{
		Figure: chart.Figure{ID: "grafico-evolucion", Title: "Progreso actual y previsto en el tiempo",
			Summary: "Progreso del plan y progreso previsto desde su inicio: " + ui.PercentOrDash(b.Progress, board.HeadlinePlaces) +
				" frente a " + ui.PercentOrDash(b.Expected, board.HeadlinePlaces) + " a " + ui.LongDate(b.On) + "."},
		Start: b.Plan.StartsOn, End: b.Plan.EndsOn, CutOff: b.On, CutLabel: "A " + ui.ShortDate(b.On),
		None: "El plan todavía no tiene objetivos",
	}
	closed := map[date.Date]dashboard.SnapshotRef{}
	for _, s := range dashboard.Standing(b.Snapshots) { // newest first; of two on a day the newer is named
		if _, newer := closed[s.TakenOn]; !newer && s.TakenOn <= b.On {
			closed[s.TakenOn] = s
		}
	}
	for _, m := range b.Series {
		point := chart.SeriesPoint{
			On: m.On, When: ui.LongDate(m.On), Progress: coordinate(m.Progress), Expected: m.Expected.InexactFloat64(),
			ExpectedLabel: ui.Percent(m.Expected, board.HeadlinePlaces),
		}
		if m.Progress.Valid {
			point.ProgressLabel = ui.Percent(m.Progress.Decimal, board.HeadlinePlaces)
		}
		if s, ok := closed[m.On]; ok {
			point.FollowUp, point.Href = s.Title, board.SnapshotPath(b, s.ID)
		}
		p.Points = append(p.Points, point)
	}
	return p
}

func explainSeries(b dashboard.Board) ui.ExplainProps {
	whose := "de hoy"
	if b.Frozen != nil {
		whose = "del seguimiento"
	}
	return ui.ExplainProps{
		Of: "el progreso del plan en el tiempo",
		Rule: "Cada punto aplica la misma fórmula a su fecha: el último valor de cada indicador en ese día o antes, los pesos y objetivos " +
			whose + ", y lo que estuviera anulado ya entonces, fuera. Antes del primer valor no hay progreso que dibujar.",
		Formula: []string{
			"progreso en una fecha = suma de (peso × progreso de cada objetivo en ella) ÷ suma de pesos",
			"a " + ui.LongDate(b.On) + ": " + ui.PercentOrDash(b.Progress, board.IndicatorPlaces) + "; previsto, " + ui.PercentOrDash(b.Expected, board.IndicatorPlaces),
		},
		Method: board.MethodPage,
	}
}

func gauge(b dashboard.Board) chart.GaugeProps {
	return chart.GaugeProps{
		Figure: chart.Figure{ID: "grafico-progreso", Title: "Progreso actual",
			Summary: "Progreso del plan: " + ui.PercentOrDash(b.Progress, board.HeadlinePlaces) + "."},
		Progress: coordinate(b.Progress), Expected: coordinate(b.Expected),
		ProgressLabel: ui.PercentOrDash(b.Progress, board.HeadlinePlaces),
		ExpectedLabel: ui.PercentOrDash(b.Expected, board.HeadlinePlaces),
		Status:        string(b.Status),
	}
}

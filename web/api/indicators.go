package api

import (
	"context"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

// Indicator is an indicator with its value and how it stands.
type Indicator struct {
	Code          string          `json:"code" doc:"Código del indicador, único en su plan." example:"I.2.2"`
	Title         string          `json:"title" doc:"Nombre del indicador; puede repetirse en un plan."`
	Objective     string          `json:"objective" doc:"Código de su objetivo específico." example:"O.E.2"`
	UnitOfMeasure string          `json:"unit_of_measure" doc:"Unidad de medida." example:"evaluaciones"`
	Decimals      int32           `json:"decimals" doc:"Con cuántos decimales se muestran sus valores." example:"0"`
	Units         []string        `json:"units" nullable:"false" doc:"Unidades responsables."`
	Rule          progress.Rule   `json:"rule"`
	Baseline      Quantity        `json:"baseline" doc:"Valor inicial; nulo si no hay línea base, que cuenta como 0." example:"0"`
	Target        Quantity        `json:"target" nullable:"false" doc:"Valor meta." example:"3"`
	Value         Quantity        `json:"value" doc:"Último valor en la fecha o antes; nulo si no hay dato." example:"1"`
	MeasuredOn    date.Date       `json:"measured_on" nullable:"true" doc:"Fecha del valor; nula si no hay dato." example:"2022-11-30"`
	Progress      Fraction        `json:"progress" doc:"Progreso, fracción de 1 sin recortar: puede ser negativo o pasar de 1. Nulo si no hay dato." example:"0.333333"`
	Expected      Fraction        `json:"expected" nullable:"false" doc:"Progreso previsto en la fecha, fracción de 1." example:"0.709589"`
	Status        progress.Status `json:"status"`
	DueOn         date.Date       `json:"due_on" nullable:"true" doc:"Cuándo toca, o tocaba, el siguiente valor; nulo si no tiene periodicidad o no se espera ninguno más."`
	Weight        Quantity        `json:"weight" nullable:"false" doc:"Peso en la media de su objetivo; con 0 no cuenta." example:"1"`
	CancelledOn   date.Date       `json:"cancelled_on" nullable:"true" doc:"Desde qué día está anulado y no cuenta; nulo si no lo está."`
	CancelReason  string          `json:"cancel_reason" doc:"Por qué se anuló."`
}

// IndicatorList are all indicators of a plan.
type IndicatorList struct {
	On         date.Date          `json:"on" doc:"Fecha a la que se refiere todo lo demás." example:"2022-11-30"`
	Plan       PlanHead           `json:"plan" doc:"El plan."`
	Snapshot   *SnapshotReference `json:"snapshot" doc:"El seguimiento que se ha pedido; nulo si se ha pedido una fecha."`
	Indicators []IndicatorDetail  `json:"indicators" nullable:"false" doc:"Los indicadores, en el orden del plan."`
}

// IndicatorDetail is an indicator with all that is known of it.
type IndicatorDetail struct {
	Indicator
	Description       string         `json:"description" doc:"Qué mide."`
	Method            string         `json:"method" doc:"Cómo se mide."`
	Source            string         `json:"source" doc:"De dónde sale el dato."`
	PeriodicityMonths *int           `json:"periodicity_months" doc:"Cada cuántos meses se mide; nulo si no está fijado." example:"6"`
	StartsOn          date.Date      `json:"starts_on" doc:"Primer día de su plazo: el suyo o, si no lo tiene, el del plan." example:"2021-07-01"`
	EndsOn            date.Date      `json:"ends_on" doc:"Último día de su plazo: el suyo o, si no lo tiene, el del plan." example:"2023-06-30"`
	PlannedInSteps    bool           `json:"planned_in_steps" doc:"Los valores previstos cambian a saltos en cada fecha y no poco a poco entre ellas."`
	PlannedPoints     []PlannedPoint `json:"planned_points" nullable:"false" doc:"Valores previstos entre el inicial y la meta, por fechas; sin ninguno, se espera un avance constante."`
	Results           []Result       `json:"results" nullable:"false" doc:"Resultados alcanzados hasta la fecha, y los que no tienen fecha."`
}

// PlannedPoint is a value that is expected on a date.
type PlannedPoint struct {
	On    date.Date `json:"on" doc:"Fecha." example:"2022-06-30"`
	Value Quantity  `json:"value" nullable:"false" doc:"Valor previsto al cierre de ese día." example:"2"`
}

// Result is evidence of what was achieved.
type Result struct {
	Title       string    `json:"title" doc:"Qué se ha alcanzado."`
	Description string    `json:"description" doc:"Explicación."`
	AchievedOn  date.Date `json:"achieved_on" nullable:"true" doc:"Cuándo; nulo si no consta."`
	URL         string    `json:"url" doc:"Dirección donde se puede ver; vacía si no la hay."`
}

func (s *service) listIndicators(ctx context.Context, q *BoardQuery) (IndicatorList, error) {
	v, err := q.view(s.cfg.Today())
	if err != nil {
		return IndicatorList{}, err
	}
	b, err := s.board(ctx, q.Slug, v, dashboard.LoadDetailView)
	if err != nil {
		return IndicatorList{}, err
	}
	return IndicatorList{
		On: b.On, Plan: planHead(b.Plan), Snapshot: snapshotReference(b.Frozen),
		Indicators: each(b.Indicators(), func(i dashboard.Indicator) IndicatorDetail { return indicatorDetail(i, b.Plan) }),
	}, nil
}

func formIndicator(i dashboard.Indicator) Indicator {
	return Indicator{
		Code: i.Code, Title: i.Title, Objective: i.Objective,
		UnitOfMeasure: i.UnitOfMeasure, Decimals: i.Decimals, Units: list(i.Units), Rule: i.Rule,
		Baseline: Quantity(i.Baseline), Target: quantity(i.Target), Value: Quantity(i.Value), MeasuredOn: i.MeasuredOn,
		Progress: Fraction(i.Progress), Expected: fraction(i.Expected), Status: i.Status, DueOn: i.DueOn,
		Weight: quantity(i.Weight), CancelledOn: i.CancelledOn, CancelReason: i.CancelReason,
	}
}

func indicatorDetail(i dashboard.Indicator, p plan.Plan) IndicatorDetail {
	goal := i.Goal(p.StartsOn, p.EndsOn)
	d := IndicatorDetail{
		Indicator: formIndicator(i), Description: i.Description, Method: i.Method, Source: i.Source,
		StartsOn: goal.Start, EndsOn: goal.End, PlannedInSteps: i.PlannedInSteps,
		PlannedPoints: each(i.Points, func(p progress.Point) PlannedPoint { return PlannedPoint{On: p.On, Value: quantity(p.Value)} }),
		Results: each(i.Results, func(r indicator.Result) Result {
			return Result{Title: r.Title, Description: r.Description, AchievedOn: r.AchievedOn, URL: r.URL}
		}),
	}
	if i.PeriodicityMonths > 0 {
		d.PeriodicityMonths = &i.PeriodicityMonths
	}
	return d
}

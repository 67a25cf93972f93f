package board

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
)

// MethodPage is where the whole method stands.
const MethodPage = "/acerca-de#metodo"

// Indicators show two decimals, as published; objectives, lines and plans whole percents.
const (
	IndicatorPlaces int32 = 2
	MeanPlaces      int32 = 0
	HeadlinePlaces  int32 = 1
)

// ExplainPlan answers how the progress of a board's plan comes about.
func ExplainPlan(b dashboard.Board) ui.ExplainProps {
	p := explainObjectives(b, b.Objectives, b.Figures)
	p.Of = "el progreso del plan"
	p.Rule = "El progreso del plan es la media ponderada de sus objetivos: cada uno cuenta según su peso."
	return p
}

// ExplainLine answers how the progress of a strategic line comes about.
func ExplainLine(b dashboard.Board, l dashboard.Line) ui.ExplainProps {
	p := explainObjectives(b, b.ObjectivesOf(l.Code), l.Figures)
	p.Of = "el progreso de la línea " + l.Code
	p.Rule = "El progreso de una línea es la media ponderada de sus objetivos; un objetivo puede estar en varias líneas."
	return p
}

// mostObjectives is how many objectives the explanation of a plan or line lists: a page never holds
// thousands of rows.
const mostObjectives = 50

func explainObjectives(b dashboard.Board, objectives []dashboard.Objective, f dashboard.Figures) ui.ExplainProps {
	x := b.ExplainMean(objectives)
	p := meanProps(x, f, "Objetivo")
	if more := len(objectives) - mostObjectives; more > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("Se detallan los %d primeros objetivos; los otros %s entran en las sumas igual que ellos.",
			mostObjectives, ui.Number(decimal.NewFromInt(int64(more)), 0)))
	}
	for n, row := range x.Rows[:min(len(x.Rows), mostObjectives)] {
		o := &objectives[n]
		p.add(row, o.Code, o.Title, o.CancelReason)
		if len(o.Indicators) == 0 && row.LeftOut == progress.Included {
			p.Notes = append(p.Notes, o.Code+" no tiene indicadores: cuenta como 0 % y su previsto es la parte transcurrida del plan.")
		}
	}
	return p.finish(b)
}

// ExplainObjective answers how the progress of an objective comes about.
func ExplainObjective(b dashboard.Board, o dashboard.Objective) ui.ExplainProps {
	x := b.ExplainObjective(o)
	p := meanProps(x, o.Figures, "Indicador")
	p.Of = "el progreso del objetivo " + o.Code
	p.Rule = "El progreso de un objetivo es la media ponderada de sus indicadores."
	for n, row := range x.Rows {
		p.add(row, o.Indicators[n].Code, o.Indicators[n].Title, o.Indicators[n].CancelReason)
	}
	if x.Mean.WeightSum.IsZero() {
		p.Formula = []string{"Sin indicadores que cuenten: progreso 0 %; previsto, la parte transcurrida del plan (" + ui.PercentOrDash(o.Expected, IndicatorPlaces) + ")."}
	}
	return p.finish(b)
}

// mean gathers the answer for a weighted mean.
type mean struct {
	ui.ExplainProps
	missing int
}

func meanProps(x progress.MeanExplanation, f dashboard.Figures, of string) *mean {
	p := &mean{}
	p.Method = MethodPage
	p.Head = []string{of, "Peso", "Progreso que cuenta", "Previsto"}
	if !x.Mean.WeightSum.IsZero() {
		weights := plain(x.Mean.WeightSum)
		p.Formula = []string{
			"progreso = suma de (peso × progreso) ÷ suma de pesos",
			fmt.Sprintf("progreso = %s ÷ %s = %s", ui.Number(x.ProgressSum, 4), weights, ui.PercentOrDash(f.Progress, IndicatorPlaces)),
			fmt.Sprintf("previsto = %s ÷ %s = %s", ui.Number(x.ExpectedSum, 4), weights, ui.PercentOrDash(f.Expected, IndicatorPlaces)),
			"diferencia = progreso − previsto = " + ui.Number(f.Progress.Decimal.Sub(f.Expected.Decimal).Shift(2), IndicatorPlaces) + " puntos",
		}
	}
	return p
}

func (p *mean) add(row progress.Row, code, title, reason string) {
	name := code + ". " + strings.TrimSuffix(title, ".")
	switch row.LeftOut {
	case progress.Included:
	case progress.Cancelled:
		p.LeftOut = append(p.LeftOut, name+": anulado ("+strings.TrimSuffix(reason, ".")+")")
		return
	case progress.ZeroWeight:
		p.LeftOut = append(p.LeftOut, name+": su peso es 0")
		return
	}
	counted := ui.Percent(row.Counted, IndicatorPlaces)
	switch {
	case row.Missing:
		counted += " (sin dato)"
		p.missing++
	case row.Clamped:
		counted += " (de " + ui.PercentOrDash(row.Progress, IndicatorPlaces) + ")"
	}
	p.Inputs = append(p.Inputs, []string{name, plain(row.Weight), counted, ui.Percent(row.Expected, IndicatorPlaces)})
}

func (p *mean) finish(b dashboard.Board) ui.ExplainProps {
	if p.missing > 0 {
		p.Notes = append(p.Notes, "Lo que no tiene dato cuenta como 0 %.")
	}
	p.Notes = append(p.Notes, thresholds(b), "En las medias cada progreso cuenta entre 0 % y 100 %. Solo se redondea al mostrar.")
	return p.ExplainProps
}

func thresholds(b dashboard.Board) string {
	return fmt.Sprintf("Estado: en plazo si el progreso llega al %s de lo previsto; con retraso, si llega al %s; crítico, por debajo.",
		Exactly(b.Plan.OnTrackFrom), Exactly(b.Plan.DelayedFrom))
}

// ExplainIndicator answers how the progress of an indicator, and what was expected, come about.
func ExplainIndicator(b dashboard.Board, i dashboard.Indicator) ui.ExplainProps {
	goal := i.Goal(b.Plan.StartsOn, b.Plan.EndsOn)
	x, e := goal.Explain(i.Value), goal.ExplainExpected(b.On)
	p := ui.ExplainProps{
		Of: "el progreso del indicador " + i.Code, Rule: ruleSentence(x), Method: MethodPage,
		Formula: append(progressFormula(x, i), expectedFormula(e, i)...),
		Head:    []string{"Dato", "Valor"},
	}
	baseline := ui.Quantity(x.Baseline, i.Decimals, i.UnitOfMeasure)
	if x.BaselineBlank {
		baseline = "sin línea base (cuenta como 0)"
	}
	value := ui.QuantityOrDash(x.Value, i.Decimals, i.UnitOfMeasure)
	if x.Value.Valid {
		value += " (" + ui.LongDate(i.MeasuredOn) + ")"
	}
	p.Inputs = [][]string{
		{"Valor inicial", baseline},
		{"Valor meta", ui.Quantity(x.Target, i.Decimals, i.UnitOfMeasure)},
		{"Valor actual", value},
		{"Plazo", ui.DateRange(e.Start, e.End)},
	}
	if x.Clamped {
		p.Notes = append(p.Notes, "En la media de su objetivo cuenta como "+ui.Percent(x.Counted, 0)+".")
	}
	if reason := i.CancelReason; i.Status == dashboard.Cancelled {
		p.LeftOut = []string{"Anulado el " + ui.LongDate(i.CancelledOn) + ": " + reason}
	} else if i.Weight.IsZero() {
		p.LeftOut = []string{"Su peso es 0: no cuenta en la media de su objetivo."}
	}
	p.Notes = append(p.Notes, thresholds(b))
	return p
}

func ruleSentence(x progress.Explanation) string {
	switch {
	case x.Rule == progress.MaintainAtLeast:
		return "Se trata de mantener: se cumple mientras el valor no baje de la meta."
	case x.Rule == progress.MaintainAtMost:
		return "Se trata de mantener: se cumple mientras el valor no suba de la meta."
	case x.Direction == progress.Decrease:
		return "Se trata de bajar hasta la meta: el progreso es la parte recorrida del camino que va del valor inicial a la meta."
	default:
		return "Se trata de llegar a la meta: el progreso es la parte recorrida del camino que va del valor inicial a la meta."
	}
}

func progressFormula(x progress.Explanation, i dashboard.Indicator) []string {
	// A formula shows the whole numbers that it works with, however few decimals pages show.
	n := func(d decimal.Decimal) string { return bracketed(d, max(i.Decimals, scale(d))) }
	result := ui.PercentOrDash(x.Progress, IndicatorPlaces)
	switch x.Formula {
	case progress.Distance:
		return []string{
			"progreso = (actual − inicial) ÷ (meta − inicial)",
			fmt.Sprintf("progreso = (%s − %s) ÷ (%s − %s) = %s ÷ %s = %s",
				n(x.Value.Decimal), n(x.Baseline), n(x.Target), n(x.Baseline), n(x.Numerator.Decimal), n(x.Denominator.Decimal), result),
		}
	case progress.ValueOverTarget:
		return []string{"progreso = actual ÷ meta", fmt.Sprintf("progreso = %s ÷ %s = %s", n(x.Numerator.Decimal), n(x.Denominator.Decimal), result)}
	case progress.TargetOverValue:
		return []string{"progreso = meta ÷ actual", fmt.Sprintf("progreso = %s ÷ %s = %s", n(x.Numerator.Decimal), n(x.Denominator.Decimal), result)}
	case progress.Met:
		return []string{fmt.Sprintf("el valor actual (%s) respeta la meta (%s): progreso = 100 %%", n(x.Value.Decimal), n(x.Target))}
	case progress.Unmet:
		return []string{fmt.Sprintf("el valor actual (%s) no respeta la meta (%s): progreso = 0 %%", n(x.Value.Decimal), n(x.Target))}
	default:
		return []string{"sin ningún valor medido hasta la fecha: no hay progreso, y en las medias cuenta como 0 %"}
	}
}

func expectedFormula(e progress.ExpectedExplanation, i dashboard.Indicator) []string {
	result := ui.Percent(e.Expected, IndicatorPlaces)
	switch {
	case e.Elapsed == 0:
		return []string{"previsto = 0 %: su plazo aún no ha empezado"}
	case e.Schedule == progress.Maintained:
		return []string{"previsto = 100 %: se mantiene desde el principio"}
	case e.Elapsed == e.Total:
		return []string{"previsto = 100 %: su plazo ha terminado"}
	case e.Schedule == progress.Linear:
		return []string{fmt.Sprintf("previsto = días transcurridos ÷ días del plazo = %d ÷ %d = %s", e.Elapsed, e.Total, result)}
	case e.Schedule == progress.Stepwise:
		return []string{fmt.Sprintf("valor previsto = %s, el del último hito planificado; previsto = %s", ui.Number(e.Value, i.Decimals), result)}
	default:
		return []string{
			fmt.Sprintf("valor previsto entre %s (%s) y %s (%s), pasados %d de %d días = %s",
				ui.Number(e.From.Value, i.Decimals), ui.LongDate(e.From.On), ui.Number(e.To.Value, i.Decimals), ui.LongDate(e.To.On),
				e.StretchElapsed, e.StretchTotal, ui.Number(e.Value, i.Decimals+2)),
			"previsto = el progreso de ese valor = " + result,
		}
	}
}

// bracketed writes a number for a formula, a negative one in brackets.
func bracketed(d decimal.Decimal, places int32) string {
	if d.IsNegative() {
		return "(" + ui.Number(d, places) + ")"
	}
	return ui.Number(d, places)
}

// plain writes a number without needless decimals.
func plain(d decimal.Decimal) string { return ui.Number(d, scale(d)) }

// Exactly writes a fraction as a percentage without needless decimals: "90 %", "92,5 %".
func Exactly(fraction decimal.Decimal) string { return ui.Percent(fraction, scale(fraction.Shift(2))) }

// scale is how many decimals a number needs, six at most: no stored one has more.
func scale(d decimal.Decimal) int32 {
	places := int32(0)
	for places < 6 && !d.Round(places).Equal(d) {
		places++
	}
	return places
}

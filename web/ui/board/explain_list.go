package board

import (
	"strings"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
)

// ExplainIndicators answers how the progress of each indicator of a list, and what was expected of
// it, come about: a row for each one with its own numbers.
func ExplainIndicators(b dashboard.Board, list []dashboard.Indicator, of string) ui.ExplainProps {
	p := ui.ExplainProps{
		Of: of,
		Rule: "El progreso de un indicador es la parte recorrida del camino que va de su valor inicial a su meta; si se trata " +
			"de mantener, si el valor respeta la meta. Puede pasar de 100\u00a0% o bajar de 0\u00a0%; la desviación es el progreso menos lo previsto, en puntos porcentuales (p. p.).",
		Formula: []string{"progreso = (actual − inicial) ÷ (meta − inicial)"},
		Head:    []string{"Indicador", "Progreso", "Previsto"},
		Notes: []string{
			"Lo previsto son los días transcurridos entre los días del plazo, salvo que haya hitos planificados o se trate de mantener.",
			thresholds(b),
		},
		Method: MethodPage,
	}
	for _, i := range list {
		progressed, expected := OwnNumbers(b, i)
		p.Inputs = append(p.Inputs, []string{i.Code, progressed, expected})
	}
	return p
}

// OwnNumbers writes how an indicator's progress, and what was expected of it, come about with its own
// numbers: "(1 − 0) ÷ (3 − 0) = 1 ÷ 3 = 33,33 %".
func OwnNumbers(b dashboard.Board, i dashboard.Indicator) (progressed, expected string) {
	goal := i.Goal(b.Plan.StartsOn, b.Plan.EndsOn)
	ofProgress := progressFormula(goal.Explain(i.Value), i)
	ofExpected := expectedFormula(goal.ExplainExpected(b.On), i)
	return strings.TrimPrefix(ofProgress[len(ofProgress)-1], "progreso = "), strings.TrimPrefix(ofExpected[len(ofExpected)-1], "previsto = ")
}

// ExplainObjectives answers how the progress of each objective of a list comes about.
func ExplainObjectives(b dashboard.Board, list []dashboard.Objective) ui.ExplainProps {
	p := explainMeans("el progreso de los objetivos", "Objetivo")
	p.Rule = "El progreso de un objetivo es la media ponderada de los progresos de sus indicadores, contados entre 0\u00a0% y 100\u00a0%; " +
		"lo que no tiene dato cuenta como 0\u00a0%."
	for _, o := range list {
		if o.Status == dashboard.Cancelled {
			p.LeftOut = append(p.LeftOut, o.Code+": anulado ("+strings.TrimSuffix(o.CancelReason, ".")+")")
			continue
		}
		p.Inputs = append(p.Inputs, meanInput(o.Code, "sin indicadores: 0", b.ExplainObjective(o), o.Figures))
	}
	return p
}

// ExplainLines answers how the progress of each strategic line of a board comes about.
func ExplainLines(b dashboard.Board) ui.ExplainProps {
	p := explainMeans("el progreso de las líneas estratégicas", "Línea")
	p.Rule = "El progreso de una línea es la media ponderada de sus objetivos; un objetivo puede estar en varias líneas o en ninguna."
	for _, l := range b.Lines {
		p.Inputs = append(p.Inputs, meanInput(l.Code, "sin objetivos", b.ExplainMean(b.ObjectivesOf(l.Code)), l.Figures))
	}
	return p
}

func explainMeans(of, item string) ui.ExplainProps {
	return ui.ExplainProps{
		Of:      of,
		Formula: []string{"progreso = suma de (peso × progreso) ÷ suma de pesos"},
		Head:    []string{item, "Con sus números", "Progreso", "Previsto"},
		Method:  MethodPage,
	}
}

func meanInput(code, empty string, x progress.MeanExplanation, f dashboard.Figures) []string {
	sum := empty
	if !x.Mean.Empty() {
		sum = ui.Number(x.ProgressSum, 4) + " ÷ " + plain(x.Mean.WeightSum)
	}
	return []string{code, sum, ui.PercentOrDash(f.Progress, IndicatorPlaces), ui.PercentOrDash(f.Expected, IndicatorPlaces)}
}

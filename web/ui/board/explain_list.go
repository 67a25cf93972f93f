package board

import (
	"strings"

	"hito/internal/dashboard"
	"hito/web/ui"
)

// ExplainIndicators answers how the progress of each indicator of a list, and what was expected of
// it, come about: a row for each one with its own numbers.
func ExplainIndicators(b dashboard.Board, list []dashboard.Indicator, of string) ui.ExplainProps {
	p := ui.ExplainProps{
		Of: of,
		Rule: "El progreso de un indicador es la parte recorrida del camino que va de su valor inicial a su meta; si se trata " +
			"de mantener, si el valor respeta la meta. Puede pasar de 100\u00a0% o bajar de 0\u00a0%; la desviación es el progreso menos lo previsto.",
		Formula: []string{"progreso = (actual − inicial) ÷ (meta − inicial)"},
		Head:    []string{"Indicador", "Progreso", "Previsto"},
		Notes: []string{
			"Lo previsto son los días transcurridos entre los días del plazo, salvo que haya hitos planificados o se trate de mantener.",
			thresholds(b),
		},
		Method: methodPage,
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

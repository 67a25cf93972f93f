package board

import (
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
		Formula: []string{"progreso = (actual − inicial) ÷ (meta − inicial)", "previsto = días transcurridos ÷ días del plazo, o lo que digan sus hitos planificados"},
		Head:    []string{"Indicador", "Progreso", "Previsto"},
		Notes:   []string{thresholds(b)},
		Method:  methodPage,
	}
	for _, i := range list {
		progressed, expected := OwnNumbers(b, i)
		p.Inputs = append(p.Inputs, []string{i.Code, progressed, expected})
	}
	return p
}

// OwnNumbers writes the formulas of an indicator's progress, and of what was expected of it, with
// its own numbers and their results.
func OwnNumbers(b dashboard.Board, i dashboard.Indicator) (progressed, expected string) {
	goal := i.Goal(b.Plan.StartsOn, b.Plan.EndsOn)
	ofProgress := progressFormula(goal.Explain(i.Value), i)
	ofExpected := expectedFormula(goal.ExplainExpected(b.On), i)
	return ofProgress[len(ofProgress)-1], ofExpected[len(ofExpected)-1]
}

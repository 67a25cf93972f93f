package indicators

import (
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// record is the indicator's own sheet: what it is, who answers for it, how it is measured.
type record struct {
	Texts     []ui.Definition // long ones
	Objective ui.Link
	LinesTerm string
	Lines     []ui.Link
	UnitsTerm string
	Units     []ui.Link
	Facts     []ui.Definition
}

const notSet = "no consta"

func recordOf(s dashboard.Story, asked board.Asked) record {
	i := s.Indicator
	r := record{
		Objective: ui.Link{Text: s.Of.Code + ". " + s.Of.Title, Href: asked.ObjectivePath(s.Board, s.Of.Code)},
		Facts:     recordFacts(s),
	}
	for _, text := range []ui.Definition{
		{Term: "Qué mide", Text: i.Description}, {Term: "Cómo se obtiene", Text: i.Method}, {Term: "Fuente", Text: i.Source},
	} {
		if text.Text != "" && text.Text != i.Title {
			r.Texts = append(r.Texts, text)
		}
	}
	for _, l := range s.Lines {
		for _, code := range s.Of.Lines {
			if l.Code == code {
				r.Lines = append(r.Lines, ui.Link{Text: l.Code + ". " + l.Title, Href: asked.LinePath(s.Board, l.Code)})
			}
		}
	}
	for _, unit := range i.Units {
		r.Units = append(r.Units, ui.Link{Text: unit, Href: board.List{}.WithUnit(unit).Href(asked.Path(s.Plan.Slug, path))})
	}
	r.LinesTerm = agree(len(r.Lines), "Línea estratégica", "Líneas estratégicas")
	r.UnitsTerm = agree(len(r.Units), "Unidad responsable", "Unidades responsables")
	return r
}

func agree(n int, singular, plural string) string {
	if n == 1 {
		return singular
	}
	return plural
}

func recordFacts(s dashboard.Story) []ui.Definition {
	i, goal := s.Indicator, goalOf(s)
	own := " (el del plan)"
	if !i.StartsOn.IsZero() || !i.EndsOn.IsZero() {
		own = " (propio)"
	}
	unit := i.UnitOfMeasure
	if unit == "" {
		unit = notSet
	}
	facts := []ui.Definition{
		{Term: "Regla", Text: ruleWords(goal)},
		{Term: "Unidad de medida", Text: unit},
		{Term: "Plazo", Text: ui.DateRange(goal.Start, goal.End) + own},
		{Term: "Periodicidad", Text: periodicity(i.PeriodicityMonths)},
		{Term: "Peso en su objetivo", Text: weight(s)},
	}
	if i.PeriodicityMonths > 0 {
		facts = append(facts, ui.Definition{Term: "Próximo valor", Text: nextValue(s)})
	}
	return facts
}

func ruleWords(goal progress.Goal) string {
	switch rule := goalRule(goal); {
	case rule == progress.MaintainAtLeast:
		return "mantener, como mínimo, la meta"
	case rule == progress.MaintainAtMost:
		return "mantener, como máximo, la meta"
	case goal.Direction() == progress.Decrease:
		return "alcanzar la meta, bajando"
	default:
		return "alcanzar la meta, subiendo"
	}
}

var periodicities = map[int]string{
	1: "mensual", 2: "bimestral", 3: "trimestral", 4: "cuatrimestral", 6: "semestral", 12: "anual", 24: "bienal",
}

func periodicity(months int) string {
	switch word, ok := periodicities[months]; {
	case ok:
		return word
	case months > 0:
		return "cada " + ui.Count(months, "mes", "meses")
	default:
		return notSet
	}
}

func nextValue(s dashboard.Story) string {
	i := s.Indicator
	switch {
	case i.Status == dashboard.Cancelled:
		return "no se espera ninguno"
	case i.DueOn.IsZero():
		return "no se espera ninguno más en su plazo"
	case board.Overdue(s.Board, i):
		return "pendiente desde el " + ui.LongDate(i.DueOn)
	default:
		return "el " + ui.LongDate(i.DueOn)
	}
}

// weight tells the indicator's weight among those that count in its objective: "2 de 4".
func weight(s dashboard.Story) string {
	i := s.Indicator
	if !i.Counted(s.On) {
		return board.Weight(i.Weight) + " (no cuenta)"
	}
	sum := decimal.Zero
	for _, other := range s.Of.Indicators {
		if other.Counted(s.On) {
			sum = sum.Add(other.Weight)
		}
	}
	return board.Weight(i.Weight) + " de " + board.Weight(sum)
}

package evaluations

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"hito/internal/challenge"
	"hito/internal/number"
	"hito/internal/setting"
	"hito/web/ui"
)

const (
	meanPlaces  int32 = 2 // of a mean where it is looked at
	shortPlaces int32 = 1 // where many stand side by side
	sumPlaces   int32 = 4
)

// axisNames name the axes of criteria.
var axisNames = map[setting.Axis]string{setting.Impact: "impacto", setting.Feasibility: "viabilidad"}

const roundedNote = "Solo se redondea al mostrar."

// explainAxis answers how the weighted mean of an axis comes about.
func explainAxis(a challenge.Assessment, rules setting.Challenges, axis setting.Axis, m challenge.AxisMean) ui.ExplainProps {
	name := axisNames[axis]
	p := ui.ExplainProps{
		Of:   "la media de " + name,
		Rule: "Cada criterio de " + name + " es la media de quienes lo han puntuado, de 1 a 5, y cuenta en la media según su peso.",
		Head: []string{"Criterio", "Peso", "Media", "Peso × media"},
	}
	for _, s := range a.Criteria {
		if s.Axis == axis && s.LeftOut == challenge.Counted {
			product := s.Weight.Mul(s.Mean().Decimal)
			p.Inputs = append(p.Inputs, []string{s.Name, number.Format(s.Weight), ui.Number(s.Mean().Decimal, meanPlaces), ui.Number(product, meanPlaces)})
		}
	}
	if m.Value.Valid {
		p.Formula = []string{
			name + " = suma de (peso × media) ÷ suma de pesos",
			fmt.Sprintf("%s = %s ÷ %s = %s", name, ui.Number(m.Sum, sumPlaces), number.Format(m.Weights), ui.Number(m.Value.Decimal, meanPlaces)),
		}
	} else {
		p.Formula = []string{"Nadie ha puntuado un criterio de " + name + " que tenga peso: no hay media."}
	}
	p.LeftOut = leftOut(a, rules, axis)
	p.Notes = []string{roundedNote}
	return p
}

// leftOut says of each criterion of an axis, or of those that are none any more, why it does not count.
func leftOut(a challenge.Assessment, rules setting.Challenges, axis setting.Axis) []string {
	var list []string
	for _, s := range a.Criteria {
		switch {
		case s.Axis != axis || s.LeftOut == challenge.Counted:
		case s.LeftOut == challenge.Unscored:
			list = append(list, s.Name+": nadie lo ha puntuado")
		default:
			list = append(list, s.Name+": su peso es 0")
		}
	}
	return append(list, retired(a, rules)...)
}

// retired says which scores are kept of criteria that are none any more.
func retired(a challenge.Assessment, rules setting.Challenges) []string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(a.Retired)) {
		list = append(list, fmt.Sprintf("%s: criterio retirado (%s)", rules.RetiredName(key), ui.Count(a.Retired[key].Count, "puntuación", "puntuaciones")))
	}
	return list
}

// explainEffort answers how the effort comes about.
func explainEffort(a challenge.Assessment) ui.ExplainProps {
	p := ui.ExplainProps{
		Of:    "el esfuerzo",
		Rule:  "El esfuerzo es lo que le falta a la viabilidad: cuanto más viable, menos esfuerzo. También va de 1 a 5.",
		Notes: []string{"De dónde sale la viabilidad se explica junto a ella.", roundedNote},
	}
	if !a.Feasibility.Value.Valid {
		p.Formula = []string{"Sin media de viabilidad no hay esfuerzo."}
		return p
	}
	p.Formula = []string{
		"esfuerzo = 6 − viabilidad",
		fmt.Sprintf("esfuerzo = 6 − %s = %s", ui.Number(a.Feasibility.Value.Decimal, sumPlaces), ui.Number(a.Effort().Decimal, sumPlaces)),
	}
	return p
}

// explainPeople answers who counts as having evaluated.
func explainPeople(v view) ui.ExplainProps {
	p := ui.ExplainProps{Of: "el número de personas", Rule: "Cuenta quien ha puntuado al menos uno de los criterios de ahora."}
	if more := len(v.Evaluations) - v.people(); more > 0 {
		p.LeftOut = []string{ui.Count(more, "persona", "personas") + ": solo puntuaron criterios retirados"}
	}
	return p
}

// explainMeans answers how the mean of each criterion comes about.
func explainMeans(a challenge.Assessment, rules setting.Challenges) ui.ExplainProps {
	p := ui.ExplainProps{
		Of: "la media de cada criterio", Rule: "La media de un criterio es la suma de sus puntuaciones entre las personas que lo han puntuado.",
		Head: []string{"Criterio", "Suma", "Personas", "Media"}, LeftOut: retired(a, rules), Notes: []string{roundedNote},
	}
	for _, s := range a.Criteria {
		if s.Count == 0 {
			p.LeftOut = append(p.LeftOut, s.Name+": nadie lo ha puntuado")
			continue
		}
		p.Inputs = append(p.Inputs, []string{s.Name, strconv.Itoa(s.Sum), strconv.Itoa(s.Count), ui.Number(s.Mean().Decimal, meanPlaces)})
	}
	return p
}

// figureOf writes a mean, or that there is none.
func figureOf(d decimal.NullDecimal, places int32) string { return ui.NumberOrDash(d, places) }

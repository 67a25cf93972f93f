package snapshots

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/internal/snapshot"
	"hito/web/ui"
	"hito/web/ui/board"
)

// comparison sets what was published elsewhere beside what the rules give for the same date.
type comparison struct {
	Source      string // where it was published; may be blank
	Summary     string
	Differences []difference
	Rows        []publishedRow // every published percentage of an indicator
	Unknown     string         // codes that were published and are not in the follow-up; may be blank
}

// difference is a published percentage that the rules do not give.
type difference struct {
	Kind                string // "Indicador" or "Objetivo"
	Code, Title, Href   string
	Published, Computed string
	Why                 string
	Explain             ui.ExplainProps
}

type publishedRow struct {
	Code, Title, Href string
	Computed          string
	Beside            *board.Beside
}

// compare returns nil where nothing was published.
func compare(b dashboard.Board, p snapshot.Published, this board.Asked) *comparison {
	total := len(p.Objectives) + len(p.Indicators)
	if total == 0 {
		return nil
	}
	c := &comparison{Source: p.Source, Unknown: unknown(b, p)}
	differing := map[string]bool{} // indicators by code
	for _, i := range b.Indicators() {
		beside := board.PublishedBeside(p.Indicators, i.Code, i.Progress, board.IndicatorPlaces)
		if beside == nil {
			continue
		}
		c.Rows = append(c.Rows, publishedRow{
			Code: i.Code, Title: i.Title, Href: this.IndicatorPath(b, i.Code), Computed: beside.Computed, Beside: beside,
		})
		if beside.Differs {
			differing[i.Code] = true
			c.Differences = append(c.Differences, difference{
				Kind: "Indicador", Code: i.Code, Title: i.Title, Href: this.IndicatorPath(b, i.Code),
				Published: beside.Published, Computed: beside.Computed, Why: whyIndicator(i), Explain: board.ExplainIndicator(b, i),
			})
		}
	}
	for _, o := range b.Objectives {
		beside := board.PublishedBeside(p.Objectives, o.Code, o.Progress, board.MeanPlaces)
		if beside != nil && beside.Differs {
			c.Differences = append(c.Differences, difference{
				Kind: "Objetivo", Code: o.Code, Title: o.Title, Href: this.ObjectivePath(b, o.Code),
				Published: beside.Published, Computed: beside.Computed, Why: whyObjective(b, o, differing), Explain: board.ExplainObjective(b, o),
			})
		}
	}
	c.Summary = summary(total, len(c.Differences))
	return c
}

// summary counts what agrees and what does not.
func summary(total, differences int) string {
	text := "Para esta fecha se publicaron " + ui.Count(total, "porcentaje", "porcentajes")
	if total == 1 {
		text = "Para esta fecha se publicó 1 porcentaje"
	}
	const rules = " con lo que dan las reglas de cálculo"
	switch agreeing := total - differences; {
	case differences == 0 && total == 1:
		return text + ", que coincide" + rules + "."
	case differences == 0:
		return text + ". Todos coinciden" + rules + "."
	case agreeing == 0 && total == 1:
		return text + ", que no coincide" + rules + "."
	case agreeing == 0:
		return text + ". Ninguno coincide" + rules + "."
	default:
		return text + ": " + ui.Count(agreeing, "coincide", "coinciden") + rules + fmt.Sprintf(" y %d no.", differences)
	}
}

// whyIndicator says what the published value and goal of an indicator lead to.
func whyIndicator(i dashboard.Indicator) string {
	if !i.Value.Valid {
		return "A esa fecha no consta ningún valor: sin dato no es lo mismo que 0 %."
	}
	value, target := ui.Number(i.Value.Decimal, i.Decimals), ui.Number(i.Target, i.Decimals)
	result := "el resultado es " + ui.PercentOrDash(i.Progress, board.IndicatorPlaces) + "."
	if i.Rule != progress.Reach {
		return "Con meta " + target + " y valor " + value + " a esa fecha, por la regla de mantener " + result
	}
	baseline := "valor inicial " + ui.Number(i.Baseline.Decimal, i.Decimals)
	if !i.Baseline.Valid {
		baseline = "valor inicial en blanco, que cuenta como 0"
	}
	return "Con " + baseline + ", meta " + target + " y valor " + value + " a esa fecha, " + result
}

// whyObjective says whether an objective differs because its indicators do.
func whyObjective(b dashboard.Board, o dashboard.Objective, differing map[string]bool) string {
	if len(o.Indicators) == 0 {
		return "No tiene indicadores, así que cuenta como 0 %."
	}
	var causes []string
	for _, i := range o.Indicators {
		if differing[i.Code] && i.Counted(b.On) {
			causes = append(causes, i.Code+" ("+ui.PercentOrDash(i.Progress, board.IndicatorPlaces)+")")
		}
	}
	mean := "la media de " + ui.Count(o.Coverage.Total, "indicador", "indicadores") + " es " + ui.PercentOrDash(o.Progress, board.MeanPlaces) + "."
	if len(causes) == 0 {
		return "Con los porcentajes de sus indicadores, " + mean
	}
	return "Se debe a la diferencia anterior: con " + strings.Join(causes, ", ") + ", " + mean
}

// unknown lists the codes that were published and that a board does not have.
func unknown(b dashboard.Board, p snapshot.Published) string {
	var codes []string
	for _, code := range slices.Sorted(maps.Keys(p.Objectives)) {
		if _, ok := b.Objective(code); !ok {
			codes = append(codes, code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(p.Indicators)) {
		if _, ok := b.Indicator(code); !ok {
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, ", ")
}

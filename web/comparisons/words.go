package comparisons

import (
	"strings"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/progress"
	"hito/web/ui"
	"hito/web/ui/board"
)

// groupWords name the groups: in addresses, as headings, and in a sentence for one and for several.
var groupWords = map[dashboard.Group]struct{ param, heading, one, several string }{
	dashboard.Rose:     {"suben", "Suben", "sube", "suben"},
	dashboard.Fell:     {"bajan", "Bajan", "baja", "bajan"},
	dashboard.Added:    {"nuevos", "Nuevos", "es nuevo", "son nuevos"},
	dashboard.Dropped:  {"anulados", "Anulados", "se anula", "se anulan"},
	dashboard.Restored: {"recuperados", "Recuperados", "se recupera", "se recuperan"},
	dashboard.Removed:  {"quitados", "Ya no están", "ya no está", "ya no están"},
	dashboard.Altered:  {"otros", "Otros cambios", "tiene otros cambios", "tienen otros cambios"},
	dashboard.Same:     {"iguales", "Sin cambios", "sigue igual", "siguen igual"},
}

var ruleWords = map[progress.Rule]string{
	progress.Reach:           "alcanzar la meta",
	progress.MaintainAtLeast: "mantener como mínimo",
	progress.MaintainAtMost:  "mantener como máximo",
}

// indicatorEdit says what of an indicator was changed: "Meta: 100 → 120".
func indicatorEdit(f dashboard.Field, was, is *dashboard.Indicator) string {
	switch f {
	case dashboard.FieldTarget:
		return edit("Meta", ui.Number(was.Target, was.Decimals), ui.Number(is.Target, is.Decimals))
	case dashboard.FieldBaseline:
		return edit("Valor inicial", baseline(was), baseline(is))
	case dashboard.FieldRule:
		return edit("Regla", ruleWords[was.Rule], ruleWords[is.Rule])
	case dashboard.FieldPlanned:
		return edit("Valores previstos", planned(was), planned(is))
	case dashboard.FieldDates:
		return edit("Fechas", dates(was), dates(is))
	case dashboard.FieldWeight:
		return edit("Peso", board.Weight(was.Weight), board.Weight(is.Weight))
	case dashboard.FieldUnit:
		return edit("Unidad de medida", orNone(was.UnitOfMeasure, "ninguna"), orNone(is.UnitOfMeasure, "ninguna"))
	case dashboard.FieldTitle:
		return "Antes se llamaba «" + was.Title + "»"
	case dashboard.FieldCode:
		return edit("Código", was.Code, is.Code)
	case dashboard.FieldUnits:
		return edit("Responsables", orNone(strings.Join(was.Units, ", "), "sin asignar"), orNone(strings.Join(is.Units, ", "), "sin asignar"))
	case dashboard.FieldObjective:
		return edit("Objetivo", was.Objective, is.Objective)
	default:
		return ""
	}
}

// objectiveEdit says what of an objective was changed.
func objectiveEdit(f dashboard.Field, was, is *dashboard.Objective) string {
	switch f {
	case dashboard.FieldTitle:
		return "Antes se llamaba «" + was.Title + "»"
	case dashboard.FieldCode:
		return edit("Código", was.Code, is.Code)
	case dashboard.FieldWeight:
		return edit("Peso", board.Weight(was.Weight), board.Weight(is.Weight))
	case dashboard.FieldLines:
		return edit("Líneas", orNone(strings.Join(was.Lines, ", "), "ninguna"), orNone(strings.Join(is.Lines, ", "), "ninguna"))
	default:
		return ""
	}
}

func edit(name, was, is string) string { return name + ": " + was + " → " + is }

func orNone(text, none string) string {
	if text == "" {
		return none
	}
	return text
}

func baseline(i *dashboard.Indicator) string {
	if !i.Baseline.Valid {
		return "sin línea base"
	}
	return ui.Number(i.Baseline.Decimal, i.Decimals)
}

func planned(i *dashboard.Indicator) string {
	if len(i.Points) == 0 {
		return "sin puntos"
	}
	points := make([]string, len(i.Points))
	for n, p := range i.Points {
		points[n] = ui.Number(p.Value, i.Decimals) + " el " + ui.ShortDate(p.On)
	}
	text := strings.Join(points, ", ")
	if i.PlannedInSteps {
		text += " (en escalones)"
	}
	return text
}

func dates(i *dashboard.Indicator) string {
	if i.StartsOn.IsZero() && i.EndsOn.IsZero() {
		return "las del plan"
	}
	return span(i.StartsOn) + " a " + span(i.EndsOn)
}

func span(d date.Date) string {
	if d.IsZero() {
		return "la del plan"
	}
	return ui.ShortDate(d)
}

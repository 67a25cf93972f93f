package imports

import (
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/transfer"
	"hito/web/ui"
)

// fieldNames are those of fields that need other words than their columns have.
var fieldNames = map[transfer.Field]string{
	transfer.KeyField:       "Clave de Hito",
	transfer.Progress:       "Progreso publicado (solo se comprueba)",
	transfer.HowMany:        "Número de indicadores (solo se comprueba)",
	transfer.PlanTitle:      "Título del plan (solo se comprueba)",
	transfer.Ignored:        "Describe al indicador (no se importa)",
	transfer.OfDate:         "Valores de la fecha que dice el encabezado",
	transfer.ObjectiveTitle: "Objetivo, en palabras",
	transfer.LineTitle:      "Línea estratégica, en palabras",
	transfer.IndicatorTitle: "Indicador, en palabras",
}

// heading finds the column that a field of a kind of thing is.
func heading(kind transfer.Kind, field transfer.Field) (transfer.Heading, bool) {
	for _, h := range transfer.FieldsOf(kind) {
		if h.Field == field {
			return h, true
		}
	}
	return transfer.Heading{}, false
}

// fieldName is what people call a field of a kind of thing. The codes of a result's indicators and the number of an
// objective's have one name in the code.
func fieldName(kind transfer.Kind, field transfer.Field) string {
	name, special := fieldNames[field]
	if special && (field != transfer.HowMany || kind == transfer.Objective) {
		return name
	}
	if h, ok := heading(kind, field); ok {
		return h.Name
	}
	return string(field)
}

// cellText writes a cell of a record as people read it; blank where it is.
func cellText(kind transfer.Kind, field transfer.Field, canonical string) string {
	h, _ := heading(kind, field)
	switch h.Holds {
	case transfer.OfDay:
		if d, err := date.Parse(canonical); err == nil {
			return ui.ShortDate(d)
		}
	case transfer.OfNumber:
		if d, err := decimal.NewFromString(canonical); err == nil {
			return number(d)
		}
	case transfer.OfShare:
		if d, err := decimal.NewFromString(canonical); err == nil {
			return ui.Percent(d, max(0, places(d)-2))
		}
	case transfer.OfChoice:
		for _, c := range h.Choices {
			if c.Value == canonical {
				return c.Name
			}
		}
	case transfer.OfText, transfer.OfLines, transfer.OfList:
	}
	return canonical
}

// number writes a number with the decimals that it has.
func number(d decimal.Decimal) string { return ui.Number(d, places(d)) }

// places counts the decimals of a number, zeros at its end aside.
func places(d decimal.Decimal) int32 {
	_, fraction, _ := strings.Cut(d.String(), ".")
	return int32(len(strings.TrimRight(fraction, "0"))) //nolint:gosec // a number of the grammar has six at most
}

// kindNames are what a number of things of a kind are called.
var kindNames = map[transfer.Kind][2]string{
	transfer.Head:        {"dato del plan", "datos del plan"},
	transfer.Section:     {"apartado", "apartados"},
	transfer.Period:      {"periodo", "periodos"},
	transfer.Line:        {"línea", "líneas"},
	transfer.Framework:   {"marco", "marcos"},
	transfer.Standard:    {"estándar", "estándares"},
	transfer.Objective:   {"objetivo", "objetivos"},
	transfer.Indicator:   {"indicador", "indicadores"},
	transfer.Point:       {"valor previsto", "valores previstos"},
	transfer.Result:      {"resultado", "resultados"},
	transfer.Measurement: {"valor", "valores"},
}

// kindOrder is that in which kinds are told: what a plan is about comes first.
var kindOrder = []transfer.Kind{
	transfer.Head, transfer.Section, transfer.Period, transfer.Line, transfer.Framework, transfer.Standard,
	transfer.Objective, transfer.Indicator, transfer.Point, transfer.Result, transfer.Measurement,
}

// kindName names one thing of a kind, with a capital.
func kindName(kind transfer.Kind) string {
	name := kindNames[kind][0]
	if kind == transfer.Head {
		name = "plan"
	}
	if name == "" {
		return "Tabla"
	}
	first := []rune(name)
	return strings.ToUpper(string(first[0])) + string(first[1:])
}

// modeNames are what an import is for.
var modeNames = map[transfer.Mode]string{
	transfer.NewPlan:   "Un plan nuevo",
	transfer.Update:    "Actualizar un plan: estructura y valores",
	transfer.Structure: "Solo la estructura",
	transfer.Values:    "Solo los valores",
}

var modeHints = map[transfer.Mode]string{
	transfer.NewPlan:   "Se crea un plan en borrador con los objetivos, indicadores y valores del fichero.",
	transfer.Update:    "Se añade y se cambia lo que dice el fichero. Lo que no está en él se queda como está: nada se borra.",
	transfer.Structure: "Objetivos, indicadores, pesos, metas, responsables… Los valores del fichero no se tocan.",
	transfer.Values:    "Se registran los valores, cada uno a su fecha. Objetivos e indicadores se quedan como están.",
}

// modes are in the order in which they are offered.
var modes = []transfer.Mode{transfer.NewPlan, transfer.Update, transfer.Structure, transfer.Values}

// stateTags show where an import stands.
var stateTags = map[transfer.State]ui.TagProps{
	transfer.StateReading:   {Icon: "clock", Text: "Leyendo", Tone: "not-started"},
	transfer.StateReady:     {Icon: "question", Text: "Sin aplicar", Tone: "delayed"},
	transfer.StateFailed:    {Icon: "warning", Text: "No se ha podido leer", Tone: "critical"},
	transfer.StateApplying:  {Icon: "clock", Text: "Aplicando", Tone: "not-started"},
	transfer.StateApplied:   {Icon: "check", Text: "Aplicada", Tone: "met"},
	transfer.StateUndone:    {Icon: "arrow-left", Text: "Deshecha", Tone: "cancelled"},
	transfer.StateDiscarded: {Icon: "ban", Text: "Descartada", Tone: "cancelled"},
}

// verdictTags tell which of two percentages is right.
var verdictTags = map[transfer.Verdict]ui.TagProps{
	transfer.Mistaken:  {Icon: "warning", Text: "El fichero se equivoca", Tone: "critical"},
	transfer.Inherited: {Icon: "warning", Text: "Arrastra un error", Tone: "delayed"},
	transfer.OtherRule: {Icon: "info", Text: "Sale por otra regla", Tone: "not-started"},
	transfer.Clamped:   {Icon: "info", Text: "Va de 0 a 100 %", Tone: "on-track"},
	transfer.Unknown:   {Icon: "question", Text: "No se puede comprobar", Tone: "no-data"},
	transfer.Agrees:    {Icon: "check", Text: "Coincide", Tone: "met"},
}

// columnLetters names a column as spreadsheets do: 1 is A, 27 is AA.
func columnLetters(n int) string {
	const alphabet = 26
	var letters string
	for ; n > 0; n = (n - 1) / alphabet {
		letters = string(rune('A'+(n-1)%alphabet)) + letters
	}
	return letters
}

// enumerate joins words as people do: "a, b y c", "«Dirección» e «Innovación»".
func enumerate(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	last := words[len(words)-1]
	and := " y "
	if begins := strings.ToLower(strings.TrimPrefix(last, "«")); strings.HasPrefix(begins, "i") {
		and = " e "
	}
	return strings.Join(words[:len(words)-1], ", ") + and + last
}

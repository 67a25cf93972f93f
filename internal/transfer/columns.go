package transfer

import (
	"slices"
	"strconv"

	"hito/internal/text"
)

// Holding is what the cells of a column hold.
type Holding string

// Holdings.
const (
	OfText   Holding = "text"   // one line
	OfLines  Holding = "lines"  // several lines
	OfNumber Holding = "number" // with at most six decimals
	OfDay    Holding = "day"
	OfChoice Holding = "choice" // one of Choices
	OfList   Holding = "list"   // codes or names, separated by ";"
	OfShare  Holding = "share"  // a percentage
)

// Heading is a column that Hito writes and understands. Also are other names by which it is found, in Spanish and
// English, compared by text.Fold.
type Heading struct {
	Field   Field
	Name    string
	Holds   Holding
	Needed  bool // in a new record
	Also    []string
	Choices []Choice
}

// Choice is a value of a column with few of them, and what people read.
type Choice struct{ Value, Name string }

// KeyField is the hidden column of a workbook of Hito: what a row is in the plan it came from, as "objective:12".
const KeyField Field = "key"

// Fields of tables that people make, beside those of Columns: what they say goes into several records.
const (
	ObjectiveTitle Field = "objective_title" // of an indicator's row: the objective in words, with or without its code
	LineTitle      Field = "line_title"      // of an objective's or an indicator's row
	CurrentValue   Field = "current_value"   // becomes a value on Settings.On, or on the row's MeasuredOn
	MeasuredOn     Field = "measured_on"
	ValueComment   Field = "value_comment"
	Evidence       Field = "results"    // results, one a line
	Progress       Field = "progress"   // a Claim
	HowMany        Field = "indicators" // of an objective's row: how many indicators it says to have
	PlanTitle      Field = "plan_title"
	OfDate         Field = "of_date"         // a column of values: its heading is a day or a month
	IndicatorTitle Field = "indicator_title" // of a value's row, beside the code or instead of it
)

// Extra are the columns of tables that people make beside those of Columns, by the kind of their rows.
var Extra = map[Kind][]Heading{
	Objective: {
		{Field: LineTitle, Name: "Línea estratégica", Holds: OfText, Also: []string{"línea", "eje", "eje estratégico", "strategic line"}},
		{Field: HowMany, Name: "Número de indicadores", Holds: OfNumber, Also: []string{"nº indicadores", "nº de indicadores", "n.º de indicadores", "n.º indicadores", "n indicadores", "indicadores", "indicators", "number of indicators"}},
		progressHeading, planHeading,
	},
	Indicator: {
		{Field: ObjectiveTitle, Name: "Objetivo específico", Holds: OfText, Also: []string{"objetivo", "objetivos", "objetivos específicos", "objetivo operativo", "objetivo estratégico", "objective", "specific objective"}},
		{Field: LineTitle, Name: "Línea estratégica", Holds: OfText, Also: []string{"línea", "eje", "eje estratégico", "strategic line"}},
		{Field: CurrentValue, Name: "Valor actual", Holds: OfNumber, Also: []string{"valor", "valor alcanzado", "último valor", "valor conseguido", "dato actual", "alcanzado", "actual", "value", "current value", "latest value"}},
		{Field: MeasuredOn, Name: "Fecha del valor", Holds: OfDay, Also: []string{"fecha", "fecha de medición", "fecha del dato", "fecha de actualización", "date", "measured on"}},
		{Field: ValueComment, Name: "Comentario", Holds: OfLines, Also: []string{"comentarios", "observaciones", "comentario del valor", "notas", "comment", "comments", "notes"}},
		{Field: Evidence, Name: "Resultados alcanzados", Holds: OfLines, Also: []string{"resultados", "resultado", "evidencias", "evidencia", "results", "evidence"}},
		progressHeading, planHeading,
		{Field: OfDate, Name: "Valor de una fecha", Holds: OfNumber},
	},
	Measurement: {
		{Field: IndicatorTitle, Name: "Indicador", Holds: OfText, Also: []string{"nombre del indicador", "título", "título del indicador", "indicator", "indicator name", "kpi"}},
		{Field: Ignored, Name: "Objetivo", Also: []string{"objetivo específico", "unidad de medida", "unidad", "responsable", "responsables", "meta", "valor meta", "valor inicial"}},
	},
}

// Ignored is a column of which Hito knows that it says nothing new: of a table of values, what describes the indicator.
const Ignored Field = "ignored"

var (
	progressHeading = Heading{Field: Progress, Name: "Progreso", Holds: OfShare, Also: []string{"progreso medio", "% progreso", "avance", "% avance", "% de avance", "grado de avance", "cumplimiento", "% cumplimiento", "% de cumplimiento", "grado de cumplimiento", "grado de consecución", "progress", "average progress"}}
	planHeading     = Heading{Field: PlanTitle, Name: "Plan", Holds: OfText, Also: []string{"título del plan", "plan title"}}
)

// FieldsOf lists the columns that a table of rows of a kind may have, those of Columns first.
func FieldsOf(kind Kind) []Heading { return append(slices.Clip(Columns[kind]), Extra[kind]...) }

// ColumnKey names a column in Settings.Columns by the kind of its table and its heading, whatever its place is; nth
// tells columns with the same heading apart, counted from 1.
func ColumnKey(kind Kind, heading string, nth int) string {
	key := string(kind) + ":" + text.Fold(heading)
	if nth > 1 {
		key += "#" + strconv.Itoa(nth)
	}
	return key
}

// SheetNames names the sheet of each kind in a workbook of Hito, in the order of its sheets.
var SheetNames = []struct {
	Kind Kind
	Name string
}{
	{Head, "Plan"}, {Section, "Apartados"}, {Period, "Periodos"}, {Line, "Líneas"}, {Framework, "Marcos"}, {Standard, "Estándares"},
	{Objective, "Objetivos"}, {Indicator, "Indicadores"}, {Point, "Valores previstos"}, {Measurement, "Valores"}, {Result, "Resultados"},
}

var weightHeading = Heading{Field: "weight", Name: "Peso", Holds: OfNumber, Also: []string{"weight", "ponderación"}}

// Columns are those of the sheet of each kind, in their order.
var Columns = map[Kind][]Heading{
	Head: {
		{Field: "slug", Name: "Dirección web", Holds: OfText},
		{Field: "title", Name: "Título", Holds: OfText, Needed: true},
		{Field: "body", Name: "Organismo", Holds: OfText, Needed: true},
		{Field: "summary", Name: "Resumen", Holds: OfLines},
		{Field: "general_objective", Name: "Objetivo general", Holds: OfLines},
		{Field: "notice", Name: "Aviso sobre los datos", Holds: OfLines},
		{Field: "starts_on", Name: "Inicio", Holds: OfDay, Needed: true},
		{Field: "ends_on", Name: "Fin", Holds: OfDay, Needed: true},
		{Field: "on_track_from", Name: "Umbral de «en plazo»", Holds: OfShare},
		{Field: "delayed_from", Name: "Umbral de «con retraso»", Holds: OfShare},
		{Field: "cadence_months", Name: "Meses entre seguimientos automáticos", Holds: OfNumber},
	},
	Section: {
		{Field: "heading", Name: "Título", Holds: OfText, Needed: true},
		{Field: "body", Name: "Texto", Holds: OfLines},
	},
	Period: {
		{Field: "title", Name: "Título", Holds: OfText, Needed: true},
		{Field: "starts_on", Name: "Inicio", Holds: OfDay, Needed: true},
		{Field: "ends_on", Name: "Fin", Holds: OfDay, Needed: true},
	},
	Line: {
		{Field: "code", Name: "Código", Holds: OfText, Needed: true},
		{Field: "title", Name: "Línea estratégica", Holds: OfText, Needed: true, Also: []string{"línea", "strategic line", "eje"}},
		{Field: "description", Name: "Descripción", Holds: OfLines},
		{Field: "standards", Name: "Estándares", Holds: OfList},
	},
	Framework: {
		{Field: "code", Name: "Código", Holds: OfText, Needed: true},
		{Field: "title", Name: "Marco", Holds: OfText, Needed: true},
		{Field: "description", Name: "Descripción", Holds: OfLines},
	},
	Standard: {
		{Field: "framework", Name: "Marco", Holds: OfText, Needed: true},
		{Field: "code", Name: "Código", Holds: OfText, Needed: true},
		{Field: "title", Name: "Estándar", Holds: OfText, Needed: true},
	},
	Objective: {
		{Field: "code", Name: "Código", Holds: OfText, Needed: true, Also: []string{"id", "código del objetivo", "o.e.", "code", "objective code", "nº"}},
		{Field: "title", Name: "Objetivo específico", Holds: OfText, Needed: true, Also: []string{"objetivo", "objetivos", "objetivos específicos", "objetivo operativo", "título", "objective", "specific objective", "title"}},
		weightHeading,
		{Field: "lines", Name: "Líneas", Holds: OfList},
		{Field: "standards", Name: "Estándares", Holds: OfList},
		{Field: "cancelled_on", Name: "Anulado desde", Holds: OfDay},
		{Field: "cancel_reason", Name: "Motivo de la anulación", Holds: OfLines},
	},
	Indicator: {
		{Field: "code", Name: "Código", Holds: OfText, Needed: true, Also: []string{"código del indicador", "indicator code", "code", "id"}},
		{Field: "objective", Name: "Código del objetivo", Holds: OfText, Needed: true, Also: []string{"o.e.", "objective code"}},
		{Field: "title", Name: "Indicador", Holds: OfText, Needed: true, Also: []string{"indicadores", "nombre del indicador", "indicator", "kpi"}},
		{Field: "description", Name: "Descripción del indicador", Holds: OfLines, Also: []string{"descripción", "description", "indicator description"}},
		{Field: "method", Name: "Cómo se calcula", Holds: OfLines, Also: []string{"fórmula", "método de cálculo", "method", "formula"}},
		{Field: "source", Name: "Fuente", Holds: OfLines, Also: []string{"fuente de verificación", "source"}},
		{Field: "unit_of_measure", Name: "Unidad de medida", Holds: OfText, Also: []string{"unidad", "unit", "unit of measure"}},
		{Field: "decimals", Name: "Decimales", Holds: OfNumber, Also: []string{"decimals"}},
		{Field: "nature", Name: "Naturaleza", Holds: OfChoice, Choices: []Choice{{"", "Sin indicar"}, {"output", "Realización"}, {"outcome", "Resultado"}, {"impact", "Impacto"}}},
		{Field: "periodicity", Name: "Meses entre valores", Holds: OfNumber, Also: []string{"periodicidad", "periodicity"}},
		{Field: "units", Name: "Responsables", Holds: OfList, Also: []string{"responsable", "unidad responsable", "unidades responsables", "responsable del indicador", "responsible", "responsible unit", "owner"}},
		{Field: "rule", Name: "Regla", Holds: OfChoice, Choices: []Choice{
			{"reach", "Alcanzar la meta"}, {"maintain_at_least", "Mantener al menos"}, {"maintain_at_most", "Mantener como mucho"},
		}, Also: []string{"rule"}},
		{Field: "baseline", Name: "Valor inicial", Holds: OfNumber, Also: []string{"línea base", "línea de base", "valor de partida", "valor base", "baseline", "initial value"}},
		{Field: "target", Name: "Meta", Holds: OfNumber, Needed: true, Also: []string{"valor meta", "objetivo numérico", "target", "target value", "valor objetivo"}},
		{Field: "starts_on", Name: "Inicio", Holds: OfDay, Also: []string{"fecha de inicio", "start", "start date"}},
		{Field: "ends_on", Name: "Fin", Holds: OfDay, Also: []string{"fecha de fin", "end", "end date"}},
		{Field: "steps", Name: "Previsión por escalones", Holds: OfChoice, Choices: []Choice{{"", "No"}, {"si", "Sí"}}},
		weightHeading,
		{Field: "standards", Name: "Estándares", Holds: OfList},
		{Field: "cancelled_on", Name: "Anulado desde", Holds: OfDay},
		{Field: "cancel_reason", Name: "Motivo de la anulación", Holds: OfLines},
	},
	Point: {
		{Field: "indicator", Name: "Código del indicador", Holds: OfText, Needed: true},
		{Field: "on", Name: "Fecha", Holds: OfDay, Needed: true},
		{Field: "value", Name: "Valor previsto", Holds: OfNumber, Needed: true},
	},
	Measurement: {
		{Field: "indicator", Name: "Código del indicador", Holds: OfText, Needed: true, Also: []string{"código", "id", "code", "indicator code"}},
		{Field: "on", Name: "Fecha del valor", Holds: OfDay, Needed: true, Also: []string{"fecha", "fecha de medición", "date", "measured on"}},
		{Field: "value", Name: "Valor", Holds: OfNumber, Needed: true, Also: []string{"valor actual", "dato", "value"}},
		{Field: "comment", Name: "Comentario", Holds: OfLines, Also: []string{"comentarios", "observaciones", "comment", "notes"}},
	},
	Result: {
		{Field: "title", Name: "Resultado", Holds: OfText, Needed: true},
		{Field: "description", Name: "Descripción", Holds: OfLines},
		{Field: "achieved_on", Name: "Fecha", Holds: OfDay},
		{Field: "url", Name: "Enlace", Holds: OfText},
		{Field: "indicators", Name: "Códigos de los indicadores", Holds: OfList},
	},
}

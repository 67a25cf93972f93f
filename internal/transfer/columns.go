package transfer

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
	OfDate         Field = "of_date" // a column of values: its heading is a day or a month
)

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
		{Field: "title", Name: "Objetivo específico", Holds: OfText, Needed: true, Also: []string{"objetivo", "objetivos", "objective", "specific objective"}},
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
		{Field: "description", Name: "Descripción del indicador", Holds: OfLines, Also: []string{"descripción", "description"}},
		{Field: "method", Name: "Cómo se calcula", Holds: OfLines, Also: []string{"fórmula", "método de cálculo", "method", "formula"}},
		{Field: "source", Name: "Fuente", Holds: OfLines, Also: []string{"fuente de verificación", "source"}},
		{Field: "unit_of_measure", Name: "Unidad de medida", Holds: OfText, Also: []string{"unidad", "unit", "unit of measure"}},
		{Field: "decimals", Name: "Decimales", Holds: OfNumber, Also: []string{"decimals"}},
		{Field: "nature", Name: "Naturaleza", Holds: OfChoice, Choices: []Choice{{"", "Sin indicar"}, {"output", "Realización"}, {"outcome", "Resultado"}, {"impact", "Impacto"}}},
		{Field: "periodicity", Name: "Meses entre valores", Holds: OfNumber, Also: []string{"periodicidad", "periodicity"}},
		{Field: "units", Name: "Responsables", Holds: OfList, Also: []string{"responsable", "unidad responsable", "responsible", "owner"}},
		{Field: "rule", Name: "Regla", Holds: OfChoice, Choices: []Choice{
			{"reach", "Alcanzar la meta"}, {"maintain_at_least", "Mantener al menos"}, {"maintain_at_most", "Mantener como mucho"},
		}, Also: []string{"rule"}},
		{Field: "baseline", Name: "Valor inicial", Holds: OfNumber, Also: []string{"línea base", "valor de partida", "baseline", "initial value"}},
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
		{Field: "indicator", Name: "Código del indicador", Holds: OfText, Needed: true, Also: []string{"indicador", "código", "indicator", "indicator code"}},
		{Field: "on", Name: "Fecha del valor", Holds: OfDay, Needed: true, Also: []string{"fecha", "date", "measured on"}},
		{Field: "value", Name: "Valor", Holds: OfNumber, Needed: true, Also: []string{"value"}},
		{Field: "comment", Name: "Comentario", Holds: OfLines, Also: []string{"observaciones", "comment", "notes"}},
	},
	Result: {
		{Field: "title", Name: "Resultado", Holds: OfText, Needed: true},
		{Field: "description", Name: "Descripción", Holds: OfLines},
		{Field: "achieved_on", Name: "Fecha", Holds: OfDay},
		{Field: "url", Name: "Enlace", Holds: OfText},
		{Field: "indicators", Name: "Códigos de los indicadores", Holds: OfList},
	},
}

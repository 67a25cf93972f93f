package opendata

import (
	"hito/internal/plan"
)

const (
	fraction = "fracción de 1"
	own      = "la del indicador"
)

var objectiveColumns = []column[Objective]{
	{Field{Name: "plan", Meaning: "Identificador del plan en las direcciones.", Type: Text}, func(o Objective) any { return o.Plan }},
	{Field{Name: "fecha", Meaning: "Fecha de las cifras.", Type: Day}, func(o Objective) any { return o.On }},
	{Field{Name: "codigo", Meaning: "Código del objetivo, único en su plan.", Type: Text}, func(o Objective) any { return o.Code }},
	{Field{Name: "titulo", Meaning: "Texto del objetivo.", Type: Text}, func(o Objective) any { return o.Title }},
	{Field{Name: "lineas", Meaning: "Códigos de las líneas estratégicas a las que pertenece; puede no pertenecer a ninguna.", Type: List}, func(o Objective) any { return o.Lines }},
	{Field{Name: "peso", Meaning: "Peso del objetivo en la media del plan; con 0 no cuenta.", Type: Decimal}, func(o Objective) any { return o.Weight }},
	{Field{Name: "progreso", Meaning: "Media ponderada del progreso de sus indicadores, cada uno entre 0 y 1; los que no tienen dato cuentan como 0.", Type: Decimal, Unit: fraction}, func(o Objective) any { return o.Figures.Progress }},
	{Field{Name: "previsto", Meaning: "Progreso que se esperaba en la fecha.", Type: Decimal, Unit: fraction}, func(o Objective) any { return o.Figures.Expected }},
	{Field{Name: "estado", Meaning: "Comparación del progreso con lo previsto: " + oneOf(statusWords) + ".", Type: Text}, func(o Objective) any { return called(statusWords, o.Figures.Status) }},
	{Field{Name: "indicadores_con_dato", Meaning: "Cuántos de los indicadores que cuentan tienen algún valor.", Type: Integer, Unit: "indicadores"}, func(o Objective) any { return o.Figures.Coverage.WithData }},
	{Field{Name: "indicadores", Meaning: "Cuántos indicadores cuentan.", Type: Integer, Unit: "indicadores"}, func(o Objective) any { return o.Figures.Coverage.Total }},
	{Field{Name: "anulado_el", Meaning: "Desde qué día está anulado y no cuenta; vacío si no lo está.", Type: Day}, func(o Objective) any { return o.CancelledOn }},
	{Field{Name: "motivo_de_anulacion", Meaning: "Por qué se anuló.", Type: Text}, func(o Objective) any { return o.CancelReason }},
}

var indicatorColumns = []column[Indicator]{
	{Field{Name: "plan", Meaning: "Identificador del plan en las direcciones.", Type: Text}, func(i Indicator) any { return i.Plan }},
	{Field{Name: "fecha", Meaning: "Fecha de las cifras.", Type: Day}, func(i Indicator) any { return i.On }},
	{Field{Name: "codigo", Meaning: "Código del indicador, único en su plan.", Type: Text}, func(i Indicator) any { return i.Code }},
	{Field{Name: "titulo", Meaning: "Nombre del indicador; puede repetirse en un mismo plan.", Type: Text}, func(i Indicator) any { return i.Title }},
	{Field{Name: "objetivo", Meaning: "Código del objetivo al que pertenece.", Type: Text}, func(i Indicator) any { return i.Objective }},
	{Field{Name: "descripcion", Meaning: "Explicación de lo que mide.", Type: Text}, func(i Indicator) any { return i.Description }},
	{Field{Name: "forma_de_calculo", Meaning: "Cómo se obtiene su valor.", Type: Text}, func(i Indicator) any { return i.Method }},
	{Field{Name: "fuente", Meaning: "De dónde sale el dato.", Type: Text}, func(i Indicator) any { return i.Source }},
	{Field{Name: "unidad_de_medida", Meaning: "En qué se expresan sus valores.", Type: Text}, func(i Indicator) any { return i.UnitMeasure }},
	{Field{Name: "decimales", Meaning: "Con cuántos decimales se muestran sus valores.", Type: Integer}, func(i Indicator) any { return int(i.Decimals) }},
	{Field{Name: "periodicidad", Meaning: "Cada cuánto se mide; 0 si no está fijado.", Type: Integer, Unit: "meses"}, func(i Indicator) any { return i.PeriodicityMonths }},
	{Field{Name: "naturaleza", Meaning: "Qué clase de cambio mide: " + oneOf(natureWords) + ". Vacía si no se ha dicho.", Type: Text}, func(i Indicator) any { return i.Nature }},
	{Field{Name: "regla", Meaning: "Con qué regla se calcula su progreso: " + oneOf(ruleWords) + ".", Type: Text}, func(i Indicator) any { return i.Rule }},
	{Field{Name: "valor_inicial", Meaning: "Valor del que parte (línea base). Vacío si no la tiene: entonces cuenta como 0.", Type: Decimal, Unit: own}, func(i Indicator) any { return i.Baseline }},
	{Field{Name: "meta", Meaning: "Valor que se quiere alcanzar o mantener.", Type: Decimal, Unit: own}, func(i Indicator) any { return i.Target }},
	{Field{Name: "valor", Meaning: "Último valor registrado hasta la fecha; vacío si no hay ninguno.", Type: Decimal, Unit: own}, func(i Indicator) any { return i.Value }},
	{Field{Name: "fecha_del_valor", Meaning: "Día al que corresponde ese valor.", Type: Day}, func(i Indicator) any { return i.MeasuredOn }},
	{Field{Name: "progreso", Meaning: "Parte recorrida del valor inicial a la meta. Puede ser negativo o pasar de 1; vacío sin dato.", Type: Decimal, Unit: fraction}, func(i Indicator) any { return i.Progress }},
	{Field{Name: "previsto", Meaning: "Progreso que se esperaba en la fecha.", Type: Decimal, Unit: fraction}, func(i Indicator) any { return i.Expected }},
	{Field{Name: "estado", Meaning: "Comparación del progreso con lo previsto: " + oneOf(statusWords) + ".", Type: Text}, func(i Indicator) any { return called(statusWords, i.Status) }},
	{Field{Name: "inicio", Meaning: "Primer día de su plazo.", Type: Day}, func(i Indicator) any { return i.StartsOn }},
	{Field{Name: "fin", Meaning: "Último día de su plazo.", Type: Day}, func(i Indicator) any { return i.EndsOn }},
	{Field{Name: "peso", Meaning: "Peso del indicador en la media de su objetivo; con 0 no cuenta.", Type: Decimal}, func(i Indicator) any { return i.Weight }},
	{Field{Name: "responsables", Meaning: "Unidades que responden del indicador.", Type: List}, func(i Indicator) any { return i.Units }},
	{Field{Name: "anulado_el", Meaning: "Desde qué día está anulado y no cuenta; vacío si no lo está.", Type: Day}, func(i Indicator) any { return i.CancelledOn }},
	{Field{Name: "motivo_de_anulacion", Meaning: "Por qué se anuló.", Type: Text}, func(i Indicator) any { return i.CancelReason }},
	{Field{Name: "comentario", Meaning: "Lo que se dijo al registrar el último valor.", Type: Text, Needs: plan.ShowComments}, func(i Indicator) any { return i.Comment }},
}

var measurementColumns = []column[Measurement]{
	{Field{Name: "plan", Meaning: "Identificador del plan en las direcciones.", Type: Text}, func(m Measurement) any { return m.Plan }},
	{Field{Name: "indicador", Meaning: "Código del indicador.", Type: Text}, func(m Measurement) any { return m.Indicator }},
	{Field{Name: "fecha", Meaning: "Día al que corresponde el valor.", Type: Day}, func(m Measurement) any { return m.On }},
	{Field{Name: "valor", Meaning: "Valor del indicador ese día.", Type: Decimal, Unit: own}, func(m Measurement) any { return m.Value }},
	{Field{Name: "unidad_de_medida", Meaning: "En qué se expresa el valor.", Type: Text}, func(m Measurement) any { return m.UnitMeasure }},
	{Field{Name: "comentario", Meaning: "Lo que se dijo al registrarlo.", Type: Text, Needs: plan.ShowComments}, func(m Measurement) any { return m.Comment }},
}

var resultColumns = []column[Result]{
	{Field{Name: "plan", Meaning: "Identificador del plan en las direcciones.", Type: Text}, func(r Result) any { return r.Plan }},
	{Field{Name: "numero", Meaning: "Número del resultado.", Type: Integer}, func(r Result) any { return r.ID }},
	{Field{Name: "titulo", Meaning: "Qué se ha alcanzado.", Type: Text}, func(r Result) any { return r.Title }},
	{Field{Name: "descripcion", Meaning: "Explicación.", Type: Text}, func(r Result) any { return r.Description }},
	{Field{Name: "fecha", Meaning: "Cuándo se alcanzó; vacía si no consta.", Type: Day}, func(r Result) any { return r.AchievedOn }},
	{Field{Name: "enlace", Meaning: "Dirección donde se puede ver; vacía si no la hay.", Type: Text}, func(r Result) any { return r.URL }},
	{Field{Name: "indicadores", Meaning: "Códigos de los indicadores a los que sirve.", Type: List}, func(r Result) any { return r.Indicators }},
	{Field{Name: "ficheros", Meaning: "Nombres de los ficheros que lo acreditan.", Type: List, Needs: plan.ShowFiles}, func(r Result) any { return r.fileNames() }},
}

func (r Result) fileNames() []string {
	names := make([]string, len(r.Files))
	for n, f := range r.Files {
		names[n] = f.Name
	}
	return names
}

var followUpColumns = []column[FollowUp]{
	{Field{Name: "plan", Meaning: "Identificador del plan en las direcciones.", Type: Text}, func(f FollowUp) any { return f.Plan }},
	{Field{Name: "numero", Meaning: "Número del seguimiento; sus propios datos están en la dirección que acaba en él.", Type: Integer}, func(f FollowUp) any { return f.ID }},
	{Field{Name: "titulo", Meaning: "Título del seguimiento.", Type: Text}, func(f FollowUp) any { return f.Title }},
	{Field{Name: "fecha", Meaning: "Fecha de los datos.", Type: Day}, func(f FollowUp) any { return f.TakenOn }},
	{Field{Name: "cerrado", Meaning: "Cuándo se cerró, en hora universal (UTC).", Type: Instant}, func(f FollowUp) any { return instant(f.ClosedAt) }},
	{Field{Name: "progreso", Meaning: "Progreso del plan en la fecha.", Type: Decimal, Unit: fraction}, func(f FollowUp) any { return f.Figures.Progress }},
	{Field{Name: "previsto", Meaning: "Progreso que se esperaba en la fecha.", Type: Decimal, Unit: fraction}, func(f FollowUp) any { return f.Figures.Expected }},
	{Field{Name: "estado", Meaning: "Comparación del progreso con lo previsto: " + oneOf(statusWords) + ".", Type: Text}, func(f FollowUp) any { return called(statusWords, f.Figures.Status) }},
	{Field{Name: "indicadores_con_dato", Meaning: "Cuántos de los indicadores que cuentan tenían algún valor.", Type: Integer, Unit: "indicadores"}, func(f FollowUp) any { return f.Figures.Coverage.WithData }},
	{Field{Name: "indicadores", Meaning: "Cuántos indicadores contaban.", Type: Integer, Unit: "indicadores"}, func(f FollowUp) any { return f.Figures.Coverage.Total }},
	{Field{Name: "corrige_a", Meaning: "Número del seguimiento al que corrige; 0 si a ninguno.", Type: Integer}, func(f FollowUp) any { return f.Replaces }},
	{Field{Name: "corregido_por", Meaning: "Número del seguimiento que lo corrige; 0 si ninguno.", Type: Integer}, func(f FollowUp) any { return f.ReplacedBy }},
	{Field{Name: "nota", Meaning: "Lo que convenía saber al leerlo.", Type: Text, Needs: plan.ShowResults}, func(f FollowUp) any { return f.Note }},
}

var frozenColumns = []column[Frozen]{
	{Field{Name: "seguimiento", Meaning: "Número del seguimiento.", Type: Integer}, func(f Frozen) any { return f.FollowUp }},
	{Field{Name: "fecha", Meaning: "Fecha de los datos.", Type: Day}, func(f Frozen) any { return f.On }},
	{Field{Name: "nivel", Meaning: "De qué es la línea: «plan», «objetivo» o «indicador».", Type: Text}, func(f Frozen) any { return f.Level }},
	{Field{Name: "codigo", Meaning: "Código del objetivo o del indicador.", Type: Text}, func(f Frozen) any { return f.Code }},
	{Field{Name: "titulo", Meaning: "Título del plan, del objetivo o del indicador, como era entonces.", Type: Text}, func(f Frozen) any { return f.Title }},
	{Field{Name: "objetivo", Meaning: "Código del objetivo del indicador.", Type: Text}, func(f Frozen) any { return f.Objective }},
	{Field{Name: "unidad_de_medida", Meaning: "En qué se expresan los valores del indicador.", Type: Text}, func(f Frozen) any { return f.Unit }},
	{Field{Name: "valor_inicial", Meaning: "Valor del que partía el indicador; vacío si no tenía línea base.", Type: Decimal, Unit: own}, func(f Frozen) any { return f.Baseline }},
	{Field{Name: "meta", Meaning: "Meta del indicador.", Type: Decimal, Unit: own}, func(f Frozen) any { return f.Target }},
	{Field{Name: "valor", Meaning: "Último valor del indicador hasta la fecha; vacío si no había ninguno.", Type: Decimal, Unit: own}, func(f Frozen) any { return f.Value }},
	{Field{Name: "fecha_del_valor", Meaning: "Día al que corresponde ese valor.", Type: Day}, func(f Frozen) any { return f.MeasuredOn }},
	{Field{Name: "peso", Meaning: "Peso en la media del nivel superior.", Type: Decimal}, func(f Frozen) any { return f.Weight }},
	{Field{Name: "progreso", Meaning: "Progreso en la fecha.", Type: Decimal, Unit: fraction}, func(f Frozen) any { return f.Progress }},
	{Field{Name: "previsto", Meaning: "Progreso que se esperaba en la fecha.", Type: Decimal, Unit: fraction}, func(f Frozen) any { return f.Expected }},
	{Field{Name: "estado", Meaning: "Comparación del progreso con lo previsto: " + oneOf(statusWords) + ".", Type: Text}, func(f Frozen) any { return called(statusWords, f.Status) }},
}

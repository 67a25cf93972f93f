package demo

import (
	"hito/internal/date"
	"hito/internal/indicator"
)

// exampleResults are dated evidence of the fictitious plan; example.org belongs to nobody.
func exampleResults(start date.Date) []indicator.Result {
	const site = "https://example.org/villaejemplo/"
	results := []struct {
		month                    int
		day                      date.Date
		title, description, page string
		indicators               []string
	}{
		{2, 9, "Buzón de retos en marcha", "Formulario en papel y en la web, con respuesta en quince días.", "buzon-de-retos",
			[]string{"I7.1"}},
		{4, 14, "Primer cuadro de mando: ayudas de emergencia", "Esperas, importes y barrios, al día siguiente.", "cuadro-de-mando-ayudas",
			[]string{"I6.1", "I1.2"}},
		{5, 20, "Catálogo de trámites revisado", "Cada trámite con sus pasos, sus plazos y los documentos que de verdad hacen falta.",
			"catalogo-de-tramites", []string{"I2.1", "I2.3"}},
		{6, 3, "Red de voluntariado «Aquí al lado»", "Doce entidades vecinales coordinan visitas y paseos.", "aqui-al-lado",
			[]string{"I3.2", "I3.3"}},
		{8, 17, "Segundo equipo de acompañamiento familiar", "Dos profesionales para la zona sur.", "", []string{"I4.1"}},
		{9, 11, "Avisos automáticos de datos incompletos", "El gestor de expedientes marca lo que falta antes de cerrar.", "",
			[]string{"I6.2"}},
		{11, 24, "Convenio con la Universidad de Villaejemplo (ficticia)", "Prácticas, investigación y evaluación externa del plan.",
			"convenio-universidad", []string{"I7.3"}},
		{12, 6, "Jornada de puertas abiertas «Propón y prueba»", "De ella salieron cinco retos y dos prototipos.", "propon-y-prueba",
			[]string{"I7.1"}},
		{13, 2, "Cita previa por teléfono en horario de tarde", "De lunes a jueves, hasta las ocho.", "cita-previa",
			[]string{"I1.1"}},
		{14, 19, "Itinerario de formación en intervención centrada en la persona", "Treinta horas para todo el equipo.", "",
			[]string{"I5.3", "I4.1"}},
		{15, 8, "Contrato de teleasistencia avanzada ampliado", "Ciento cincuenta dispositivos más.", "teleasistencia",
			[]string{"I3.1"}},
		{16, 13, "Consulta de oficio del padrón y de los ingresos", "Deja de pedirse el certificado de empadronamiento.",
			"menos-papeles", []string{"I2.3", "I2.2", "I1.2"}},
		{17, 21, "Mil avisos atendidos por la red de voluntariado", "", "mil-avisos", []string{"I3.2"}},
		{18, 4, "Guía para repartir la carga de casos", "Acordada con el equipo; se aplica desde el mes siguiente.", "",
			[]string{"I5.2"}},
	}
	written := make([]indicator.Result, len(results))
	for n, r := range results {
		written[n] = indicator.Result{
			Title: r.title, Description: r.description, Indicators: r.indicators,
			AchievedOn: start.AddMonths(r.month-1) + r.day - 1,
		}
		if r.page != "" {
			written[n].URL = site + r.page
		}
	}
	return written
}

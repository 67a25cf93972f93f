package demo

import (
	"fmt"
	"time"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

// The fictitious plan lasts 36 months, of which 18 have passed when it is loaded.
const (
	exampleMonths  = 36
	exampleElapsed = 18
)

const (
	exampleSummary = "Plan inventado de un municipio inventado, a mitad de su plazo: sirve para ver todos los estados de un " +
		"indicador y toda la vida de un plan en curso."
	exampleGeneral = "Que cualquier vecina o vecino de Villaejemplo que necesite apoyo lo encuentre pronto, cerca y con pocos " +
		"papeles, de la mano de un equipo que aprende y que decide con datos."
	exampleNotice = "Datos de ejemplo: el municipio, el plan, las entidades, las cifras y los enlaces son inventados y no " +
		"representan a ninguna administración real."
)

// villaejemplo returns the fictitious plan, half way on a date.
func villaejemplo(today date.Date) sheet {
	year, month, _ := today.Time().Date()
	start := date.New(year, month-exampleElapsed, 1)
	return sheet{
		Document: plan.Document{
			Plan: plan.Plan{
				Slug: "plan-de-ejemplo", Title: "Plan de ejemplo (datos ficticios)", Body: "Ayuntamiento de Villaejemplo",
				Summary: exampleSummary, GeneralObjective: exampleGeneral, Notice: exampleNotice, State: plan.Active,
				StartsOn: start, EndsOn: monthEnd(start, exampleMonths),
				OnTrackFrom: number("0.90"), DelayedFrom: number("0.70"),
			},
			Sections:   narrative("villaejemplo"),
			Periods:    exampleYears(start),
			Lines:      exampleLines,
			Frameworks: []plan.Framework{exampleGuide},
			Objectives: exampleObjectives(start),
		},
		Indicators: exampleEntries(start),
		Results:    exampleResults(start),
		FollowUps:  exampleFollowUps(start),
	}
}

func exampleYears(start date.Date) []plan.Period {
	var periods []plan.Period
	for n, title := range []string{"Primer año: poner las bases", "Segundo año: extender", "Tercer año: consolidar"} {
		periods = append(periods, plan.Period{
			Title: title, StartsOn: start.AddMonths(12 * n), EndsOn: monthEnd(start, 12*(n+1)),
		})
	}
	return periods
}

func exampleFollowUps(start date.Date) []snapshot.Closing {
	var closings []snapshot.Closing
	for _, f := range []struct {
		month int
		note  string
	}{
		{6, "Primer seguimiento. Los equipos han empezado a medir; los trámites por internet salen según lo previsto."},
		{9, "La lista de espera de ayuda a domicilio crece: se acuerda revisar los turnos con la empresa ficticia que presta el servicio."},
		{12, "Balance del primer año. Firmado el convenio con la universidad y anulado el objetivo O10 por falta de local."},
		{15, "El voluntariado supera lo esperado; preocupan la carga de casos del equipo y la calidad de los expedientes."},
	} {
		on := monthEnd(start, f.month)
		closings = append(closings, snapshot.Closing{
			Title: "Seguimiento de " + monthName(on), TakenOn: on, Note: f.note,
		})
	}
	return closings
}

var months = [...]string{
	"enero", "febrero", "marzo", "abril", "mayo", "junio",
	"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
}

// monthName returns the month of a date in Spanish: "junio de 2025".
func monthName(on date.Date) string {
	year, month, _ := on.Time().Date()
	return fmt.Sprintf("%s de %d", months[month-time.January], year)
}

package demo

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

// montillaOn is the day of the published follow-up. Its figures are kept as they are and only its
// obvious typing errors are corrected; montillaNotice names what is not of the document.
var montillaOn = date.New(2022, time.November, 30)

const (
	montillaTitle   = "I Plan de Innovación en Servicios Sociales 2021-2023"
	montillaSummary = "Primer plan de innovación de los Servicios Sociales Municipales de Montilla: tres líneas estratégicas, " +
		"doce objetivos específicos y veintiún indicadores para dos años, con una persona técnica a media jornada."
	montillaGeneral = "El objetivo general del Plan de Innovación es emplear la innovación como instrumento para favorecer " +
		"la integración social, la autonomía y el bienestar social de todas las personas, familias y grupos por parte de " +
		"los Servicios Sociales Municipales."
	montillaNotice = "Los objetivos, los indicadores, sus valores, responsables y resultados son los del documento publicado, " +
		"con las erratas evidentes corregidas y las cifras intactas; la relación de objetivos e indicadores con líneas y " +
		"estándares, los códigos de líneas, indicadores y estándares, las unidades de medida y los textos breves de los " +
		"apartados son de Hito y no figuran en él."
	montillaSource = "Anexo «Seguimiento noviembre 2022» del I Plan de Innovación en Servicios Sociales 2021/2023, " +
		"Ayuntamiento de Montilla"
	montillaNote = "Los porcentajes publicados se conservan junto a los calculados. Solo difieren dos. El indicador I.12.1, " +
		"«El plan de innovación es comunicado a la Ciudadanía», se publicó con 0,00\u00a0%, pero con valor inicial 0, meta 3 y " +
		"valor actual 1 la fórmula da 33,33\u00a0%. Por eso el objetivo O.E.12, publicado con 0\u00a0%, resulta en 17\u00a0%."
)

// montilla returns the published plan with its one published follow-up.
func montilla() sheet {
	return sheet{
		Document: plan.Document{
			Plan: plan.Plan{
				Slug: "i-plan-innovacion-2021-2023", Title: montillaTitle, Body: "Servicios Sociales Municipales de Montilla",
				Summary: montillaSummary, GeneralObjective: montillaGeneral, Notice: montillaNotice, State: plan.Active,
				StartsOn: date.New(2021, time.July, 1), EndsOn: date.New(2023, time.June, 30),
				OnTrackFrom: number("0.90"), DelayedFrom: number("0.70"),
			},
			Sections: narrative("montilla"),
			Periods: []plan.Period{
				{Title: "Julio a diciembre de 2021", StartsOn: date.New(2021, time.July, 1), EndsOn: date.New(2021, time.December, 31)},
				{Title: "Enero a diciembre de 2022", StartsOn: date.New(2022, time.January, 1), EndsOn: date.New(2022, time.December, 31)},
				{Title: "Enero a junio de 2023", StartsOn: date.New(2023, time.January, 1), EndsOn: date.New(2023, time.June, 30)},
			},
			Lines:      montillaLines,
			Frameworks: []plan.Framework{acsa},
			Objectives: montillaObjectives(),
		},
		Indicators: montillaEntries(),
		Results:    montillaResults,
		FollowUps: []snapshot.Closing{{
			Title: "Seguimiento noviembre 2022", TakenOn: montillaOn, Note: montillaNote, Published: montillaPublished(),
		}},
	}
}

func montillaObjectives() []plan.Objective {
	objectives := make([]plan.Objective, len(montillaGoals))
	for n, g := range montillaGoals {
		objectives[n] = plan.Objective{Code: g.code, Title: g.title, Weight: decimal.New(1, 0), Lines: g.lines}
	}
	return objectives
}

// montillaPublished returns the percentages of both published tables as fractions.
func montillaPublished() snapshot.Published {
	p := snapshot.Published{
		Source:     montillaSource,
		Objectives: make(map[string]decimal.Decimal, len(montillaGoals)),
		Indicators: make(map[string]decimal.Decimal, len(montillaIndicators)),
	}
	for _, g := range montillaGoals {
		p.Objectives[g.code] = number(g.percent).Shift(-2)
	}
	for _, i := range montillaIndicators {
		p.Indicators[i.code] = number(i.percent).Shift(-2)
	}
	return p
}

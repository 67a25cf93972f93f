package demo

import (
	"time"

	"hito/internal/challenge"
	"hito/internal/date"
)

// montillaChallenges are the five retos that the published table counts (two on methodology, two on applications of their
// own, one on prescriptions without a decree). Only how many there were of each is known: their texts, days and ways are
// the demo's.
func montillaChallenges() []sample {
	const of = "i-plan-innovacion-2021-2023"
	const demo = " Texto de demostración: de este reto solo se conoce el asunto."
	way := func(from date.Date, to ...challenge.State) []sampleMove {
		var moves []sampleMove
		for n, s := range to {
			m := sampleMove{to: s, on: from + date.Date(14+30*n), by: byKeeper}
			if s == challenge.Admitted {
				m.by = byDirector
			}
			if s == challenge.Implemented {
				m.note = "Ya se aplica. Gracias por proponerlo (demostración)."
			}
			moves = append(moves, m)
		}
		return moves
	}
	whole := []challenge.State{challenge.Analysis, challenge.Admitted, challenge.Project, challenge.Implemented}
	return []sample{
		{
			name: "montilla 1", title: "Conocer la experiencia de las personas usuarias antes de diseñar un proyecto (demostración)",
			problem: "Diseñamos los proyectos desde la oficina y descubrimos tarde lo que no funciona para quien los usa." + demo,
			unit:    innovation, privacy: challenge.Named, shared: true, submittedOn: date.New(2021, time.September, 14), plan: of, objective: "O.E.11",
			moves: way(date.New(2021, time.September, 14), whole...), indicators: []string{"I.11.3", "I.11.2"},
			resultsTitles: []string{"Aplicación de la metodología de investigación de experiencia de usuario al diseño de proyectos (2)"},
		},
		{
			name: "montilla 2", title: "Probar los servicios con quienes van a usarlos (demostración)",
			problem: "Ponemos en marcha servicios sin haberlos ensayado con nadie, y corregirlos después cuesta más." + demo,
			unit:    innovation, privacy: challenge.Named, shared: true, submittedOn: date.New(2021, time.November, 8), plan: of, objective: "O.E.11",
			moves: way(date.New(2021, time.November, 8), whole...), indicators: []string{"I.11.3"},
			resultsTitles: []string{"Aplicación de la metodología de investigación de experiencia de usuario al diseño de proyectos (2)"},
		},
		{
			name: "montilla 3", title: "Una aplicación propia para llevar las ayudas económicas (demostración)",
			problem: "Cada unidad lleva las ayudas en su hoja de cálculo y nadie sabe cuánto queda por pagar." + demo,
			unit:    innovation, privacy: challenge.Named, shared: true, submittedOn: date.New(2022, time.February, 21), plan: of, objective: "O.E.11",
			moves: way(date.New(2022, time.February, 21), whole[:3]...), indicators: []string{"I.11.3"},
			resultsTitles: []string{"Diseño de aplicaciones propias de gestión (2)"},
			project: &sampleProject{
				title: "Aplicación de ayudas económicas (demostración)", starts: date.New(2022, time.May, 23), ends: date.New(2022, time.December, 30),
				milestones: []sampleMilestone{
					{"Necesidades de las unidades recogidas", date.New(2022, time.June, 30), date.New(2022, time.June, 24), ""},
					{"Primera versión en una unidad", date.New(2022, time.October, 14), date.New(2022, time.October, 28), "Dos semanas más tarde de lo previsto."},
				},
			},
		},
		{
			name: "montilla 4", title: "Una aplicación propia para repartir las citas (demostración)",
			problem: "La agenda de papel se llena por la mañana y por la tarde hay huecos que nadie ve." + demo,
			unit:    innovation, privacy: challenge.Named, shared: true, submittedOn: date.New(2022, time.May, 3), plan: of, objective: "O.E.11",
			moves: way(date.New(2022, time.May, 3), whole[:3]...), indicators: []string{"I.11.3"},
			resultsTitles: []string{"Diseño de aplicaciones propias de gestión (2)"},
		},
		{
			name: "montilla 5", title: "Prescribir prestaciones sin esperar a un decreto (demostración)",
			problem: "La prestación está decidida y la persona espera semanas a que se firme un decreto." + demo,
			unit:    innovation, privacy: challenge.Named, shared: true, submittedOn: date.New(2022, time.June, 17), plan: of, objective: "O.E.7",
			moves: way(date.New(2022, time.June, 17), whole...), indicators: []string{"I.7.3", "I.11.3"},
			resultsTitles: []string{"Viabilidad de la prescripción técnica de las prestaciones sin decretos (1)"},
			publicTitle:   "Prescribir prestaciones sin esperar a un decreto (demostración)",
			publicText: "Se pedía que la prestación que una profesional prescribe no espere a la firma de un decreto. Texto de demostración: de " +
				"este reto solo se conoce el asunto.",
		},
	}
}

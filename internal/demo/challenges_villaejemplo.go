package demo

import (
	"hito/internal/challenge"
	"hito/internal/date"
)

// exampleChallenges are invented retos in every state, around a day.
func exampleChallenges(today date.Date) []sample {
	return append(pendingChallenges(today), append(pursuedChallenges(today), endedChallenges(today)...)...)
}

const examplePlan = "plan-de-ejemplo"

func pendingChallenges(today date.Date) []sample {
	return []sample{
		{
			name: "avisos", title: "Avisos de cita que no llegan a quien no usa el móvil",
			problem: "Enviamos los avisos de cita solo por mensaje de móvil. Muchas personas mayores no los leen, pierden la cita y vuelven a empezar.",
			affects: "Personas mayores que viven solas", affected: 120, evidence: "En el último trimestre, una de cada cinco citas se perdió sin aviso.",
			urgency: challenge.High, reason: "Cada cita perdida retrasa un mes la ayuda.", unit: firstCare, privacy: challenge.Anonymous,
			contact: "contacto@demo.example", shared: false, submittedOn: today - 40, plan: examplePlan, objective: "O1",
		},
		{
			name: "turnos", title: "Turnos de tarde que siempre cubre el mismo equipo",
			problem: "Los turnos de tarde los cubre siempre el mismo equipo y hay cansancio. Nadie lo dice en las reuniones.",
			affects: "Personal de atención", affected: 14, unit: firstCare, privacy: challenge.Confidential, submittedOn: today - 3,
			plan: examplePlan, objective: "O5",
		},
		{
			name: "informes", title: "El mismo informe escrito tres veces en tres programas",
			problem: "Para una sola ayuda copiamos los mismos datos en el gestor de expedientes, en la hoja del programa y en el escrito de propuesta.",
			affects: "Todo el personal técnico y quienes esperan la ayuda", affected: 300, tried: "Una plantilla común, que nadie mantiene.",
			idea: "Que el escrito se genere con los datos del gestor.", unit: firstCare, privacy: challenge.Named, shared: true,
			submittedOn: today - 26, plan: examplePlan, objective: "O2", asked: true, assigned: true,
			moves: []sampleMove{{challenge.Analysis, today - 19, byKeeper, "Lo estamos estudiando con Informática.", "Preguntar por la licencia del gestor."}},
			messages: []sampleMessage{
				{byKeeper, "internal", "El proveedor dice que la exportación existe y no está activada.", today - 12},
				{byKeeper, "answer", "¿Cuánto tiempo se va en cada informe, más o menos?", today - 18},
				{byNobody, "author", "Unos veinte minutos, y hacemos unos quince por semana.", today - 16},
			},
			supporters: []string{byAdmin},
			scores: []sampleScores{
				{byKeeper, [7]int{4, 5, 4, 5, 4, 3, 5}, "El proveedor ya lo tiene hecho en otros municipios."},
				{byDirector, [7]int{5, 5, 3, 4, 3, 4, 4}, ""},
			},
		},
		{
			name: "transporte", title: "Transporte a los talleres desde las pedanías",
			problem: "Los talleres se hacen en el centro y desde las pedanías solo hay un autobús al día.", affects: "Familias de las pedanías", affected: 60,
			unit: community, privacy: challenge.Named, shared: true, submittedOn: today - 33, plan: examplePlan, objective: "O7",
			moves: []sampleMove{
				{challenge.Analysis, today - 25, byKeeper, "", ""},
				{challenge.Waiting, today - 6, byKeeper, "¿A qué hora terminan los talleres y cuántas personas vendrían de cada pedanía?", ""},
			},
			scores: []sampleScores{{byKeeper, [7]int{3, 4, 3, 5, 2, 2, 3}, ""}},
		},
		{
			name: "acogida", title: "Una guía de acogida para quien empieza a trabajar aquí",
			problem: "Quien llega nuevo tarda meses en saber a quién preguntar y qué programas hay.", affects: "Personal nuevo", affected: 8,
			unit: direction, privacy: challenge.Named, shared: true, submittedOn: today - 70, plan: examplePlan, objective: "O5",
			moves: []sampleMove{
				{challenge.Analysis, today - 62, byKeeper, "", ""},
				{challenge.Admitted, today - 20, byDirector, "Se hará este trimestre.", ""},
			},
			objectives: []string{"O5"},
			scores: []sampleScores{
				{byKeeper, [7]int{3, 3, 5, 5, 5, 2, 4}, "Se puede hacer con lo que tenemos."},
				{byDirector, [7]int{2, 3, 5, 5, 4, 2, 3}, ""},
			},
		},
	}
}

func pursuedChallenges(today date.Date) []sample {
	return []sample{
		{
			name: "cita", title: "Pedir la primera cita por teléfono también por la tarde",
			problem: "Quien trabaja por la mañana no puede llamar en el horario de cita.", affects: "Personas que trabajan", affected: 400,
			unit: firstCare, privacy: challenge.Named, shared: true, submittedOn: today - 150, plan: examplePlan, objective: "O1", assigned: true,
			moves: []sampleMove{
				{challenge.Analysis, today - 143, byKeeper, "", ""},
				{challenge.Admitted, today - 120, byDirector, "De acuerdo: se empieza por un centro.", ""},
				{challenge.Project, today - 90, byKeeper, "", ""},
			},
			objectives: []string{"O1"}, indicators: []string{"I1.1"}, supporters: []string{byAdmin, byDirector},
			scores: []sampleScores{{byKeeper, [7]int{5, 5, 4, 5, 3, 4, 4}, ""}},
			project: &sampleProject{
				title: "Cita por la tarde", summary: "Abrir el teléfono de citas de 16 a 20 horas, primero en un centro.", starts: today - 90, ends: today + 90,
				milestones: []sampleMilestone{
					{"Turnos acordados con el equipo", today - 60, today - 58, ""},
					{"Centralita preparada", today - 10, 0, ""},
					{"Un mes de prueba en el primer centro", today + 40, 0, ""},
				},
			},
			publicTitle: "Pedir la primera cita también por la tarde",
			publicText:  "Quien trabaja por la mañana no puede llamar en el horario de cita. Se propone abrir el teléfono por la tarde.",
		},
		{
			name: "lectura", title: "Cartas que se entienden a la primera",
			problem: "Las notificaciones están escritas en lenguaje jurídico y la gente viene a preguntar qué dicen.", affects: "Quienes reciben una resolución",
			affected: 1500, unit: firstCare, privacy: challenge.Named, shared: true, submittedOn: today - 210, plan: examplePlan, objective: "O2",
			moves: []sampleMove{
				{challenge.Analysis, today - 200, byKeeper, "", ""},
				{challenge.Admitted, today - 180, byDirector, "", ""},
				{challenge.Project, today - 150, byKeeper, "", ""},
				{challenge.Pilot, today - 30, byKeeper, "Tres modelos de carta se prueban durante dos meses.", ""},
			},
			objectives: []string{"O2"}, indicators: []string{"I2.1"}, supporters: []string{byAdmin},
			scores: []sampleScores{{byDirector, [7]int{4, 4, 4, 3, 5, 3, 5}, ""}},
			project: &sampleProject{
				title: "Cartas claras", starts: today - 150, ends: today + 30,
				milestones: []sampleMilestone{
					{"Doce modelos reescritos", today - 70, today - 75, ""},
					{"Prueba de tres modelos", today + 20, 0, ""},
				},
			},
			publicTitle: "Cartas que se entienden a la primera",
			publicText:  "Las notificaciones usan un lenguaje que obliga a venir a preguntar qué dicen. Se reescriben y se prueban con quienes las reciben.",
		},
	}
}

func endedChallenges(today date.Date) []sample {
	return []sample{
		{
			name: "padron", title: "No pedir el certificado de empadronamiento que ya tenemos",
			problem: "Pedimos a cada familia un certificado que el propio Ayuntamiento expide.", affects: "Cualquier solicitante", affected: 2000,
			unit: firstCare, privacy: challenge.Named, shared: true, submittedOn: today - 300, plan: examplePlan, objective: "O2",
			moves: []sampleMove{
				{challenge.Analysis, today - 290, byKeeper, "", ""},
				{challenge.Admitted, today - 270, byDirector, "", ""},
				{challenge.Project, today - 260, byKeeper, "", ""},
				{challenge.Implemented, today - 60, byKeeper, "Ya no se pide: se consulta de oficio.", ""},
			},
			objectives: []string{"O2"}, indicators: []string{"I2.3"}, resultsTitles: []string{"Consulta de oficio del padrón y de los ingresos"},
			supporters:  []string{byAdmin, byDirector},
			publicTitle: "No pedir el certificado de empadronamiento", publicText: "Se pedía a cada familia un certificado que el propio Ayuntamiento expide.",
		},
		{
			name: "oficina", title: "Abrir una oficina en cada barrio", problem: "Hay barrios a media hora a pie de la oficina más cercana.",
			unit: community, privacy: challenge.Named, shared: true, submittedOn: today - 110, plan: examplePlan, objective: "O1",
			moves: []sampleMove{
				{challenge.Analysis, today - 100, byKeeper, "", ""},
				{challenge.Discarded, today - 80, byDirector, "No hay presupuesto para más oficinas en este plan. Se estudia en cambio atender un día a la semana en los centros cívicos.", ""},
			},
			publicTitle: "Abrir una oficina en cada barrio", publicText: "Hay barrios a media hora a pie de la oficina más cercana.",
		},
		{
			name: "telefono", title: "Que el teléfono de citas conteste por la tarde", problem: "A partir de las dos no contesta nadie.",
			unit: firstCare, privacy: challenge.Named, submittedOn: today - 130, mergedInto: "cita",
			moves: []sampleMove{{challenge.Merged, today - 125, byKeeper, "Se ha unido a otro reto que ya se tramita.", ""}},
		},
		{
			name: "sala", title: "Una sala para hablar sin que se oiga", problem: "Las entrevistas se oyen desde el pasillo.",
			unit: firstCare, privacy: challenge.Named, submittedOn: today - 95,
			moves: []sampleMove{{challenge.Withdrawn, today - 90, byNobody, "Ya se ha resuelto con la obra de la planta baja.", ""}},
		},
	}
}

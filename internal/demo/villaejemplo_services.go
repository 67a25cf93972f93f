package demo

import "hito/internal/progress"

// exampleServices are the indicators of O2: how people are attended.
var exampleServices = []example{
	{
		objective: "O2", code: "I2.1", title: "Trámites que se pueden hacer por internet",
		description: "Trámites que se empiezan y se terminan sin ir en persona.",
		method:      "Recuento del catálogo de la sede electrónica.", source: "Sede electrónica de ejemplo", measure: "trámites",
		units: []string{innovation, firstCare}, standards: []string{"G2"},
		baseline: "2", target: "20", step: 3, values: "2 5 6 9 11 13",
		points: []milestone{{6, "5"}, {12, "10"}, {24, "16"}}, jumps: true,
	},
	{
		objective: "O2", code: "I2.2", title: "Solicitudes presentadas por internet",
		description: "Porcentaje de las solicitudes del mes que entran por la sede electrónica.",
		method:      "Entradas electrónicas sobre el total de entradas.", source: "Registro general", measure: "%", decimals: 1,
		units:    []string{innovation},
		baseline: "8", target: "45", step: 1,
		values: "8.4 9.1 9 10.6 11.9 12.5 13.1 14.8 14.2 15.9 17.3 17.8 18.6 19.9 20.4 21.7 22.8 23.6",
		remarks: map[int]string{
			9: "La sede electrónica estuvo tres días sin servicio.",
		},
	},
	{
		objective: "O2", code: "I2.3", title: "Documentos que se piden para una ayuda urgente",
		description: "Documentos que debe aportar quien solicita, según las bases vigentes.",
		method:      "Recuento en las bases publicadas.", source: "Bases de la convocatoria", measure: "documentos",
		units: []string{direction, firstCare}, standards: []string{"G2"},
		baseline: "11", target: "4", step: 3, values: "11 10 8 7 5 4",
		remarks: map[int]string{
			18: "El padrón y los datos de ingresos se consultan de oficio: se alcanza la meta.",
		},
	},
}

// exampleTeam are the indicators of O5 and O6: how the team works.
var exampleTeam = []example{
	{
		objective: "O5", code: "I5.1", title: "Días de baja por profesional y año",
		description: "Media de los doce últimos meses.",
		method:      "Días de baja entre plantilla media.", source: "Recursos humanos", measure: "días", decimals: 1,
		units: []string{direction}, standards: []string{"G3"},
		rule: progress.MaintainAtMost, baseline: "9", target: "9", step: 3, values: "8.9 9.6 9.3 8.8 8.5 8.4",
	},
	{
		objective: "O5", code: "I5.2", title: "Casos abiertos por profesional",
		description: "Media de expedientes abiertos que lleva cada profesional de referencia.",
		method:      "Expedientes abiertos entre profesionales en activo al cierre del mes.", source: "Gestor de expedientes",
		measure: "casos", units: []string{direction, firstCare}, standards: []string{"G3"},
		rule: progress.MaintainAtMost, baseline: "45", target: "45", step: 1,
		values: "46 47 49 48 51 52 50 53 54 52 55 54 56 57 55 58 59 58",
		remarks: map[int]string{
			9: "Hay dos vacantes sin cubrir.",
		},
	},
	{
		objective: "O5", code: "I5.3", title: "Horas de formación por profesional",
		description: "Horas anuales de formación, propia o de otras entidades.",
		method:      "Suma de los doce últimos meses entre plantilla media.", source: "Plan de formación", measure: "horas", decimals: 1,
		units:    []string{innovation, direction},
		baseline: "12.5", target: "40", step: 3, values: "13 15.5 17 19.5 21 23.5",
	},
	{
		objective: "O6", code: "I6.1", title: "Cuadros de mando en uso",
		description: "Cuadros de mando que un equipo consulta al menos una vez al mes.",
		method:      "Recuento de los que tienen consultas en el último mes.", source: "Unidad de Innovación", measure: "cuadros de mando",
		units: []string{innovation}, standards: []string{"G4"},
		baseline: "0", target: "6", step: 3, values: "0 1 2 3 - -",
	},
	{
		objective: "O6", code: "I6.2", title: "Expedientes con los datos completos",
		description: "Porcentaje de expedientes abiertos sin campos obligatorios en blanco.",
		method:      "Control automático al cierre del mes.", source: "Gestor de expedientes", measure: "%", decimals: 1,
		units: []string{innovation, firstCare, homeHelp}, standards: []string{"G4"},
		baseline: "40", target: "95", step: 1,
		values: "40.2 41.5 41.1 42.6 43 44.4 45.1 44.7 46.2 47 47.8 48.9 49.3 50.4 51.6 52.1 53.5 54",
		remarks: map[int]string{
			15: "Se limpia la base de datos heredada; el avance es lento.",
		},
	},
	{
		objective: "O6", code: "I6.3", title: "Visitas al portal de datos abiertos",
		description: "Visitas acumuladas al conjunto de datos de servicios sociales.",
		method:      "Estadística del portal.", source: "Portal de datos de ejemplo", measure: "visitas",
		units:    []string{innovation},
		baseline: "0", target: "12000", step: 1, values: "120 310 480 650 700 910 1050 1180 1240",
		cancelMonth: 10, cancelReason: "El portal propio se integra en el de otra administración ficticia, que no da cifras por conjunto " +
			"de datos.",
	},
}

// exampleOpenness are the indicators of O7, O8 and O10: the town around the services.
var exampleOpenness = []example{
	{
		objective: "O7", code: "I7.1", title: "Retos presentados por el personal y la ciudadanía",
		description: "Retos acumulados que llegan a la unidad de innovación y reciben respuesta.",
		method:      "Recuento del buzón de retos.", source: "Buzón de retos", measure: "retos",
		units: []string{innovation, community}, standards: []string{"G5"},
		baseline: "0", target: "60", step: 1,
		values: "0 1 3 4 6 9 10 13 16 18 21 24 26 30 33 36 53>39 42",
		remarks: map[int]string{
			12: "Jornada de puertas abiertas en el centro cívico.",
			17: "Corrección: se anotó 53 y eran 39.",
		},
	},
	{
		objective: "O7", code: "I7.2", title: "Valoración de los espacios de participación",
		description: "Nota media, de 0 a 10, que ponen quienes participan.",
		method:      "Encuesta anual al terminar los talleres.", source: "Encuesta anual", measure: "puntos", decimals: 1,
		units: []string{community}, standards: []string{"G5"},
		target: "8", step: 12,
	},
	{
		objective: "O7", code: "I7.3", title: "Convenio firmado con una universidad",
		description: "Vale 1 cuando el convenio está firmado.",
		method:      "Convenio publicado en el portal de transparencia.", source: "Secretaría",
		units:    []string{direction, innovation},
		baseline: "0", target: "1", step: 3, values: "0 0 0 1", endMonth: 12,
	},
	{
		objective: "O8", code: "I8.1", title: "Población a menos de 15 minutos a pie de un centro social",
		description: "Porcentaje de la población empadronada.",
		method:      "Cálculo sobre el callejero con el padrón de cada semestre.", source: "Padrón y callejero de ejemplo",
		measure: "%", decimals: 1, units: []string{programmes},
		rule: progress.MaintainAtLeast, baseline: "90", target: "90", step: 6, values: "92.8 93.1 93.4",
	},
	{
		objective: "O10", code: "I10.1", title: "Prototipos probados en el laboratorio",
		description: "Prototipos que llegan a probarse con personas usuarias.",
		method:      "Recuento de informes de prueba.", source: "Unidad de Innovación", measure: "prototipos",
		units:    []string{innovation},
		baseline: "0", target: "10", step: 3, values: "0 1 1",
		cancelMonth: labCancelMonth, cancelReason: "Se anula con su objetivo: no habrá laboratorio en un local propio.",
	},
}

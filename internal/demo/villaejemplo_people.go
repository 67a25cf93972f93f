package demo

import "hito/internal/progress"

// examplePeople are the indicators of O1, O3 and O4: what people receive.
var examplePeople = []example{
	{
		objective: "O1", code: "I1.1", title: "Días de espera hasta la primera cita",
		description: "Media de días naturales entre la petición y la primera entrevista.",
		method:      "Se promedian las citas celebradas en el mes; las urgencias, que se atienden el mismo día, no cuentan.",
		source:      "Agenda de citas", measure: "días", decimals: 1, weight: "2",
		units: []string{firstCare}, standards: []string{"G1"},
		baseline: "32", target: "12", step: 1,
		values: "31.6 31.9 30.7 30.2 29.4 28.8 29.3 27.9 27.1 26.5 25.2 25.6 24.1 23.2 22.0 21.2 20.3 19.0",
		remarks: map[int]string{
			7:  "Mes con media plantilla en el centro de la zona norte.",
			13: "Empieza la cita previa por teléfono en horario de tarde.",
		},
	},
	{
		objective: "O1", code: "I1.2", title: "Días para resolver una ayuda económica urgente",
		description: "Media de días hábiles entre la solicitud completa y el pago.",
		method:      "Se promedian los pagos del mes.", source: "Gestor de expedientes", measure: "días", decimals: 1,
		units: []string{firstCare, direction}, standards: []string{"G1"},
		baseline: "15", target: "5", step: 1,
		values: "14.8 14.5 14.9 14.1 13.8 13.5 13.2 13.4 12.9 12.6 12.4 12.7 12.1 11.8 11.6 11.1 - -",
		remarks: map[int]string{
			12: "Un cambio de programa contable retrasa los pagos.",
		},
	},
	{
		objective: "O1", code: "I1.3", title: "Personas en lista de espera de ayuda a domicilio",
		description: "Personas con el servicio reconocido que todavía no lo reciben.",
		method:      "Recuento el último día del trimestre.", source: "Registro del servicio", measure: "personas",
		units:    []string{homeHelp},
		baseline: "60", target: "10", step: 3, values: "58 54 57 61 64 66",
		remarks: map[int]string{
			12: "Suben los reconocimientos y no hay personal suficiente para atenderlos.",
			18: "La lista es más larga que al empezar el plan: el progreso es negativo.",
		},
	},
	{
		objective: "O3", code: "I3.1", title: "Personas mayores con teleasistencia avanzada",
		description: "Personas de 65 o más años que viven solas y tienen el dispositivo instalado y activo.",
		method:      "Altas menos bajas al cierre del trimestre.", source: "Registro del servicio", measure: "personas",
		units: []string{homeHelp, programmes}, standards: []string{"G1"},
		baseline: "120", target: "400", step: 3, values: "142 171 205 238 275 310",
	},
	{
		objective: "O3", code: "I3.2", title: "Horas de voluntariado de compañía",
		description: "Horas acumuladas desde el inicio del plan en visitas y paseos.",
		method:      "Suma de los partes de las entidades.", source: "Partes de voluntariado", measure: "horas",
		units:    []string{programmes, community},
		baseline: "0", target: "3000", step: 3, values: "260 690 1310 1985 2740 3420",
		remarks: map[int]string{
			18: "Se rebasa la meta de los tres años a mitad del plazo; conviene revisarla.",
		},
	},
	{
		objective: "O3", code: "I3.3", title: "Personas que dicen sentirse menos solas",
		description: "Porcentaje de quienes participan en el programa que lo afirman en la encuesta semestral.",
		method:      "Respuestas «algo menos» y «mucho menos» sobre el total de encuestas válidas.", source: "Encuesta semestral",
		measure: "%", decimals: 1, units: []string{programmes},
		target: "70", step: 6, values: "18.5 31 41.2",
		remarks: map[int]string{
			6: "Primera encuesta: no hay medición anterior con la que fijar un valor inicial.",
		},
	},
	{
		objective: "O3", code: "I3.4", title: "Viviendas con sensores de apoyo instalados",
		description: "Viviendas con detección de caídas y de inactividad.",
		method:      "Recuento de actas de instalación.", source: "Contrato de suministro", measure: "viviendas",
		units:    []string{innovation, homeHelp},
		baseline: "0", target: "50", step: 6,
	},
	{
		objective: "O4", code: "I4.1", title: "Familias acompañadas por un equipo estable",
		description: "Familias con una persona profesional de referencia durante al menos seis meses.",
		method:      "Recuento al cierre del trimestre.", source: "Gestor de expedientes", measure: "familias",
		units:    []string{families},
		baseline: "15", target: "60", step: 3, values: "17 20 23 27 35 44",
		points: []milestone{{12, "25"}, {24, "45"}},
	},
	{
		objective: "O4", code: "I4.2", title: "Menores con apoyo escolar que mejoran sus resultados",
		description: "Porcentaje de menores del programa que suben su nota media respecto a la evaluación anterior.",
		method:      "Se comparan las notas de dos evaluaciones seguidas, con autorización de las familias.",
		source:      "Centros educativos ficticios de Villaejemplo", measure: "%", decimals: 1, units: []string{families},
		rule: progress.MaintainAtLeast, baseline: "75", target: "75", step: 6, values: "76 73.5 71.5",
	},
	{
		objective: "O4", code: "I4.3", title: "Plazas del campamento inclusivo",
		description: "Plazas ofertadas con apoyo para menores con discapacidad.",
		method:      "Plazas de la convocatoria publicada.", source: "Convocatoria anual", measure: "plazas",
		units:    []string{families, community},
		baseline: "0", target: "80", step: 12, values: "0", startMonth: 22,
		remarks: map[int]string{
			12: "Valor de partida; el programa empieza más adelante.",
		},
	},
}

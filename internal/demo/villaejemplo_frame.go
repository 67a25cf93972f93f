package demo

import (
	"hito/internal/date"
	"hito/internal/plan"
)

var exampleLines = []plan.Line{
	{Code: "L1", Title: "Apoyos cercanos y a tiempo", Description: "Que cada persona reciba ayuda cerca de su casa, antes de que el " +
		"problema crezca y sin tener que contar su historia varias veces."},
	{Code: "L2", Title: "Una Administración sencilla", Description: "Menos esperas, menos papeles y menos viajes: trámites claros " +
		"que pueden empezarse en persona, por teléfono o por internet."},
	{Code: "L3", Title: "Un equipo que se cuida y aprende", Description: "Cargas de trabajo razonables, formación útil y tiempo " +
		"para pensar en cómo mejorar."},
	{Code: "L4", Title: "Comunidad y alianzas", Description: "Trabajar con la vecindad, las asociaciones, las empresas y la " +
		"universidad para encontrar soluciones que el Ayuntamiento no tendría por sí solo."},
}

// exampleObjectives weigh differently on purpose: O8 not at all, O9 half.
func exampleObjectives(start date.Date) []plan.Objective {
	return []plan.Objective{
		{Code: "O1", Weight: number("2"), Lines: []string{"L1", "L2"}, Title: "Acortar las esperas de quienes piden ayuda."},
		{Code: "O2", Weight: number("1.5"), Lines: []string{"L2"}, Title: "Lograr que los trámites se hagan una sola vez, con pocos " +
			"papeles y sin desplazamientos."},
		{Code: "O3", Weight: number("2"), Lines: []string{"L1", "L4"}, Title: "Acompañar en su casa a las personas mayores que viven solas."},
		{Code: "O4", Weight: number("1"), Lines: []string{"L1", "L4"}, Title: "Prevenir que las familias con menores caigan en la exclusión."},
		{Code: "O5", Weight: number("1"), Lines: []string{"L3"}, Title: "Cuidar a quienes cuidan: cargas razonables y formación útil."},
		{Code: "O6", Weight: number("1"), Title: "Decidir con datos y dar cuenta de los resultados."},
		{Code: "O7", Weight: number("1"), Lines: []string{"L3", "L4"}, Title: "Abrir espacios de participación en los que se propongan y " +
			"se prueben soluciones."},
		{Code: "O8", Weight: number("0"), Lines: []string{"L1"}, Title: "Vigilar el contexto social del municipio (informativo, no pesa " +
			"en el progreso)."},
		{Code: "O9", Weight: number("0.5"), Lines: []string{"L1", "L2"}, Title: "Ofrecer las ayudas antes de que se pidan."},
		{Code: "O10", Weight: number("1"), Lines: []string{"L4"}, CancelledOn: cancelDay(start, labCancelMonth),
			Title:        "Abrir un laboratorio de innovación en un local propio.",
			CancelReason: "El local previsto se destina a otro uso y no hay alternativa asequible; sus talleres pasan al centro cívico."},
	}
}

// labCancelMonth is when O10, and its indicator with it, is cancelled.
const labCancelMonth = 12

var exampleGuide = plan.Framework{
	Code:        "GUIA",
	Title:       "Guía ficticia de buena práctica social",
	Description: "Marco inventado para el ejemplo: cinco estándares a los que el plan dice responder.",
	Standards: []plan.Standard{
		{Code: "G1", Lines: []string{"L1"}, Objectives: []string{"O1", "O3"}, Title: "Las personas reciben una primera respuesta en un " +
			"plazo conocido de antemano."},
		{Code: "G2", Lines: []string{"L2"}, Objectives: []string{"O2"}, Title: "No se piden documentos que la Administración ya tiene."},
		{Code: "G3", Lines: []string{"L3"}, Objectives: []string{"O5"}, Title: "La organización mide y corrige la carga de trabajo de su " +
			"personal."},
		{Code: "G4", Objectives: []string{"O6"}, Title: "Los resultados se publican en un formato que puede reutilizarse."},
		{Code: "G5", Lines: []string{"L4"}, Objectives: []string{"O7"}, Title: "La ciudadanía participa en el diseño de los servicios y " +
			"conoce qué se hizo con sus propuestas."},
	},
}

package demo

import "hito/internal/plan"

// The lines are those of the draft PIISSA, with its words.
var montillaLines = []plan.Line{
	{Code: "L.E.1", Title: "Ciudadanía", Description: "Promover dinámicas de impulso de la convivencia, la autonomía, " +
		"la inclusión social. Formas más eficientes de responder a las viejas y nuevas necesidades sociales de la ciudadanía."},
	{Code: "L.E.2", Title: "Sistema de Servicios Sociales de Andalucía", Description: "Reforzar la capacidad organizativa de " +
		"servicios sociales para atender los retos de la sociedad actual. Consolidación y mejora del Sistema Público de " +
		"Servicios Sociales de Andalucía (SPSSA)."},
	{Code: "L.E.3", Title: "Profesionales y personal", Description: "Cuidar el capital humano. Refuerzo de la capacitación y " +
		"formación permanente del personal y profesionales de los servicios sociales y el fomento de agentes y redes sociales."},
}

// montillaGoals are the specific objectives in the order of the published table, with its whole
// percentages. O.E.12 watches over the whole plan, so it stands in no line.
var montillaGoals = []struct {
	code, title, percent string
	lines                []string
}{
	{"O.E.1", "Desarrollar proyectos de innovación en las áreas especificadas en las líneas estratégicas del Plan.",
		"80", []string{"L.E.1", "L.E.2", "L.E.3"}},
	{"O.E.2", "Implementar un modelo de gestión de la innovación que permita evaluar el nivel de adopción de la innovación " +
		"en servicios sociales y valorar su impacto.", "67", []string{"L.E.2"}},
	{"O.E.3", "Crear redes de investigación, innovación y conocimiento con universidades.", "100", []string{"L.E.3"}},
	{"O.E.4", "Definir canales y espacios de comunicación y participación entre los servicios sociales y otros agentes " +
		"sociales (ciudadanía, tejido empresarial, organizaciones sociales, universidad) que favorezcan el desarrollo de " +
		"procesos de innovación abierta para abordar los retos que surgen en el sector público.", "70", []string{"L.E.1", "L.E.3"}},
	{"O.E.5", "Guiar e impulsar el funcionamiento de la Unidad de Innovación de los Servicios Sociales.", "100", []string{"L.E.2"}},
	{"O.E.6", "Facilitar la relación telemática con la ciudadanía.", "50", []string{"L.E.1"}},
	{"O.E.7", "Simplificar la gestión administrativa y reducir la burocracia.", "72", []string{"L.E.2"}},
	{"O.E.8", "Promover la gestión basada en los datos.", "53", []string{"L.E.2"}},
	{"O.E.9", "Apostar por el reconocimiento en la gestión de personas.", "100", []string{"L.E.3"}},
	{"O.E.10", "Prestación de servicios de manera proactiva y automática.", "0", []string{"L.E.1"}},
	{"O.E.11", "Desplegar las líneas estratégicas de la innovación en un sistema de planes de actuación y programas de trabajo " +
		"con una estructura priorizada, consistente y aplicable.", "70", []string{"L.E.2", "L.E.3"}},
	{"O.E.12", "Diseñar un sistema de información, seguimiento y evaluación del impacto del plan basado en la percepción " +
		"ciudadana y en la medición objetiva de los resultados que posibilite la mejora continua.", "0", nil},
}

// acsa holds the standards as published, line by line; the document gives them no codes.
var acsa = plan.Framework{
	Code:  "ACSA",
	Title: "Modelo de calidad de ACSA: estándares del grupo III",
	Description: "Estándares con los que unos servicios sociales comunitarios demuestran que generan innovación y desarrollo " +
		"orientado a la sociedad en general, clasificados por línea estratégica. Los códigos son de Hito: el documento publicado " +
		"no los numera.",
	Standards: []plan.Standard{
		{Code: "III.1.1", Lines: []string{"L.E.1"}, Objectives: []string{"O.E.4"}, Title: "Los servicios sociales comunitarios " +
			"garantizan la participación activa de las personas en la gestión de las prestaciones recogidas en la cartera de servicios."},
		{Code: "III.1.2", Lines: []string{"L.E.1"}, Objectives: []string{"O.E.1", "O.E.4"}, Title: "Los servicios sociales " +
			"comunitarios desarrollan programas que potencian las redes sociales de apoyo de los destinatarios."},
		{Code: "III.1.3", Lines: []string{"L.E.1"}, Objectives: []string{"O.E.6"}, Title: "Se dispone de tecnologías orientadas " +
			"a la interrelación con las personas, favoreciendo la comunicación, la accesibilidad y la información."},
		{Code: "III.1.4", Lines: []string{"L.E.1"}, Title: "Los servicios sociales comunitarios contemplan la responsabilidad " +
			"social corporativa como un elemento clave de su gestión."},
		{Code: "III.2.1", Lines: []string{"L.E.2"}, Objectives: []string{"O.E.8"}, Title: "Los indicadores de los procesos clave, " +
			"estratégicos y de soporte definidos por los servicios sociales comunitarios se cumplen y mejoran."},
		{Code: "III.2.2", Lines: []string{"L.E.2"}, Objectives: []string{"O.E.2", "O.E.12"}, Title: "Los servicios sociales " +
			"comunitarios disponen de instrumentos y una sistemática de análisis con el fin de evaluar el impacto de las " +
			"intervenciones realizadas para mejorar el nivel de calidad de vida de la población atendida."},
		{Code: "III.2.3", Lines: []string{"L.E.2"}, Title: "Los servicios sociales comunitarios tienen definidas unas normas de " +
			"estilo para la documentación generada."},
		{Code: "III.2.4", Lines: []string{"L.E.2"}, Objectives: []string{"O.E.2", "O.E.8"}, Title: "Los servicios sociales " +
			"comunitarios han establecido un sistema de monitorización para la mejora continua de sus procesos."},
		{Code: "III.2.5", Lines: []string{"L.E.2"}, Objectives: []string{"O.E.7"}, Title: "Se utilizan mecanismos para aumentar la " +
			"adherencia al uso y cumplimiento de los procedimientos normalizados de trabajo de los servicios sociales comunitarios."},
		{Code: "III.3.1", Lines: []string{"L.E.3"}, Objectives: []string{"O.E.1", "O.E.3"}, Title: "Los servicios sociales " +
			"comunitarios están implicados en el desarrollo de proyectos de investigación individuales o en colaboración con otras " +
			"organizaciones."},
		{Code: "III.3.2", Lines: []string{"L.E.3"}, Objectives: []string{"O.E.11"}, Title: "Los servicios sociales comunitarios " +
			"realizan un seguimiento continuado de los planes de desarrollo individual definidos de sus profesionales."},
		{Code: "III.3.3", Lines: []string{"L.E.3"}, Objectives: []string{"O.E.9"}, Title: "La dirección considera el clima laboral " +
			"como un elemento de desarrollo organizativo de los servicios sociales comunitarios."},
		{Code: "III.3.4", Lines: []string{"L.E.3"}, Title: "Los resultados se comparan con los de otros servicios sociales " +
			"comunitarios y con los que se consideran mejores del sector."},
	},
}

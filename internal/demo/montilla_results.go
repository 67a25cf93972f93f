package demo

import "hito/internal/indicator"

// montillaResults are the published results, one by one, each under every indicator that names it.
// The document dates none of them.
var montillaResults = []indicator.Result{
	{Title: "Proyecto Mi Familia S.A.", Description: "Escuela de padres virtual.", Indicators: []string{"I.1.1", "I.6.1"}},
	{Title: "Proyecto CHANCE INNOVA UCO", Description: "Con la Universidad de Córdoba, de transferencia del conocimiento.",
		Indicators: []string{"I.1.1", "I.3.1", "I.4.2"}},
	{Title: "Proyecto de implementación de la determinación del interés superior del menor (ACNUR)",
		Description: "A partir de las directrices de ACNUR.", Indicators: []string{"I.1.1", "I.4.2"}},
	{Title: "Proyecto INNOVA APRESS", Description: "Proyecto de innovación en el acceso a las prestaciones de emergencia social " +
		"en los servicios sociales comunitarios.", Indicators: []string{"I.1.1"}},
	{Title: "Cuadro de mando del Plan de Innovación", Indicators: []string{"I.2.1"}},
	{Title: "Evaluación inicial modelo COTEC", Indicators: []string{"I.2.2"}},
	{Title: "Proyecto de investigación menores separados con la Universidad de Sevilla", Indicators: []string{"I.3.1"}},
	{Title: "Proyecto Prestaciones Económicas con la Universidad de Córdoba", Indicators: []string{"I.3.1"}},
	{Title: "Convenio con Fundación Emet Arco Iris", Indicators: []string{"I.4.1"}},
	{Title: "Servicios Sociales participa en la Comunidad de Innovanda", Indicators: []string{"I.4.1"}},
	{Title: "Investigación con la Universidad de Córdoba", Indicators: []string{"I.4.1"}},
	{Title: "Reunión inicial Ayuntamiento de Barcelona (Acord Ciutadà, Prestaciones)", Indicators: []string{"I.4.1"}},
	{Title: "Alianza con Cruz Roja Internacional", Indicators: []string{"I.4.1"}},
	{Title: "Establecimiento de circuito de derivación con Cruz Roja Internacional para intervenciones con otros países",
		Indicators: []string{"I.4.2"}},
	{Title: "Red Soledad no deseada", Indicators: []string{"I.4.2"}},
	{Title: "Unidad de Innovación operativa en los Servicios Sociales", Indicators: []string{"I.5.1"}},
	{Title: "Aplicación GESPE", Indicators: []string{"I.7.1", "I.8.2"}},
	{Title: "Aplicación SAD", Indicators: []string{"I.7.1", "I.8.2"}},
	{Title: "Las aplicaciones propias permiten la gestión de la tramitación y se usan por todos los técnicos",
		Indicators: []string{"I.7.2"}},
	{Title: "Modificación del reglamento de prestaciones económicas municipales: se permite la prescripción técnica de determinadas " +
		"prestaciones en casos de urgencia", Indicators: []string{"I.7.3"}},
	{Title: "Dashboard gestión de prestaciones", Indicators: []string{"I.8.1"}},
	{Title: "Dashboard Ayuda a Domicilio", Indicators: []string{"I.8.1"}},
	{Title: "Dashboard ORVE", Indicators: []string{"I.8.1"}},
	{Title: "Conexión de las aplicaciones con sistemas georreferenciados", Indicators: []string{"I.8.3"}},
	{Title: "Encuesta de satisfacción de los trabajadores con puntuaciones diana alcanzadas", Indicators: []string{"I.9.1"}},
	{Title: "Implementación de la herramienta CFR para mejorar la satisfacción del personal", Indicators: []string{"I.9.2"}},
	{Title: "Formación acreditada en el modelo de apoyo autodirigido de todo el personal", Indicators: []string{"I.11.1"}},
	{Title: "Formación acreditada en OKR de todo el personal", Indicators: []string{"I.11.1"}},
	{Title: "Implantación del sistema de gestión por objetivos OKR", Indicators: []string{"I.11.2"}},
	{Title: "Implantación del modelo de apoyo autodirigido en las intervenciones de las UTS", Indicators: []string{"I.11.2"}},
	{Title: "Aplicación de la investigación en experiencia de usuario en el desarrollo de nuevos proyectos",
		Indicators: []string{"I.11.2"}},
	{Title: "Viabilidad de la prescripción técnica de las prestaciones sin decretos (1)", Indicators: []string{"I.11.3"}},
	{Title: "Aplicación de la metodología de investigación de experiencia de usuario al diseño de proyectos (2)",
		Indicators: []string{"I.11.3"}},
	{Title: "Diseño de aplicaciones propias de gestión (2)", Indicators: []string{"I.11.3"}},
	{Title: "El Plan de Innovación está publicado en la página web", Indicators: []string{"I.12.1"}},
}

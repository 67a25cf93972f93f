package demo

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/indicator"
	"hito/internal/progress"
)

// Units that the published table names in many spellings. Units belong to the installation, so the
// fictitious plan shares the first three.
const (
	innovation = "Unidad de Innovación"
	programmes = "Unidad de Programas"
	direction  = "Dirección"
	uts        = "UTS"
	odos       = "Equipo Ödos"
)

// montillaIndicators are the rows of the published table, objective by objective. Figures are as
// published: a baseline may be blank, and percent is the progress that the table printed.
var montillaIndicators = []struct {
	objective, code, title, description string
	measure                             string // unit of measure; none for what either is or is not
	units                               []string
	baseline, target, value, percent    string
	standards                           []string
}{
	{"O.E.1", "I.1.1", "Se han desarrollado proyectos innovadores", "Número de proyectos innovadores desarrollados",
		"", []string{programmes}, "0", "100", "80", "80.00", []string{"III.1.2", "III.3.1"}},
	{"O.E.2", "I.2.1", "El servicio cuenta con un cuadro de mando que permite realizar el seguimiento del Plan",
		"El servicio cuenta con un cuadro de mando que permite realizar el seguimiento del Plan",
		"", []string{innovation}, "0", "1", "1", "100.00", []string{"III.2.4"}},
	{"O.E.2", "I.2.2", "Se ha realizado la evaluación de la innovación a través del modelo propuesto por COTEC: evaluación " +
		"inicial, intermedia y final",
		"Se ha realizado la evaluación de la innovación a través del modelo propuesto por COTEC",
		"evaluaciones", []string{innovation}, "0", "3", "1", "33.33", []string{"III.2.2"}},
	{"O.E.3", "I.3.1", "Se han iniciado proyectos de innovación/investigación con Universidades",
		"Número de proyectos iniciados con distintas universidades",
		"proyectos", []string{direction, programmes, odos}, "0", "3", "3", "100.00", []string{"III.3.1"}},
	{"O.E.4", "I.4.1", "Se han creado alianzas con agentes clave", "Número de alianzas iniciadas",
		"alianzas", []string{innovation, direction, uts, programmes}, "4", "14", "10", "60.00", nil},
	{"O.E.4", "I.4.2", "Las alianzas se han materializado en proyectos concretos",
		"Número de proyectos realizados con otras entidades",
		"proyectos", []string{programmes, odos}, "0", "5", "4", "80.00", []string{"III.1.2", "III.3.1"}},
	{"O.E.5", "I.5.1", "Mantenimiento de la unidad de innovación en los servicios sociales",
		"Existe una unidad de innovación en los Servicios Sociales",
		"", []string{direction}, "1", "1", "1", "100.00", nil},
	{"O.E.6", "I.6.1", "Se han implementado trámites/servicios que los usuarios de servicios sociales pueden realizar " +
		"telemáticamente de forma autónoma",
		"Número de trámites/servicios implementados que los usuarios de servicios sociales pueden realizar telemáticamente de " +
			"forma autónoma",
		"trámites", []string{innovation, uts}, "0", "2", "1", "50.00", []string{"III.1.3"}},
	{"O.E.7", "I.7.1", "Aplicaciones propias para la gestión de prestaciones que simplifican la tramitación",
		"Número de aplicaciones propias desarrolladas",
		"aplicaciones", []string{innovation, uts}, "0", "3", "2", "66.67", nil},
	{"O.E.7", "I.7.2", "Uso de las aplicaciones propias para la gestión de las prestaciones/servicios",
		"Número de trabajadores que usan las aplicaciones para la tramitación",
		"personas", []string{innovation, uts}, "0", "10", "10", "100.00", []string{"III.2.5"}},
	{"O.E.7", "I.7.3", "Se realiza la prescripción técnica de determinadas prestaciones sin necesidad de decreto previo",
		"Número de prestaciones en las que se realiza la prescripción técnica de determinadas prestaciones sin necesidad de " +
			"decreto previo",
		"prestaciones", []string{direction, uts}, "0", "2", "1", "50.00", nil},
	{"O.E.8", "I.8.1", "Los servicios sociales disponen de cuadros de mando con indicadores específicos para la toma de decisiones",
		"Los servicios sociales disponen de cuadros de mando con indicadores específicos para la toma de decisiones",
		"cuadros de mando", []string{innovation}, "0", "6", "3", "50.00", []string{"III.2.1", "III.2.4"}},
	{"O.E.8", "I.8.2", "Las nuevas aplicaciones de tramitación permiten exportar datos y generar informes para las tramitaciones",
		"Las nuevas aplicaciones de tramitación permiten exportar datos y generar informes para las tramitaciones",
		"aplicaciones", []string{innovation}, "0", "3", "2", "66.67", nil},
	{"O.E.8", "I.8.3", "Los nuevos proyectos se fundamentan en el análisis de datos",
		"Los nuevos proyectos/decisiones se fundamentan en el análisis de datos",
		"proyectos o decisiones", []string{innovation}, "3", "10", "6", "42.86", nil},
	{"O.E.9", "I.9.1", "Los trabajadores se muestran satisfechos en sus puestos de trabajo",
		"La satisfacción de los trabajadores se medirá a través de encuestas de satisfacción",
		"puntos", []string{programmes}, "", "97", "97", "100.00", []string{"III.3.3"}},
	{"O.E.9", "I.9.2", "Los trabajadores se muestran satisfechos en sus puestos de trabajo",
		"Los trabajadores se muestran satisfechos en sus puestos de trabajo",
		"", []string{direction}, "", "1", "1", "100.00", []string{"III.3.3"}},
	{"O.E.11", "I.11.1", "Formación de los trabajadores en nuevos modelos de intervención realizada por todo el personal",
		"Número de formaciones recibidas por los trabajadores en nuevos modelos de intervención realizadas por todo el personal",
		"formaciones", []string{programmes}, "", "5", "2", "40.00", []string{"III.3.2"}},
	{"O.E.11", "I.11.2", "Aplicación de los modelos/estrategias/procedimientos sobre los que se ha recibido formación",
		"Número de proyectos/iniciativas/procesos en los que se han aplicado las formaciones recibidas",
		"procesos", []string{innovation}, "", "2", "2", "100.00", nil},
	{"O.E.11", "I.11.3", "Existencia de un sistema de canalización de presentación de retos a la unidad de innovación",
		"Número de retos presentados",
		"retos", []string{innovation}, "", "7", "5", "71.43", nil},
	{"O.E.12", "I.12.1", "El plan de innovación es comunicado a la Ciudadanía",
		"Número de acciones de Comunicación del Plan de Innovación",
		"acciones", []string{innovation}, "0", "3", "1", "0.00", nil},
	{"O.E.12", "I.12.2", "El plan ha sido valorado por la ciudadanía",
		"Se ha utilizado una herramienta para valorar el impacto de los servicios mejorados o implantados en el marco del Plan en " +
			"la Ciudadanía",
		"", []string{innovation}, "0", "1", "0", "0.00", []string{"III.2.2"}},
}

// montillaMethods tells of what the published table leaves open.
var montillaMethods = map[string]string{
	"I.1.1": "El seguimiento publicado da un valor de 80 sobre una meta de 100 y nombra cuatro proyectos; no aclara en qué unidad " +
		"se mide.",
	"I.5.1": "Vale 1 mientras la unidad existe: la meta es igual al valor inicial, así que el objetivo es mantenerlo.",
}

func montillaEntries() []entry {
	entries := make([]entry, len(montillaIndicators))
	for n, i := range montillaIndicators {
		baseline, target := blankable(i.baseline), number(i.target)
		entries[n] = entry{
			Objective: i.objective,
			Standards: i.standards,
			Indicator: indicator.Indicator{
				Code: i.code, Title: i.title, Description: i.description, Method: montillaMethods[i.code],
				Source: montillaSource, UnitOfMeasure: i.measure, Units: i.units,
				Rule: progress.DefaultRule(baseline, target), Baseline: baseline, Target: target,
				Weight: decimal.New(1, 0),
			},
			Values: []indicator.Measurement{{
				MeasuredOn: montillaOn, Revision: 1, Value: decimal.NewNullDecimal(number(i.value)),
				Comment:    "Valor publicado en el seguimiento de noviembre de 2022.",
				RecordedAt: time.Date(2022, time.November, 30, 12, 0, 0, 0, time.UTC),
			}},
		}
	}
	return entries
}

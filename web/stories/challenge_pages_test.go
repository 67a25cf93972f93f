package stories

import (
	"net/http"
	"slices"

	"hito/internal/access"
)

// Retos of the demo, by what has become of them; see internal/demo.
const (
	analysed     = "/retos/DEMCN-A7NF9-NPN9F" // of the staff, assigned to the technician; the director is asked
	waiting      = "/retos/DEM69-256PD-DCA2Y"
	admitted     = "/retos/DEMYM-A9NKN-P7K59"
	pursued      = "/retos/DEMUU-RP427-F2T2N" // has a project with milestones
	piloted      = "/retos/DEMX9-XT4D2-FCKTY" // public
	implemented  = "/retos/DEMFP-RF32E-K2AYP" // public
	discarded    = "/retos/DEMK3-XFXFE-TF7YH"
	merged       = "/retos/DEMM2-DK26E-K5M7Y"
	late         = "/retos/DEMR4-XY7TT-H463N" // of an anonymous author, received long ago
	secretOfLate = "/retos/DEMEC-EC366-EXMC3" // by which that author follows it
	confidential = "/retos/DEMFK-MNNYK-9F7MA"

	counting = montilla + "/indicadores/I.11.3" // counts retos: 5 of 7
)

// challengePages is each kind of page about retos, with the states that change its shape.
var challengePages = []look{
	{name: "retos-publicos", path: "/retos", says: "Cartas que se entienden"},
	{name: "retos-publicos-vacio", path: "/retos?texto=zzz"},
	{name: "retos-personal", path: "/retos", role: access.Staff},
	{name: "retos-tecnica", path: "/retos", says: "Avisos de cita que no llegan", role: access.Technician},
	{name: "retos-tecnica-filtrados", path: "/retos?estado=analysis&texto=informe", role: access.Technician},
	{name: "retos-tecnica-vacio", path: "/retos?texto=zzz", role: access.Technician},
	{name: "tablero", path: "/retos/tablero", says: "En marcha", role: access.Technician},
	{name: "tablero-vacio", path: "/retos/tablero?texto=zzz", role: access.Technician},
	{name: "mapa", path: "/retos/mapa", says: "Impacto", role: access.Technician},
	{name: "cifras", path: "/retos/cifras", role: access.Director},
	{name: "cifras-vacias", path: "/retos/cifras?desde=2019-01-01&hasta=2019-12-31", role: access.Technician},
	{name: "reto-nuevo", path: "/retos/nuevo", says: "anónima"},
	{name: "reto-nuevo-personal", path: "/retos/nuevo", says: "Cómo lo presenta", role: access.Staff},
	{name: "reto-similares", path: "/retos/similares?titulo=cartas+que+se+entienden", says: "Cartas que se entienden"},
	{name: "reto-similares-personal", path: "/retos/similares?titulo=informes+escritos+tres+veces", says: "Lo presentó usted", role: access.Staff},
	{name: "reto-similares-direccion", path: "/retos/similares?titulo=informes+escritos+tres+veces", says: "Me afecta también", role: access.Director},
	{name: "reto-consulta", path: "/retos/consulta", says: "código"},
	{name: "reto-desconocido", path: "/retos/DEMZZ-ZZZZZ-ZZZZZ", status: http.StatusNotFound},
	{name: "reto-en-analisis", path: analysed, says: "Solo para quienes gestionan el reto", role: access.Technician},
	{name: "reto-autora", path: analysed, says: "Unos veinte minutos", role: access.Staff},
	{name: "reto-pendiente", path: waiting, says: "A qué hora terminan", role: access.Staff},
	{name: "reto-admitido", path: admitted, role: access.Technician},
	{name: "reto-en-proyecto", path: pursued, says: "Centralita preparada", role: access.Technician},
	{name: "reto-en-proyecto-autora", path: pursued, says: "Centralita preparada", role: access.Staff},
	{name: "reto-publico", path: piloted, says: "Tres modelos de carta"},
	{name: "reto-implantado", path: implemented, says: "Ya no se pide"},
	{name: "reto-descartado", path: discarded, says: "No hay presupuesto"},
	{name: "reto-fusionado", path: merged, says: "Pedir la primera cita", role: access.Staff},
	{name: "reto-anonimo", path: secretOfLate, says: "Personas mayores que viven solas"},
	{name: "reto-anonimo-editar", path: secretOfLate + "/editar"},
	{name: "reto-con-retraso", path: late, role: access.Technician},
	{name: "reto-confidencial", path: confidential, role: access.Technician},
	{name: "reto-editar", path: confidential + "/editar", role: access.Staff},
	{name: "reto-estado", path: analysed + "/estado", says: "Pasa a", role: access.Technician},
	{name: "reto-estado-direccion", path: analysed + "/estado?a=discarded", role: access.Director},
	{name: "reto-asignacion", path: analysed + "/asignacion", role: access.Technician},
	{name: "reto-fusion", path: analysed + "/fusion", role: access.Technician},
	{name: "reto-fusion-confirmar", path: late + "/fusion?con=DEMUU-RP427-F2T2N", role: access.Technician},
	{name: "reto-publicacion", path: analysed + "/publicacion", role: access.Technician},
	{name: "reto-publicacion-publicado", path: piloted + "/publicacion", role: access.Technician},
	{name: "reto-evaluacion", path: analysed + "/evaluacion", says: "Su evaluación", role: access.Technician},
	{name: "reto-evaluacion-nadie", path: late + "/evaluacion", says: "Nadie lo ha evaluado", role: access.Director},
	{name: "reto-vinculos", path: pursued + "/vinculos", says: "I1.1", role: access.Technician},
	{name: "reto-proyecto", path: pursued + "/proyecto", says: "Añadir un hito", role: access.Technician},
	{name: "reto-proyecto-nuevo", path: admitted + "/proyecto", role: access.Technician},
	{name: "avisos-vacio", path: "/avisos", role: access.Staff},
	{name: "ajustes-retos", path: "/administracion/retos", role: access.Admin},
	{name: "correos", path: "/administracion/correos", says: "No hay servidor de correo", role: access.Admin},
	{name: "indicador-cuenta-retos-tecnica", path: counting, says: "71,43 %", role: access.Technician},
	{name: "indicador-retos", path: counting + "/retos", says: "Valor según los retos", role: access.Technician},
	{name: "indicador-retos-nuevo", path: example + "/indicadores/I1.1/retos", role: access.Technician},
	{name: "cuadro-de-mando-direccion", path: example + "/cuadro-de-mando", says: "Retos que esperan decisión", role: access.Director},
	{name: "inicio-direccion", path: "/", role: access.Director},
	{name: "inicio-personal", path: "/", role: access.Staff},
}

// challengeLooks are the pages about retos with those whose address the database chose, as a technician finds them.
func challengeLooks(b tab) []look {
	b.t.Helper()
	return slices.Concat(challengePages, []look{
		{name: "hito", path: b.firstLink(pursued+"/proyecto", "/hitos/"), says: "Hecho el", role: access.Technician},
	})
}

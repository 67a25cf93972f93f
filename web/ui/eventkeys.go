package ui

// keyNames names what events tell before and after.
var keyNames = map[string]string{
	"role": "Papel", "units": "Unidades (números)", "name": "Nombre", "email": "Correo", "kind": "Tipo de enlace", "link": "Con el enlace de",
	"provider": "Cuentas de la organización", "confirmed": "Entrada completa", "how": "Cómo", "sessions": "Sesiones", "identities": "Cuentas desvinculadas", "method": "Método",
	"route": "Dirección", "aliases": "Otros nombres", "title": "Título", "state": "Estado", "published": "Publicado", "published_at": "Publicado el", "slug": "Dirección web",
	"shows": "Lo que se muestra", "licence": "Licencia",

	"exported": "Qué se descargó", "account": "Cuenta",

	"code": "Código", "position": "Lugar", "description": "Descripción", "weight": "Peso", "lines": "Líneas",
	"standards": "Estándares", "links": "Vínculos", "cancelled_on": "Anulado desde", "cancel_reason": "Motivo de la anulación",

	"objective_id": "Objetivo (número)", "how_measured": "Cómo se calcula", "source": "Fuente", "unit_of_measure": "Unidad de medida", "decimals": "Decimales",
	"nature": "Naturaleza", "periodicity_months": "Meses entre valores", "rule": "Regla", "baseline": "Valor inicial", "target": "Meta",
	"starts_on": "Inicio", "ends_on": "Fin", "points": "Puntos planificados", "planned_in_steps": "Por escalones",

	"measured_on": "Fecha del valor", "value": "Valor", "comment": "Comentario", "reason": "Motivo", "revision": "Número de versión",
	"round": "Ronda (número)", "due_on": "Plazo", "note": "Nota", "indicators": "Indicadores (números)", "taken_on": "Fecha",
	"result_title": "Resultado", "result_on": "Fecha del resultado", "result_url": "Enlace del resultado", "review": "Revisión",
	"accepted": "Aceptados", "missing": "Sin enviar", "unreviewed": "Sin revisar",

	"achieved_on": "Día en que se alcanzó", "url": "Enlace", "serves": "Sirve a",
	"media_type": "Tipo de contenido", "size": "Bytes", "sha256": "SHA-256",

	"plan_id": "Plan (número)", "indicator_id": "Indicador (número)", "result_id": "Resultado (número)",
	"unit_id": "Unidad (número)", "lead_id": "Responsable (número)", "done_on": "Hecho el",

	"internal": "Solo para quienes gestionan el reto", "changed": "Lo que cambia",

	"submitted_as": "Presentado", "files": "Ficheros",
	"decision_asked": "Decisión pedida", "assignee_id": "Asignado a (persona, número)", "assigned_unit_id": "Asignado a (unidad, número)",
	"answer_due_on": "Plazo de la primera respuesta", "merged_into": "Unido al reto (número)", "merged_from": "Se le unió el reto (número)",
	"supporters": "Personas a quienes afecta", "notes": "Comentarios internos",

	"count": "Retos", "states": "Estados", "urgency": "Urgencia", "late": "Con retraso", "assigned_nobody": "Sin asignar", "assigned_self": "Asignados a quien los descarga",
	"assigned_person_id": "Asignados a la persona (número)", "touches_plan_id": "Sobre el plan (número)",
	"touches_objective_id": "Sobre el objetivo (número)", "touches_line_id": "Sobre la línea (número)",

	"counts": "Qué retos cuenta", "from_on": "Desde", "to_on": "Hasta", "automatic": "Se registra solo",

	"body": "Organismo", "summary": "Resumen", "general_objective": "Objetivo general", "notice": "Aviso sobre los datos",
	"on_track_percent": "Umbral de «en plazo» (%)", "delayed_percent": "Umbral de «con retraso» (%)",
	"cadence_months": "Meses entre seguimientos automáticos", "periods": "Periodos", "heading": "Título", "order": "Orden",
	"copied_from": "A partir del plan", "copied_from_id": "A partir del plan (número)", "values_copied": "Con sus valores",
	"results_copied": "Con sus resultados", "baseline_from_values": "Último valor como línea base", "rules_changed": "Indicadores que pasan a mantener su meta",

	"progress": "Progreso (de 1)", "expected": "Previsto (de 1)", "status": "Estado", "with_data": "Indicadores con dato", "total": "Indicadores",
	"scheduled_for": "Día que tocaba", "replaces": "Sustituye al seguimiento (número)",
	"number": "Número", "snapshot": "Seguimiento (número)", "sections": "Apartados", "edited": "Textos propios", "comments": "Comentarios propios",

	"events": "Sucesos", "topic": "Tema", "object": "Sobre", "from": "Desde", "until": "Hasta", "text_search": "Con una búsqueda de texto",

	"made_at": "Estado del", "rows": "Filas", "encrypted": "Cifrada", "hito": "Hecha con Hito",

	"security": "Seguridad", "second_factor": "Segundo paso obligatorio para", "audit_months": "Meses que se guardan los datos personales",
	"accessibility": "Accesibilidad", "privacy": "Protección de datos", "legal": "Aviso legal", "text": "Texto",
	"conformance": "Situación de cumplimiento", "failing": "Falta de conformidad", "burden": "Carga desproporcionada",
	"out_of_scope": "Fuera del ámbito de la norma", "prepared": "Preparación", "reviewed": "Última revisión",
	"contact": "Contacto", "form": "Formulario", "phone": "Teléfono", "office": "Oficina", "appeal": "Quién resuelve las reclamaciones",
	"extra": "Otras medidas",

	"import_id": "Importación (número)", "mode": "Para qué", "values": "Valores", "made": "Cosas nuevas", "altered": "Cosas cambiadas",
	"answers": "Preguntas respondidas", "columns": "Columnas decididas",

	"scopes": "Permite", "emblem": "Emblema", "mail": "Correo", "mails": "Avisos por correo",

	"challenges": "Retos", "open": "Abiertos a quien tenga el enlace", "answer_days": "Días hábiles para la primera respuesta",
	"holidays": "Festivos locales", "criteria": "Criterios de evaluación", "retired": "Criterios retirados", "low": "Qué es un 1", "high": "Qué es un 5",
	"axis": "Eje", "scored": "Criterios puntuados", "commented": "Con comentario",
}

var linkNames = map[string]string{
	"setup": "Puesta en marcha", "invitation": "Invitación", "reset": "Otra contraseña", "email": "Nuevo correo",
}

var rolesByCode = func() map[string]string {
	names := map[string]string{}
	for role, name := range roleNames {
		names[string(role)] = name
	}
	return names
}()

// statesByCode names the states of plans and of retos.
var statesByCode = func() map[string]string {
	names := map[string]string{"draft": "Borrador", "active": "En vigor", "closed": "Cerrado"}
	for state, tag := range challengeStates {
		names[string(state)] = tag.Text
	}
	return names
}()

var statusWords = func() map[string]string {
	words := map[string]string{}
	for status, s := range statuses {
		words[status] = s.word
	}
	return words
}()

// reportSections names the parts of a report.
var reportSections = map[string]string{
	"summary": "En una página", "panels": "Cuadro de mando", "objectives": "Seguimiento por objetivo", "deviations": "Desviaciones",
	"changes": "Qué ha cambiado", "challenges": "Retos", "evidence": "Evidencias", "rules": "Cómo se calcula",
}

// decimalKeys are those whose values are exact decimals, which JSON holds as text.
var decimalKeys = map[string]bool{"value": true, "baseline": true, "target": true, "weight": true, "progress": true, "expected": true}

// valueNames names the values of keys that have few.
var valueNames = map[string]map[string]string{
	"role": rolesByCode, "second_factor": rolesByCode, "kind": linkNames, "link": linkNames,
	"counts": {"received": "Presentados", "admitted": "Admitidos", "project": "En proyecto", "pilot": "En piloto", "implemented": "Implantados"},
	"nature": {"output": "Realización", "outcome": "Resultado", "impact": "Impacto"},
	"changed": {
		"title": "Título", "problem": "El problema", "area": "De dónde viene", "affects": "A quién afecta", "affected": "A cuántas personas",
		"evidence": "En qué se nota", "tried": "Qué se ha intentado", "idea": "Idea", "urgency": "Urgencia", "urgency_reason": "Por qué es urgente",
	},
	"submitted_as": {"named": "Con su nombre", "confidential": "De forma confidencial", "anonymous": "De forma anónima"},
	"axis":         {"impact": "Impacto", "feasibility": "Viabilidad"},
	"rule":         {"reach": "Alcanzar", "maintain_at_least": "Mantener como mínimo", "maintain_at_most": "Mantener como máximo"},
	"how": {
		"code": "Código del teléfono", "recovery_code": "Código de recuperación",
		"manual": "A mano", "round": "Con su ronda", "scheduled": "Automático",
	},
	"shows": {
		"objectives": "Objetivos", "indicators": "Indicadores", "results": "Resultados", "comments": "Comentarios", "files": "Ficheros",
	},
	"exported": {
		"workbook": "El plan entero", "sheet": "La hoja de una unidad", "sheets": "Las hojas de las unidades",
		"indicators": "Los indicadores", "history": "La historia",
	},
	"mode":     {"new": "Un plan nuevo", "update": "Estructura y valores", "structure": "Solo la estructura", "values": "Solo los valores"},
	"account":  {"active": "Activa", "disabled": "Desactivada", "pending": "Sin estrenar"},
	"licence":  {"CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0 1.0"},
	"sections": reportSections, "edited": reportSections,
	"status":      statusWords,
	"conformance": {"full": "Totalmente conforme", "partial": "Parcialmente conforme", "none": "No conforme"},
	"state":       statesByCode,
	"mail":        {"queued": "En espera", "failed": "Sin enviar", "uncertain": "En duda", "dropped": "Descartado"},
}

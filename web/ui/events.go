package ui

import (
	"fmt"
	"strconv"
	"time"

	"hito/internal/access"
	"hito/internal/audit"
)

// eventTexts says in words what each kind of event is. Who did it stands beside it.
var eventTexts = map[string]string{ //nolint:gosec // sentences about passwords, and no password
	"session.start":     "Entró",
	"session.confirm":   "Completó la entrada con el segundo paso",
	"session.end":       "Cerró una sesión",
	"session.refuse":    "Intento de entrar rechazado",
	"session.limit":     "Demasiados intentos de entrar: se hizo esperar",
	"factor.refuse":     "Código del segundo paso rechazado",
	"factor.limit":      "Demasiados códigos del segundo paso: se hizo esperar",
	"reto_code.limit":   "Demasiados códigos de retos que no existen: se hizo esperar",
	"reto_intake.limit": "Demasiados retos desde un mismo lugar: se hizo esperar",
	"reset.limit":       "Demasiadas peticiones de otra contraseña: se hizo esperar",

	"user.set_up":         "Creó la primera cuenta",
	"user.offer_set_up":   "Ofreció crear la primera cuenta",
	"user.create":         "Dio de alta a una persona",
	"user.invite":         "Invitó a una persona",
	"user.update":         "Cambió los datos de una persona",
	"user.disable":        "Desactivó una cuenta",
	"user.enable":         "Volvió a activar una cuenta",
	"user.link":           "Unió una cuenta de la organización a la suya",
	"user.unlink":         "Desvinculó las cuentas de la organización",
	"user.link_made":      "Hizo un enlace para que una persona entre",
	"user.end_sessions":   "Cerró las sesiones de una persona",
	"user.reset_factor":   "Quitó el segundo paso a una persona",
	"user.forgot":         "Pidió otra contraseña porque la olvidó",
	"user.set_password":   "Eligió una contraseña",
	"user.ask_email":      "Pidió cambiar su correo",
	"user.set_email":      "Cambió su correo",
	"user.enable_factor":  "Activó su segundo paso",
	"user.disable_factor": "Quitó su segundo paso",
	"user.renew_codes":    "Renovó sus códigos de recuperación",
	"user.choose_mails":   "Cambió si recibe avisos por correo",
	"user.export":         "Descargó la lista de personas",
	"mail.retry":          "Hizo que se enviara otra vez un correo",
	"mail.drop":           "Descartó un correo",

	"token.create": "Creó una clave de aplicación",
	"token.revoke": "Revocó una clave de aplicación",
	"token.limit":  "Demasiadas claves de aplicación que no sirven: se hizo esperar",

	"unit.create":    "Creó una unidad",
	"unit.update":    "Cambió una unidad",
	"unit.delete":    "Borró una unidad",
	"setting.change": "Cambió los ajustes",

	"plan.create":          "Creó el plan",
	"plan.duplicate":       "Creó el plan a partir de otro",
	"plan.update":          "Cambió los datos del plan",
	"plan.activate":        "Puso en vigor el plan",
	"plan.close":           "Cerró el plan",
	"plan.reopen":          "Reabrió el plan",
	"plan.redraft":         "Devolvió el plan a borrador",
	"plan.publish":         "Publicó el plan",
	"plan.withdraw":        "Retiró el plan de lo publicado",
	"plan.export":          "Descargó datos del plan",
	"section.create":       "Añadió un apartado del texto",
	"section.update":       "Cambió un apartado del texto",
	"section.delete":       "Quitó un apartado del texto",
	"section.move":         "Cambió el orden de los apartados",
	"line.create":          "Añadió una línea estratégica",
	"line.update":          "Cambió una línea estratégica",
	"line.delete":          "Quitó una línea estratégica",
	"line.move":            "Cambió el orden de las líneas",
	"framework.create":     "Añadió un marco de referencia",
	"framework.update":     "Cambió un marco de referencia",
	"framework.delete":     "Quitó un marco de referencia",
	"objective.create":     "Añadió un objetivo",
	"objective.update":     "Cambió un objetivo",
	"objective.delete":     "Quitó un objetivo",
	"objective.move":       "Cambió el orden de los objetivos",
	"objective.cancel":     "Anuló un objetivo",
	"objective.restore":    "Recuperó un objetivo anulado",
	"indicator.create":     "Añadió un indicador",
	"indicator.update":     "Cambió un indicador",
	"indicator.delete":     "Quitó un indicador",
	"indicator.move":       "Cambió el orden de los indicadores",
	"indicator.cancel":     "Anuló un indicador",
	"indicator.restore":    "Recuperó un indicador anulado",
	"measurement.record":   "Registró un valor",
	"measurement.correct":  "Corrigió un valor",
	"measurement.withdraw": "Retiró un valor",
	"result.create":        "Añadió un resultado",
	"result.update":        "Cambió un resultado",
	"result.withdraw":      "Retiró un resultado",
	"result.restore":       "Recuperó un resultado",
	"result.link":          "Vinculó un resultado",
	"result.add_file":      "Añadió un fichero a un resultado",
	"result.withdraw_file": "Retiró un fichero de un resultado",
	"round.open":           "Abrió una ronda de seguimiento",
	"round.update":         "Cambió una ronda de seguimiento",
	"round.cancel":         "Anuló una ronda de seguimiento",
	"round.close":          "Cerró una ronda de seguimiento",
	"entry.send":           "Envió un valor a la ronda",
	"entry.accept":         "Aceptó un valor de la ronda",
	"entry.correct":        "Corrigió y aceptó un valor de la ronda",
	"entry.return":         "Devolvió un valor de la ronda",
	"snapshot.close":       "Cerró un seguimiento",

	"import.create":         "Trajo un fichero para importarlo",
	"import.update":         "Decidió sobre una importación",
	"import.apply":          "Aplicó una importación",
	"import.undo":           "Deshizo una importación",
	"import.discard":        "Descartó una importación",
	"import.forget":         "Olvidó el fichero de una importación que nadie aplicó",
	"measurement.import":    "Importó valores",
	"measurement.take_back": "Deshizo los valores de una importación",
	"mapping.save":          "Guardó lo que significan las columnas de un formato",
	"mapping.delete":        "Quitó un formato guardado",
	"plan.delete":           "Quitó el plan, al deshacer la importación que lo creó",
	"result.delete":         "Quitó un resultado, al deshacer su importación",
	"report.prepare":        "Preparó el informe de seguimiento",
	"report.issue":          "Emitió un informe de seguimiento",
	"report.keep_file":      "Guardó un fichero de un informe emitido",

	"challenge.link":   "Vinculó un reto con un plan",
	"challenge.unlink": "Quitó un vínculo de un reto",
	"project.create":   "Creó el proyecto de un reto",
	"project.update":   "Cambió el proyecto de un reto",
	"milestone.create": "Añadió un hito al proyecto de un reto",
	"milestone.update": "Cambió un hito del proyecto de un reto",
	"milestone.delete": "Quitó un hito del proyecto de un reto",

	"challenge.evaluate": "Evaluó un reto",

	"challenge.submit":         "Presentó un reto",
	"challenge.move":           "Cambió el estado de un reto",
	"challenge.ask_decision":   "Pidió a dirección que decida sobre un reto",
	"challenge.unask_decision": "Retiró la petición de que se decida sobre un reto",
	"challenge.assign":         "Asignó un reto",
	"challenge.merge":          "Unió un reto a otro",
	"challenge.absorb":         "Unió otro reto a este",
	"challenge.publish":        "Hizo público un reto",
	"challenge.unpublish":      "Retiró un reto de lo público",

	"challenge.export": "Descargó una lista de retos",
	"view.create":      "Guardó una vista de los retos",
	"view.delete":      "Quitó una vista de los retos",

	"challenge.inform":        "Añadió información a su reto",
	"challenge.answer":        "Respondió a quien presentó un reto",
	"challenge.comment":       "Comentó un reto internamente",
	"challenge.add_file":      "Añadió un fichero a un reto",
	"challenge.withdraw_file": "Retiró un fichero de un reto",
	"challenge.support":       "Dijo que un reto le afecta también",
	"challenge.unsupport":     "Dijo que un reto ya no le afecta",
	"challenge.follow":        "Pidió avisos de un reto",
	"challenge.unfollow":      "Dejó de pedir avisos de un reto",
	"challenge.edit":          "Corrigió el texto de su reto",
	"challenge.withdraw":      "Retiró su reto",

	"source.create": "Hizo que el indicador cuente retos",
	"source.update": "Cambió qué retos cuenta el indicador",
	"source.delete": "Hizo que el indicador deje de contar retos",

	"access.refuse":  "Operación no permitida",
	"audit.export":   "Descargó sucesos de la auditoría",
	"backup.make":    "Hizo una copia de seguridad de todo",
	"backup.fail":    "No se pudo hacer la copia de seguridad programada",
	"backup.restore": "Restauró una copia de seguridad",
	"audit.forget":   "Borró los datos personales de sucesos antiguos",
}

// EventText says in words what an event is; a kind that is not known is told by its code.
func EventText(action string) string {
	if text, known := eventTexts[action]; known {
		return text
	}
	return action
}

var objectNames = map[string]string{ //nolint:gosec // what is called a key, and no key
	"user": "Persona", "unit": "Unidad", "plan": "Plan", "setting": "Ajustes", "route": "Página", "audit": "Auditoría", "mail": "Correo",
	"session": "Sesión", "indicator": "Indicador", "objective": "Objetivo", "snapshot": "Seguimiento", "measurement": "Valor",
	"section": "Apartado", "line": "Línea", "framework": "Marco", "result": "Resultado", "round": "Ronda",
	"challenge": "Reto", "project": "Proyecto del reto", "milestone": "Hito", "view": "Vista de los retos",
	"import": "Importación", "mapping": "Formato de importación", "token": "Clave de aplicación",
	"backup": "Copia de seguridad", "report": "Informe", "report_draft": "Borrador del informe del plan",
}

// ObjectName names what an event is about: "Persona 12", or "Ajustes" where there is no number.
func ObjectName(kind string, id int64) string {
	name := kind
	if known, ok := objectNames[kind]; ok {
		name = known
	}
	if id == 0 {
		return name
	}
	return name + " " + strconv.FormatInt(id, 10)
}

// EventActor names who an event is of.
func EventActor(e audit.Entry) string {
	switch {
	case e.ActorKind == string(access.System):
		return "La aplicación"
	case e.ActorKind == string(access.Command):
		return "Orden en el servidor"
	case e.ActorID == 0:
		return "Sin identificar"
	case e.ActorName == "":
		return ObjectName("user", e.ActorID)
	default:
		return e.ActorName
	}
}

// PersonPath returns the address of a person's page for those who manage people.
func PersonPath(id int64) string { return fmt.Sprintf("/administracion/personas/%d", id) }

// EventTime writes the moment of an event as clocks show it there: "5/11/2022, 9:05".
func EventTime(at time.Time, place *time.Location) string { return DateTime(at.In(place)) }

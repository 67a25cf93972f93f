package ui

// keyNames names what events tell before and after.
var keyNames = map[string]string{
	"role": "Papel", "units": "Unidades (números)", "name": "Nombre", "email": "Correo", "kind": "Tipo de enlace", "link": "Con el enlace de",
	"provider": "Cuentas de la organización", "confirmed": "Entrada completa", "how": "Cómo", "sessions": "Sesiones", "identities": "Cuentas desvinculadas", "method": "Método",
	"route": "Dirección", "aliases": "Otros nombres", "title": "Título", "state": "Estado", "published": "Publicado", "published_at": "Publicado el", "slug": "Dirección web",

	"events": "Sucesos", "topic": "Tema", "object": "Sobre", "from": "Desde", "until": "Hasta", "text_search": "Con una búsqueda de texto",

	"security": "Seguridad", "second_factor": "Segundo paso obligatorio para", "audit_months": "Meses que se guardan los datos personales",
	"accessibility": "Accesibilidad", "privacy": "Protección de datos", "legal": "Aviso legal", "text": "Texto",
	"conformance": "Situación de cumplimiento", "failing": "Falta de conformidad", "burden": "Carga desproporcionada",
	"out_of_scope": "Fuera del ámbito de la norma", "prepared": "Preparación", "reviewed": "Última revisión",
	"contact": "Contacto", "form": "Formulario", "phone": "Teléfono", "office": "Oficina", "appeal": "Quién resuelve las reclamaciones",
	"extra": "Otras medidas",
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

// valueNames names the values of keys that have few.
var valueNames = map[string]map[string]string{
	"role": rolesByCode, "second_factor": rolesByCode, "kind": linkNames, "link": linkNames,
	"how":         {"code": "Código del teléfono", "recovery_code": "Código de recuperación"},
	"conformance": {"full": "Totalmente conforme", "partial": "Parcialmente conforme", "none": "No conforme"},
	"state":       {"draft": "Borrador", "active": "En vigor", "closed": "Cerrado"},
}

package stories

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hito/internal/access"
)

// phone gives somebody with a role a tab as wide as a telephone.
func phone(t *testing.T, site string, role access.Role) tab {
	t.Helper()
	b := open(t, site)
	b.do(chromedp.EmulateViewport(360, 740))
	if role != access.Nobody {
		b.signIn(role)
	}
	return b
}

// say writes a message of a kind on the page of a reto.
func (b tab) say(kind, text string) {
	b.t.Helper()
	b.fill("#texto-"+kind, text)
	b.follow(`main form[action$="/mensajes"]:has(#texto-` + kind + `) button[type=submit]`)
	b.wants("what was said", b.text("main"), text)
}

// moveTo brings a reto to another state, with a note that its author reads.
func (b tab) moveTo(path, state, note string) {
	b.t.Helper()
	b.visit(path)
	b.follow(`.challenge-actions a[href$="/estado"]`)
	b.click(`main form[action$="/estado"] input[name=a][value=` + state + `]`)
	b.fill("#public", note)
	b.follow(b.named("button", "Cambiar el estado"))
}

// score gives the same score to all criteria of a reto.
func (b tab) score(path, score string) {
	b.t.Helper()
	b.visit(path + "/evaluacion")
	eval[bool](b, `(document.querySelectorAll("main input[type=radio][value='`+score+`']").forEach(e => e.checked = true), true)`)
	b.follow(b.named("button", "Guardar mi evaluación"))
}

// reads looks at a reto as its author finds it, who is never told more than is wanted.
func (b tab) reads(name, path, state string, notes ...string) {
	b.t.Helper()
	b.visit(path)
	b.wants("the state in "+name, b.text(".challenge-summary .badge"), state)
	for _, note := range notes {
		b.wants("the page in "+name, b.text("main"), note)
	}
	if text := b.text("main"); strings.Contains(text, "Solo para quienes gestionan") || strings.Contains(text, "secreto de la casa") {
		b.t.Errorf("%s: the author reads what is internal", name)
	}
	b.looked("camino-"+name, 200)
}

// A reto sent confidentially from a telephone goes all the way, and its author reads each step of it.
func TestAConfidentialRetoAllTheWayOnAPhone(t *testing.T) {
	t.Parallel()
	site := serve(t)
	author, technician, director := phone(t, site, access.Staff), phone(t, site, access.Technician), phone(t, site, access.Director)
	author.visit("/")
	author.follow(`main a[href="/retos/nuevo"], .main-nav a[href="/retos"]`)
	author.visit("/retos/nuevo")
	author.fill("#title", "Las visitas a domicilio se hacen sin avisar a nadie")
	author.fill("#problem", "Salimos a domicilios sin que nadie sepa dónde estamos ni a qué hora volvemos.")
	author.click("#privacy-confidential")
	author.follow(sendReto)
	path := "/retos/" + author.sentCode()
	author.wants("as whom", author.text("main"), "de forma confidencial")
	author.looked("camino-enviado", 200)

	technician.visit("/retos/tablero")
	technician.wants("the board", technician.text("main"), "Las visitas a domicilio")
	technician.visit(path)
	technician.wants("the author", technician.text("main"), "Personal (demostración)")
	technician.say("interno", "secreto de la casa")
	technician.looked("camino-tecnica", 200)
	technician.moveTo(path, "analysis", "Lo miramos con prevención de riesgos.")
	technician.visit(path)
	technician.wants("what is asked of those who know the author", technician.text("main"), "confidencial: no diga su nombre")
	director.visit(path)
	director.wants("that the author is not told", director.text("main"), "De forma confidencial")
	if strings.Contains(director.text("main"), "Personal (demostración)") {
		t.Error("the director is told who wrote a confidential reto")
	}
	author.reads("analisis", path, "En análisis", "Lo miramos con prevención de riesgos.")

	technician.moveTo(path, "waiting", "¿Cuántas visitas hace cada persona a la semana?")
	author.reads("pendiente", path, "Pendiente de información", "¿Cuántas visitas hace cada persona")
	author.say("autor", "Unas cinco, casi siempre por la tarde.")
	author.reads("contestado", path, "En análisis", "Unas cinco, casi siempre por la tarde.")

	technician.score(path, "4")
	technician.looked("camino-evaluado", 200)
	technician.visit(path + "/estado")
	technician.follow(technician.named("button", "Pedir decisión a dirección"))
	director.visit("/")
	director.wants("what waits", director.text("main"), "Decidir sobre")
	director.looked("camino-inicio-direccion", 200)
	director.score(path, "5")
	director.visit("/retos/mapa")
	director.wants("the map", director.text("main"), "Las visitas a domicilio")
	director.looked("camino-mapa", 200)
	director.moveTo(path, "admitted", "De acuerdo: se empieza por el equipo de tarde.")
	director.looked("camino-direccion", 200)
	author.reads("admitido", path, "Admitido", "De acuerdo: se empieza por el equipo de tarde.")

	technician.visit(path + "/proyecto")
	technician.fill("#title", "Visitas acompañadas")
	technician.set("#starts_on", "2026-11-23")
	technician.set("#ends_on", "2027-03-31")
	technician.follow(`main form[action$="/proyecto"] button[type=submit]`)
	for _, milestone := range [][2]string{{"Registro de salidas", "2026-12-15"}, {"Teléfonos repartidos", "2027-01-20"}} {
		technician.visit(path + "/proyecto")
		eval[bool](technician, `(document.querySelector("#nuevo-hito").open = true)`)
		technician.fill("#hito-title", milestone[0])
		technician.set("#hito-due_on", milestone[1])
		technician.follow(`main form[action$="/hitos"] button[type=submit]`)
	}
	technician.follow(`.project-step-actions form button`)
	technician.wants("what is done", technician.text(".project-share"), "1 de 2")
	technician.looked("camino-proyecto", 200)
	author.reads("en-proyecto", path, "En proyecto", "Teléfonos repartidos")

	technician.moveTo(path, "pilot", "Se prueba un mes.")
	author.reads("piloto", path, "Piloto", "Se prueba un mes.")
	technician.moveTo(path, "implemented", "Ya nadie sale sin avisar. Gracias por decirlo.")
	author.reads("implantado", path, "Implantado", "Ya nadie sale sin avisar.", "La solución ya funciona.")
	author.visit("/avisos")
	author.wants("the notices", author.text("main"), "El reto está implantado")
	author.looked("camino-avisos", 200)
	technician.visit(path)
	technician.looked("camino-tecnica-al-final", 200)
}

// Another one is discarded: its author reads why.
func TestADiscardedRetoOnAPhone(t *testing.T) {
	t.Parallel()
	site := serve(t)
	author, director := phone(t, site, access.Staff), phone(t, site, access.Director)
	technician := phone(t, site, access.Technician)
	author.writeReto("Un perro en la sala de espera", "Los niños se aburren mientras esperan.")
	author.click("#privacy-confidential")
	author.follow(sendReto)
	path := "/retos/" + author.sentCode()
	technician.moveTo(path, "analysis", "")
	director.visit(path + "/estado?a=discarded")
	director.follow(director.named("button", "Cambiar el estado"))
	director.looked("descarte-sin-motivo", 422)
	director.fill("#public", "Hay personas con alergia. Pondremos cuentos y juegos.")
	director.follow(director.named("button", "Cambiar el estado"))
	author.reads("descartado", path, "Descartado", "Hay personas con alergia.")
}

// Somebody unknown follows a reto through its code alone.
func TestAnAnonymousRetoOnAPhone(t *testing.T) {
	t.Parallel()
	site := serve(t)
	author, technician := phone(t, site, access.Nobody), phone(t, site, access.Technician)
	author.writeReto("Bancos para esperar en la puerta", "Quien no aguanta de pie se sienta en el suelo.")
	author.follow(sendReto)
	secret := author.sentCode()

	again := phone(t, site, access.Nobody)
	comesBack := func() {
		again.visit("/retos/consulta")
		again.fill("#code", secret)
		again.follow(`main form[action="/retos/consulta"] button`)
	}
	comesBack()
	again.say("autor", "Sobre todo los lunes.")
	again.looked("anonimo-informa", 200)

	technician.visit("/retos?texto=bancos")
	path := eval[string](technician, `new URL(document.querySelector(".reto-table tbody a").href).pathname`)
	if strings.Contains(path, secret) {
		t.Fatal("the technician sees the code of the author")
	}
	technician.visit(path)
	technician.wants("what was added", technician.text("main"), "Sobre todo los lunes.")
	technician.say("respuesta", "Gracias. ¿Cuántas personas, más o menos?")
	technician.say("interno", "secreto de la casa")
	comesBack()
	again.wants("the answer", again.text("#conversacion"), "¿Cuántas personas, más o menos?")
	again.say("autor", "Unas diez.")
	technician.moveTo(path, "discarded", "La acera es de otra concejalía: se lo hemos pasado.")
	comesBack()
	again.reads("anonimo-descartado", eval[string](again, `location.pathname`), "Descartado", "La acera es de otra concejalía")
	if strings.Contains(again.text("main"), "Técnica (demostración)") {
		t.Error("somebody unknown reads who answered")
	}
}

package stories

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"hito/internal/access"
)

// entryID is the tail of the names of an indicator's fields in the inbox.
func (b tab) entryID(code string) string {
	b.t.Helper()
	return eval[string](b, `[...document.querySelectorAll("main [id^='value-']")].find(e => e.closest("section, article, li, fieldset, div.inbox-row")?.innerText.includes(`+quote(code)+`))?.id.replace("value-", "") ?? ""`)
}

// A round: the unit sends its values from a phone, the technician returns one and accepts the others, closes the
// round, and compares the follow-up with the one before.
func TestARoundFromTheInboxToTheComparison(t *testing.T) {
	site := serve(t)
	unit, technician := open(t, site), open(t, site)
	unit.do(chromedp.EmulateViewport(360, 740))
	unit.signIn(access.Staff)
	technician.signIn(access.Technician)
	round := technician.firstLink(example+"/rondas", "/rondas/")

	unit.visit("/bandeja")
	unit.looked("bandeja-movil", 200)
	id := unit.entryID("I1.2")
	unit.fill("#value-"+id, "muchos")
	unit.follow(unit.named("button", "Enviar lo que he escrito"))
	unit.looked("bandeja-con-errores", 422)
	unit.fill("#value-"+id, "10,8")
	unit.fill("#comment-"+id, "Con el refuerzo de noviembre")
	unit.follow(unit.named("button", "Enviar lo que he escrito"))
	unit.wants("what was sent", unit.text("main"), "pendiente de revisión")
	unit.looked("bandeja-enviada", 200)

	technician.visit(round)
	technician.wants("what was sent", technician.text("main"), "10,8")
	technician.wants("its comment", technician.text("main"), "Con el refuerzo de noviembre")
	technician.looked("ronda-por-revisar", 200)
	eval[bool](technician, `(document.querySelector("form[action$='/valores/I1.2/devolucion']").closest("details").open = true)`)
	technician.fill(`form[action$="/valores/I1.2/devolucion"] textarea`, "¿Incluye las urgencias?")
	technician.follow(`form[action$="/valores/I1.2/devolucion"] button`)
	technician.wants("what was returned", technician.text("main"), "¿Incluye las urgencias?")

	unit.visit("/bandeja")
	unit.wants("the comment of the technician", unit.text("main"), "¿Incluye las urgencias?")
	unit.looked("bandeja-devuelta", 200)
	id = unit.entryID("I1.2")
	unit.fill("#value-"+id, "11,2")
	unit.follow(unit.named("button", "Enviar lo que he escrito"))

	technician.visit(round)
	technician.wants("the effect", technician.text("main"), "Si se aceptara todo lo enviado")
	accept := eval[string](technician, `[...document.querySelectorAll("main button")].find(b => b.innerText.startsWith("Aceptar todo lo enviado")).innerText.trim()`)
	technician.follow(technician.named("button", accept))
	technician.looked("ronda-aceptada", 200)
	technician.visit(example + "/indicadores/I1.2")
	technician.wants("the value", technician.text("#valores"), "11,2")

	technician.visit(round + "/cierre")
	technician.follow(technician.named("button", "Cerrar la ronda y fijar el seguimiento"))
	technician.looked("cierre-sin-confirmar", 422)
	technician.click("#sure-0")
	technician.fill("#note", "Cerrado con lo que había llegado.")
	technician.follow(technician.named("button", "Cerrar la ronda y fijar el seguimiento"))
	technician.wants("the snapshot", technician.text("main"), "Cerrado con lo que había llegado.")
	technician.looked("seguimiento-recien-cerrado", 200)
	closed := eval[string](technician, `location.pathname`)

	technician.visit(example + "/comparar")
	technician.wants("the comparison", technician.text("main"), "Con el refuerzo de noviembre")
	technician.looked("comparacion", 200)
	technician.do(chromedp.EmulateViewport(320, 640))
	technician.colours("dark", "")
	technician.visit(example + "/comparar?a=hoy")
	technician.looked("comparacion-movil-oscura", 200)

	// What comes later changes nothing of what was closed.
	technician.visit(closed)
	before := technician.text("main")
	technician.visit(example + "/indicadores/I1.2/valores/2026-11-20")
	technician.set("#value", "14")
	technician.fill("#reason", "Faltaban tres expedientes")
	technician.follow(`main form[action$="/valores/2026-11-20"] button[type="submit"]`)
	technician.visit(closed)
	if after := technician.text("main"); after != before {
		t.Errorf("the closed follow-up changed:\n%s\n%s", strings.TrimSpace(before), strings.TrimSpace(after))
	}
	technician.visit(example + "/comparar?a=hoy")
	technician.wants("today against what was closed", technician.text("main"), "Faltaban tres expedientes")
}

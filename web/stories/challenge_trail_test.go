package stories

import (
	"testing"

	"hito/internal/access"
)

// Whoever goes through the list answers one reto, moves it on with the same form, goes on to the next and back to the
// list as it was filtered.
func TestRetosAreGoneThroughOneByOne(t *testing.T) {
	site, _ := serveWith(t)
	b := open(t, site)
	b.signIn(access.Technician)
	b.visit(late)
	b.wants("without a list", eval[string](b, `String(document.querySelector("[data-trail-nav]").hidden)`), "true")

	b.visit("/retos?estado=received&estado=analysis")
	all := eval[int](b, `document.querySelectorAll(".reto-table tbody tr").length`)
	second := eval[string](b, `new URL(document.querySelectorAll(".reto-table tbody a")[1].href).pathname`)
	b.follow(".reto-table tbody a")
	if got := eval[int](b, `Number(document.querySelector("[data-trail-at]").textContent.split(" de ")[1])`); got != all || all < 2 {
		t.Errorf("one of %d, want %d", got, all)
	}
	b.wants("the first one", eval[string](b, `String(document.querySelector("[data-trail-previous]").hidden)`), "true")
	b.looked("reto-de-una-lista", 200)

	b.fill("#texto-respuesta", "Lo vemos esta semana.")
	eval[bool](b, `(document.querySelector("select[name=a]").value = "analysis", true)`)
	b.follow(`main form[action$="/mensajes"]:has(#texto-respuesta) button`)
	b.wants("the answer", b.text("main"), "El estado ha cambiado")
	b.wants("the conversation", b.text("#conversacion .challenge-entry:last-child"), "Lo vemos esta semana.")

	b.follow("[data-trail-next]")
	b.wants("the next one", eval[string](b, `location.pathname`), second)
	b.follow("[data-trail-back]")
	b.wants("the list", eval[string](b, `location.pathname + location.search`), "/retos?estado=received&estado=analysis")
}

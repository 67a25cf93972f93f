package stories

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"hito/internal/access"
)

// transferPages is each kind of page by which plans come in and go out, with the states that change its shape.
var transferPages = []look{
	{name: "importar", path: "/planes/importar?plan=plan-de-ejemplo", says: "nada se escribe", role: access.Technician},
	{name: "exportar", path: example + "/exportar", says: "El plan entero", role: access.Technician},
	{name: "informe-fecha", path: montilla + "/informe?fecha=2022-11-30", says: "64,9 %", role: access.Technician},
	{name: "informe-preparar", path: example + "/informe/preparar", role: access.Technician},
	{name: "informes-vacio", path: example + "/informes", role: access.Technician},
	{name: "publicacion", path: example + "/publicacion", says: "Revisar lo que se verá", role: access.Technician},
	{name: "publicacion-revisar", path: example + "/publicacion?revisar=si&shows=objectives&shows=indicators&licence=CC-BY-4.0", role: access.Technician},
	{name: "publico", path: "/publico/i-plan-innovacion-2021-2023", says: "64,9 %"},
	{name: "datos-abiertos", path: "/datos-abiertos", says: "Licencia"},
	{name: "diccionario", path: "/datos-abiertos/diccionario"},
	{name: "claves", path: "/cuenta/claves", says: "No tiene ninguna clave", role: access.Technician},
	{name: "claves-todas", path: "/administracion/claves", says: "Nadie ha creado ninguna clave", role: access.Admin},
	{name: "emblema", path: "/administracion/emblema", role: access.Admin},
}

// The client's document, pasted whole, becomes a plan: its doubtful matches are confirmed, its mistaken percentages are
// told, and it goes out again as a report, as a page for citizens and as what changes nothing.
func TestTheClientsDocumentFromPasteToPublication(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../internal/transfer/testdata/seguimiento-2022-11.txt")
	if err != nil {
		t.Fatal(err)
	}
	site := serve(t)
	b := open(t, site)
	b.do(chromedp.EmulateViewport(1280, 900))
	b.signIn(access.Technician)
	b.bring(string(document), "new")
	b.set("#title", "Plan de la mesa de trabajo")
	b.set("#body", "Ayuntamiento de Villaejemplo")
	b.set("#starts_on", "2021-07-01")
	b.set("#ends_on", "2023-06-30")
	b.follow(b.named("button", "Leer y comparar"))
	for _, text := range []string{"33,33 %", "0,00 %", "17 %"} {
		b.wants("the reconciliation", b.text("main"), text)
	}
	b.looked("importar-preguntas", 200)
	b.follow(`#coincidencias button[value=confirmar]`)
	b.wants("what would be done", b.text("#aplicar"), "12 objetivos")
	b.wants("what would be done", b.text("#aplicar"), "21 indicadores")
	b.follow(b.named("button", "Aplicar la importación"))
	b.looked("importar-aplicado", 200)

	b.visit("/planes/plan-de-la-mesa-de-trabajo/cuadro-de-mando?fecha=2022-11-30")
	b.wants("the headline", b.text("main"), "64,9 %")
	b.visit("/planes/plan-de-la-mesa-de-trabajo/informe?fecha=2022-11-30")
	b.wants("the report", b.text("main"), "64,9 %")

	b.bring(string(document), "update")
	b.set("#plan", "plan-de-la-mesa-de-trabajo")
	b.follow(b.named("button", "Leer y comparar"))
	if eval[bool](b, `!!document.querySelector("#coincidencias button[value=confirmar]")`) {
		b.follow(`#coincidencias button[value=confirmar]`)
	}
	b.wants("the same again", b.text("#aplicar"), "No hay nada que aplicar")

	b.visit("/planes/plan-de-la-mesa-de-trabajo/publicacion")
	b.follow(b.named("button", "Revisar lo que se verá"))
	b.follow(`main form[method=post] button[type=submit]`)
	citizen := open(t, site)
	citizen.visit("/publico/plan-de-la-mesa-de-trabajo")
	citizen.wants("the citizens' page", citizen.text("main"), "Plan de la mesa de trabajo")
}

// bring pastes a text into the form of an import, for what it is meant.
func (b tab) bring(text, mode string) {
	b.t.Helper()
	b.visit("/planes/importar")
	b.click(`[name="by"][value="texto"]`)
	b.set("#text", text)
	b.click(`[name="mode"][value="` + mode + `"]`)
	b.set("#on", "2022-11-30")
}

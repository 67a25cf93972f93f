package stories

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hito/internal/access"
)

// typeText types at the keyboard, wherever the focus is.
func (b tab) typeText(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// await does something that leads to another page, and waits for it.
func (b tab) await(act func()) {
	b.t.Helper()
	eval[bool](b, `(window.stillHere = true)`)
	act()
	b.waitFor(`window.stillHere === undefined && document.readyState === "complete"`)
}

// cell is the input of a column in the row of an indicator.
func cell(column, code string) string {
	return `[data-row][data-code="` + code + `"] [data-cell="` + column + `"]`
}

func (b tab) focused() string {
	b.t.Helper()
	return eval[string](b, `(document.activeElement.closest("[data-row]")?.dataset.code ?? "") + " " + (document.activeElement.dataset.cell ?? document.activeElement.tagName)`)
}

// tabTo moves on with the tabulator until the focus is on something.
func (b tab) tabTo(selector string) {
	b.t.Helper()
	for n := 0; !eval[bool](b, `document.activeElement.matches(`+quote(selector)+`)`); n++ {
		if n == 120 {
			b.t.Fatalf("%s is never reached", selector)
		}
		b.press(kb.Tab)
	}
}

// The technician types a follow-up with the keyboard alone: each row tells what it would come to before it is saved.
func TestTheSheetByKeyboardAlone(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	b.visit(example + "/hoja")
	b.tabTo(cell("valor", "I1.1"))
	b.typeText("18,2")
	b.waitFor(`!document.querySelector('[data-code="I1.1"] [data-new-block]').hidden`)
	b.wants("what the value would come to", b.text(`[data-code="I1.1"]`), "69,00 %")
	b.press(kb.Enter)
	if at := b.focused(); at != "I1.2 valor" {
		t.Fatalf("Enter leads to %q", at)
	}
	b.typeText("ocho")
	b.waitFor(`document.querySelector(` + quote(cell("valor", "I1.2")) + `).getAttribute("aria-invalid") === "true"`)
	b.wants("what is wrong", b.text(".values-panel"), "No es un número")
	b.wants("the count", b.text("[data-count]"), "2 filas sin guardar · 1 con errores")
	b.looked("hoja-mientras-se-escribe", 200)
	for range len("ocho") {
		b.press(kb.Backspace)
	}
	b.typeText("1.234")
	b.waitFor(`document.querySelector(".values-panel").innerText.includes("millares")`) // asked, not guessed
	b.press(kb.Escape)
	if left := eval[string](b, `document.querySelector(`+quote(cell("valor", "I1.2"))+`).value`); left != "" {
		t.Errorf("Escape leaves %q", left)
	}
	b.typeText("12")
	b.press(kb.ArrowRight)
	if at := b.focused(); at != "I1.2 fecha" {
		t.Errorf("the right arrow at the end of the text leads to %q", at)
	}
	b.press(kb.Tab)
	b.typeText("Nuevo circuito de urgencias")
	b.press(kb.Tab)
	b.typeText("Dos semanas de prueba")
	b.waitFor(`document.querySelector("[data-count]").innerText.startsWith("2 filas sin guardar")`)
	b.await(func() { b.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(2))) }) // Ctrl
	b.wants("what was saved", b.text("main"), "2 valores")
	b.wants("the row", b.text(`[data-code="I1.1"]`), "Guardado")
	b.looked("hoja-guardada", 200)

	b.visit(example + "/indicadores/I1.2")
	b.wants("the result", b.text("main"), "Nuevo circuito de urgencias")
	b.wants("the comment", b.text("main"), "Dos semanas de prueba")
}

// What could not be saved stays in its row with the reason; the rest is saved. A value that is there already is
// corrected knowingly, and its history keeps the old one.
func TestTheSheetWithoutScripts(t *testing.T) {
	for name, size := range map[string]int64{"ancho": 1280, "movil": 320} {
		t.Run(name, func(t *testing.T) {
			b := open(t, serve(t))
			b.signIn(access.Technician)
			b.scripts(false)
			b.do(chromedp.EmulateViewport(size, 900))
			b.visit(example + "/hoja?fecha=2026-11-20")
			b.fill(cell("valor", "I1.1"), "18,2")
			b.fill(cell("valor", "I1.2"), "muchos")
			b.fill(cell("valor", "I2.1"), "14")
			b.follow(`button[value="comprobar"]`)
			b.wants("the check", b.text(`[data-code="I2.1"]`), "66,67 %")
			if done := b.text("main"); strings.Contains(done, "Guardado") {
				t.Error("a check saves")
			}
			b.follow(`button[value="guardar"]`)
			b.wants("what is left", b.text("main"), "No es un número")
			if left := eval[string](b, `document.querySelector(`+quote(cell("valor", "I1.2"))+`).value`); left != "muchos" {
				t.Errorf("the wrong row holds %q", left)
			}
			b.scripts(true) // for what looks at the page; the page's own are not run any more
			b.looked("hoja-con-errores-"+name, 422)
			b.scripts(false)
			b.fill(cell("valor", "I1.2"), "12")
			b.fill(cell("valor", "I1.1"), "18,4") // saved a moment ago
			b.follow(`button[value="guardar"]`)
			b.wants("what stands", b.text("main"), "18,2")
			b.fill(cell("motivo", "I1.1")+`, [name^="motivo-"]`, "Se contaron dos veces tres citas")
			b.follow(`button[value="guardar"]`)
			b.wants("what was saved", b.text("main"), "Se han guardado")
			b.scripts(true)
			b.visit(example + "/indicadores/I1.1")
			b.wants("the correction", b.text("#valores"), "18,2")
			b.wants("its reason", b.text("#valores"), "Se contaron dos veces tres citas")
			b.looked("indicador-corregido-"+name, 200)
		})
	}
}

// What was typed outlives the session that it was typed in.
func TestAnExpiredSessionKeepsWhatWasTyped(t *testing.T) {
	site, pool := serveWith(t)
	b := open(t, site)
	b.signIn(access.Technician)
	b.visit(example + "/objetivos/O1/editar")
	b.fill("#title", "Acortar las esperas, también en los barrios")
	if _, err := pool.Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	b.follow(`main form[action$="/editar"] button.button`)
	b.looked("sesion-terminada", 401)
	b.wants("what was typed", eval[string](b, `document.querySelector("main details").textContent`), "también en los barrios")

	b.another().signIn(access.Technician)
	b.follow(`main form.form button.button`)
	b.wants("the plan", b.text("main"), "también en los barrios")
}

// A whole follow-up: every indicator of the plan typed into the sheet and the round closed, without touching the mouse.
func TestAWholeFollowUpByKeyboardAlone(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	round := b.firstLink(example+"/rondas", "/rondas/")
	b.visit(example + "/hoja")
	b.tabTo(`.filters-result a`)
	b.press(kb.Enter)
	values := eval[[]string](b, `[...document.querySelectorAll("[data-row]")].map(r => {
		const shown = label => r.querySelector('[data-label="' + label + '"]').innerText.split("\n")[0].replace(/[^\d,\-−]/g, "");
		return shown("Último valor") || shown("Meta");
	})`)
	for n, value := range values {
		if n > 0 {
			b.press(kb.Enter)
		}
		b.typeText(value)
	}
	b.waitFor(`document.querySelector("[data-count]").innerText === ` + quote(strconv.Itoa(len(values))+" filas sin guardar"))
	b.keep("hoja-entera-escrita")
	b.await(func() { b.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(2))) }) // Ctrl
	b.wants("what was saved", b.text("main"), "Se han guardado "+strconv.Itoa(len(values))+" valores")
	b.keep("hoja-entera-guardada")

	b.visit(round)
	b.wants("what was recorded at once", b.text("main"), "Registrados directamente")
	b.looked("ronda-registrada-directamente", 200)
	b.visit(round + "/cierre")
	if eval[bool](b, `document.querySelector("#sure-0") !== null`) {
		b.tabTo("#sure-0")
		b.press(" ")
	}
	b.tabTo(`main form[action$="/cierre"] button[type="submit"]`)
	b.await(func() { b.press(kb.Enter) })
	b.wants("the snapshot", b.text("h1"), "Seguimiento de noviembre de 2026")
	b.looked("seguimiento-cerrado-con-el-teclado", 200)
}

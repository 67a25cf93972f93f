package stories

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hito/internal/access"
)

// pressAsAKeyboard presses a key as a keyboard does: where the page has answered to the key, no letter follows.
func (b tab) pressAsAKeyboard(key rune) {
	b.t.Helper()
	for _, part := range kb.Encode(key) {
		if part.Type == kb.KeyDown {
			part.Type = input.DispatchKeyEventTypeRawKeyDown
		}
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, *part)
		b.must(err)
	}
}

// With the keyboard alone: what is wrong has the focus and leads to its field, a reto is sent, and something is added to it.
func TestARetoByKeyboardAlone(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Staff)
	b.visit("/retos")
	b.tabTo(`main a[href="/retos/nuevo"]`)
	b.await(func() { b.press(kb.Enter) })
	b.tabTo(sendReto)
	b.await(func() { b.press(kb.Enter) })
	b.wants("what has the focus", eval[string](b, `document.activeElement.innerText`), "Hay algo que corregir")
	b.looked("reto-teclado-mal", 422)
	b.tabTo(`.error-summary a[href="#title"], [role=alert] a[href="#title"]`)
	b.pressAsAKeyboard('\r')
	if at := eval[string](b, `document.activeElement.id`); at != "title" {
		t.Fatalf("the summary leads to %q", at)
	}
	b.typeText("Teléfonos sin cobertura en el sótano")
	b.tabTo("#problem")
	b.typeText("En los despachos del sótano no suena ningún teléfono.")
	b.tabTo(".intake-details > summary")
	b.press(kb.Enter)
	b.tabTo("#affected")
	b.typeText("muchas")
	b.tabTo("#privacy-named")
	b.press(kb.ArrowDown)
	b.tabTo(sendReto)
	b.await(func() { b.press(kb.Enter) })
	b.wants("what has the focus", eval[string](b, `document.activeElement.innerText`), "Hay algo que corregir")
	if !eval[bool](b, `document.querySelector(".intake-details").open`) {
		t.Error("the field that is wrong is hidden")
	}
	b.tabTo("#affected")
	for range len("muchas") {
		b.press(kb.Backspace)
	}
	b.typeText("12")
	b.tabTo(sendReto)
	b.await(func() { b.press(kb.Enter) })
	b.keep("reto-teclado-enviado")
	b.sentCode()
	b.wants("as whom", b.text("main"), "de forma confidencial")
	b.tabTo("#texto-autor")
	b.typeText("Tampoco en el archivo.")
	b.tabTo(`main form[action$="/mensajes"] button[type=submit]`)
	b.await(func() { b.press(kb.Enter) })
	b.wants("what was added", b.text("#conversacion"), "Tampoco en el archivo.")
	b.wants("what is told", b.text("[role=status]"), "añadid")
	b.looked("reto-teclado-informado", 200)
	b.tabTo(".challenge-own summary")
	b.press(kb.Enter)
	b.tabTo(".challenge-own form button")
	b.await(func() { b.press(kb.Enter) })
	b.wants("what became of it", b.text(".challenge-summary"), "Retirado")
	b.looked("reto-teclado-retirado", 200)
}

// On the pages about retos the focus gets everywhere and is always seen.
func TestTheFocusIsAlwaysSeenAboutRetos(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	for name, path := range map[string]string{
		"reto-nuevo": "/retos/nuevo", "reto": analysed, "tablero": "/retos/tablero", "mapa": "/retos/mapa", "retos": "/retos",
	} {
		t.Run(name, func(t *testing.T) {
			b := b
			b.t = t
			b.visit(path)
			n := 0
			for ; n < mostStops; n++ {
				b.press(kb.Tab)
				wrong := eval[string](b, stop)
				if wrong == "end" {
					break
				}
				if wrong != "" {
					t.Errorf("stop %d %s", n, wrong)
				}
			}
			if n < 15 || n == mostStops {
				t.Errorf("%d stops", n)
			}
			for _, e := range eval[[]string](b, missed) {
				t.Errorf("never reached: %s", e)
			}
		})
	}
}

// On paper a reto has its text and its way, and nothing to press.
func TestRetosOnPaper(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	b.colours("light", "print")
	b.do(chromedp.EmulateViewport(688, 998)) // A4 without its margins, 96 points an inch
	for _, p := range []look{
		{name: "reto", path: analysed, says: "Unos veinte minutos"},
		{name: "reto-proyecto", path: pursued, says: "Centralita preparada"},
		{name: "tablero", path: "/retos/tablero", says: "Avisos de cita"},
		{name: "mapa", path: "/retos/mapa", says: "Cartas que se entienden"},
		{name: "cifras", path: "/retos/cifras", says: "Los que no se han contestado: 3."},
		{name: "retos", path: "/retos", says: "Avisos de cita"},
	} {
		b.visit(p.path)
		b.checkPage(p.name+"-papel", p)
		b.keep(p.name + "-papel")
		if shown := eval[[]string](b, `[...document.querySelectorAll(".main-nav, .tabs, .crumbs, .filters, form, button, summary.button, input, textarea")]
			.filter(e => e.getClientRects().length > 0).map(e => e.outerHTML.slice(0, 120))`); len(shown) > 0 {
			t.Errorf("%s: printed: %v", p.name, shown)
		}
	}
}

// With the system's forced colours the states keep icon and word, cards keep their edges and dots their numbers.
func TestRetosWithForcedColours(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	for scheme, name := range map[string]string{"light": "colores-forzados-claro", "dark": "colores-forzados-oscuro"} {
		b.media("", &emulation.MediaFeature{Name: "forced-colors", Value: "active"}, &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme})
		for _, p := range []look{
			{name: "tablero", path: "/retos/tablero"}, {name: "mapa", path: "/retos/mapa"}, {name: "reto", path: pursued}, {name: "cifras", path: "/retos/cifras"},
		} {
			name := p.name + "-" + name
			b.visit(p.path)
			if !eval[bool](b, `matchMedia("(forced-colors: active)").matches`) {
				t.Fatal("colours are not forced")
			}
			b.checkPage(name, p)
			b.keep(name)
			for _, wrong := range eval[[]string](b, badges) {
				t.Errorf("%s: %s", name, wrong)
			}
			for _, wrong := range eval[[]string](b, flat) {
				t.Errorf("%s: %s", name, wrong)
			}
			if scheme == "light" {
				b.checkAxe(name, rulesButContrast)
			}
		}
	}
}

// flat lists cards without an edge, and dots whose number or edge has the colour of their ground.
const flat = `[
	...[...document.querySelectorAll(".kanban-card, .kanban-column")].filter(e => !["Top", "Left"].some(side => parseFloat(getComputedStyle(e)["border" + side + "Width"]) > 0)).map(e => "no edge: " + e.id),
	...[...document.querySelectorAll(".map-dot")].filter(e => {
		const dot = getComputedStyle(e.querySelector("rect")), text = getComputedStyle(e.querySelector("text"));
		return dot.fill === text.fill || dot.fill === dot.stroke;
	}).map(e => "cannot be read: " + e.outerHTML.slice(0, 120)),
]`

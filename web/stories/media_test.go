package stories

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// badges lists what is wrong with the statuses in sight: each one is an icon and a word, in colours
// that are not those of its ground.
const badges = `[...document.querySelectorAll("main .badge")].filter(e => e.checkVisibility()).flatMap(e => {
	const icon = e.querySelector("svg"), box = icon?.getBoundingClientRect(), ground = getComputedStyle(e).backgroundColor;
	const inks = icon ? [icon, ...icon.querySelectorAll("*")].map(getComputedStyle).flatMap(s => [s.fill, s.stroke]) : [];
	if (!box || box.width < 8 || box.height < 8) return ["no icon: " + e.outerHTML.slice(0, 120)];
	if (!inks.some(c => c.startsWith("rgb") && c !== ground)) return ["an icon in the colour of its ground: " + e.outerHTML.slice(0, 120)];
	if (e.innerText.trim().length < 5) return ["no word: " + e.outerHTML.slice(0, 120)];
	if (getComputedStyle(e).color === ground) return ["a word in the colour of its ground"];
	return [];
})`

// With the system's forced colours the statuses keep icon and word, and nothing else is lost.
func TestForcedColours(t *testing.T) {
	b := open(t, serve(t))
	for scheme, name := range map[string]string{"light": "colores-forzados-claro", "dark": "colores-forzados-oscuro"} {
		b.media("", &emulation.MediaFeature{Name: "forced-colors", Value: "active"}, &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme})
		for _, p := range []look{
			{name: "cuadro-de-mando", path: example + "/cuadro-de-mando"},
			{name: "seguimiento", path: example + "/seguimiento"},
			{name: "indicador", path: example + "/indicadores/I3.1"},
			{name: "plan", path: example},
		} {
			name := p.name + "-" + name
			b.visit(p.path)
			if !eval[bool](b, `matchMedia("(forced-colors: active)").matches`) {
				t.Fatal("colours are not forced")
			}
			b.checkPage(name, p)
			b.keep(name)
			if n := eval[int](b, `[...document.querySelectorAll("main .badge")].filter(e => e.checkVisibility()).length`); n == 0 {
				t.Errorf("%s: no status in sight", name)
			}
			for _, wrong := range eval[[]string](b, badges) {
				t.Errorf("%s: %s", name, wrong)
			}
			if scheme == "light" {
				b.checkAxe(name, rulesButContrast)
			}
		}
	}
}

// On paper there is no navigation, and nothing is cut.
func TestPagesOnPaper(t *testing.T) {
	b := open(t, serve(t))
	b.colours("light", "print")
	b.do(chromedp.EmulateViewport(688, 998)) // A4 without its margins, 96 points an inch
	for _, p := range []look{
		{name: "seguimiento", path: montilla + "/seguimiento"},
		{name: "cuadro-de-mando", path: example + "/cuadro-de-mando"},
		{name: "plan", path: montilla},
		{name: "objetivo", path: montilla + "/objetivos/O.E.8"},
		{name: "indicador", path: example + "/indicadores/I3.1"},
		{name: "indicadores", path: example + "/indicadores"},
		{name: "linea", path: montilla + "/lineas/L.E.1"},
		{name: "seguimiento-cerrado", path: b.lastClosed(example)},
	} {
		b.visit(p.path)
		b.checkPage(p.name+"-papel", p)
		b.keep(p.name + "-papel")
		if shown := eval[[]string](b, `[...document.querySelectorAll(".main-nav, .tabs, .crumbs, .as-of, .filters, form, button")]
			.filter(e => e.getClientRects().length > 0).map(e => e.className || e.tagName)`); len(shown) > 0 {
			t.Errorf("%s: printed: %v", p.name, shown)
		}
	}
}

// The two tables of the follow-up are whole on paper, with every fold open.
func TestSeguimientoOnPaper(t *testing.T) {
	b := open(t, serve(t))
	b.colours("light", "print")
	b.visit(montilla + "/seguimiento")
	for _, code := range []string{"O.E.1", "O.E.10", "O.E.12"} {
		b.wants("the paper", b.text("main"), code)
	}
	b.wants("evidence on the paper", b.text("main"), "Evaluación inicial modelo COTEC")
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	b.must(err)
	if len(pdf) < 10_000 {
		t.Errorf("the printed document has %d bytes", len(pdf))
	}
}

package stories

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

const (
	montilla = "/planes/i-plan-innovacion-2021-2023"
	example  = "/planes/plan-de-ejemplo"
)

// everyPage is each kind of page, with the states that change its shape.
var everyPage = []struct{ name, path string }{
	{"inicio", "/"},
	{"planes", "/planes"},
	{"planes-vacio", "/planes?texto=zzz"},
	{"plan", montilla},
	{"plan-ejemplo", example},
	{"cuadro-de-mando", montilla + "/cuadro-de-mando"},
	{"cuadro-de-mando-fecha", montilla + "/cuadro-de-mando?fecha=2022-11-30"},
	{"cuadro-de-mando-antes", montilla + "/cuadro-de-mando?fecha=2020-01-01"},
	{"cuadro-de-mando-ejemplo", example + "/cuadro-de-mando"},
	{"cuadro-de-mando-filtrado", example + "/cuadro-de-mando?estado=critico"},
	{"seguimiento", montilla + "/seguimiento"},
	{"seguimiento-ejemplo", example + "/seguimiento?texto=espera"},
	{"indicadores", example + "/indicadores"},
	{"indicador", montilla + "/indicadores/I.12.1"},
	{"indicador-bajando", example + "/indicadores/I1.1"},
	{"objetivo", montilla + "/objetivos/O.E.8"},
	{"objetivo-vacio", montilla + "/objetivos/O.E.10"},
	{"lineas", example + "/lineas"},
	{"linea", montilla + "/lineas/L.E.1"},
	{"seguimientos", example + "/seguimientos"},
	{"accesibilidad", "/accesibilidad"},
	{"acerca-de", "/acerca-de"},
	{"no-encontrada", "/esto-no-existe"},
	{"direccion-mala", montilla + "/cuadro-de-mando?fecha=ayer"},
}

// pathsOf are the pages with those whose address the database chose.
func pathsOf(b tab) []struct{ name, path string } {
	b.visit(montilla + "/seguimientos")
	snapshot := eval[string](b, `new URL(document.querySelector("main a[href*='/seguimientos/']").href).pathname`)
	return append(everyPage, struct{ name, path string }{"seguimiento-cerrado", snapshot})
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// settle waits until fonts are there and charts in sight have been drawn again.
const settle = `(async () => {
	await document.fonts.ready;
	for (let y = 0; y < document.body.scrollHeight; y += innerHeight) { scrollTo(0, y); await new Promise(requestAnimationFrame); }
	scrollTo(0, 0);
	await new Promise(r => setTimeout(r, 150));
	return true;
})()`

func (b tab) checkPage(name string) {
	b.t.Helper()
	eval[bool](b, settle)
	if found := eval[[]string](b, `window.violations`); len(found) > 0 {
		b.t.Errorf("%s: refused by the policy, or failed: %s", name, strings.Join(found, "; "))
	}
	if over := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		b.t.Errorf("%s: %d pixels wider than the window", name, over)
	}
	if count := eval[int](b, `document.querySelectorAll("h1").length`); count != 1 {
		b.t.Errorf("%s: %d headings of the first level", name, count)
	}
}

// Rules that axe-core checks: all of them once at each width, and in the other colour scheme those
// that depend on colours.
const (
	allRules    = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

// checkAxe opens every fold, so that what is in it is looked at too, and runs axe-core.
func (b tab) checkAxe(name, rules string) {
	b.t.Helper()
	eval[bool](b, axe+`;true`)
	found := eval[[]string](b, `(async () => {
		document.querySelectorAll("details").forEach(d => d.open = true);
		const result = await window.axe.run(document, {resultTypes: ["violations"], runOnly: `+rules+`});
		return result.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
	})()`)
	for _, violation := range found {
		b.t.Errorf("%s: axe: %s", name, violation)
	}
}

func TestEveryPageIsAccessible(t *testing.T) {
	site := serve(t)
	for _, look := range []struct {
		name, scheme, rules string
		width, height       int64
	}{
		{"claro", "light", allRules, 1280, 900},
		{"oscuro", "dark", colourRules, 1280, 900},
		{"movil", "light", allRules, 320, 640},
		{"movil-oscuro", "dark", colourRules, 320, 640},
	} {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			b := open(t, site)
			b.colours(look.scheme, "")
			b.do(chromedp.EmulateViewport(look.width, look.height))
			for _, p := range pathsOf(b) {
				b.visit(p.path)
				name := fmt.Sprintf("%s-%s", p.name, look.name)
				b.checkPage(name)
				b.keep(name)
				b.checkAxe(name, look.rules)
			}
		})
	}
}

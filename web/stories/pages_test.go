package stories

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/db/dbtest"
)

//go:embed testdata/axe.min.js
var axe string

// axePath is where sites have axe-core for their pages: a browser keeps it compiled.
const axePath = "/axe.min.js"

const (
	montilla = "/planes/i-plan-innovacion-2021-2023"
	example  = "/planes/plan-de-ejemplo"
)

// look is a page in one of its states.
type look struct {
	name, path string
	says       string      // words by which the state is known; blank where the address is enough
	status     int         // of the answer; 0 for 200
	role       access.Role // who looks; nobody in particular for blank
}

// everyPage is each kind of page, with the states that change its shape.
var everyPage = []look{
	{name: "inicio", path: "/"},
	{name: "planes", path: "/planes"},
	{name: "planes-vacio", path: "/planes?texto=zzz", says: "«zzz»"},
	{name: "plan", path: montilla},
	{name: "plan-ejemplo", path: example},
	{name: "cuadro-de-mando", path: montilla + "/cuadro-de-mando", says: "Seguimiento noviembre 2022"},
	{name: "cuadro-de-mando-fecha", path: montilla + "/cuadro-de-mando?fecha=2022-11-30"},
	{name: "cuadro-de-mando-antes", path: montilla + "/cuadro-de-mando?fecha=2020-01-01", says: "aún no había empezado"},
	{name: "cuadro-de-mando-ejemplo", path: example + "/cuadro-de-mando"},
	{name: "cuadro-de-mando-filtrado", path: example + "/cuadro-de-mando?estado=critico"},
	{name: "seguimiento", path: montilla + "/seguimiento"},
	{name: "seguimiento-ejemplo", path: example + "/seguimiento?texto=espera"},
	{name: "indicadores", path: example + "/indicadores"},
	{name: "indicador", path: montilla + "/indicadores/I.12.1", says: "Se publicó 0,00 %"},
	{name: "indicador-bajando", path: example + "/indicadores/I1.1", says: "alcanzar la meta, bajando"},
	{name: "indicador-sin-dato", path: example + "/indicadores/I3.4", says: "sin dato"},
	{name: "indicador-superado", path: example + "/indicadores/I3.2", says: "114,00 %"},
	{name: "indicador-anulado", path: example + "/indicadores/I6.3", says: "Anulado el"},
	{name: "objetivo", path: montilla + "/objetivos/O.E.8"},
	{name: "objetivo-vacio", path: montilla + "/objetivos/O.E.10", says: "Sin indicadores"},
	{name: "objetivo-anulado", path: example + "/objetivos/O10", says: "Objetivo anulado el"},
	{name: "lineas", path: example + "/lineas"},
	{name: "linea", path: montilla + "/lineas/L.E.1"},
	{name: "seguimientos", path: example + "/seguimientos"},
	{name: "accesibilidad", path: "/accesibilidad"},
	{name: "acerca-de", path: "/acerca-de"},
	{name: "proteccion-de-datos", path: "/proteccion-de-datos"},
	{name: "aviso-legal", path: "/aviso-legal"},
	{name: "cookies", path: "/cookies"},
	{name: "entrar", path: "/entrar", says: "Cuentas de la demostración"},
	{name: "olvido", path: "/entrar/olvido"},
	{name: "no-encontrada", path: "/esto-no-existe", status: http.StatusNotFound},
	{name: "direccion-mala", path: montilla + "/cuadro-de-mando?fecha=ayer", status: http.StatusBadRequest},

	{name: "inicio-tecnica", path: "/", role: access.Technician},
	{name: "plan-tecnica", path: example, says: "Publicación", role: access.Technician},
	{name: "planes-tecnica", path: "/planes", role: access.Technician},
	{name: "plan-nuevo", path: "/planes/nuevo", role: access.Technician},
	{name: "plan-editar", path: example + "/editar", role: access.Technician},
	{name: "plan-duplicar", path: example + "/duplicar", role: access.Technician},
	{name: "apartados", path: example + "/apartados", role: access.Technician},
	{name: "apartado-nuevo", path: example + "/apartados/nuevo", role: access.Technician},
	{name: "estructura", path: example + "/estructura", role: access.Technician},
	{name: "linea-nueva", path: example + "/lineas/nueva", role: access.Technician},
	{name: "linea-editar", path: example + "/lineas/L1/editar", role: access.Technician},
	{name: "marco-nuevo", path: example + "/marcos/nuevo", role: access.Technician},
	{name: "marco-editar", path: example + "/marcos/GUIA/editar", role: access.Technician},
	{name: "objetivo-nuevo", path: example + "/objetivos/nuevo", role: access.Technician},
	{name: "objetivo-editar", path: example + "/objetivos/O1/editar", role: access.Technician},
	{name: "objetivo-tecnica", path: example + "/objetivos/O1", role: access.Technician},
	{name: "indicador-nuevo", path: example + "/indicadores/nuevo", role: access.Technician},
	{name: "indicador-editar", path: example + "/indicadores/I2.1/editar", role: access.Technician},
	{name: "indicador-tecnica", path: example + "/indicadores/I1.1", says: "Registrar un valor", role: access.Technician},
	{name: "indicadores-tecnica", path: example + "/indicadores?editar=I1.1", role: access.Technician},
	{name: "valor-de-un-dia", path: example + "/indicadores/I1.1/valores/2026-10-31", role: access.Technician},
	{name: "hoja", path: example + "/hoja", says: "Ronda «", role: access.Technician},
	{name: "hoja-vacia", path: example + "/hoja?ver=pendientes&unidad=zzz", role: access.Technician},
	{name: "resultados", path: example + "/resultados"},
	{name: "resultados-vacio", path: example + "/resultados?texto=zzz"},
	{name: "resultado-nuevo", path: example + "/resultados/nuevo", role: access.Technician},
	{name: "rondas", path: example + "/rondas", role: access.Technician},
	{name: "rondas-vacio", path: montilla + "/rondas", role: access.Technician},
	{name: "ronda-nueva", path: example + "/rondas/nueva", role: access.Technician},
	{name: "bandeja", path: "/bandeja", says: "por revisar", role: access.Technician},
	{name: "bandeja-personal", path: "/bandeja", says: "Devuelto", role: access.Staff},
	{name: "seguimiento-nuevo", path: example + "/seguimientos/nuevo", role: access.Technician},
	{name: "comparar", path: example + "/comparar"},
	{name: "comparar-hoy", path: example + "/comparar?a=hoy"},
	{name: "historia", path: example + "/historia", role: access.Technician},
	{name: "cuenta", path: "/cuenta", role: access.Technician},
	{name: "contrasena", path: "/cuenta/contrasena", role: access.Technician},
	{name: "correo", path: "/cuenta/correo", role: access.Technician},
	{name: "segundo-factor-cuenta", path: "/cuenta/segundo-factor", role: access.Technician},
	{name: "sesiones", path: "/cuenta/sesiones", says: "Esta sesión", role: access.Technician},
	{name: "prohibida", path: "/administracion", status: http.StatusForbidden, role: access.Technician},
	{name: "administracion", path: "/administracion", role: access.Admin},
	{name: "personas", path: "/administracion/personas", says: "tecnica@demo.example", role: access.Admin},
	{name: "personas-vacio", path: "/administracion/personas?texto=zzz", role: access.Admin},
	{name: "persona-nueva", path: "/administracion/personas/nueva", role: access.Admin},
	{name: "persona", path: "/administracion/personas/2", says: "tecnica@demo.example", role: access.Admin},
	{name: "unidades", path: "/administracion/unidades", role: access.Admin},
	{name: "unidad-nueva", path: "/administracion/unidades/nueva", role: access.Admin},
	{name: "unidad", path: "/administracion/unidades/1", role: access.Admin},
	{name: "ajustes", path: "/administracion/ajustes", role: access.Admin},
	{name: "textos", path: "/administracion/textos", role: access.Admin},
	{name: "texto-accesibilidad", path: "/administracion/textos/accesibilidad", role: access.Admin},
	{name: "texto-proteccion-de-datos", path: "/administracion/textos/proteccion-de-datos", role: access.Admin},
	{name: "auditoria", path: "/administracion/auditoria", says: "Técnica (demostración)", role: access.Admin},
	{name: "auditoria-vacia", path: "/administracion/auditoria?texto=zzz", role: access.Admin},
	{name: "verificacion", path: "/administracion/auditoria/verificacion", role: access.Admin},
}

// seenInEntry are the pages that only somebody half way in sees: the stories of the sign-in look at them.
var seenInEntry = []string{
	"/enlace/{token}", "/entrar/codigo", "/entrar/segundo-factor", "/entrar/con/{provider}", "/entrar/con/{provider}/respuesta",
}

// numbered are the pages whose addresses hold a number that the database chose.
var numbered = []string{
	"/planes/{plan}/seguimientos/{id}", "/planes/{plan}/apartados/{id}", "/planes/{plan}/resultados/{id}", "/planes/{plan}/resultados/{id}/editar",
	"/planes/{plan}/rondas/{id}", "/planes/{plan}/rondas/{id}/cierre", "/planes/{plan}/rondas/{id}/valores/{code}",
	"/retos/{code}/hitos/{id}", "/planes/importar/{id}", "/informes/{code}",
}

// noPages answer GET with something else than a page.
var noPages = []string{
	"/planes/{plan}/objetivos", "/planes/{plan}/hoja/fila", "/planes/{plan}/resultados/{id}/ficheros/{file}", "/retos/{code}/ficheros/{file}",
	"/planes/importar/plantilla.xlsx", "/planes/importar/{id}/errores.csv", "/planes/{plan}/informe.pdf", "/planes/{plan}/informe.docx",
	"/planes/{plan}/informe.xlsx", "/planes/{plan}/informe.html", "/planes/{plan}/informes/{id}/{formato}", "/publico/{plan}/panel",
	"/publico/{plan}/seguimientos.atom", "/datos-abiertos/diccionario.json", "/datos-abiertos/catalogo.jsonld", "/datos-abiertos/catalogo.ttl",
	"/datos-abiertos/catalogo.rdf", "/datos-abiertos/{plan}/{dataset}", "/datos-abiertos/{plan}/seguimientos/{snapshot}",
}

// looks are the pages with those whose address the database chose, as a technician finds them.
func looks(b tab) []look {
	b.t.Helper()
	own, others := b.lastClosed(montilla), b.lastClosed(example)
	id := others[strings.LastIndex(others, "/")+1:]
	section := b.firstLink(example+"/apartados", "/apartados/")
	result := b.firstLink(example+"/resultados", "/resultados/")
	round := b.firstLink(example+"/rondas", "/rondas/")
	return slices.Concat(everyPage, []look{
		{name: "seguimiento-cerrado", path: own, says: "Seguimiento noviembre 2022"},
		{name: "seguimiento-cerrado-ejemplo", path: others, says: "Seguimiento de julio de 2026"},
		{name: "cuadro-de-mando-cerrado", path: example + "/cuadro-de-mando?seguimiento=" + id, says: "Seguimiento de julio de 2026"},
		{name: "apartado", path: section, role: access.Technician},
		{name: "resultado", path: result},
		{name: "resultado-tecnica", path: result, says: "Ficheros", role: access.Technician},
		{name: "resultado-editar", path: result + "/editar", role: access.Technician},
		{name: "ronda", path: round, says: "Si se aceptara todo lo enviado", role: access.Technician},
		{name: "ronda-cerrar", path: round + "/cierre", role: access.Technician},
		{name: "ronda-valor", path: round + "/valores/I1.1", role: access.Technician},
		{name: "seguimiento-de-un-cierre", path: example + "/seguimiento?seguimiento=" + id, says: "Seguimiento de julio de 2026"},
	})
}

// firstLink returns the first address below a part of a plan that a page leads to by a number.
func (b tab) firstLink(page, part string) string {
	b.t.Helper()
	b.visit(page)
	return eval[string](b, `[...document.querySelectorAll("main a")].map(a => new URL(a.href).pathname).find(p => /^\d+$/.test(p.split(`+quote(part)+`)[1] ?? ""))`)
}

// lastClosed returns the address of a plan's newest snapshot.
func (b tab) lastClosed(plan string) string {
	b.t.Helper()
	b.visit(plan + "/seguimientos")
	return eval[string](b, `new URL(document.querySelector(".snapshot-table tbody th a").href).pathname`)
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// settle waits until fonts are there and charts have been drawn again, where there is room for that.
const settle = `(async () => {
	await document.fonts.ready;
	if (innerWidth < 480 || !document.querySelector("[data-chart]")) return true;
	for (let y = 0; y < document.body.scrollHeight; y += innerHeight) { scrollTo(0, y); await new Promise(requestAnimationFrame); }
	scrollTo(0, 0);
	await new Promise(r => setTimeout(r, 150));
	return true;
})()`

// redrawn waits until a page has taken on another colour scheme.
const redrawn = `(async () => {
	for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
	return true;
})()`

func (b tab) checkPolicy(name string) {
	b.t.Helper()
	if found := eval[[]string](b, `window.violations`); len(found) > 0 {
		b.t.Errorf("%s: refused by the policy, or failed: %s", name, strings.Join(found, "; "))
	}
}

func (b tab) checkPage(name string, p look) {
	b.t.Helper()
	eval[bool](b, settle)
	if status := eval[int](b, `performance.getEntriesByType("navigation")[0].responseStatus`); status != cmp.Or(p.status, http.StatusOK) {
		b.t.Errorf("%s: status %d", name, status)
	}
	b.wants(name, b.text("main"), p.says)
	b.checkPolicy(name)
	if over := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 1 { // one may be rounding
		b.t.Errorf("%s: %d pixels wider than the window", name, over)
	}
	if count := eval[int](b, `document.querySelectorAll("h1").length`); count != 1 {
		b.t.Errorf("%s: %d headings of the first level", name, count)
	}
}

// Rules that axe-core checks. Those of style sheets, which are loaded anew for them, are asked once: all pages have the same.
const (
	allRules    = `preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	colourRules = `preload: false, runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}`
	styleRules  = `runOnly: {type: "rule", values: ["css-orientation-lock"]}`

	// What a page is made of does not depend on the screen and its colours; how large it is, what scrolls and contrast do.
	narrowRules = `preload: false, runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable",
		"meta-viewport", "page-has-heading-one", "landmark-one-main", "landmark-unique", "region", "heading-order", "link-name", "button-name", "label"]}`

	// With forced colours contrast is the system's affair.
	rulesButContrast = allRules + `, rules: {"color-contrast": {enabled: false}}`
)

// loadAxe takes axe-core from the site, and is false where the site has none or the page takes no scripts.
const loadAxe = `(async () => {
	if (!("axe" in window)) await import("` + axePath + `").catch(() => {});
	return "axe" in window;
})()`

// Folds are opened so that what is in them is looked at too, and shut again where a story goes on.
const (
	openFolds = `(window.shutFolds = [...document.querySelectorAll("details:not([open])")]).forEach(d => d.open = true), true`
	shutFolds = `window.shutFolds.forEach(d => d.open = false), true`
)

// checkAxe opens every fold and runs axe-core.
func (b tab) checkAxe(name, rules string) {
	b.t.Helper()
	eval[bool](b, openFolds)
	b.checkAxeAsItIs(name, rules)
}

func (b tab) checkAxeAsItIs(name, rules string) {
	b.t.Helper()
	if !eval[bool](b, loadAxe) {
		eval[bool](b, axe+`;true`)
	}
	found := eval[[]string](b, `(async () => {
		const result = await window.axe.run(document, {resultTypes: ["violations"], `+rules+`});
		return result.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | "));
	})()`)
	for _, violation := range found {
		b.t.Errorf("%s: axe: %s", name, violation)
	}
}

// Each page is light on a wide screen, where all rules are checked, then dark, then on paper, and its focus is looked at. On
// a phone it is dark, where what its size and its colours change is checked, and then it has the colours that the system
// forces. The pages of the wide screen are looked at in two parts, side by side.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	site := serve(t)
	for part := range 2 {
		t.Run("ancho-"+strconv.Itoa(part+1), func(t *testing.T) {
			t.Parallel()
			for n, p := range everyLook(t, site, 1280, 900) {
				if n%2 == part {
					p.wide()
				}
			}
		})
	}
	t.Run("movil", func(t *testing.T) {
		t.Parallel()
		pages := everyLook(t, site, 320, 640)
		for _, p := range pages {
			p.narrow()
		}
		pages[0].checkAxe("the style sheet", styleRules)
	})
}

// seen is a page in the tab of who looks at it.
type seen struct {
	look
	tab
}

// everyLook finds all pages as a technician, for a screen.
func everyLook(t *testing.T, site string, width, height int64) []seen {
	t.Helper()
	tabs := map[access.Role]tab{}
	for _, role := range []access.Role{access.Nobody, access.Staff, access.Technician, access.Director, access.Admin} {
		b := open(t, site)
		b.do(chromedp.EmulateViewport(width, height))
		if role != access.Nobody {
			b.signIn(role)
		}
		tabs[role] = b
	}
	var list []seen
	for _, p := range slices.Concat(looks(tabs[access.Technician]), challengeLooks(tabs[access.Technician]), transferPages) {
		list = append(list, seen{p, tabs[p.role]})
	}
	return list
}

func (p seen) wide() {
	p.t.Helper()
	name := p.name + "-ancho"
	p.colours("light", "")
	p.visit(p.path)
	p.checkPage(name, p.look)
	p.keep(name)
	p.checkAxe(name, allRules)
	p.colours("dark", "")
	eval[bool](p.tab, redrawn)
	p.checkAxe(name+"-dark", colourRules)
	p.checkPaper(name, "light")
	p.checkWalk(name)
	p.checkPolicy(name)
}

func (p seen) narrow() {
	p.t.Helper()
	name := p.name + "-movil"
	p.colours("dark", "")
	p.visit(p.path)
	p.checkPage(name, p.look)
	p.keep(name)
	p.checkAxe(name, narrowRules)
	p.checkComfort(name, "dark")
}

// Whoever adds a page adds it to those that are looked at.
func TestEveryPageIsLookedAt(t *testing.T) {
	routes := application(dbtest.New(t)).(chi.Routes)
	seen := map[string]bool{}
	for _, route := range numbered {
		seen[route] = true
	}
	for _, p := range slices.Concat(everyPage, challengePages, transferPages) {
		path, _, _ := strings.Cut(p.path, "?")
		seen[routes.Find(chi.NewRouteContext(), http.MethodGet, path)] = true
	}
	pages := 0
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		machines := strings.HasPrefix(route, "/api/") || strings.HasPrefix(route, "/static/") || strings.HasSuffix(route, "z")
		if method != http.MethodGet || machines || slices.Contains(noPages, route) || slices.Contains(seenInEntry, route) {
			return nil
		}
		pages++
		if !seen[route] {
			t.Errorf("nobody looks at %s", route)
		}
		return nil
	})
	if err != nil || pages < 14 {
		t.Errorf("%d pages were found, %v", pages, err)
	}
}

package stories

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hito/internal/access"
)

// pasted is a table with a doubtful match: an objective of the plan of example with a typing error.
const pasted = "Objetivo\tIndicador\tValor inicial\tMeta\tValor actual\nAcortar las esperas de quienes piden aiuda\tLlamadas atendidas a la primera\t0\t10\t4\n"

// A report is prepared, seen, issued once and verified by anybody who has its code.
func TestAReportIsIssuedAndVerified(t *testing.T) {
	t.Parallel()
	site := serve(t)
	b := open(t, site)
	b.do(chromedp.EmulateViewport(320, 640))
	b.signIn(access.Technician)
	b.visit(example + "/informe/preparar")
	b.set("#title", "Informe de otoño")
	b.follow(b.named("button", "Guardar y ver el informe"))
	b.wants("the draft", b.text("main"), "Informe de otoño")
	b.click(b.named("summary", "Emitir…"))
	b.wants("what issuing does", b.text(".confirm"), "No se puede deshacer")
	b.follow(b.named("button", "Emitir el informe"))
	b.looked("informes-uno-movil", 200)
	b.wants("the list", b.text("main"), "Informe de otoño")
	code := b.text("main td a.code")
	if eval[bool](b, `(e => e.getBoundingClientRect().right > e.closest("table").parentElement.getBoundingClientRect().right)(document.querySelector("main td a.code"))`) {
		t.Error("the code is cut")
	}

	anybody := open(t, site)
	anybody.do(chromedp.EmulateViewport(320, 640))
	anybody.visit("/informes/" + code)
	anybody.looked("informe-verificado-movil", 200)
	anybody.wants("what was issued", anybody.text("main"), "Informe de otoño")
	anybody.wants("its files", anybody.text("main"), "SHA-256")
}

// A key is shown once, and serves no more once it is revoked.
func TestAKeyIsShownOnceAndRevoked(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	b.do(chromedp.EmulateViewport(320, 640))
	b.signIn(access.Technician)
	b.visit("/cuenta/claves")
	b.set("#name", "Gestión de prestaciones")
	b.follow(b.named("button", "Crear la clave"))
	b.looked("clave-nueva-movil", 200)
	secret := strings.TrimSpace(b.text(".token-secret"))
	if len(secret) < 20 {
		t.Fatalf("the key is %q", secret)
	}
	b.follow(b.named("main a", "La he guardado: continuar"))
	b.looked("claves-una-movil", 200)
	if strings.Contains(eval[string](b, `document.documentElement.outerHTML`), secret) {
		t.Error("the key is shown again")
	}
	b.click(b.named("summary", "Revocar…"))
	b.follow(b.named("button", "Revocar"))
	b.wants("afterwards", b.text("main"), "Revocada")
}

// Without scripts an import goes the whole way, and its questions are answered with the keyboard alone.
func TestAnImportWithoutScriptsAndByKeyboard(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"without scripts": false, "by keyboard": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t, serve(t))
			b.signIn(access.Technician)
			b.scripts(scripts)
			b.bring(pasted, "update")
			b.set("#plan", "plan-de-ejemplo")
			b.follow(b.named("button", "Leer y comparar"))
			b.wants("the question", b.text("#coincidencias"), "aiuda")
			b.tabTo(`#coincidencias input[type=radio]`)
			b.press(kb.ArrowDown)
			b.press(kb.ArrowUp)
			b.tabTo(`#coincidencias button[value=confirmar]`)
			b.pressEnter()
			b.wants("what would be done", b.text("#aplicar"), "1 indicador")
			b.tabTo(`#aplicar button[type=submit]`)
			b.pressEnter()
			b.wants("afterwards", b.text("main"), "Aplicada")
		})
	}
}

// pressEnter presses the button that has the focus, and waits for the page that it leads to.
func (b tab) pressEnter() {
	b.t.Helper()
	eval[bool](b, `window.before = true`)
	b.press(kb.Enter)
	b.waitFor(`!window.before && document.readyState === "complete"`)
}

// The summary for other sites stands alone, on the width of a telephone, in both colour schemes.
func TestThePanelForOtherSites(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	b.do(chromedp.EmulateViewport(320, 420))
	for _, scheme := range []string{"light", "dark"} {
		b.colours(scheme, "")
		b.visit("/publico/i-plan-innovacion-2021-2023/panel")
		b.checkPage("panel-"+scheme, look{says: "Con retraso"})
		b.keep("panel-" + scheme)
		b.checkAxe("panel-"+scheme, allRules)
	}
}

// What stands below a closed fold is no nearer to it than a finger needs.
func TestThePublicPageWithItsFoldsClosed(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	b.do(chromedp.EmulateViewport(412, 900))
	b.visit("/publico/i-plan-innovacion-2021-2023")
	b.checkAxeAsItIs("public-folded", narrowRules)
}

// On paper the report and the page for everybody are whole, without what serves on a screen alone.
func TestDocumentsOnPaper(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	b.colours("light", "print")
	b.do(chromedp.EmulateViewport(688, 998))
	for _, p := range []look{
		{name: "informe", path: montilla + "/informe?fecha=2022-11-30"},
		{name: "publico", path: "/publico/i-plan-innovacion-2021-2023"},
	} {
		b.visit(p.path)
		b.checkPage(p.name+"-papel", p)
		b.keep(p.name + "-papel")
		if shown := eval[[]string](b, `[...document.querySelectorAll(".main-nav, .tabs, .crumbs, form, button")]
			.filter(e => e.getClientRects().length > 0).map(e => e.className || e.tagName)`); len(shown) > 0 {
			t.Errorf("%s: printed: %v", p.name, shown)
		}
	}
}

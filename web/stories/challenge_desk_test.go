package stories

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hito/internal/access"
)

// codeIn is the code of the reto at an address.
func codeIn(path string) string { return strings.TrimPrefix(path, "/retos/") }

// cardOf is the card of a reto on the board.
func cardOf(path string) string { return "#reto-" + codeIn(path) }

// column is the state of the column where a card is.
func (b tab) column(path string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+quote(cardOf(path))+`)?.closest("[data-state]").dataset.state ?? "nowhere"`)
}

// onCard tells whether the focus is on the title of a card.
func onCard(path string) string {
	return `document.activeElement.matches(` + quote(cardOf(path)+" .kanban-title a") + `)`
}

// choose brings a select that has the focus to a value, with the keyboard.
func (b tab) choose(value string) {
	b.t.Helper()
	for n := 0; eval[string](b, `document.activeElement.value`) != value; n++ {
		if n == 12 {
			b.t.Fatalf("%q cannot be chosen", value)
		}
		b.press(kb.ArrowDown)
	}
}

// dragCard drags a card onto a column, as a mouse does.
const dragCard = `((card, state) => {
	const data = new DataTransfer(), from = document.querySelector(card), to = document.querySelector('[data-state="' + state + '"] .kanban-cards');
	const send = (target, type) => target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
	send(from, "dragstart"); send(to, "dragover"); send(to, "drop"); send(from, "dragend");
	return true;
})`

// The board with the keyboard alone, and by dragging: the card moves, the focus stays with it, and it is told.
func TestTheBoardByKeyboardAndByDragging(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	b.visit("/retos/tablero")
	b.tabTo(cardOf(late) + " .kanban-title a")
	b.press(kb.ArrowDown)
	if !eval[bool](b, onCard(confidential)) {
		t.Fatalf("the arrow leads to %s", eval[string](b, `document.activeElement.outerHTML.slice(0, 120)`))
	}
	b.press("m")
	b.keep("tablero-menu-con-el-teclado")
	b.press(kb.Escape)
	if open := eval[bool](b, `document.querySelector(`+quote(cardOf(confidential)+" details")+`).open`); open {
		t.Error("Escape leaves the menu open")
	}
	b.press("m")
	b.choose("analysis")
	b.press(kb.Tab)
	b.press(kb.Enter)
	b.waitFor(onCard(confidential))
	if at := b.column(confidential); at != "analysis" {
		t.Errorf("the card is in %q", at)
	}
	b.wants("what is told", eval[string](b, `document.querySelector("[data-told]").textContent`), "Turnos de tarde")
	b.looked("tablero-movido", 200)

	eval[bool](b, dragCard+`(`+quote(cardOf(late))+`, "analysis")`)
	b.waitFor(onCard(late))
	if at := b.column(late); at != "analysis" {
		t.Errorf("the dragged card is in %q", at)
	}
	eval[bool](b, dragCard+`(`+quote(cardOf(late))+`, "implemented")`) // no way leads there
	if at := b.column(late); at != "analysis" {
		t.Errorf("the dragged card went to %q", at)
	}
	b.press("m")
	b.choose("discarded")
	b.press(kb.Tab)
	b.await(func() { b.press(kb.Enter) })
	b.wants("the page that asks for a reason", eval[string](b, `location.pathname + location.search`), "/estado?a=discarded")
	b.looked("tablero-pide-nota", 200)
	b.fill("#public", "Ya se llama por teléfono a quien no usa el móvil.")
	b.follow(b.named("button", "Cambiar el estado"))
	b.wants("back on the board", eval[string](b, `location.pathname`), "/retos/tablero")
	if at := b.column(late); at != "discarded" {
		t.Errorf("the card is in %q", at)
	}
	b.visit("/retos/tablero")
	if at := b.column(confidential); at != "analysis" {
		t.Errorf("after a while the card is in %q", at)
	}
}

// Without scripts each card has a menu; one that somebody else moved meanwhile is told, and nothing is lost.
func TestTheBoardWithoutScriptsAndAtTheSameTime(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	other := b.another()
	other.visit("/retos/tablero")
	b.scripts(false)
	b.visit("/retos/tablero")
	b.click(cardOf(late) + " summary")
	b.do(chromedp.SendKeys(chromedp.CSS(cardOf(late)+" select"), "En an"))
	b.follow(cardOf(late) + " form button")
	if at := b.column(late); at != "analysis" {
		t.Errorf("the card is in %q", at)
	}
	eval[bool](other, dragCard+`(`+quote(cardOf(late))+`, "analysis")`)
	other.waitFor(`!document.querySelector("[data-refused]").hidden`)
	other.wants("the refusal", other.text("[data-refused]"), "sigue donde estaba")
	other.looked("tablero-rechazado", 200)
}

// What is late is on top of the list and of its column, the latest first, until it is answered.
func TestALateRetoIsOnTop(t *testing.T) {
	t.Parallel()
	site, pool := serveWith(t)
	b := open(t, site)
	b.signIn(access.Technician)
	first := func() (list, column string) {
		b.visit("/retos")
		list = eval[string](b, `new URL(document.querySelector(".reto-table tbody a").href).pathname`)
		b.visit("/retos/tablero")
		return list, eval[string](b, `new URL(document.querySelector('[data-state="received"] .kanban-title a').href).pathname`)
	}
	if list, column := first(); list != late || column != late {
		t.Errorf("on top are %s and %s", list, column)
	}
	b.wants("the card", b.text(cardOf(late)), "de retraso")
	if _, err := pool.Exec(t.Context(), `UPDATE challenges SET submitted_on = '2026-09-01', answer_due_on = '2026-10-01' WHERE replace(code, '-', '') = $1`,
		strings.ReplaceAll(codeIn(confidential), "-", "")); err != nil {
		t.Fatal(err)
	}
	if list, column := first(); list != confidential || column != confidential {
		t.Errorf("on top are %s and %s", list, column)
	}
	b.visit(confidential)
	b.wants("the reto", b.text(".challenge-summary"), "de retraso")
	b.looked("reto-fuera-de-plazo", 200)
	b.fill("#texto-respuesta", "Lo hablamos con el equipo esta semana.")
	b.follow(`main form[action$="/mensajes"]:has(#texto-respuesta) button`)
	if list, column := first(); list != late || column != late {
		t.Errorf("after the answer, on top are %s and %s", list, column)
	}
}

// Two retos about the same become one: supporters and notes go along, and the other one leads there.
func TestRetosAreMerged(t *testing.T) {
	t.Parallel()
	site, pool := serveWith(t)
	author, technician := open(t, site), open(t, site)
	author.enterAs(colleague(t, pool))
	author.writeReto("Copiar los mismos datos en tres sitios", "Cada solicitud se teclea tres veces.")
	author.follow(sendReto)
	source := "/retos/" + author.sentCode()

	technician.signIn(access.Technician)
	technician.visit(source)
	technician.follow(`#apoyo form[action$="/apoyo"] button`)
	technician.fill("#texto-interno", "Son los mismos programas que en el otro.")
	technician.follow(`main form[action$="/mensajes"]:has(#texto-interno) button`)
	technician.follow(technician.named("a", "Fusionar"))
	technician.fill(`main form[role=search] input[type=search]`, "informe escrito")
	technician.follow(`main form[role=search] button`)
	technician.looked("fusion-buscada", 200)
	technician.follow(`.case-candidates a[href*="` + codeIn(analysed) + `"].button`)
	technician.wants("what will be", technician.text("#consecuencias"), "Se queda aquí")
	technician.looked("fusion-por-confirmar", 200)
	technician.follow(technician.named("button", "Fusionar"))
	technician.looked("fusion-hecha", 200)
	technician.follow(`.challenge-next a`)
	technician.wants("the other reto", technician.text("h1"), "El mismo informe escrito tres veces")
	technician.wants("its supporters", technician.text("#apoyo"), "3 personas")
	technician.wants("what came with it", technician.text("#interno"), "Son los mismos programas que en el otro.")
	technician.wants("what was merged", technician.text("#fusionados"), "Copiar los mismos datos")
	technician.looked("fusion-en-el-otro", 200)

	author.visit(source)
	author.wants("the way", author.text(".challenge-summary"), "Sigue su camino junto a otro reto parecido")
	author.wants("what it was merged into", author.text(".challenge-summary"), "El mismo informe escrito tres veces")
	author.looked("fusion-para-quien-lo-presento", 200)
	author.visit("/avisos")
	author.wants("the notices", author.text("main"), "Copiar los mismos datos")
	author.looked("avisos", 200)
	author.follow(author.named("button", "Marcar todos como leídos"))
	author.looked("avisos-leidos", 200)
}

// A reto is linked to an indicator, which then counts retos: one more makes a value that the technician confirms.
func TestAnIndicatorCountsRetos(t *testing.T) {
	t.Parallel()
	site := serve(t)
	staff, technician := open(t, site), open(t, site)
	technician.visit(counting)
	technician.wants("the demo's own", technician.text("main"), "71,43 %")
	technician.signIn(access.Technician)
	technician.visit(admitted + "/vinculos")
	end := eval[string](technician, `[...document.querySelectorAll("#end option")].find(o => o.textContent.includes("I3.4"))?.value ?? ""`)
	technician.set("#end", end)
	technician.follow(technician.named("button", "Vincular"))
	technician.wants("what is linked", technician.text("#vinculados"), "I3.4")
	technician.looked("vinculo-hecho", 200)
	technician.visit(admitted)
	technician.wants("where it leads", technician.text("#vinculos"), "I3.4")
	technician.visit(example + "/indicadores/I3.4")
	technician.wants("the indicator", technician.text("main"), "Una guía de acogida")

	source := example + "/indicadores/I3.4/retos"
	technician.visit(source)
	technician.set("#from_on", "2026-12-31")
	technician.set("#to_on", "2026-01-01")
	technician.follow(technician.named("button", "Empezar a contar"))
	technician.looked("contar-retos-mal", 422)
	eval[bool](technician, `(document.querySelector('input[name=counts][value=received]').click(), document.querySelector('input[name=how][value=confirmed]').click(), true)`)
	technician.set("#from_on", "2026-01-01")
	technician.set("#to_on", "2026-12-31")
	technician.follow(technician.named("button", "Empezar a contar"))
	technician.looked("contar-retos-propuesto", 200)
	before, err := strconv.Atoi(technician.text(".source-number"))
	if err != nil || before < 2 {
		t.Fatalf("%q retos are counted", technician.text(".source-number"))
	}

	staff.signIn(access.Staff)
	staff.writeReto("Sillas de ruedas prestadas que no vuelven", "No se sabe quién las tiene.")
	staff.follow(sendReto)
	staff.sentCode()

	technician.visit("/")
	technician.wants("what waits", technician.text("main"), "I3.4")
	technician.visit(source)
	more := strconv.Itoa(before + 1)
	technician.wants("the count", technician.text(".source-number"), more)
	technician.follow(technician.named("button", "Registrar "+more))
	technician.looked("contar-retos-registrado", 200)
	technician.visit(example + "/indicadores/I3.4")
	technician.wants("its value", technician.text("#valores"), more)
	technician.looked("indicador-que-cuenta-retos", 200)
}

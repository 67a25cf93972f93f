package stories

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"hito/internal/access"
	"hito/internal/user"
)

// set gives a field a value at once, as a date field's own calendar does.
func (b tab) set(selector, value string) {
	b.t.Helper()
	eval[bool](b, `(e => { e.value = `+quote(value)+`; e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true})); return true })(document.querySelector(`+quote(selector)+`))`)
}

// named is the first thing in sight of a kind that is called so: a button, a link, the summary of a fold.
func (b tab) named(kind, text string) string {
	b.t.Helper()
	found := eval[bool](b, `(() => {
		for (const marked of document.querySelectorAll("[data-story]")) delete marked.dataset.story;
		const one = [...document.querySelectorAll(`+quote(kind)+`)].find(e => e.checkVisibility() && e.ariaHidden !== "true" && e.innerText.trim() === `+quote(text)+`);
		if (one) one.dataset.story = "";
		return !!one;
	})()`)
	if !found {
		b.t.Fatalf("no %s is called %q on %s", kind, text, eval[string](b, `location.pathname`))
	}
	return "[data-story]"
}

// From nothing: the technician writes the structure of a plan into an empty installation, and puts it into force.
func TestAPlanFromNothing(t *testing.T) {
	i := install(t)
	secret := i.technician(t)
	b := open(t, i.url)
	b.enter(i, secret)
	b.visit("/planes")
	b.looked("planes-sin-ninguno", 200)
	b.follow(b.named("a", "Nuevo plan"))
	b.follow(b.named("button", "Crear el plan"))
	b.looked("plan-nuevo-en-blanco", 422)
	b.fill("#title", "I Plan de innovación de los servicios sociales")
	b.fill("#body", "Ayuntamiento de Prueba")
	b.set("#starts_on", "2026-01-01")
	b.set("#ends_on", "2025-12-31")
	b.fill("#general_objective", "Que innovar sea parte del trabajo de cada día.")
	b.follow(b.named("button", "Crear el plan"))
	b.wants("the wrong date", b.text("main"), "no puede ser anterior")
	b.set("#ends_on", "2027-12-31")
	b.follow(b.named("button", "Crear el plan"))
	b.looked("estructura-vacia", 200)

	b.follow(b.named("a", "Añadir línea"))
	b.fill("#title", "Ciudadanía")
	b.follow(`main form[action$="/lineas"] button:not([hidden])`)
	b.follow(b.named("a", "Añadir objetivo"))
	b.fill("#title", "Desarrollar proyectos de innovación en las líneas del plan")
	b.click("#lines-0")
	b.follow(`main form[action$="/objetivos"] button:not([hidden])`)
	b.follow(`main a[href*="/indicadores/nuevo"]`)
	b.fill("#title", "Proyectos de innovación en marcha")
	b.fill("#baseline", "3")
	b.fill("#target", "3")
	b.click("#rule-1")
	b.follow(b.named("button", "Crear el indicador"))
	b.wants("a goal without a way to go", b.text("main"), "distinta del valor inicial")
	b.looked("indicador-meta-igual", 422)
	b.fill("#target", "9")
	b.set("#point_on-0", "2026-12-31")
	b.fill("#point_value-0", "5")
	b.follow(b.named("button", "Comprobar lo previsto"))
	b.wants("what would be expected", b.text("main"), "Punto planificado")
	b.follow(b.named("button", "Crear y añadir otro"))
	b.fill("#title", "Profesionales que participan")
	b.fill("#target", "20")
	b.follow(b.named("button", "Crear el indicador"))
	b.visit(eval[string](b, `document.querySelector(".tabs a[href$='/estructura']").getAttribute("href")`))
	b.wants("the outline", b.text("main"), "Proyectos de innovación en marcha")
	b.wants("the outline", b.text("main"), "Profesionales que participan")
	b.looked("estructura-escrita", 200)

	b.visit(eval[string](b, `document.querySelector(".plan-name a").getAttribute("href")`))
	b.click(b.named("summary", "Poner en vigor…"))
	b.follow(b.named("button", "Poner en vigor"))
	b.wants("the state", b.text("main"), "en vigor")
	b.looked("plan-en-vigor", 200)
}

// technician makes somebody who keeps plans, and returns the secret of the second factor.
func (i *installation) technician(t *testing.T) string {
	t.Helper()
	from := user.From{Device: "test"}
	_, token, err := i.users().Invite(t.Context(), access.Actor{Kind: access.Command}, "KEY00000000000000000000", user.Draft{
		Email: "tecnica@prueba.example", Name: "Técnica de prueba", Role: access.Technician,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.users().AnswerLink(t.Context(), from, token, user.Answer{Password: passphrase}); err != nil {
		t.Fatal(err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Hito", AccountName: "tecnica@prueba.example"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.pool.Exec(t.Context(), `UPDATE users SET totp_secret = $1 WHERE email = 'tecnica@prueba.example'`, key.Secret()); err != nil {
		t.Fatal(err)
	}
	return key.Secret()
}

// enter signs the technician in, with both steps.
func (b tab) enter(i *installation, secret string) {
	b.t.Helper()
	b.visit("/entrar")
	b.fill(`[name="email"]`, "tecnica@prueba.example")
	b.fill(`[name="password"]`, passphrase)
	b.follow(`main form button[type="submit"]`)
	b.fill(`[autocomplete="one-time-code"]`, i.code(b.t, secret))
	b.follow(`main form button[type="submit"]`)
}

// Two technicians edit one objective: the second sees who changed what, and both versions, and chooses.
func TestTwoTechniciansEditOneObjective(t *testing.T) {
	site, pool := serveWith(t)
	_, err := pool.Exec(t.Context(), `UPDATE users SET role = 'technician', name = 'Otra técnica (demostración)' WHERE email = 'direccion@demo.example'`)
	if err != nil {
		t.Fatal(err)
	}
	first, second := open(t, site), open(t, site)
	first.signIn(access.Technician)
	second.signIn(access.Director)
	for _, b := range []tab{first, second} {
		b.visit(example + "/objetivos/O1/editar")
	}
	second.fill("#title", "Acortar las esperas de todas las personas")
	second.follow(second.named("button", "Guardar"))
	first.fill("#title", "Acortar las esperas y explicarlas")
	first.follow(first.named("button", "Guardar"))
	first.looked("conflicto", 409)
	first.wants("who was faster", first.text(".conflict"), "Otra técnica (demostración)")
	first.wants("one version", first.text(".conflict"), "Acortar las esperas y explicarlas")
	first.wants("the other", first.text(".conflict"), "Acortar las esperas de todas las personas")
	first.do(chromedp.EmulateViewport(320, 640))
	first.looked("conflicto-movil", 409)
	first.follow(first.named("button", "Guardar"))
	first.wants("the plan", first.text("main"), "Acortar las esperas y explicarlas")
	first.visit(example + "/historia")
	first.wants("the history", first.text("main"), "Acortar las esperas de todas las personas")
	first.looked("historia-con-cambios", 200)
}

// A button that is pressed twice records once; so does a form that is sent again after the connection broke.
func TestADoubleClickRecordsOnce(t *testing.T) {
	site, pool := serveWith(t)
	b := open(t, site)
	b.signIn(access.Technician)
	for name, scripts := range map[string]bool{"Con guiones": true, "Sin guiones": false} {
		b.scripts(scripts)
		b.visit(example + "/lineas/nueva")
		b.fill("#title", name)
		eval[bool](b, `(() => { const f = document.querySelector("main form[action$='/lineas']"); window.again = new URLSearchParams(new FormData(f)).toString(); return true })()`)
		sent := eval[string](b, `again`)
		b.do(chromedp.DoubleClick(chromedp.CSS(`main form[action$="/lineas"] button[type="submit"]`)))
		b.waitFor(`location.pathname.endsWith("/estructura")`)
		eval[bool](b, `fetch("`+example+`/lineas", {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: `+quote(sent)+`}).then(r => r.ok)`)
		var lines int
		err := pool.QueryRow(t.Context(), `SELECT count(*) FROM strategic_lines WHERE title = $1`, name).Scan(&lines)
		if err != nil || lines != 1 {
			t.Errorf("%s: %d lines, %v", name, lines, err)
		}
	}
}

// What is cancelled stays, with its reason, counts no more, and can be brought back.
func TestCancelAndRestore(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	b.visit(example + "/objetivos/O2/editar")
	b.click(b.named("summary", "Anular…"))
	b.follow(b.named("button", "Anular el objetivo"))
	b.looked("anular-sin-motivo", 422)
	b.fill("#cancel_reason", "Se hará con la Diputación")
	b.follow(b.named("button", "Anular el objetivo"))
	b.wants("the outline", b.text("main"), "Se hará con la Diputación")
	b.visit(example + "/objetivos/O2")
	b.wants("the objective", b.text("main"), "Objetivo anulado el")
	b.looked("objetivo-recien-anulado", 200)
	b.visit(example + "/objetivos/O2/editar")
	b.click(b.named("summary", "Recuperar…"))
	b.follow(b.named("button", "Recuperar el objetivo"))
	b.visit(example + "/objetivos/O2")
	b.wants("its history", b.text("main"), "Recuperó un objetivo anulado")
	b.wants("its history", b.text("main"), "Se hará con la Diputación")
}

// drag takes a thing by its grip and drops it above or below another, as a mouse does.
const drag = `((from, to, below) => {
	const item = document.getElementById(from), goal = document.getElementById(to), list = goal.parentElement;
	const box = goal.getBoundingClientRect(), at = {clientX: box.left + 20, clientY: below ? box.bottom - 1 : box.top + 1};
	const data = new DataTransfer(), grip = item.querySelector("[data-grip]");
	const send = (target, type) => target.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data, ...at}));
	send(grip, "dragstart"); send(goal, "dragover"); send(list, "drop"); send(grip, "dragend");
	return true;
})`

// Objectives change places by button and by dragging; their codes stay with them, or with the places.
func TestReorderByButtonAndByDragging(t *testing.T) {
	b := open(t, serve(t))
	b.signIn(access.Technician)
	order := func() string {
		return eval[string](b, `[...document.querySelectorAll("[id^='o-']")].map(e => e.id.slice(2)).join(" ")`)
	}
	b.visit(example + "/estructura")
	if got := order(); !strings.HasPrefix(got, "O1 O2 O3 ") {
		t.Fatalf("the plan begins with %s", got)
	}
	b.follow(`#o-O1 form.outline-move button[value="abajo"]`)
	if got := order(); !strings.HasPrefix(got, "O2 O1 O3 ") {
		t.Errorf("moved down: %s", got)
	}
	b.await(func() { eval[bool](b, drag+`("o-O3", "o-O2", false)`) })
	if got := order(); !strings.HasPrefix(got, "O3 O2 O1 ") {
		t.Errorf("dragged to the top: %s", got)
	}
	b.wants("the notice", b.text("main"), "orden")
	title := b.text("#o-O3")
	b.visit(example + "/estructura?codigos=siguen")
	b.await(func() { eval[bool](b, drag+`("o-O3", "o-O2", true)`) })
	if got := order(); !strings.HasPrefix(got, "O3 O2 O1 ") {
		t.Errorf("the codes did not stay with their places: %s", got)
	}
	if b.text("#o-O2") == title || b.text("#o-O3") == title {
		t.Error("nothing moved below the codes")
	}
}

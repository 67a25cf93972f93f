package stories

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
)

// count is how many rows a query counts.
func count(t *testing.T, pool *pgxpool.Pool, query string, args ...any) (n int) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// retosCalled counts retos by their title.
func retosCalled(t *testing.T, pool *pgxpool.Pool, title string) int {
	t.Helper()
	return count(t, pool, `SELECT count(*) FROM challenges WHERE title = $1`, title)
}

const sendReto = `form#reto > .field-actions > button[type=submit]:not([formaction])`

// writeReto types what a reto cannot do without.
func (b tab) writeReto(title, problem string) {
	b.t.Helper()
	b.visit("/retos/nuevo")
	b.fill("#title", title)
	b.fill("#problem", problem)
}

// sentCode is the code on the page that follows a reto just sent.
func (b tab) sentCode() string {
	b.t.Helper()
	code := strings.TrimSpace(b.text(".challenge-sent-code"))
	if len(code) != len("DEMCN-A7NF9-NPN9F") {
		b.t.Fatalf("the code is %q on %s", code, eval[string](b, `location.pathname`))
	}
	return code
}

// Without scripts: what is missing is told, what was typed stays, and the reto is sent as oneself.
func TestARetoWithoutScripts(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	b.signIn(access.Staff)
	b.scripts(false)
	b.visit("/retos/nuevo")
	b.fill("#title", "Impresos sin letra grande")
	b.follow(sendReto)
	b.wants("what is missing", b.text(".error-summary, main [role=alert]"), "problema")
	if kept := eval[string](b, `document.querySelector("#title").value`); kept != "Impresos sin letra grande" {
		t.Errorf("the title became %q", kept)
	}
	b.scripts(true) // for what looks at the page; the page's own are not run any more
	b.looked("reto-sin-javascript-mal", 422)
	b.scripts(false)
	b.fill("#problem", "Quien ve poco no puede leer los impresos y necesita que alguien se los lea en voz alta.")
	b.click(".intake-details > summary")
	b.fill("#affects", "Personas con baja visión")
	b.fill("#affected", "80")
	b.follow(sendReto)
	b.scripts(true)
	b.sentCode()
	b.wants("what was sent", b.text("main"), "Hemos recibido su reto")
	b.wants("by when it is answered", b.text(".challenge-sent"), "como tarde, el")
	b.wants("what it says", b.text("main"), "Aproximadamente, 80 personas")
	b.looked("reto-sin-javascript-enviado", 200)
	b.visit("/retos")
	b.wants("one's own list", b.text("main"), "Impresos sin letra grande")
}

// Without scripts nor an account: the code alone leads back to the reto.
func TestAnAnonymousRetoWithoutScripts(t *testing.T) {
	t.Parallel()
	site, pool := serveWith(t)
	b := open(t, site)
	b.scripts(false)
	b.writeReto("No hay sombra en la cola de la puerta", "En verano la cola de la mañana está al sol y hay quien se marea.")
	b.follow(sendReto)
	b.scripts(true)
	code := b.sentCode()
	b.wants("how it is kept", b.text(".challenge-sent"), "Apunte este código")
	b.looked("reto-anonimo-enviado", 200)

	other := open(t, site)
	other.scripts(false)
	other.visit("/retos/consulta")
	other.fill("#code", "DEMZZ-ZZZZZ-ZZZZZ")
	other.follow(`main form[action="/retos/consulta"] button`)
	other.wants("an unknown code", other.text("main"), "código")
	other.fill("#code", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	other.follow(`main form[action="/retos/consulta"] button`)
	other.wants("the reto", other.text("main"), "hay quien se marea")
	other.scripts(true)
	other.looked("reto-anonimo-con-su-codigo", 200)
	if n := count(t, pool, `SELECT count(*) FROM challenges WHERE title LIKE 'No hay sombra%' AND author_id IS NULL AND privacy = 'anonymous'`); n != 1 {
		t.Errorf("%d anonymous retos were kept", n)
	}
}

// The text of a reto outlives the session that it was typed in: it is saved meanwhile, and what is sent then waits for
// its author to come in again; it comes once, and as that author's.
func TestARetoOutlivesItsSession(t *testing.T) {
	t.Parallel()
	const title = "Citas que se pierden en los festivos"
	site, pool := serveWith(t)
	b := open(t, site)
	b.signIn(access.Staff)
	b.writeReto(title, "Si la cita cae en festivo local, el programa no avisa y la persona viene en balde.")
	b.waitFor(`document.querySelector("[data-keep-state]").textContent.startsWith("Borrador guardado")`)
	b.looked("reto-borrador-guardado", 200)
	if _, err := pool.Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#problem"), " Y otra vez a empezar."))
	b.waitFor(`document.querySelector("[data-keep-state]").textContent.includes("su sesión ha terminado")`)
	b.follow(sendReto)
	b.looked("reto-sesion-terminada", 401)
	b.another().signIn(access.Staff)
	b.follow(`main form.form button.button`)
	b.sentCode()
	b.wants("the reto", b.text("main"), "Y otra vez a empezar.")
	if n := count(t, pool, `SELECT count(*) FROM challenges c JOIN users u ON u.id = c.author_id WHERE c.title = $1 AND u.role = 'staff'`, title); n != 1 {
		t.Errorf("%d retos were kept", n)
	}
	b.visit("/retos/nuevo")
	if left := eval[string](b, `document.querySelector("#title").value`); left != "" {
		t.Errorf("what was sent is still a draft: %q", left)
	}
	if n := retosCalled(t, pool, title); n != 1 {
		t.Errorf("%d retos are called so", n)
	}
}

// A closed tab loses nothing, and what was begun at one computer goes on at another.
func TestADraftGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	site := serve(t)
	b := open(t, site)
	b.signIn(access.Staff)
	typing := b.another()
	typing.writeReto("Llaves de la sala de reuniones", "Nadie sabe quién tiene la llave.")
	typing.waitFor(`document.querySelector("[data-keep-state]").textContent.startsWith("Borrador guardado")`)
	typing.do(chromedp.SendKeys(chromedp.CSS("#problem"), " Se pierde media hora."))
	typing.do(chromedp.Navigate("about:blank")) // before it was saved again

	elsewhere := open(t, site)
	elsewhere.do(chromedp.EmulateViewport(360, 740))
	elsewhere.signIn(access.Staff)
	elsewhere.visit("/retos/nuevo")
	if title := eval[string](elsewhere, `document.querySelector("#title").value`); title != "Llaves de la sala de reuniones" {
		t.Errorf("the title became %q", title)
	}
	elsewhere.wants("the last words", eval[string](elsewhere, `document.querySelector("#problem").value`), "Se pierde media hora.")
	elsewhere.looked("reto-borrador-recuperado", 200)
	elsewhere.follow(sendReto)
	elsewhere.sentCode()
}

// Somebody unknown who closes the tab finds what was typed in the same browser, without the contact.
func TestAnUnknownAuthorsDraftStaysInTheBrowser(t *testing.T) {
	t.Parallel()
	b := open(t, serve(t))
	typing := b.another()
	typing.writeReto("Carteles que no se leen", "Los carteles de la entrada tienen letra muy pequeña.")
	typing.fill("#contact_email", "vecina@demo.example")
	typing.waitFor(`(localStorage.getItem("reto") ?? "").includes("letra muy pequeña")`)
	if kept := eval[string](typing, `localStorage.getItem("reto")`); strings.Contains(kept, "vecina@") {
		t.Errorf("the contact is kept: %s", kept)
	}
	typing.do(chromedp.Navigate("about:blank"))
	b.visit("/retos/nuevo")
	b.wants("what was typed", eval[string](b, `document.querySelector("#problem").value`), "letra muy pequeña")
	b.looked("reto-anonimo-recuperado", 200)
	b.follow(sendReto)
	b.sentCode()
	if kept := eval[bool](b, `localStorage.getItem("reto") !== null`); kept {
		t.Error("what was sent stays in the browser")
	}
}

// colleague adds somebody to the staff of the demo, with the same units and password.
func colleague(t *testing.T, pool *pgxpool.Pool) string {
	t.Helper()
	const email = "companera@demo.example"
	_, err := pool.Exec(t.Context(), `
		WITH her AS (
		       INSERT INTO users (email, name, role, password_hash)
		       SELECT $1, 'Compañera (demostración)', role, password_hash
		         FROM users
		        WHERE email = $2
		       RETURNING id)
		INSERT INTO user_units (user_id, unit_id)
		SELECT her.id, uu.unit_id
		  FROM her, user_units uu
		  JOIN users u ON u.id = uu.user_id
		 WHERE u.email = $2`, email, demoAccounts[access.Staff])
	if err != nil {
		t.Fatal(err)
	}
	return email
}

// enterAs signs in with an address, as those do who have no button on the page.
func (b tab) enterAs(email string) {
	b.t.Helper()
	b.visit("/entrar")
	b.fill("#email", email)
	b.fill("#password", "hito-demo-2022")
	b.follow(`main form[aria-label="Entrar"] button[type=submit]`)
	b.wants("the person", b.text(".session"), "(demostración)")
}

// Whoever types the title of something that is known already is shown it, and says so instead of sending it again.
func TestASimilarRetoIsSupported(t *testing.T) {
	t.Parallel()
	site, pool := serveWith(t)
	b := open(t, site)
	b.do(chromedp.EmulateViewport(360, 740))
	b.enterAs(colleague(t, pool))
	before := count(t, pool, `SELECT count(*) FROM challenges`)
	b.visit("/retos/nuevo")
	b.fill("#title", "El informe se escribe tres veces en programas distintos")
	b.waitFor(`document.querySelector("[data-similar-list] li") !== null`)
	b.wants("what is told", b.text("[data-similar-count]"), "reto parecido")
	b.wants("the list", b.text("[data-similar-list]"), "El mismo informe escrito tres veces")
	b.waitFor(`!document.querySelector("[data-similar-list]").inert`) // until then a click is not meant by who moves on
	b.looked("reto-parecidos-al-escribir", 200)
	b.follow(`[data-similar-list] form button`)
	b.wants("the reto", b.text("h1"), "El mismo informe escrito tres veces")
	b.wants("how many are affected", b.text("#apoyo"), "2 personas")
	b.looked("reto-apoyado", 200)
	if after := count(t, pool, `SELECT count(*) FROM challenges`); after != before {
		t.Errorf("%d retos became %d", before, after)
	}
	b.visit("/retos/similares?titulo=informe+tres+veces")
	b.wants("the list", b.text("main"), "Le afecta también a usted")
	b.looked("reto-similares-apoyado", 200)
}

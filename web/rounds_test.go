package web_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
)

const rondas = "/planes/plan-de-ejemplo/rondas"

// roundDesk is the site with the demo's open round: I1.1 and I2.1 were sent by the staff, I5.2 was returned to it, and
// I1.2, I2.3 and I6.2 are owed by it; others by other units.
type roundDesk struct {
	*testing.T
	site                        wholeSite
	technician, director, staff visitor
	round                       string
}

func openRounds(t *testing.T) *roundDesk {
	t.Helper()
	d := &roundDesk{T: t, site: open(t)}
	d.technician, d.director, d.staff = d.site.visitor(t, access.Technician), d.site.visitor(t, access.Director), d.site.visitor(t, access.Staff)
	d.round = d.scan(`SELECT min(id)::text FROM rounds`)
	return d
}

func (d *roundDesk) scan(sql string, args ...any) (text string) {
	d.Helper()
	if err := d.site.pool.QueryRow(d.Context(), sql, args...).Scan(&text); err != nil {
		d.Fatal(err)
	}
	return text
}

func (d *roundDesk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.site.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

// stored tells everything that forms of rounds can change.
func (d *roundDesk) stored() string {
	d.Helper()
	return d.scan(`
		SELECT (SELECT string_agg(r::text, ' ' ORDER BY id) FROM rounds r) || (SELECT string_agg(e::text, ' ' ORDER BY round_id, indicator_id) FROM round_entries e)
		       || (SELECT count(*) FROM measurements) || ' ' || (SELECT count(*) FROM snapshots) || ' ' || (SELECT count(*) FROM audit_events WHERE action <> 'access.refuse')`)
}

func (d *roundDesk) indicator(code string) string {
	d.Helper()
	return d.scan(`
		SELECT i.id::text
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.code = $1`, code)
}

func (d *roundDesk) version(code string) string {
	d.Helper()
	return d.scan(`SELECT version::text FROM round_entries WHERE indicator_id = $1::bigint`, d.indicator(code))
}

// roundPage is the page of an answer.
type roundPage struct {
	*goquery.Document
	desk *roundDesk
}

func (d *roundDesk) page(w *httptest.ResponseRecorder, code int) roundPage {
	d.Helper()
	document, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		d.Fatal(err)
	}
	if w.Code != code {
		d.Fatalf("answers %d, want %d: %s", w.Code, code, strings.Join(strings.Fields(document.Find("main").Text()), " "))
	}
	if n := document.Find("main").Length(); n > 0 && document.Find("h1").Length() != 1 {
		d.Errorf("%d of h1", document.Find("h1").Length())
	}
	return roundPage{document, d}
}

func (p roundPage) says(selector string, words ...string) {
	p.desk.Helper()
	text := strings.Join(strings.Fields(strings.ReplaceAll(p.Find(selector).Text(), "\u00a0", " ")), " ")
	for _, word := range words {
		if !strings.Contains(text, word) {
			p.desk.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
}

func (p roundPage) count(selector string, want int) {
	p.desk.Helper()
	if got := p.Find(selector).Length(); got != want {
		p.desk.Errorf("%d of %s, want %d", got, selector, want)
	}
}

func (p roundPage) value(selector string) string {
	return p.Find(selector).AttrOr("value", p.Find(selector).Text())
}

// leads checks that a form was answered with the way to a page, and returns that page.
func (d *roundDesk) leads(w *httptest.ResponseRecorder, v visitor, address string) roundPage {
	d.Helper()
	if got := w.Header().Get("Location"); w.Code != 303 || !strings.HasPrefix(got, address) {
		d.page(w, 303)
		d.Fatalf("leads to %q, want %q", got, address)
	}
	return d.page(v.get(w.Header().Get("Location")), 200)
}

func fields(pairs ...string) url.Values {
	form := url.Values{}
	for n := 0; n < len(pairs); n += 2 {
		form.Add(pairs[n], pairs[n+1])
	}
	return form
}

// hostileTexts are what no line of text may hold, with what is told of it; long ones are added by their field.
var hostileTexts = map[string]string{"a\x00b": "no se ven", "a\u202eb": "no se ven", "a\x1bb": "no se ven"}

func TestTheRoundAsEachRoleSeesIt(t *testing.T) {
	d := openRounds(t)
	at := rondas + "/" + d.round
	list := d.page(d.director.get(rondas), 200)
	list.says("tbody tr", "Seguimiento de noviembre de 2026", "Abierta, quedan 9 días", "20/11/2026", "30/11/2026", "2 de 20", "2 por revisar")
	list.count("main a[href$='/nueva']", 0)
	show := d.page(d.director.get(at), 200)
	show.says("#revisar", "I1.1", "18,2 días", "19,0 días", "Lo envió Personal (demostración)", "cita previa", "Nuevo trámite en la sede electrónica")
	show.says("#faltan", "I1.2", "Sin enviar", "I5.2", "Devuelto", "El mes pasado eran 58")
	show.says("#unidades", "Atención Primaria")
	show.says("#efecto", "El plan", "En plazo", "O1", "p. p.")
	show.count("main form", 0)
	own := d.page(d.technician.get(at), 200)
	own.says("#revisar", "Aceptar todo lo enviado (2)")
	own.count("#revisar .round-actions", 2)
	own.count("form[action='"+at+"/anulacion']", 1)
	for _, path := range []string{rondas, at, rondas + "/nueva", at + "/cierre", at + "/valores/I1.1"} {
		if code := d.staff.get(path).Code; code != 403 {
			t.Errorf("to staff %s answers %d", path, code)
		}
	}
	for _, path := range []string{rondas + "/999", rondas + "/x", at + "/valores/I9.9", at + "/valores/I6.3", "/planes/nadie/rondas", "/planes/i-plan-innovacion-2021-2023/rondas/" + d.round} {
		if code := d.technician.get(path).Code; code != 404 {
			t.Errorf("%s answers %d", path, code)
		}
	}
	if code := d.director.get("/bandeja").Code; code != 403 {
		t.Errorf("to the director the inbox answers %d", code)
	}
	empty := d.page(d.technician.get("/planes/i-plan-innovacion-2021-2023/rondas"), 200)
	empty.says(".empty", "Todavía no se ha abierto ninguna ronda", "bandeja", "Abrir la primera ronda")
}

func TestOpenARound(t *testing.T) {
	d := openRounds(t)
	d.page(d.technician.get(rondas+"/nueva"), 200).says(".notice", "Ya hay una ronda abierta")
	at := "/planes/i-plan-innovacion-2021-2023/rondas"
	d.exec(`UPDATE plans SET state = 'active', ends_on = '2027-06-30' WHERE slug = 'i-plan-innovacion-2021-2023'`)
	form := d.page(d.technician.get(at+"/nueva"), 200)
	if title, on := form.value("#title"), form.value("#measured_on"); title != "Seguimiento de octubre de 2026" || on != "2026-10-31" {
		t.Errorf("proposes %q on %q", title, on)
	}
	typed := func() url.Values {
		return fields("title", "Ronda de prueba", "measured_on", "31/10/2026", "due_on", "2026-12-01", "note", "Hola", "which", "all",
			"objectives", "O.E.1", "objectives", "O.E.2")
	}
	before := d.stored()
	look := typed()
	look.Set("accion", "comprobar")
	seen := d.page(d.technician.post(at, look), 200)
	seen.says("#comprobacion", "Se pedirán", "Innovación", "Todavía no se ha abierto nada")
	seen.count("#objectives input:checked", 2)
	long := strings.Repeat("x", 100_000)
	for field, values := range map[string]map[string]string{
		"title": {"": "Escriba un título", long: "200 caracteres"},
		"measured_on": {"": "Escriba una fecha", "ayer": "No es una fecha", "31/2/2026": "febrero", "1/1/0001": "1900", "1/1/9999": "2200",
			"2021-06-30": "no había empezado", "NaN": "No es una fecha", long: "No es una fecha"},
		"due_on": {"": "Escriba una fecha", "x": "No es una fecha", "30/10/2026": "antes de la fecha", "20/11/2026": "antes de hoy",
			"1/1/9999": "2200", "1/1/2030": "más de un año"},
		"note":       {long: "4000"},
		"which":      {"": "Elija", "todos": "Elija"},
		"objectives": {"": "ningún indicador"},
	} {
		if field == "title" || field == "note" {
			for text, message := range hostileTexts {
				values[text] = message
			}
		}
		for value, message := range values {
			wrong := typed()
			wrong.Set(field, value)
			p, told := d.page(d.technician.post(at, wrong), 422), field
			if field == "objectives" {
				told = "which"
			}
			p.says("#"+told+"-error", message)
			p.says("[role=alert] a[href='#"+told+"']", message)
			if field != "which" && field != "objectives" && len(value) < 100 && !strings.ContainsAny(value, "\x00\x1b") && p.value("#"+field) != value {
				t.Errorf("%s: %q came back as %q", field, value, p.value("#"+field))
			}
		}
	}
	if after := d.stored(); after != before {
		t.Fatal("what was refused was stored")
	}
	good := typed()
	good.Set("clave_envio", "KEYOFTHISROUND00000001")
	first, second := d.technician.post(at, good), d.technician.post(at, good)
	if first.Header().Get("Location") != second.Header().Get("Location") {
		t.Error("a double submit opened two rounds")
	}
	page := d.leads(first, d.technician, at+"/")
	page.says("[role=status]", "La ronda está abierta")
	page.says(".round-summary", "Hola")
}

func TestReviewWhatWasSent(t *testing.T) {
	d := openRounds(t)
	at := rondas + "/" + d.round
	entry := at + "/valores/I1.1"
	before := d.stored()
	long := strings.Repeat("x", 100_000)
	good := func() url.Values {
		return fields("version", d.version("I1.1"), "basis", "0", "value", "18,4", "measured_on", "2026-11-20", "comment", "", "reason", "Errata",
			"result_title", "", "result_on", "", "result_url", "")
	}
	for field, values := range map[string]map[string]string{
		"value": {"": "Escriba un número", "doce": "No es un número", "NaN": "No es un número", "1e400": "No es un número", strings.Repeat("9", 40): "demasiado grande",
			"1.234": "¿1234 o 1,234?", "1,25": "1 decimal", "1\x00": "No es un número", "\u202e1": "No es un número", long: "No es un número"},
		"measured_on":  {"": "Escriba una fecha", "31/2/2026": "febrero", "1/1/0001": "1900", "1/1/9999": "2200", "21/11/2026": "20/11/2026 o antes", "22/11/2026": "posterior a la de hoy"},
		"comment":      {"a\x00b": "no se ven", long: "4000"},
		"reason":       {"": "por qué", "a\u202eb": "no se ven", long: "1000"},
		"result_title": {"a\x00b": "no se ven", long: "1000"},
	} {
		for value, message := range values {
			wrong := good()
			wrong.Set(field, value)
			p := d.page(d.technician.post(entry+"/correccion", wrong), 422)
			p.says("#"+field+"-error", message)
			p.says("[role=alert] a[href='#"+field+"']", message)
		}
	}
	for value, message := range map[string]string{"": "Escriba qué", "a\x00b": "no se ven", long: "4000"} {
		p := d.page(d.technician.post(entry+"/devolucion", fields("version", "2", "review", value)), 422)
		p.says("#review-error", message)
	}
	for _, bad := range []url.Values{fields("entry", "x"), fields("entry", "1:x"), fields(), fields("entry", "1:1", "entry", "1:1")} {
		d.page(d.technician.post(at+"/aceptaciones", bad), 400)
	}
	d.page(d.staff.post(at+"/aceptaciones", fields("entry", d.indicator("I1.1")+":2")), 403)
	d.page(d.director.post(entry+"/devolucion", fields("version", "2", "review", "x")), 403)
	if d.stored() != before {
		t.Fatal("what was refused was stored")
	}
	d.leads(d.technician.post(entry+"/devolucion", fields("version", "2", "review", "¿Seguro?")), d.technician, at).says("#faltan", "¿Seguro?")
	stale := d.page(d.technician.post(entry+"/devolucion", fields("version", "2", "review", "Otra vez")), 409)
	stale.says("[role=alert]", "ya lo ha devuelto Técnica (demostración)")
	all := fields("entry", d.indicator("I1.1")+":2", "entry", d.indicator("I2.1")+":2")
	both := d.page(d.technician.post(at+"/aceptaciones", all), 409)
	both.says("[role=alert]", "No se ha hecho nada", "I1.1", "ya lo ha devuelto")
	d.leads(d.technician.post(at+"/aceptaciones", fields("entry", d.indicator("I2.1")+":2")), d.technician, at).says("#recibidos", "I2.1", "Aceptado", "14 trámites")
}

// Whoever has a form open while codes are given anew reviews the entry that it was opened for.
func TestAReviewFollowsItsIndicatorToAnotherCode(t *testing.T) {
	d := openRounds(t)
	at := rondas + "/" + d.round
	form := d.page(d.technician.get(at+"/valores/I1.1"), 200)
	send := fields("indicator", form.value("#corregir input[name=indicator]"), "version", form.value("#corregir input[name=version]"), "review", "¿Seguro?")
	for _, moved := range [][2]string{{"I1.1", "I9.9"}, {"I2.1", "I1.1"}} {
		d.exec(`UPDATE indicators SET code = $2 WHERE id = $1::bigint`, d.indicator(moved[0]), moved[1])
	}
	d.leads(d.technician.post(at+"/valores/I1.1/devolucion", send), d.technician, at).says("#faltan #i-I9\\.9", "¿Seguro?")
}

func TestCorrectWhatWasSentOverAValueOfItsDay(t *testing.T) {
	d := openRounds(t)
	at := rondas + "/" + d.round
	d.exec(`INSERT INTO measurements (plan_id, indicator_id, measured_on, value, recorded_at) SELECT plan_id, id, '2026-11-20', 18, '2026-11-21' FROM indicators WHERE id = $1::bigint`,
		d.indicator("I1.1"))
	show := d.page(d.technician.get(at), 200)
	show.says("#i-I1\\.1", "ya tiene registrado 18,0 días", "Revisar y sustituir")
	show.count("#i-I1\\.1 form[action$='/aceptaciones']", 0)
	form := d.page(d.technician.get(at+"/valores/I1.1"), 200)
	form.says("#corregir", "Sustituir el valor registrado")
	send := fields("version", form.value("#corregir input[name=version]"), "basis", form.value("#corregir input[name=basis]"),
		"value", form.value("#value"), "measured_on", form.value("#measured_on"), "comment", "", "reason", "El de la unidad es el bueno")
	d.leads(d.technician.post(at+"/valores/I1.1/correccion", send), d.technician, at).says("#recibidos", "I1.1", "18,2 días", "El de la unidad es el bueno")
}

func TestCloseARound(t *testing.T) {
	d := openRounds(t)
	at := rondas + "/" + d.round
	form := d.page(d.technician.get(at+"/cierre"), 200)
	form.says(".notice", "18 valores", "2 valores")
	before := d.stored()
	typed := func(more ...string) url.Values {
		v := fields("version", "1", "missing", "18", "waiting", "2", "title", "Cierre de noviembre", "note", "")
		for n := 0; n < len(more); n += 2 {
			v.Set(more[n], more[n+1])
		}
		return v
	}
	d.page(d.technician.post(at+"/cierre", typed()), 422).says("#sure-error", "Marque la casilla")
	d.page(d.technician.post(at+"/cierre", typed("sure", "si", "missing", "3")), 422).says("#sure-error", "ha cambiado lo que falta")
	d.page(d.technician.post(at+"/cierre", typed("sure", "si", "title", "")), 422).says("#title-error", "Escriba un título")
	d.page(d.technician.post(at+"/cierre", typed("sure", "si", "title", strings.Repeat("x", 100_000))), 422).says("#title-error", "200 caracteres")
	d.page(d.technician.post(at+"/cierre", typed("sure", "si", "note", "a\x00b")), 422).says("#note-error", "no se ven")
	d.page(d.technician.post(at+"/cierre", typed("sure", "si", "version", "7")), 409).says("[role=alert]", "La ronda ha cambiado")
	if d.stored() != before {
		t.Fatal("what was refused was stored")
	}
	closed := d.leads(d.technician.post(at+"/cierre", typed("sure", "si")), d.technician, "/planes/plan-de-ejemplo/seguimientos/")
	closed.says("h1", "Cierre de noviembre")
	show := d.page(d.technician.get(at), 200)
	show.says("main .notice", "La ronda está cerrada")
	show.says("#revisar", "Enviado y no revisado", "18,2 días")
	show.count("main form", 0)
	d.page(d.technician.get(rondas), 200).says("tbody tr", "Cerrada", "Ver")
	d.page(d.staff.get("/bandeja"), 200).says(".empty", "No debe ningún valor ahora")
}

func TestEditAndCancelARound(t *testing.T) {
	d := openRounds(t)
	at := rondas + "/" + d.round
	before := d.stored()
	for field, values := range map[string]map[string]string{
		"title":  {"": "Escriba", strings.Repeat("x", 100_000): "200", "a\x00b": "no se ven"},
		"due_on": {"": "Escriba una fecha", "31/2/2027": "febrero", "19/11/2026": "antes de la fecha", "1/1/9999": "2200"},
		"note":   {"a\u202eb": "no se ven", strings.Repeat("x", 100_000): "4000"},
	} {
		for value, message := range values {
			wrong := fields("version", "1", "title", "T", "due_on", "2026-12-01", "note", "")
			wrong.Set(field, value)
			p := d.page(d.technician.post(at, wrong), 422)
			p.says("#"+field+"-error", message)
			p.count("#cambiar details.fold[open]", 1)
		}
	}
	for value, message := range map[string]string{"": "por qué", strings.Repeat("x", 100_000): "1000", "a\x00b": "no se ven"} {
		d.page(d.technician.post(at+"/anulacion", fields("version", "1", "reason", value)), 422).says("#reason-error", message)
	}
	if d.stored() != before {
		t.Fatal("what was refused was stored")
	}
	edit := fields("version", "1", "title", "Otro título", "due_on", "1/12/2026", "note", "Otra nota")
	d.leads(d.technician.post(at, edit), d.technician, at).says("h1", "Otro título")
	edit.Set("title", "El mío")
	edit.Del("clave_envio")
	p := d.page(d.technician.post(at, edit), 409)
	p.says(".conflict", "Técnica (demostración)", "El mío", "Otro título")
	if p.value("#title") != "El mío" || p.value("#cambiar input[name=version]") != "2" {
		t.Error("the form does not hold what was typed, with the version that is there now")
	}
	gone := d.leads(d.technician.post(at+"/anulacion", fields("version", "2", "reason", "Se abrió por error")), d.technician, at)
	gone.says("main .notice", "La ronda se anuló", "Se abrió por error")
	gone.says("#revisar", "18,2 días")
	d.page(d.technician.get(rondas+"/nueva"), 200).count("form[action='"+rondas+"']", 1)
}

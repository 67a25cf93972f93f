package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
)

// inboxForm is the form of the inbox as it was shown, to be filled in by indicators.
type inboxForm struct {
	url.Values
	desk *roundDesk
}

func (d *roundDesk) inbox(v visitor, query string) inboxForm {
	d.Helper()
	p := d.page(v.get("/bandeja"+query), 200)
	form := inboxForm{url.Values{}, d}
	for _, node := range p.Find(".inbox-form input, .inbox-form textarea").EachIter() {
		if name := node.AttrOr("name", ""); name != "clave_envio" {
			form.Add(name, node.AttrOr("value", node.Text()))
		}
	}
	return form
}

// name is that of a field of an indicator.
func (d *roundDesk) name(field, code string) string {
	d.Helper()
	return field + "-" + d.round + "-" + d.indicator(code)
}

func (f inboxForm) fill(code string, pairs ...string) inboxForm {
	for n := 0; n < len(pairs); n += 2 {
		f.Set(f.desk.name(pairs[n], code), pairs[n+1])
	}
	return f
}

func TestInboxOfAUnit(t *testing.T) {
	d := openRounds(t)
	p := d.page(d.staff.get("/bandeja"), 200)
	p.says(".lead", "Faltan 4 valores")
	p.says(".inbox-round", "Seguimiento de noviembre de 2026", "Plan de ejemplo", "quedan 9 días", "Envíen el dato más reciente")
	p.says(".round-entries > li:first-child", "I5.2", "Devuelto", "Técnica (demostración)", "El mes pasado eran 58", "85 casos")
	p.says(".round-entries", "Último valor: 11,1 días", "Meta: 5,0 días")
	p.count(".round-entries > li", 4)
	p.says(".rows", "I1.1", "18,2 días", "Pendiente de revisión", "Cambiar")
	p.count(".main-nav a[aria-current=page][href='/bandeja']", 1)
	own := d.page(d.technician.get("/bandeja"), 200)
	own.says("#abiertas", "Seguimiento de noviembre de 2026", "Han llegado 2 de 20", "2 por revisar")
	d.exec(`DELETE FROM user_units`)
	d.page(d.staff.get("/bandeja"), 200).says(".empty", "No debe ningún valor ahora", "quien administra")
}

func TestSendFromTheInbox(t *testing.T) {
	d := openRounds(t)
	before := d.stored()
	d.page(d.staff.post("/bandeja", d.inbox(d.staff, "").Values), 422).says("[role=alert]", "No ha escrito ningún valor nuevo")
	if d.stored() != before {
		t.Fatal("a form in which nothing was written was sent")
	}
	form := d.inbox(d.staff, "").fill("I1.2", "value", "10,8", "comment", "Provisional").fill("I5.2", "value", "58",
		"result_title", "Informe de casos", "result_url", "https://ejemplo.org/casos")
	form.Set("clave_envio", "KEYOFTHISSENDING000001")
	first := d.staff.post("/bandeja", form.Values)
	if again := d.staff.post("/bandeja", form.Values); again.Code != 303 || again.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("the double submit answers %d", again.Code)
	}
	p := d.leads(first, d.staff, "/bandeja?hecho=enviado")
	p.says("[role=status]", "está enviado")
	p.says(".rows", "10,8 días", "«Provisional»", "58 casos", "Informe de casos")
	p.count(".round-entries > li", 2)
	if got := d.version("I1.2") + d.version("I5.2") + d.version("I2.3"); got != "231" {
		t.Errorf("versions %s", got)
	}
	change := "?cambiar=" + d.round + "-" + d.indicator("I1.2")
	form = d.inbox(d.staff, change)
	if got := form.Get(d.name("value", "I1.2")); got != "10,8" {
		t.Fatalf("to be changed: %q", got)
	}
	d.leads(d.staff.post("/bandeja", form.fill("I1.2", "value", "10,9").Values), d.staff, "/bandeja").says(".rows", "10,9 días")
}

func TestInboxKeepsWhatIsWrong(t *testing.T) {
	d := openRounds(t)
	before := d.stored()
	long := strings.Repeat("x", 100_000)
	for field, values := range map[string]map[string]string{
		"value": {"": "Escriba un número", "diez": "No es un número", "NaN": "No es un número", "1e400": "No es un número", strings.Repeat("9", 40): "demasiado grande",
			"1.234": "¿1234 o 1,234?", "1,25": "1 decimal", "1\x00": "No es un número", "1\u202e": "No es un número", long: "No es un número"},
		"measured_on": {"": "Escriba una fecha", "31/2/2026": "febrero", "1/1/0001": "1900", "1/1/9999": "2200", "21/11/2026": "20/11/2026 o antes",
			"22/11/2026": "posterior a la de hoy", "x": "No es una fecha"},
		"comment":      {"a\x00b": "no se ven", "a\u202eb": "no se ven", long: "4000"},
		"result_title": {"a\x00b": "no se ven", long: "1000"},
		"result_on":    {"31/2/2026": "febrero", "1/1/9999": "2200", "22/11/2026": "posterior"},
		"result_url":   {"ejemplo": "dirección completa", "javascript:alert(1)": "dirección completa", "https://x y": "dirección completa", long: "2000"},
	} {
		for value, message := range values {
			form := d.inbox(d.staff, "").fill("I1.2", "value", "10,8", "comment", "C", "result_title", "R").fill("I1.2", field, value)
			p, id := d.page(d.staff.post("/bandeja", form.Values), 422), d.name(field, "I1.2")
			p.says("#"+id+"-error", message)
			p.says("[role=alert] a[href='#"+id+"']", "I1.2", message)
			if field != "comment" && len(value) < 100 && !strings.Contains(value, "\x00") && p.value("#"+id) != value {
				t.Errorf("%q came back as %q", value, p.value("#"+id))
			}
		}
	}
	if d.stored() != before {
		t.Fatal("what was refused was stored")
	}
	form := d.inbox(d.staff, "").fill("I1.2", "value", "10,8").fill("I2.3", "value", "cuatro", "comment", "Mi texto")
	p := d.page(d.staff.post("/bandeja", form.Values), 422)
	p.says("[role=status]", "Se ha enviado 1 valor")
	p.says("#"+d.name("value", "I2.3")+"-error", "No es un número")
	if p.value("#"+d.name("value", "I2.3")) != "cuatro" || p.value("#"+d.name("comment", "I2.3")) != "Mi texto" {
		t.Error("what could not be sent did not stay as it was typed")
	}
	p.says(".rows", "10,8 días")
}

func TestInboxIsForOnesOwnUnits(t *testing.T) {
	d := openRounds(t)
	before := d.stored()
	swap := func(slug, round, indicator string) url.Values {
		key := round + "-" + indicator
		return fields("row", slug+"/"+round+"/"+indicator, "version-"+key, "1", "shown-"+key, "", "value-"+key, "5", "measured_on-"+key, "2026-11-20")
	}
	foreign := d.indicator("I1.3") // of another unit
	d.page(d.staff.post("/bandeja", swap("plan-de-ejemplo", d.round, foreign)), 403)
	d.page(d.staff.post("/bandeja", swap("plan-de-ejemplo", d.round, "999999")), 404)
	d.page(d.staff.post("/bandeja", swap("i-plan-innovacion-2021-2023", d.round, d.indicator("I1.2"))), 404)
	d.page(d.staff.post("/bandeja", swap("plan-de-ejemplo", "x", d.indicator("I1.2"))), 400)
	d.page(d.director.post("/bandeja", swap("plan-de-ejemplo", d.round, d.indicator("I1.2"))), 403)
	mixed := d.inbox(d.staff, "").fill("I1.2", "value", "10,8").Values
	for name, values := range swap("plan-de-ejemplo", d.round, foreign) {
		mixed[name] = append(mixed[name], values...)
	}
	d.page(d.staff.post("/bandeja", mixed), 403)
	if d.stored() != before {
		t.Fatal("something was stored")
	}
	signedOut := d.site.visitor(t, access.Nobody)
	w := signedOut.post("/bandeja", swap("plan-de-ejemplo", d.round, d.indicator("I1.2")))
	if d.page(w, 401).says("main", "5"); d.stored() != before {
		t.Error("nobody sends something")
	}
}

func TestTwoPeopleOfAUnitSendTheSame(t *testing.T) {
	d := openRounds(t)
	late := d.inbox(d.staff, "").fill("I1.2", "value", "11").fill("I2.3", "value", "4")
	d.exec(`
		WITH other AS (INSERT INTO users (email, name, role) VALUES ('otra@demo.example', 'Otra persona', 'staff') RETURNING id)
		UPDATE round_entries
		   SET state = 'sent', value = 9.5, measured_on = '2026-11-20', sent_at = '2026-11-21 08:30Z', sent_by = (SELECT id FROM other), version = version + 1
		 WHERE indicator_id = $1::bigint`, d.indicator("I1.2"))
	p := d.page(d.staff.post("/bandeja", late.Values), 409)
	row := "#fila-" + d.round + "-" + d.indicator("I1.2")
	p.says(row, "Otra persona envió 9,5 días", "21/11/2026, 8:30", "Si envía de nuevo, lo sustituirá")
	p.says("[role=status]", "Se ha enviado 1 valor")
	if p.value("#"+d.name("value", "I1.2")) != "11" || p.value("input[name='"+d.name("version", "I1.2")+"']") != "2" {
		t.Error("the row does not hold what was typed, with the version that is there now")
	}
	late.Set(d.name("version", "I1.2"), "2")
	late.Set(d.name("version", "I2.3"), "2")
	late.Del("clave_envio")
	d.leads(d.staff.post("/bandeja", late.Values), d.staff, "/bandeja").says(".rows", "11,0 días")
}

func TestWhatWasTypedForAnEndedRoundIsGivenBack(t *testing.T) {
	d := openRounds(t)
	late := d.inbox(d.staff, "").fill("I1.2", "value", "11", "comment", "Un texto largo y trabajado")
	d.exec(`UPDATE rounds SET cancelled_at = now(), cancel_reason = 'R'`)
	p := d.page(d.staff.post("/bandeja", late.Values), 422)
	p.says(".notice-warning", "La ronda ya ha terminado", "11", "Un texto largo y trabajado")
}

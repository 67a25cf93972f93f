package cases

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui/pagetest"
)

func TestTheStateIsChanged(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	form := d.get(path + "/estado?a=admitted").is(200)
	form.says(".case-now", "En análisis").says("#a", "Pendiente de información", "Admitido", "Descartado").lacks("#a [value=withdrawn]").lacks("#a [value=merged]")
	form.says("label[for=public] + .hint", "La leerá quien presentó el reto y quienes lo siguen", "«Pendiente de información» o «Descartado»")
	if got := form.Find("#a :checked").AttrOr("value", ""); got != "admitted" {
		t.Errorf("%q is chosen", got)
	}
	refused := d.post(path+"/estado", "desde", "analysis", "a", "discarded", "public", " ", "internal", "Se habló").is(422)
	refused.says("#public-error", "por qué").holds("#internal", "Se habló").says(".notice-error a[href='#public']", "por qué")
	if got := refused.Find("#a :checked").AttrOr("value", ""); got != "discarded" {
		t.Errorf("%q is chosen", got)
	}
	d.post(path+"/estado", "desde", "analysis", "public", "x").is(422).says("#a-error", "Elija").holds("#public", "x")
	d.post(path+"/estado", "desde", "analysis", "a", "waiting", "public", "¿Dónde?").to(path + "?hecho=movido")
	if d.state(path) != challenge.Waiting {
		t.Errorf("it is %s", d.state(path))
	}
	d.post(path+"/estado", "desde", "waiting", "a", "analysis", "public", "").to(path + "?hecho=movido")
	d.post(path+"/estado", "desde", "analysis", "a", "admitted", "public", "").to(path + "?hecho=movido")
	d.post(path+"/estado", "desde", "admitted", "a", "project", "public", "").to(path + "/proyecto")
}

func TestSomebodyElseWasFaster(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	d.as(access.Director)
	d.post(path+"/estado", "desde", "analysis", "a", "admitted", "public", "").is(303)
	d.as(access.Technician)
	a := d.post(path+"/estado", "desde", "analysis", "a", "discarded", "public", "No es nuestro", "internal", "Interna").is(409)
	a.says("[role=alert]", "el reto ya está «Admitido»", "Dirección", "de «En análisis» a «Descartado»").holds("#public", "No es nuestro").holds("#internal", "Interna").
		holds("[name=desde]", "admitted")
	d.post(path+"/estado", "desde", "admitted", "a", "discarded", "public", "No es nuestro").is(303)
	d.as(access.Director)
	d.post(path+"/estado", "desde", "analysis", "a", "discarded", "public", "Lo mío").is(409).says("[role=alert]", "«Descartado»")
	d.exec(`UPDATE challenges SET state = 'withdrawn'`)
	d.post(path+"/estado", "desde", "analysis", "a", "discarded", "public", "Lo mío").is(409).says(".case-kept", "Lo mío").lacks("#public")
	d.get(path+"/estado").is(200).says(".notice-info", "Retirado")
}

func TestTheBoardAsksForANoteOnThePage(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	code := strings.TrimPrefix(path, "/retos/")
	back := "/retos/tablero?texto=esperas"
	a := d.post(path+"/estado", "desde", "analysis", "a", "waiting", "regreso", back)
	a.to(path + "/estado?a=waiting&regreso=" + url.QueryEscape(back))
	page := d.get(a.location).is(200).holds("[name=regreso]", back)
	if got := page.Find(".field-actions a").AttrOr("href", ""); got != back {
		t.Errorf("cancelling leads to %q", got)
	}
	d.post(path+"/estado", "desde", "analysis", "a", "admitted", "regreso", back).to("/retos/tablero?hecho=movido&reto=" + code + "&texto=esperas#reto-" + code)
	d.get("/retos/tablero?hecho=movido&reto="+code).says("[data-moved]", "«Esperas» está ahora en «Admitido»")
	d.post(path+"/estado", "desde", "admitted", "a", "project", "regreso", "/retos/tablero").is(303)
	if got := d.get("/retos/tablero?hecho=movido&reto="+code).Find("[data-moved] a").AttrOr("href", ""); got != path+"/proyecto" {
		t.Errorf("the project is prepared at %q", got)
	}
	for _, foreign := range []string{"//e.example/retos/tablero", `/\e`, "https://e.example/retos/tablero", "/salir", "/retos/tablero/../..", "/%2f%2fe", "javascript:alert(1)", "/planes"} {
		d.exec(`UPDATE challenges SET state = 'analysis'`)
		d.post(path+"/estado", "desde", "analysis", "a", "admitted", "public", "", "regreso", foreign).to(path + "?hecho=movido")
		d.get(path + "/estado?regreso=" + url.QueryEscape(foreign)).is(200).lacks("[name=regreso]")
	}
}

func TestADecisionIsAskedFor(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	d.get(path+"/estado").says("#decision button", "Pedir decisión a dirección")
	d.post(path+"/decision", "version", "1", "pedir", "si").to(path + "?hecho=decision-pedida")
	d.get(path+"/estado").says("#decision", "Se pidió a dirección", "Retirar la petición")
	d.post(path+"/decision", "version", "1", "pedir", "no").is(409).says("[role=alert]", "Técnica").holds("#decision [name=version]", "2")
	d.post(path+"/decision", "version", "2", "pedir", "no").to(path + "?hecho=decision-retirada")
	d.post(path+"/decision", "version", "3", "pedir", "quizá").is(400)
	d.post(path+"/decision", "pedir", "si").is(400)
	d.as(access.Director)
	d.get(path + "/estado").is(200).lacks("#decision")
	d.post(path+"/decision", "version", "3", "pedir", "si").is(403)
}

func TestTheRetoIsAssigned(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	staff, unit := fmt.Sprint(d.people[access.Staff].ID), fmt.Sprint(d.unit)
	d.get(path+"/asignacion").is(200).says("#person", "Nadie", "Personal").holds("#answer_due_on", "2026-03-21").says("#answer_due_on-ayuda", "sería el 20 de febrero de 2026")
	a := d.post(path+"/asignacion", "version", "1", "person", staff, "unit", unit, "answer_due_on", "31/2/2026").is(422)
	a.says(".field-error", "").holds("#answer_due_on", "31/2/2026").holds("#person :checked", staff).holds("#unit [selected]", unit)
	d.post(path+"/asignacion", "version", "1", "person", "999", "answer_due_on", "2026-03-31").is(422).says("#person-error", "elija otra")
	d.post(path+"/asignacion", "version", "1", "person", staff, "unit", "", "answer_due_on", "2026-03-31").to(path + "?hecho=asignado")
	b := d.post(path+"/asignacion", "version", "1", "person", "", "unit", unit, "answer_due_on", "2026-04-01").is(409)
	b.says(".conflict", "Personal", "Unidad de Programas", "1/4/2026", "31/3/2026", "Técnica").holds("[name=version]", "2").holds("#unit [selected]", unit)
	d.exec(`UPDATE challenges SET state = 'discarded'`)
	d.get(path+"/asignacion").is(200).lacks("#person").says(".notice-info", "Descartado")
	d.post(path+"/asignacion", "version", "2", "answer_due_on", "2026-04-01").is(409)
}

func TestTwoRetosAreMerged(t *testing.T) {
	d := open(t)
	path, other, third := d.reto("Esperas en la cita previa", challenge.Analysis, 5), d.reto("Las esperas de la cita previa", challenge.Admitted, 5), d.reto("Transporte", challenge.Received, 5)
	code := strings.TrimPrefix(other, "/retos/")
	d.exec(`UPDATE challenges SET author_id = $1 WHERE title LIKE 'Las esperas%'`, d.people[access.Staff].ID)
	list := d.get(path + "/fusion").is(200)
	if got := list.Find(".case-candidates h3 a").First().AttrOr("href", ""); got != other {
		t.Errorf("the likest is %q", got)
	}
	d.get(path+"/fusion?q=transporte").says(".case-candidates", "Transporte").holds("#buscar-q", "transporte")
	d.get(path+"/fusion?q=nadie+sabe").lacks(".case-candidates").says(".empty", "No hay retos parecidos")
	confirm := d.get(path + "/fusion?con=" + code).is(200)
	confirm.says("#confirmar", "Las esperas de la cita previa").says("#consecuencias", "1 persona", "La conversación").holds("[name=version]", "1").holds("[name=con]", code)
	d.get(path+"/fusion?con="+strings.TrimPrefix(path, "/retos/")).is(422).says(".notice-error", "sí mismo")
	d.get(path+"/fusion?con=nada").is(422).says(".notice-error", "ningún reto")
	d.exec(`UPDATE challenges SET version = 2 WHERE title LIKE 'Esperas%'`)
	d.post(path+"/fusion", "con", code, "version", "1").is(409).says("[role=alert]", "No se ha fusionado").holds("[name=version]", "2")
	d.post(path+"/fusion", "con", code, "version", "2").to(path + "?hecho=fusionado")
	d.post(third+"/fusion", "con", strings.TrimPrefix(path, "/retos/"), "version", "1").is(422).says(".notice-error", "ya se ha unido")
	d.get(path+"/fusion").is(200).lacks("form.filters").says(".notice-info", "Fusionado")
	d.post(path+"/fusion", "con", code, "version", "3").is(409).says("[role=alert]", "No se ha fusionado")
}

func TestWhatIsPublic(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5) + "/publicacion"
	reto := strings.TrimSuffix(path, "/publicacion")
	d.get(path).is(200).holds("#public_title", "Esperas").holds("#public_text", "").lacks(".confirm")
	d.post(path, "version", "1", "accion", "publicar", "public_title", "T", "public_text", " ").is(422).says("#public_text-error", "Escriba").holds("#public_title", "T")
	d.post(path, "version", "1", "accion", "comprobar", "public_title", "", "public_text", "Algo").is(422).says("#public_title-error", "Escriba").holds("#public_text", "Algo")
	d.post(path, "version", "1", "accion", "comprobar", "public_title", "Menos  esperas", "public_text", "Algo\nmás").is(200).
		says("#vista", "Menos esperas", "Algo más", "En análisis", "Todavía no").holds("#public_text", "Algo\nmás")
	d.post(path, "version", "1", "accion", "publicar", "public_title", "Menos esperas", "public_text", "Algo").to(reto + "?hecho=publicado")
	d.get(path).says(".notice-success", "es público desde el 16/3/2026").says(".confirm", "Retirar de lo público")
	a := d.post(path, "version", "1", "accion", "publicar", "public_title", "Lo mío", "public_text", "Mío").is(409)
	a.says(".conflict", "Lo mío", "Menos esperas", "Técnica").holds("#public_title", "Lo mío").holds(".form[aria-label='Publicar el reto'] [name=version]", "2")
	d.post(path, "version", "1", "accion", "retirar").is(409).says("[role=alert]", "No se ha retirado").holds("#public_title", "Menos esperas")
	d.post(path, "version", "2", "accion", "retirar").to(reto + "?hecho=no-publicado")
	d.get(path).says(".notice-info", "no es público").holds("#public_title", "Menos esperas").holds("#public_text", "Algo")
	d.post(path, "version", "3", "accion", "otra").is(400)
	d.exec(`UPDATE challenges SET state = 'withdrawn'`)
	d.get(path).is(200).lacks("#public_title")
}

// What is typed never fails: each value is refused at its field, or as none of ours.
func TestHostileValues(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	forms := map[string]map[string]string{
		"/estado":      {"desde": "analysis", "a": "discarded", "public": "Motivo", "internal": "x", "regreso": "/retos/tablero"},
		"/asignacion":  {"version": "1", "person": "", "unit": "", "answer_due_on": "2026-03-31"},
		"/fusion":      {"version": "1", "con": "AAAAA-AAAAA-AAACC"},
		"/publicacion": {"version": "1", "accion": "publicar", "public_title": "T", "public_text": "T"},
		"/decision":    {"version": "1", "pedir": "si"},
	}
	bad := []string{"\x00", "\u202e", strings.Repeat("á", 100_000), "' OR 1=1 --", "99999999999999999999", "-1", "<script>alert(1)</script>", "9999-12-31", "NaN"}
	for page, fields := range forms {
		for field := range fields {
			for _, value := range bad {
				var pairs []string
				for name, good := range fields {
					if name == field {
						good = value
					}
					pairs = append(pairs, name, good)
				}
				a := d.post(path+page, pairs...)
				if a.code >= 500 || strings.Contains(a.body, "<script>alert") {
					t.Errorf("%s %s %.20q: %d", page, field, value, a.code)
				}
				if a.code == 303 {
					d.exec(`UPDATE challenges SET state = 'analysis', version = 1, decision_asked_at = NULL, published_at = NULL, assignee_id = NULL`)
				}
			}
		}
	}
}

func TestWhoHandlesRetos(t *testing.T) {
	d := open(t)
	path := d.reto("Esperas", challenge.Analysis, 5)
	own := d.reto("De la unidad", challenge.Analysis, 5)
	d.exec(`UPDATE challenges SET assignee_id = $1 WHERE title = 'De la unidad'`, d.people[access.Staff].ID)
	pages := []string{"/estado", "/asignacion", "/fusion", "/publicacion"}
	for _, role := range []access.Role{access.Staff, access.Admin, access.Nobody} {
		d.as(role)
		for _, page := range pages {
			d.get(path + page).is(404)
			d.get("/retos/AAAAA-AAAAA-AAAYY" + page).is(404)
			d.post(path+page, "version", "1", "desde", "analysis", "a", "admitted", "accion", "publicar", "public_title", "T", "public_text", "T", "answer_due_on", "2026-04-01").is(404)
		}
		d.post(path+"/decision", "version", "1", "pedir", "si").is(404)
	}
	d.as(access.Staff)
	for _, page := range pages {
		d.get(own + page).is(403)
	}
	d.get("/retos/tablero").is(403)
	d.as(access.Nobody)
	d.get("/retos/tablero").is(401)
	d.as(access.Director)
	d.get(path+"/estado").is(200).says("#a", "Admitido", "Descartado").lacks("#a [value=waiting]")
	for _, page := range pages[1:] {
		d.get(path + page).is(403)
	}
	if got := pagetest.Texts(d.get("/retos/tablero").is(200).Find("#estado-analysis select").First().Find("option")); strings.Join(got, " ") != "Elija… Admitido Descartado …" {
		t.Errorf("the director may move it to %q", got)
	}
}

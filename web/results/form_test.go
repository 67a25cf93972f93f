package results

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestResultIsAddedAndEdited(t *testing.T) {
	d := open(t)
	form := d.get(base + "/nuevo?indicador=I2.1").is(200)
	form.says("legend", "Indicadores a los que sirve").says(".notice-info", "no incluya datos personales")
	if got := form.Find("[name=indicators]:checked").AttrOr("value", ""); got != d.numbered("I2.1") {
		t.Errorf("%q is ticked, want what the address names", got)
	}
	shown := d.post(base, "title", " Convenio  firmado ", "description", "Una\r\nOtra", "achieved_on", "2026-03-01", "url", "https://ejemplo.org/a",
		"indicators", "I2.1", "indicators", "I1.1").is(303)
	path, done, _ := strings.Cut(shown.location, "?")
	if done != "hecho=creado" {
		t.Errorf("goes on to %q", shown.location)
	}
	d.get(shown.location).is(200).
		says("h1", "Convenio firmado").says("#descripcion", "Una Otra", "1 de marzo de 2026", "ejemplo.org").
		says("#indicadores", "I1.1", "I2.1").says("[role=status]", "se ha guardado").says("#historial", "Añadió un resultado", "Sirve a")

	edit := d.get(path + "/editar").is(200)
	edit.holds("#title", "Convenio firmado").holds("#description", "Una\nOtra").holds("#achieved_on", "2026-03-01").holds("#url", "https://ejemplo.org/a").
		holds("[name=version]", "1")
	if got := edit.Find("[name=indicators]:checked").Length(); got != 2 {
		t.Errorf("%d indicators are ticked", got)
	}
	d.post(path, "version", "1", "title", "Convenio en marcha", "indicators", "I2.1").is(303)
	d.get(path).is(200).says("h1", "Convenio en marcha").says("#descripcion", "sin fecha").says("#historial", "Cambió un resultado", "antes:")
}

// rows of typed texts that no field of the form takes.
var badTexts = map[string][]string{
	"title":       {"", "  ", strings.Repeat("a", 1001), strings.Repeat("a", 100_000), "a\x00b", "a\x1b[31m", "\u202efdp"},
	"description": {strings.Repeat("a", 10_001), strings.Repeat("a", 100_000), "a\x00b", "a\u2066b"},
	"achieved_on": {"2026-03-15", "31/2/2026", "2026-02-31", "0001-01-01", "9999-12-31", "NaN", "1e400", "−0", "\x00", "\u202e2026-01-01", strings.Repeat("1", 40), strings.Repeat("1", 100_000)},
	"url":         {"javascript:alert(1)", "ejemplo.org", "ftp://ejemplo.org", "https://", "https://ejemplo.org/\x00", "https://ejemplo.org/\u202e", strings.Repeat("a", 100_000)},
	"indicators":  {""},
}

func TestBadInputIsToldAtItsField(t *testing.T) {
	d := open(t)
	path := d.create("Para editar", "I1.1")
	results, events := d.count("results"), d.count("events")
	for field, texts := range badTexts {
		for _, typed := range texts {
			fields := map[string]string{"title": "Un título", "description": "Lo que escribí", "indicators": "I1.1", "version": "1"}
			fields[field] = typed
			if field == "indicators" {
				delete(fields, field)
			}
			var pairs []string
			for _, name := range slices.Sorted(maps.Keys(fields)) {
				pairs = append(pairs, name, fields[name])
			}
			for _, address := range []string{base, path} {
				a := d.post(address, pairs...).is(422)
				if a.Find("#"+field+"-error").Length() != 1 || a.Find(".field-error").Length() != 1 {
					t.Errorf("%s %.30q: %q", field, typed, pagetest.Texts(a.Find(".field-error")))
				}
				if a.Find(`.notice-error a[href="#`+field+`"]`).Length() != 1 {
					t.Errorf("%s %.30q: the summary does not lead to the field", field, typed)
				}
				if field != "description" {
					a.holds("#description", "Lo que escribí")
				}
				if field != "indicators" && a.Find("[name=indicators][value='"+d.numbered("I1.1")+"']:checked").Length() != 1 {
					t.Errorf("%s: the ticks are lost", field)
				}
			}
		}
	}
	if d.count("results") != results || d.count("events") != events {
		t.Error("something was written")
	}
	d.get(path).says("h1", "Para editar")
}

func TestWhatNoFormOfOursSends(t *testing.T) {
	d := open(t)
	path := d.create("Para editar", "I1.1")
	results := d.count("results")
	var foreign string
	err := d.pages.Results.Pool.QueryRow(t.Context(), `SELECT min(i.id)::text FROM indicators i JOIN plans p ON p.id = i.plan_id WHERE '/planes/' || p.slug = $1`,
		pagetest.Montilla).Scan(&foreign)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{foreign, "X", "0", "-1", "1.0", "\x00", "\u202e", strings.Repeat("9", 100_000)} {
		d.post(base, "title", "T", "indicators", number).is(422).says("#indicators-error", "ya no está en el plan")
		d.post(path, "version", "1", "title", "T", "indicators", "I1.1", "indicators", number).is(422).says("#indicators-error", "ya no está en el plan")
	}
	for _, version := range []string{"", "0", "-1", "x", "1.0", strings.Repeat("9", 40)} {
		d.post(path, "version", version, "title", "T", "indicators", "I1.1").is(400)
		d.post(path+"/retirada", "version", version, "reason", "x").is(400)
		d.post(path+"/restauracion", "version", version).is(400)
	}
	for _, id := range []string{"0", "-1", "999999", "x", "1.0", "99999999999999999999", "%00"} {
		d.get(base + "/" + id).is(404)
		d.get(base + "/" + id + "/editar").is(404)
		d.post(base+"/"+id, "version", "1", "title", "T", "indicators", "I1.1").is(404)
		d.post(base+"/"+id+"/retirada", "version", "1", "reason", "x").is(404)
		d.get(path + "/ficheros/" + id).is(404)
		d.post(path + "/ficheros/" + id + "/retirada").is(404)
	}
	swapped := strings.Replace(path, base, other, 1)
	d.get(swapped).is(404)
	d.get(swapped + "/editar").is(404)
	d.post(swapped, "version", "1", "title", "T", "indicators", foreign).is(404)
	d.post(swapped+"/retirada", "version", "1", "reason", "x").is(404)
	d.post(base, ui.KeyField, "corta", "title", "T", "indicators", "I1.1").is(400)
	d.get("/planes/nadie/resultados").is(404)
	d.get("/planes/nadie/resultados/nuevo").is(404)
	d.post("/planes/nadie/resultados", "title", "T", "indicators", "I1.1").is(404)
	if d.count("results") != results {
		t.Error("something was written")
	}
	d.get(path).says("h1", "Para editar")
}

func TestAFormThatIsSentTwiceAddsOneResult(t *testing.T) {
	d := open(t)
	results := d.count("results")
	form := []string{ui.KeyField, "DOUBLESUBMIT00000000", "title", "Una vez", "indicators", "I1.1"}
	first, second := d.post(base, form...).is(303), d.post(base, form...).is(303)
	if first.location != second.location || d.count("results") != results+1 {
		t.Errorf("%q and %q, %d results more", first.location, second.location, d.count("results")-results)
	}
}

func TestTheSecondOfTwoSeesBothVersions(t *testing.T) {
	d := open(t)
	path := d.create("Al principio", "I1.1")
	d.post(path, "version", "1", "title", "Lo de otra persona", "description", "Suyo", "achieved_on", "2026-03-01", "indicators", "I1.1").is(303)
	a := d.post(path, "version", "1", "title", "Lo mío", "description", "A\r\nB", "indicators", "I1.1", "indicators", "I2.1").is(409)
	a.says(".conflict", "Lo mío", "Lo de otra persona", "A B", "Suyo", "1/3/2026", "I1.1, I2.1", "Técnica").holds("[name=version]", "2").holds("#title", "Lo mío")
	if got := a.Find(".conflict a").First().AttrOr("href", ""); got != path {
		t.Errorf("what is kept is at %q", got)
	}
	d.post(path, "version", "2", "title", "Lo mío", "indicators", "I2.1").is(303)
	d.get(path).says("h1", "Lo mío")
}

func TestATitleThatIsThereIsAskedAbout(t *testing.T) {
	d := open(t)
	path := d.create("Convenio con la Diputación", "I1.1")
	results := d.count("results")
	a := d.post(base, "title", "convenio con la DIPUTACION", "description", "Mío", "indicators", "I2.1").is(409)
	a.says("[role=alert]", "Abrir «Convenio con la Diputación»").says("button[type=submit]", "Guardar de todos modos").holds("#description", "Mío")
	if got := a.Find("[role=alert] a").AttrOr("href", ""); got != path {
		t.Errorf("it is at %q, want %q", got, path)
	}
	if d.count("results") != results {
		t.Fatal("it was written without asking")
	}
	known := a.Find("[name="+knownField+"]").AttrOr("value", "")
	d.post(base, "title", "Convenio con la Diputación", "indicators", "I2.1", knownField, known).is(303)
	d.post(base, "title", "Convenio con la Diputación", "indicators", "I2.1", knownField, "x").is(409)
}

func TestWhoSeesWhichForms(t *testing.T) {
	d := open(t)
	path := d.create("De la unidad", "I1.1")
	foreign := d.create("De otra unidad también", "I1.1", "I7.3")
	d.get(base).says(".page-head-actions", "Añadir un resultado")
	d.get(path).says(".page-head-actions", "Editar").says("#retirada", "Retirar el resultado").says("#ficheros button", "Añadir los ficheros")

	d.as(access.Staff)
	d.get(base).says(".page-head-actions", "Añadir un resultado")
	own := d.get(base + "/nuevo").is(200)
	if own.Find("[name=indicators][value='"+d.numbered("I1.1")+"']").Length() != 1 || own.Find("[name=indicators][value='"+d.numbered("I7.3")+"']").Length() != 0 {
		t.Error("staff chooses among the indicators of their units")
	}
	d.get(path).lacks(".page-head-actions").lacks("#retirada").lacks("#historial").says("#ficheros button", "Añadir los ficheros")
	d.get(foreign).lacks("#ficheros form")
	d.get(path + "/editar").is(403)
	d.post(base, "title", "De mi unidad", "indicators", "I1.1").is(303)
	d.post(base, "title", "De otra", "indicators", "I1.1", "indicators", "I7.3").is(403)
	d.post(path, "version", "1", "title", "T", "indicators", "I1.1").is(403)
	d.post(path+"/retirada", "version", "1", "reason", "x").is(403)
	d.actor.Units = nil
	d.get(base + "/nuevo").is(403)
	d.get(base).lacks(".page-head-actions")

	d.as(access.Director)
	d.get(path).lacks(".page-head-actions").lacks("#retirada").lacks("#ficheros form").says("#historial", "Añadió un resultado")
	d.as(access.Nobody)
	d.get(path).is(200).lacks(".page-head-actions").lacks("#retirada").lacks("#historial").lacks("#ficheros form")
	d.get(path + "/editar").is(401)
}

func TestAClosedPlanSaysHowToGoOn(t *testing.T) {
	d := open(t)
	path := d.create("De un plan cerrado", "I1.1")
	if _, err := d.pages.Results.Pool.Exec(t.Context(), `UPDATE plans SET state = 'closed'`); err != nil {
		t.Fatal(err)
	}
	for what, a := range map[string]answer{
		"new": d.get(base + "/nuevo"), "edit": d.get(path + "/editar"),
		"create":   d.post(base, "title", "T", "indicators", "I1.1"),
		"save":     d.post(path, "version", "1", "title", "T", "indicators", "I1.1"),
		"withdraw": d.post(path+"/retirada", "version", "1", "reason", "x"),
	} {
		if a.is(409).says("h1", "El plan está cerrado").Find(`a[href="`+pagetest.Example+`"]`).Length() != 1 {
			t.Errorf("%s: no way to the plan", what)
		}
	}
	d.get(base).is(200).lacks(".page-head-actions")
	d.get(path).is(200).lacks("main form")
}

func TestManyIndicatorsAreFolded(t *testing.T) {
	var offered []indicator.Servable
	for _, code := range []string{"O1", "O2"} {
		o := indicator.Servable{Code: code, Title: "Objetivo"}
		for n := range 20 {
			o.Indicators = append(o.Indicators, indicator.Served{ID: int64(len(offered)*20 + n + 1)})
		}
		offered = append(offered, o)
	}
	p := serves([]string{"21", "23"}, offered)
	if p.Groups[0].Open || !p.Groups[1].Open || p.Groups[1].Chosen != "2\u00a0elegidos" {
		t.Errorf("groups %+v", p.Groups)
	}
	if p := serves(nil, offered[:1]); !p.Groups[0].Open {
		t.Error("a few are shown at once")
	}
}

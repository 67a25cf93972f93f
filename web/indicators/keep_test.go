package indicators_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/web/indicators"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

const (
	newOne  = example + "/nuevo?objetivo=O3"
	editing = example + "/I1.1/editar"
)

// keeping is the desk with the pages on which indicators are defined.
func keeping(t *testing.T) desk {
	t.Helper()
	d := sit(t, access.Technician)
	now := func() time.Time { return time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC) }
	p := indicators.Keeping{Store: indicator.Store{Pool: d.pool, Now: now}, Today: func() date.Date { return today }, Location: time.UTC}
	r := chi.NewRouter()
	r.Get("/planes/{plan}/indicadores/nuevo", pagetest.Answered(d.T, p.New))
	r.Post("/planes/{plan}/indicadores", pagetest.Answered(d.T, p.Create))
	r.Post("/planes/{plan}/indicadores/orden", pagetest.Answered(d.T, p.Move))
	r.Get("/planes/{plan}/indicadores/{code}/editar", pagetest.Answered(d.T, p.Edit))
	r.Post("/planes/{plan}/indicadores/{code}/editar", pagetest.Answered(d.T, p.Save))
	r.Post("/planes/{plan}/indicadores/{code}/anulacion", pagetest.Answered(d.T, p.Cancel))
	r.Post("/planes/{plan}/indicadores/{code}/restauracion", pagetest.Answered(d.T, p.Restore))
	r.Post("/planes/{plan}/indicadores/{code}/baja", pagetest.Answered(d.T, p.Delete))
	d.router = r
	return d
}

// typedIn reads what the form of a page would send, as it stands.
func (a answer) typedIn(form string) url.Values {
	a.Helper()
	values := url.Values{}
	fields := a.Find(form).Find("input[name], textarea[name], select[name]")
	fields.Each(func(_ int, f *goquery.Selection) {
		name, value := f.AttrOr("name", ""), f.AttrOr("value", "")
		switch kind := f.AttrOr("type", ""); {
		case f.Is("textarea"):
			value = strings.TrimPrefix(f.Text(), "\n")
		case f.Is("select"):
			value = f.Find("option[selected]").AttrOr("value", f.Find("option").First().AttrOr("value", ""))
		case kind == "checkbox" || kind == "radio":
			if _, checked := f.Attr("checked"); !checked {
				return
			}
		}
		values.Add(name, value)
	})
	if len(values) == 0 {
		a.Fatalf("no fields in %s", form)
	}
	return values
}

// submit sends a whole form with a key of its own.
func (d desk) submit(address string, form url.Values) answer {
	d.Helper()
	form.Set(ui.KeyField, rand.Text())
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.send(r)
}

// stored counts everything that keeping indicators writes.
func (d desk) stored() (rows string) {
	d.Helper()
	err := d.pool.QueryRow(d.Context(), `
		SELECT concat_ws(' ', (SELECT count(*) FROM indicators), (SELECT sum(version) FROM indicators), (SELECT count(*) FROM indicator_units),
		                 (SELECT count(*) FROM indicator_standards), (SELECT count(*) FROM planned_points), (SELECT count(*) FROM audit_events))`).Scan(&rows)
	if err != nil {
		d.Fatal(err)
	}
	return rows
}

const (
	newForm  = "form[action$='/indicadores']"
	editForm = "form[action$='/editar']"
)

func TestAnIndicatorIsCreated(t *testing.T) {
	d := keeping(t)
	page := d.get(newOne).is(200)
	form := page.typedIn(newForm)
	page.says("option[selected]", "O3.")
	if form.Get("code") != "I3.5" || form.Get("weight") != "1" || len(form["point_on"]) != 3 {
		t.Errorf("proposed %v", form)
	}
	page.count("#unit_of_measure-sugerencias option[value='días']", 1)
	units := page.Find("input[name=units]").Map(func(_ int, f *goquery.Selection) string { return f.AttrOr("value", "") })
	form["title"], form["target"], form["units"] = []string{" Visitas  a domicilio "}, []string{"1.234,5"}, units[:2]
	form["decimals"], form["periodicity"], form["nature"], form["rule"] = []string{"1"}, []string{"3"}, []string{"output"}, []string{""}
	form["point_on"], form["point_value"] = []string{"", "30/6/2026", ""}, []string{"", "100,25", ""}
	done := d.submit(example, form).is(303)
	if done.location != example+"/I3.5/editar?hecho=creado" {
		t.Fatalf("leads to %q", done.location)
	}
	edit := d.get(done.location).is(200)
	edit.says("[role=status]", "El indicador se ha creado", "Añadir otro al mismo objetivo")
	edit.says("#historial", "Añadió un indicador", "Visitas a domicilio", "30/6/2026")
	got := edit.typedIn(editForm)
	for name, want := range map[string]string{"title": "Visitas a domicilio", "target": "1234,5", "rule": "reach", "nature": "output", "periodicity": "3", "decimals": "1"} {
		if got.Get(name) != want {
			t.Errorf("%s is kept as %q, want %q", name, got.Get(name), want)
		}
	}
	if strings.Join(got["units"], " ") != strings.Join(units[:2], " ") || got["point_on"][0] != "2026-06-30" || got["point_value"][0] != "100,25" || len(got["point_on"]) != 4 {
		t.Errorf("kept %v", got)
	}
	next := d.get(newOne).is(200).typedIn(newForm)
	next["title"], next["target"], next["accion"] = []string{"Otro"}, []string{"5"}, []string{"otro"}
	another := d.submit(example, next).leads(example + "/nuevo?objetivo=O3&hecho=otro")
	another.says("[role=status]", "puede escribir el siguiente")
	another.holds("#code", "I3.7")
}

func TestSendingTwiceCreatesOne(t *testing.T) {
	d := keeping(t)
	form := d.get(newOne).typedIn(newForm)
	pairs := []string{ui.KeyField, rand.Text(), "objective", form.Get("objective"), "code", "I3.9", "title", "Una vez", "decimals", "0", "target", "3"}
	first := d.post(example, pairs...).is(303)
	before := d.stored()
	if second := d.post(example, pairs...).is(303); second.location != first.location || d.stored() != before {
		t.Errorf("leads to %q and %q; %s, then %s", first.location, second.location, before, d.stored())
	}
}

func TestThePreviewTellsTheCourseAndSavesNothing(t *testing.T) {
	d := keeping(t)
	before := d.stored()
	for _, c := range []struct{ get, form, to string }{{newOne, newForm, example}, {editing, editForm, editing}} {
		form := d.get(c.get).typedIn(c.form)
		form["title"], form["baseline"], form["target"], form["unit_of_measure"], form["decimals"] = []string{"T"}, []string{""}, []string{"20"}, []string{"horas"}, []string{"1"}
		form["starts_on"], form["ends_on"], form["rule"] = []string{"1/11/2026"}, []string{"31/12/2026"}, []string{"reach"}
		form["point_on"], form["point_value"], form["accion"] = []string{"21/11/2026"}, []string{"12,5"}, []string{"comprobar"}
		page := d.submit(c.to, form).is(200)
		page.says("#previsto", "Hoy se espera 12,5 horas; el 31/12/2026, 20,0 horas", "alcanzar la meta, subiendo", "Todavía no se ha guardado nada")
		page.says("#previsto tbody", "Punto planificado. Hoy", "62,50 %", "Fin")
		page.holds("#target", "20")
		form["target"] = []string{"x"}
		d.submit(c.to, form).is(422).says("#target-error", "No es un número")
		form["accion"], form["target"] = []string{"filas"}, []string{"x"}
		rows := d.submit(c.to, form).is(200)
		rows.holds("#target", "x")
		rows.holds("#point_value-0", "12,5")
		rows.count("input[name=point_on]", 7)
	}
	if after := d.stored(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

func TestAnEditTellsWhatItMeansForValuesThatAreThere(t *testing.T) {
	d := keeping(t)
	page := d.get(editing).is(200)
	page.says(editForm+" .notice", "Ya hay valores registrados", "Los seguimientos cerrados no cambian")
	form := page.typedIn(editForm)
	form["title"] = []string{"Otro título"}
	saved := d.submit(editing, form).leads(editing + "?hecho=guardado")
	form = saved.typedIn(editForm)
	form["target"], form["code"] = []string{"10"}, []string{"I1.99"}
	moved := d.submit(editing, form).leads(example + "/I1.99/editar?hecho=recalculado")
	moved.says("[role=status]", "también el de fechas pasadas", "los seguimientos cerrados no cambian")
	moved.says("#historial li:first-child", "Meta", "12", "10", "I1.99")
	d.get(editing).is(404)
}

func TestTheSecondEditorSeesBothVersions(t *testing.T) {
	d := keeping(t)
	page := d.get(editing).is(200)
	mine, theirs := page.typedIn(editForm), page.typedIn(editForm)
	theirs["title"], theirs["target"] = []string{"El de la otra persona"}, []string{"11"}
	d.submit(editing, theirs).is(303)
	mine["title"], mine["point_on"], mine["point_value"] = []string{"El mío"}, []string{"1/6/2026"}, []string{"20"}
	page = d.submit(editing, mine).is(409)
	page.says(".conflict", "No se ha guardado", "21/11/2026, 9:00", "El mío", "El de la otra persona", "1/6/2026: 20", "(en blanco)")
	page.count(".conflict tbody tr", 3)
	page.holds(editForm+" input[name=version]", "2")
	page.holds("#title", "El mío")
	d.submit(editing, page.typedIn(editForm)).is(303)
	d.get(editing).is(200).holds("#title", "El mío")
}

func TestATextIsNotLostWithItsIndicatorOrItsPlan(t *testing.T) {
	d := keeping(t)
	create := d.get(newOne).typedIn(newForm)
	create["title"], create["target"] = []string{"Breve"}, []string{"3"}
	address := strings.TrimSuffix(d.submit(example, create).is(303).location, "?hecho=creado")
	form := d.get(address).is(200).typedIn(editForm)
	d.submit(strings.Replace(address, "/editar", "/baja", 1), url.Values{"id": form["id"], "version": form["version"]}).is(303)
	form["title"] = []string{"Lo que escribí"}
	gone := d.submit(address, form).is(409)
	gone.says("[role=alert]", "quitado del plan")
	gone.holds(newForm+" #title", "Lo que escribí")

	form = d.get(editing).is(200).typedIn(editForm)
	form["title"] = []string{"Lo que escribí"}
	if _, err := d.pool.Exec(t.Context(), `UPDATE plans SET state = 'closed'`); err != nil {
		t.Fatal(err)
	}
	closed := d.submit(editing, form).is(409)
	closed.says("[role=alert]", "El plan está cerrado")
	closed.holds("#title", "Lo que escribí")
	d.get(editing).is(409)
	d.get(newOne).is(409)
}

func TestOthersDoNotKeep(t *testing.T) {
	d := keeping(t)
	form := d.get(editing).typedIn(editForm)
	before := d.stored()
	for _, role := range []access.Role{access.Director, access.Admin, access.Staff} {
		other := d.as(role)
		other.get(editing).is(403)
		for _, to := range []string{example, editing, example + "/I1.1/anulacion", example + "/I1.1/baja"} {
			other.submit(to, form).is(403)
		}
	}
	if after := d.stored(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

package indicators_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestCancelAndRestore(t *testing.T) {
	d := keeping(t)
	page := d.get(editing).is(200)
	page.says("#situacion", "Cuenta en la media", "No se puede quitar, porque ya tiene 18 valores", "solo se puede anular")
	page.count("form[action$='/baja'], form[action$='/restauracion']", 0)
	cancel := page.typedIn("form[action$='/anulacion']")
	before := d.stored()
	for field, values := range map[string][]string{
		"cancelled_on":  append([]string{""}, badDays...),
		"cancel_reason": append([]string{"", " \n", strings.Repeat("ñ", 2001)}, badTexts...),
	} {
		for _, value := range values {
			form := url.Values{"id": cancel["id"], "version": cancel["version"], "cancelled_on": {"1/10/2026"}, "cancel_reason": {"Ya no se mide"}}
			form[field] = []string{value}
			p := d.submit(example+"/I1.1/anulacion", form).is(422)
			p.count("#"+field+"-error", 1)
			p.count("[role=alert] a[href='#"+field+"']", 1)
			p.count("details.confirm[open]", 1)
		}
	}
	if after := d.stored(); after != before {
		t.Errorf("%s became %s", before, after)
	}
	cancel["cancelled_on"], cancel["cancel_reason"] = []string{"2026-10-01"}, []string{"Ya no se mide"}
	done := d.submit(example+"/I1.1/anulacion", cancel).leads(editing + "?hecho=anulado")
	done.says("#situacion", "1 de octubre de 2026", "Ya no se mide")
	done.says("#historial li:first-child", "Anuló un indicador")
	again := d.submit(example+"/I1.1/anulacion", cancel).is(409)
	again.says("[role=alert]", "alguien ha cambiado este indicador")
	restored := d.submit(example+"/I1.1/restauracion", done.typedIn("form[action$='/restauracion']")).leads(editing + "?hecho=recuperado")
	restored.says("#situacion", "Cuenta en la media")
	d.submit(example+"/I1.1/baja", restored.typedIn(editForm)).is(409).says("#situacion", "No se puede quitar")
}

func TestWhatNothingHangsOnIsRemoved(t *testing.T) {
	d := keeping(t)
	form := d.get(newOne).typedIn(newForm)
	form["title"], form["target"] = []string{"Breve"}, []string{"3"}
	edit := d.get(d.submit(example, form).is(303).location)
	remove := edit.typedIn("form[action$='/baja']")
	if done := d.submit(example+"/I3.5/baja", remove).is(303); done.location != "/planes/plan-de-ejemplo/estructura?hecho=indicador-quitado" {
		t.Errorf("leads to %q", done.location)
	}
	d.get(example + "/I3.5/editar").is(404)
	d.submit(example+"/I3.5/baja", remove).is(404)
}

func TestMove(t *testing.T) {
	d := keeping(t)
	id := d.get(example + "/I1.2/editar").typedIn(editForm).Get("id")
	for _, c := range []struct{ form, leads string }{
		{"mover=arriba&codigos=quedan", "?hecho=orden#i-I1.2"},
		{"mover=abajo&codigos=siguen", "?hecho=orden&codigos=siguen#i-I1.1"},
		{"posicion=1&objetivo=O2", "?hecho=orden#i-I1.1"},
	} {
		form, err := url.ParseQuery(c.form + "&id=" + id)
		if err != nil {
			t.Fatal(err)
		}
		if done := d.submit(example+"/orden", form).is(303); done.location != "/planes/plan-de-ejemplo/estructura"+c.leads {
			t.Errorf("%s leads to %q", c.form, done.location)
		}
	}
	d.get(example+"/I1.1/editar").says("option[selected]", "O2.")
	before := d.stored()
	for bad, want := range map[string]int{
		"id=" + id: 400, "id=" + id + "&posicion=0": 400, "id=" + id + "&mover=x": 400, "id=999999&mover=arriba": 404, "id=x&mover=arriba": 404,
		"id=" + id + "&posicion=1&objetivo=O99": 404, "id=" + id + "&posicion=1&codigos=x": 400,
	} {
		form, err := url.ParseQuery(bad)
		if err != nil {
			t.Fatal(err)
		}
		d.submit(example+"/orden", form).is(want)
	}
	if after := d.stored(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

package units

import (
	"crypto/rand"
	"strconv"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/unit"
	"hito/web/ui"
)

func TestListPage(t *testing.T) {
	d := open(t)
	empty := d.get(listPath).is(200)
	empty.says(".empty", "Todavía no hay ninguna unidad", "Crear la primera")
	id := d.create("<script>alert(1)</script>", "Innovación & <b>más</b>")
	d.create("Dirección")
	d.belong(id)
	p := d.get(listPath).is(200)
	p.says("h1", "Unidades")
	p.says("table caption", "otros nombres")
	p.says("tbody tr:first-child th a", "<script>alert(1)</script>")
	p.says("tbody tr:first-child", "Innovación & <b>más</b>", "1 persona", "0 indicadores")
	p.says("tbody tr:last-child", "Dirección", "Ninguno", "0 personas")
	if p.Find("main script, tbody b").Length() > 0 {
		t.Error("a name is markup")
	}
	for selector, want := range map[string]int{
		"main a[href='" + newPath + "']": 1, "tbody a[href='" + address(id) + "']": 1, "tbody a[href='" + peoplePath(id) + "']": 1,
		"tbody a[href^='/administracion/personas']": 1, "th[scope=col]": 4, "th[scope=row]": 2,
	} {
		if got := p.Find(selector).Length(); got != want {
			t.Errorf("%d of %s, want %d", got, selector, want)
		}
	}
}

func TestCreate(t *testing.T) {
	d := open(t)
	form := d.get(newPath).is(200)
	form.says("label[for=aliases]", "Otros nombres")
	form.says("#aliases-ayuda", "hojas de cálculo", "Unidad progamas")
	if got := form.Find("form[action='"+listPath+"'] input[name="+ui.KeyField+"]").AttrOr("value", ""); len(got) < 20 {
		t.Errorf("the form has the key %q", got)
	}
	typed := []string{ui.KeyField, rand.Text(), "name", " Innovación ", "aliases", "Unidad Innovación\r\n\r\nUNIDAD INNOVACION\r\nI+D\r\n"}
	created := d.post(listPath, typed...).is(303)
	all := d.all()
	if len(all) != 1 || all[0].Name != "Innovación" || strings.Join(all[0].Aliases, "|") != "Unidad Innovación|I+D" {
		t.Fatalf("there is %+v", all)
	}
	if want := address(all[0].ID) + "?hecho=creada"; created.location != want {
		t.Errorf("leads to %q, want %q", created.location, want)
	}
	again := d.post(listPath, typed...).is(303)
	if again.location != created.location || len(d.all()) != 1 {
		t.Errorf("the same submission leads to %q, and there are %d units", again.location, len(d.all()))
	}
	p := d.get(created.location).is(200)
	p.says("[role=status]", "La unidad se ha creado.")
	p.holds("#name", "Innovación")
	p.holds("#aliases", "Unidad Innovación\nI+D")
	p.holds("form[action='"+address(all[0].ID)+"'] input[name=version]", "1")
}

func TestSecurity18AFormThatWasEditedIsAnotherSubmission(t *testing.T) {
	d := open(t)
	key := rand.Text()
	first := d.post(listPath, ui.KeyField, key, "name", "Innovación").is(303)
	second := d.post(listPath, ui.KeyField, key, "name", "Dirección").is(303)
	if all := d.all(); len(all) != 2 || first.location == second.location {
		t.Errorf("the second leads to %q, and there is %+v", second.location, all)
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	d := open(t)
	d.create("Unidad de Trabajo Social", "UTS")
	id := d.create("Dirección")
	long := strings.Repeat("ñ", 500)
	for name, c := range map[string]struct{ name, aliases, field, message string }{
		"blank":           {" ", "Alfa", "name", "Escriba el nombre"},
		"long":            {long, "", "name", "200 caracteres"},
		"reordered":       {"a\u202eb", "", "name", "no se ven"},
		"reordered alias": {"Nueva", "uno\na\u202eb", "aliases", "Línea 2"},
		"long alias":      {"Nueva", long, "aliases", "Línea 1"},
		"name taken":      {"uts", "", "name", "«Unidad de Trabajo Social»"},
		"alias taken":     {"Nueva", "Otra\nunidad de trabajo  social", "aliases", "«unidad de trabajo social» ya es un nombre de la unidad «Unidad de Trabajo Social»"},
	} {
		for _, to := range []string{listPath, address(id)} {
			p := d.post(to, "name", c.name, "aliases", c.aliases, "version", "1").is(422)
			p.says("#"+c.field+"-error", c.message)
			p.says("[role=alert] a[href='#"+c.field+"']", c.message)
			p.holds("#name", c.name)
			p.holds("#aliases", c.aliases)
			if p.Find("#"+c.field+"[aria-invalid=true]").Length() != 1 || !strings.HasPrefix(p.Find("title").Text(), "Error: ") {
				t.Errorf("%s at %s: the field or the title does not tell", name, to)
			}
		}
	}
	if all := d.all(); len(all) != 2 || all[0].Version != 1 || all[1].Version != 1 {
		t.Errorf("something was written: %+v", all)
	}
}

func TestSaveOverAnotherOnesChange(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	key := rand.Text()
	for range 2 {
		if saved := d.post(address(id), ui.KeyField, key, "version", "1", "name", "De otra", "aliases", "Suya"); saved.code != 303 || saved.location != address(id)+"?hecho=guardada" {
			t.Fatalf("%d to %q", saved.code, saved.location)
		}
	}
	p := d.post(address(id), "version", "1", "name", "La mía", "aliases", "Mía").is(409)
	p.says("[role=alert]", "No se ha guardado", "De otra", "Suya")
	p.holds("#name", "La mía")
	p.holds("#aliases", "Mía")
	p.holds("form[action='"+address(id)+"'] input[name=version]", "2")
	d.post(address(id), "version", "2", "name", "La mía", "aliases", "Mía").is(303)
	if all := d.all(); all[0].Name != "La mía" || all[0].Version != 3 {
		t.Errorf("there is %+v", all[0])
	}
}

func TestThePageTellsWhatHappenedToTheUnit(t *testing.T) {
	d := open(t)
	d.create("Dirección")
	id := d.create("Innovación")
	edit := []string{"version", "1", "name", "Innovación y Calidad"}
	d.post(address(id), edit...).is(303)
	for _, p := range []answer{d.get(address(id)).is(200), d.post(address(id), edit...).is(409), d.post(address(id), "version", "2", "name", "").is(422)} {
		p.says("#historial li:first-child", "Ana", "14/3/2026, 9:00", "Cambió una unidad", "Innovación y Calidad")
		if n := p.Find("#historial li").Length(); n != 2 {
			t.Errorf("%d events, want 2", n)
		}
		if n := p.Find("#historial a[href='/administracion/auditoria?objeto=unit-" + strconv.FormatInt(id, 10) + "']").Length(); n != 1 {
			t.Errorf("%d links to the audit", n)
		}
	}
	if d.get(newPath).Find("#historial").Length() != 0 {
		t.Error("a unit that is not there has a history")
	}
}

func TestDelete(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	remove := "form[action='" + address(id) + "/baja']"
	d.get(address(id)).is(200).says(".confirm", "Dar de baja…", "desaparecerá de las listas")
	d.belong(id)
	p := d.post(address(id)+"/baja", "version", "1").is(409)
	p.says("[role=alert] a[href='#uso']", "No se puede dar de baja")
	p.says("#uso", "1 persona", "asígnelos antes a otra unidad")
	if p.Find(remove).Length() != 0 {
		t.Error("a unit in use can be deleted")
	}
	other, key := d.create("Otra"), rand.Text()
	for range 2 {
		if gone := d.post(address(other)+"/baja", ui.KeyField, key, "version", "1"); gone.code != 303 || gone.location != listPath+"?hecho=baja" {
			t.Fatalf("%d to %q", gone.code, gone.location)
		}
	}
	d.get(listPath+"?hecho=baja").says("[role=status]", "se ha dado de baja")
	d.get(address(other)).is(404)
	d.post(address(id)+"/baja", "version", "9").is(409)
	if all := d.all(); len(all) != 1 || all[0].ID != id {
		t.Errorf("there is %+v", all)
	}
}

func TestHostileNumbers(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	for _, typed := range []string{"0", "-1", "+1", "01", "1e3", "x", "999999", "99999999999999999999", "%27", "%3Cscript%3E", "1%20"} {
		at := listPath + "/" + typed
		d.get(at).is(404)
		d.post(at, "version", "1", "name", "X").is(404)
		d.post(at+"/baja", "version", "1").is(404)
	}
	for _, version := range []string{"", "0", "-1", "x", "99999999999999999999", "1.0"} {
		d.post(address(id), "version", version, "name", "X").is(400)
		d.post(address(id)+"/baja", "version", version).is(400)
	}
	d.post(address(id), "version", "9999999999", "name", "X").is(409)
	d.post(listPath, ui.KeyField, "corta", "name", "X").is(400)
	if all := d.all(); len(all) != 1 || all[0].Name != "Innovación" {
		t.Errorf("there is %+v", all)
	}
}

func TestOnlyAdministratorsWrite(t *testing.T) {
	d := open(t)
	id := d.create("Innovación")
	d.session.User.Role = access.Technician
	d.post(listPath, "name", "Otra").is(403)
	d.post(address(id), "version", "1", "name", "Otra").is(403)
	d.post(address(id)+"/baja", "version", "1").is(403)
	d.session.Confirmed = false
	d.post(listPath, "name", "Otra").is(401)
	if all := d.all(); len(all) != 1 || all[0].Name != "Innovación" {
		t.Errorf("there is %+v", all)
	}
}

func TestOnlyWhatIsFreeCanBeDeleted(t *testing.T) {
	for _, c := range []struct {
		of      unit.Counted
		deletes bool
	}{
		{unit.Counted{}, true}, {unit.Counted{People: 1}, false}, {unit.Counted{Indicators: 1}, false}, {unit.Counted{Challenges: 1}, false},
	} {
		if got := useOf(c.of); (got.Delete != nil) != c.deletes || (got.Kept == "") != c.deletes {
			t.Errorf("%+v: %+v", c.of, got)
		}
	}
}

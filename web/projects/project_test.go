package projects

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui/pagetest"
)

func hrefs(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") }

func TestAProjectIsCreatedAndStartsTheReto(t *testing.T) {
	d := open(t)
	path := d.reto(challenge.Admitted)
	page := d.get(path + "/proyecto")
	d.wants(page, http.StatusOK, "Crear el proyecto", "Pasar el reto a «En proyecto»")
	if page.Find("input[name=move][checked]").Length() != 1 || page.Find("#title").AttrOr("value", "") != "Colas en la puerta" || page.Find("#starts_on").AttrOr("value", "") != day(pagetest.Today()) {
		t.Error("nothing is proposed")
	}
	wrong := d.post(path+"/proyecto", "version", "0", "title", "Sala <b>nueva</b>", "summary", "Con turnos", "starts_on", "2026-05-01", "ends_on", "1/4/2026")
	d.wants(wrong, http.StatusUnprocessableEntity, "La fecha de fin no puede ser anterior")
	if wrong.Find("#title").AttrOr("value", "") != "Sala <b>nueva</b>" || wrong.Find("#summary").Text() != "Con turnos" || wrong.Find("#ends_on").AttrOr("value", "") != "1/4/2026" ||
		wrong.Find("input[name=move][checked]").Length() != 0 || wrong.Find("a[href='#ends_on']").Length() != 1 {
		t.Error("what was typed is lost")
	}
	done := d.post(path+"/proyecto", "version", "0", "title", "Sala nueva", "starts_on", "2026-05-01", "ends_on", "2026-09-01", "move", "si")
	if done.code != http.StatusSeeOther || done.location != path+"/proyecto?hecho=iniciado" {
		t.Fatalf("%d %s", done.code, done.location)
	}
	d.wants(d.get(done.location), http.StatusOK, "el reto pasa a «En proyecto»", "Sala nueva", "Todavía no tiene hitos", "En proyecto", "Añadir un hito")
	again := d.post(path+"/proyecto", "version", "0", "title", "Otra", "starts_on", "2026-05-01", "ends_on", "2026-09-01")
	d.wants(again, http.StatusConflict, "No se ha guardado", "Sala nueva", "Otra")
	if again.Find("input[name=version]").AttrOr("value", "") != "1" {
		t.Error("the form is not that of the project there is")
	}
}

func TestAProjectIsEditedWithBothVersions(t *testing.T) {
	d := open(t)
	path, _ := d.underWay(challenge.Project)
	fields := []string{"title", "Cita previa", "starts_on", "2026-01-01", "ends_on", "2026-12-31"}
	done := d.post(path+"/proyecto", append([]string{"version", "1"}, fields...)...)
	if done.code != http.StatusSeeOther {
		t.Fatalf("%d %s", done.code, done.text)
	}
	fields[1] = "Cita de hoy"
	clash := d.post(path+"/proyecto", append([]string{"version", "1"}, fields...)...)
	d.wants(clash, http.StatusConflict, "Técnica (demostración)", "Cita de hoy", "Cita previa")
	if clash.Find("form input[name=title][value='Cita de hoy']").Length() != 1 || clash.Find("#editar[open]").Length() != 1 {
		t.Error("what was typed is not in the form")
	}
	d.wants(d.post(path+"/proyecto", "version", "x"), http.StatusBadRequest)
	d.exec(`UPDATE challenges SET state = 'discarded' WHERE code = $1`, retoCode)
	d.wants(d.post(path+"/proyecto", append([]string{"version", "2"}, fields...)...), http.StatusConflict, "Ahora está «Descartado»")
}

func TestHostileFieldsOfProjectsAreRefused(t *testing.T) {
	d := open(t)
	path, milestone := d.underWay(challenge.Project)
	for _, hostile := range []string{"a\x00b", "a\u202eb", strings.Repeat("a", 30_000), "1e400", "9999-99-99", "-1"} {
		for address, fields := range map[string][]string{
			"/proyecto":           {"title", "summary", "unit", "lead", "starts_on", "ends_on"},
			"/hitos":              {"title", "due_on", "done_on", "note"},
			"/hitos/" + milestone: {"title", "due_on", "done_on", "note"},
		} {
			for _, field := range fields {
				form := map[string]string{"version": "1", "title": "T", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "due_on": "2026-06-01"}
				form[field] = hostile
				if (field == "title" || field == "summary" || field == "note") && !strings.ContainsAny(hostile, "\x00\u202e") && len(hostile) < 1000 {
					continue // a text like any other
				}
				var pairs []string
				for name, value := range form {
					pairs = append(pairs, name, value)
				}
				if a := d.post(path+address, pairs...); a.code != http.StatusUnprocessableEntity || a.Find("[aria-invalid]").Length() != 1 {
					t.Errorf("%s with %.12q in %s: %d", address, hostile, field, a.code)
				}
			}
		}
	}
}

func TestWhoOpensAProject(t *testing.T) {
	d := open(t)
	path, milestone := d.underWay(challenge.Project)
	d.exec(`UPDATE challenges SET public_title = 'Colas', public_text = 'P', published_at = now() WHERE code = $1`, retoCode)
	for role, want := range map[access.Role][2]int{
		access.Technician: {200, 200}, access.Director: {200, 200}, access.Staff: {404, 404}, access.Admin: {404, 404}, access.Nobody: {404, 404},
	} {
		d.as(role)
		a := d.get(path + "/proyecto")
		d.wants(a, want[0])
		d.wants(d.get(path+"/hitos/"+milestone), want[1])
		if plans := a.Find("#editar").Length() == 1; plans != (role == access.Technician) {
			t.Errorf("%s may plan: %t", role, plans)
		}
	}
	d.exec(`UPDATE challenges SET assignee_id = (SELECT min(id) FROM users WHERE role = 'staff') WHERE code = $1`, retoCode)
	d.as(access.Staff)
	a := d.get(path + "/proyecto")
	d.wants(a, http.StatusOK, "Añadir un hito", "Hecho hoy")
	if a.Find("#editar").Length() != 0 {
		t.Error("whoever it is assigned to may plan")
	}
	d.wants(d.post(path+"/proyecto", "version", "1", "title", "T", "starts_on", "2026-01-01", "ends_on", "2026-12-31"), http.StatusForbidden)
	d.exec(`UPDATE challenges SET state = 'implemented' WHERE code = $1`, retoCode)
	a = d.get(path + "/proyecto")
	d.wants(a, http.StatusOK, "Sala abierta")
	d.lacks(a, "Añadir un hito", "Hecho hoy")
	d.wants(d.get(path+"/hitos/"+milestone), http.StatusConflict, "Ahora está «Implantado»")
	d.exec(`DELETE FROM challenge_milestones`)
	d.exec(`DELETE FROM challenge_projects`)
	d.wants(d.get(path+"/proyecto"), http.StatusForbidden)
}

func TestMilestonesAreAddedEditedAndTakenAway(t *testing.T) {
	d := open(t)
	path, milestone := d.underWay(challenge.Pilot)
	wrong := d.post(path+"/hitos", "title", "", "due_on", "2026-06-01", "note", "Con calma")
	d.wants(wrong, http.StatusUnprocessableEntity, "Escriba qué se alcanza")
	if wrong.Find("#hito-due_on").AttrOr("value", "") != "2026-06-01" || wrong.Find("#hito-note").Text() != "Con calma" || wrong.Find("#nuevo-hito[open]").Length() != 1 || wrong.Find("a[href='#hito-title']").Length() != 1 {
		t.Error("what was typed is lost")
	}
	done := d.post(path+"/hitos", "title", "Segunda sala", "due_on", "2027-06-01")
	if done.code != http.StatusSeeOther || done.location != path+"/proyecto?hecho=hito" {
		t.Fatalf("%d %s", done.code, done.location)
	}
	page := d.get(done.location)
	d.wants(page, http.StatusOK, "El hito se ha añadido.", "0 de 2 hitos", "Con retraso", "Siguiente", "Fuera de las fechas del proyecto")

	form := page.Find(".project-step-late form")
	pairs := []string{}
	form.Find("input").Each(func(_ int, in *goquery.Selection) {
		if name := in.AttrOr("name", ""); name != "clave_envio" {
			pairs = append(pairs, name, in.AttrOr("value", ""))
		}
	})
	reached := d.post(form.AttrOr("action", ""), pairs...)
	if reached.code != http.StatusSeeOther || reached.location != path+"/proyecto?hecho=hito-hecho" {
		t.Fatalf("%d %s", reached.code, reached.text)
	}
	d.wants(d.get(reached.location), http.StatusOK, "1 de 2 hitos", "Hecho el 14 de marzo de 2026; previsto para el 13 de marzo de 2026")

	at := path + "/hitos/" + milestone
	d.wants(d.get(at), http.StatusOK, "Guardar el hito", "Quitar el hito…")
	d.wants(d.post(at, "version", "2", "title", "T", "due_on", "2026-03-13", "done_on", "2026-03-15"), http.StatusUnprocessableEntity, "posterior a hoy")
	clash := d.post(at, "version", "1", "title", "Sala cerrada", "due_on", "2026-03-13")
	d.wants(clash, http.StatusConflict, "Sala cerrada", "Sala abierta", "Técnica (demostración)")
	if clash.Find("#hito-title").AttrOr("value", "") != "Sala cerrada" || clash.Find("input[name=version]").AttrOr("value", "") != "2" {
		t.Error("what was typed is not in the form")
	}
	d.wants(d.post(at+"/baja", "version", "1"), http.StatusConflict, "No se ha quitado")
	if gone := d.post(at+"/baja", "version", "2"); gone.code != http.StatusSeeOther {
		t.Errorf("%d", gone.code)
	}
	d.wants(d.get(at), http.StatusNotFound)
	d.wants(d.get(path+"/hitos/x"), http.StatusNotFound)
}

// Ids are unique even where several forms stand in one page.
func TestIDsAreUnique(t *testing.T) {
	d := open(t)
	path, _ := d.underWay(challenge.Project)
	for _, address := range []string{path + "/proyecto", path + "/vinculos", path} {
		seen := map[string]bool{}
		d.get(address).Find("[id]").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("id", ""); seen[id] {
				t.Errorf("%s: two of %s", address, id)
			} else {
				seen[id] = true
			}
		})
	}
}

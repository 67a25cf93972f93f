package projects

import (
	"net/http"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui/pagetest"
)

const exampleSlug = "plan-de-ejemplo"

func TestARetoIsLinkedFromItsPage(t *testing.T) {
	d := open(t)
	path := d.reto(challenge.Admitted)
	page := d.get(path + "/vinculos?plan=" + exampleSlug)
	d.wants(page, http.StatusOK, "Vincular con los planes", "Todavía no está vinculado a nada", "Objetivo O1", "Indicador I1.1")
	if page.Find("select#end optgroup[label=Resultados] option").Length() == 0 || page.Find("select[name=plan] option").Length() != 2 {
		t.Error("not everything can be chosen")
	}
	found := d.get(path + "/vinculos?plan=" + exampleSlug + "&q=I2.1")
	if n := found.Find("select#end option[value^=indicator]").Length(); n != 1 {
		t.Errorf("a search finds %d indicators", n)
	}
	d.wants(d.get(path+"/vinculos?plan="+exampleSlug+"&q=xyzzy"), http.StatusOK, "Nada de este plan coincide con «xyzzy»")

	indicator := d.end("indicators", "I2.1")
	done := d.post(path+"/vinculos", "plan", exampleSlug, "end", indicator)
	if done.code != http.StatusSeeOther || done.location != path+"/vinculos?hecho=vinculado&plan="+exampleSlug {
		t.Fatalf("%d %s", done.code, done.location)
	}
	page = d.get(done.location)
	d.wants(page, http.StatusOK, "El reto se ha vinculado.", "I2.1.")
	if page.Find(`select#end option[value="`+indicator+`"]`).Length() != 0 {
		t.Error("what is linked is offered again")
	}
	d.wants(d.post(path+"/vinculos", "plan", exampleSlug, "end", indicator), http.StatusUnprocessableEntity, "El reto ya está vinculado a esto")

	d.wants(d.get(path), http.StatusOK, "A qué lleva en los planes", "Objetivo", "Indicador", "vinculado con el reto", "Valor actual")
	link := d.read(`SELECT max(id)::text FROM challenge_links`)
	gone := d.post(path + "/vinculos/" + link + "/baja")
	if gone.code != http.StatusSeeOther {
		t.Fatalf("%d", gone.code)
	}
	d.wants(d.get(gone.location), http.StatusOK, "El vínculo se ha quitado.", "Todavía no está vinculado a nada")
	d.wants(d.post(path+"/vinculos/"+link+"/baja"), http.StatusNotFound)
}

func TestALinkThatIsRefusedKeepsWhatWasChosen(t *testing.T) {
	d := open(t)
	path := d.reto(challenge.Admitted)
	for _, typed := range []string{"", "x", "indicator-999999", "indicator-1\x00", strings.Repeat("9", 3000), `<script>alert(1)</script>`} {
		a := d.post(path+"/vinculos", "plan", exampleSlug, "q", "I2.1", "end", typed)
		d.wants(a, http.StatusUnprocessableEntity, "Hay algo que corregir")
		if a.Find("#end-error").Length() != 1 || a.Find("#vinculos-q").AttrOr("value", "") != "I2.1" || a.Find("select#end option[value^=indicator]").Length() != 1 {
			t.Errorf("%q: the form is not as it was", typed)
		}
	}
	d.wants(d.post(path+"/vinculos", "plan", "nada", "end", d.end("indicators", "I2.1")), http.StatusUnprocessableEntity, "Elija uno de los planes")
	d.wants(d.get(path+"/vinculos?plan=nada"), http.StatusNotFound)
}

func TestWhoMayLink(t *testing.T) {
	d := open(t)
	path := d.reto(challenge.Admitted)
	end := d.end("indicators", "I2.1")
	for role, want := range map[access.Role]int{
		access.Technician: http.StatusOK, access.Director: http.StatusForbidden, access.Admin: http.StatusNotFound, access.Staff: http.StatusNotFound,
		access.Nobody: http.StatusNotFound,
	} {
		d.as(role)
		d.wants(d.get(path+"/vinculos"), want)
		if want != http.StatusOK {
			d.wants(d.post(path+"/vinculos", "plan", exampleSlug, "end", end), want)
		}
	}
	d.as(access.Technician)
	d.exec(`UPDATE challenges SET state = 'analysis' WHERE code = $1`, retoCode)
	d.wants(d.get(path+"/vinculos"), http.StatusConflict, "Ahora está «En análisis»")
	d.wants(d.post(path+"/vinculos", "plan", exampleSlug, "end", end), http.StatusConflict, "Ahora está «En análisis»")
	secret := strings.Replace(path, challenge.Grouped(retoCode), challenge.Grouped(secretCode), 1)
	for _, page := range []string{"/vinculos", "/proyecto", "/hitos/1"} {
		d.wants(d.get(secret+page), http.StatusNotFound)
	}
}

func TestTheSectionTellsEachWhatTheyMayRead(t *testing.T) {
	d := open(t)
	path, _ := d.underWay(challenge.Project)
	d.exec(`UPDATE plans SET published_at = NULL WHERE slug = $1`, exampleSlug)
	d.exec(`
		INSERT INTO challenge_links (challenge_id, plan_id, objective_id, indicator_id, result_id, linked_at)
		SELECT c.id, p.id, o.id, NULL::bigint, NULL::bigint, now()
		  FROM challenges c, plans p JOIN objectives o ON o.plan_id = p.id AND o.position = 1
		 WHERE c.code = $1
		 UNION ALL
		SELECT c.id, p.id, NULL, NULL, (SELECT min(r.id) FROM results r WHERE r.plan_id = p.id), now()
		  FROM challenges c, plans p WHERE c.code = $1`, retoCode)
	d.exec(`UPDATE challenges SET public_title = 'Colas', public_text = 'P', published_at = now() WHERE code = $1`, retoCode)
	example, montilla := "Plan de ejemplo", "I Plan de Innovación"

	d.as(access.Technician)
	a := d.get(path)
	d.wants(a, http.StatusOK, example, montilla, "Resultado", "Proyecto: Cita en la puerta", "0 de 1 hito", "Con retraso", "1 día de retraso", "Llevar el proyecto", "Vincular o desvincular", "Responsable")
	d.as(access.Director)
	a = d.get(path)
	d.wants(a, http.StatusOK, "Llevar el proyecto")
	d.lacks(a, "Vincular o desvincular")
	d.as(access.Staff)
	a = d.get(path)
	d.wants(a, http.StatusOK, example, montilla, "Objetivo")
	d.lacks(a, "Resultado ", "Proyecto:", "Sala abierta", "Vincular o desvincular")
	d.as(access.Nobody)
	a = d.get(path)
	d.wants(a, http.StatusOK, montilla)
	d.lacks(a, example, "Proyecto:", "Sala abierta")
	a = d.get(strings.Replace(path, challenge.Grouped(retoCode), challenge.Grouped(secretCode), 1))
	d.wants(a, http.StatusOK, montilla, "Resultado", "Proyecto: Cita en la puerta", "Sala abierta")
	d.lacks(a, example, "Responsable", "Llevar el proyecto")
	if strings.Contains(strings.Join(a.Find("a").Map(hrefs), " "), "/retos/") {
		t.Error("the page of an anonymous author leads to others of the reto")
	}
}

func TestTheSectionIsNotThereWithoutAnythingToTell(t *testing.T) {
	d := open(t)
	path := d.reto(challenge.Admitted)
	d.wants(d.get(path), http.StatusOK, "Todavía no está vinculado a ningún plan", "Todavía no tiene proyecto", "Crear el proyecto")
	d.as(access.Director)
	if a := d.get(path); a.text != "" {
		t.Errorf("the director reads %q", a.text)
	}
	d.as(access.Technician)
	d.exec(`UPDATE challenges SET state = 'analysis' WHERE code = $1`, retoCode)
	if a := d.get(path); a.text != "" {
		t.Errorf("before it is admitted there is %q", a.text)
	}
}

// The trace holds scripts as text, and what was withdrawn is told to those who read every plan.
func TestATraceTellsWhatWasWithdrawn(t *testing.T) {
	d := open(t)
	path := d.reto(challenge.Admitted)
	d.exec(`
		WITH r AS (UPDATE results SET withdrawn_at = now(), withdraw_reason = 'E', title = '<script>alert(1)</script>'
		            WHERE id = (SELECT min(r.id) FROM results r JOIN plans p ON p.id = r.plan_id WHERE p.slug = $2)
		           RETURNING plan_id, id)
		INSERT INTO challenge_links (challenge_id, plan_id, result_id, linked_at)
		SELECT c.id, r.plan_id, r.id, now() FROM challenges c, r WHERE c.code = $1`, retoCode, strings.TrimPrefix(pagetest.Example, "/planes/"))
	d.wants(d.get(path), http.StatusOK, "<script>alert(1)</script>", "Retirado")
	d.exec(`UPDATE challenges SET assignee_id = (SELECT min(id) FROM users WHERE role = 'staff') WHERE code = $1`, retoCode)
	d.as(access.Staff)
	if a := d.get(path); a.text != "" {
		t.Errorf("whoever does not read every plan is told of what was withdrawn: %q", a.text)
	}
}

package indicators_test

import (
	"testing"

	"hito/internal/access"
)

// linkReto links a new reto, which nobody but those who handle it may read, to an indicator of the fictitious plan.
func (d desk) linkReto(code string) {
	d.Helper()
	_, err := d.pool.Exec(d.Context(), `
		WITH c AS (
		       INSERT INTO challenges (code, secret_digest, title, problem, privacy, state, state_since, submitted_at, submitted_on, answer_due_on)
		       VALUES ('TTTTTTTTTTTTTTT', sha256('x'), 'Un reto reservado', 'P', 'anonymous', 'admitted', now(), now(), '2026-03-01', '2026-03-29')
		       RETURNING id)
		INSERT INTO challenge_links (challenge_id, plan_id, indicator_id, linked_at)
		SELECT c.id, i.plan_id, i.id, now()
		  FROM c, indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.code = $1`, code)
	if err != nil {
		d.Fatal(err)
	}
}

func TestAnIndicatorTellsOfTheRetosThatEachMayRead(t *testing.T) {
	d := sit(t, access.Technician)
	d.linkReto("I1.1")
	page := d.get(example + "/I1.1").is(200)
	page.says("#retos", "Un reto reservado", "Admitido", "Pedir la primera cita")
	page.count("#retos a[href='/retos/TTTTT-TTTTT-TTTTT']", 1)
	for _, role := range []access.Role{access.Staff, access.Admin, access.Nobody} {
		page = d.as(role).get(example + "/I1.1").is(200)
		page.says("#retos", "Pedir la primera cita")
		page.count("#retos li", 1)
		page.count("a[href='/retos/TTTTT-TTTTT-TTTTT']", 0)
	}
	d.get(example+"/I1.2").is(200).count("#retos", 0)
	if _, err := d.pool.Exec(t.Context(), `INSERT INTO challenge_links (challenge_id, plan_id, indicator_id, linked_at)
		SELECT (SELECT max(id) FROM challenges), i.plan_id, i.id, now() FROM indicators i WHERE i.code = 'I.12.1'`); err != nil {
		t.Fatal(err)
	}
	d.get(montilla+"/I.12.1").is(200).count("#retos", 0) // the closed follow-up
	d.get(montilla+"/I.12.1?fecha=2022-11-30").is(200).count("#retos li", 1)
}

func TestAnIndicatorWithRetosStays(t *testing.T) {
	d := keeping(t)
	form := d.get(newOne).typedIn(newForm)
	form["title"], form["target"] = []string{"Breve"}, []string{"3"}
	edit := d.get(d.submit(example, form).is(303).location)
	remove := edit.typedIn("form[action$='/baja']")
	d.linkReto("I3.5")
	refused := d.submit(example+"/I3.5/baja", remove).is(409)
	refused.says("[role=alert]", "No se ha quitado, porque el indicador ya tiene 1 reto vinculado")
	refused.says("#situacion", "No se puede quitar, porque ya tiene 1 reto vinculado")
	refused.count("form[action$='/baja']", 0)
}

package evaluations

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/setting"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

const payload = `<script>alert(1)</script><img src=x onerror=alert(2)>`

func TestEvaluatingWithoutJavaScript(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas en el registro", challenge.Analysis)
	page := d.get(reto + "/evaluacion").is(http.StatusOK)
	page.count("fieldset.choices", 7)
	page.count("#score_cost input[type=radio]", 6)
	page.says("#score_cost", "muy caro", "casi sin coste", unscored)
	page.count("input[type=radio][value=''][checked]", 7)
	page.count("#puntuaciones, #medias", 0)
	page.says("#su-evaluacion", "Nadie lo ha evaluado todavía")

	form := typed(4, 0, 2, 3)
	form.Set("comment", "Se puede\r\ncon "+payload)
	saved := d.post(reto+"/evaluacion", form).is(http.StatusSeeOther)
	if saved.location != reto+"/evaluacion?hecho=guardada" {
		t.Errorf("leads to %s", saved.location)
	}
	page = d.get(saved.location).is(http.StatusOK)
	page.says(".notice-success", "Se ha guardado su evaluación")
	page.count("#score_impact input[value='4'][checked], #score_alignment input[value=''][checked]", 2)
	page.says("#puntuaciones thead", "Tecla (usted)")
	page.says("#puntuaciones .evaluation-comments", "Se puede con "+payload)
	if page.Find("input[name=version]").AttrOr("value", "") != "1" {
		t.Error("the form is not of the saved version")
	}
}

func TestFiguresAndHowTheyComeAbout(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	d.evaluate("Tecla", reto, 5, 4, 2, 0, 3)
	d.evaluate("Diana", reto, 2, 0, 3)
	page := d.get(reto + "/evaluacion").is(http.StatusOK)
	// Impact (3.5 + 4) / 2; feasibility (2.5 + 3) / 2.
	for n, want := range []string{"Impacto 3,75 de 5", "Viabilidad 2,75 de 5", "Esfuerzo 3,25 de 5", "Personas 2"} {
		if got := pagetest.Parted(page.Find(".evaluation-figures > li").Eq(n)); !strings.HasPrefix(got, want) || !strings.Contains(got, "¿Cómo se calcula?") {
			t.Errorf("figure %d is %q, want %q", n, got, want)
		}
	}
	page.says(".evaluation-figures", "impacto = 7,5000 ÷ 2 = 3,75", "Urgencia: nadie lo ha puntuado", "esfuerzo = 6 − 2,7500 = 3,2500")
	if got := pagetest.Parted(page.Find("#puntuaciones tbody tr").First()); got != "Impacto impacto 1 2 5 3,50" {
		t.Errorf("the first row is %q", got)
	}
	page.count("#puntuaciones tbody tr.off", 3)
	page.says("#puntuaciones .explain", "Suma")
}

func TestWhatDoesNotCountIsTold(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	d.evaluate("Tecla", reto, 5, 5, 4, 0, 0, 1, 1)
	d.evaluate("Diana", reto, 0, 0, 0, 0, 0, 0, 2)
	rules := setting.DefaultChallenges()
	rules.Retired = []setting.RetiredCriterion{{Key: "scalability", Name: "Escalabilidad"}}
	rules.Criteria = rules.Criteria[:6]
	rules.Criteria[5].Weight = rules.Criteria[5].Weight.Sub(rules.Criteria[5].Weight)
	err := db.Tx(t.Context(), d.pages.Challenges.Pool, func(tx pgx.Tx) error {
		_, err := setting.Put(t.Context(), tx, setting.Change{Name: setting.ChallengesName, Value: rules})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := d.get(reto + "/evaluacion").is(http.StatusOK)
	page.says(".evaluation-figures", "Impacto 5,00", "Urgencia: su peso es 0", "Escalabilidad: criterio retirado (2 puntuaciones)", "Personas 1", "1 persona: solo puntuaron criterios retirados")
	page.says("#score_urgency", "su peso es 0")
}

func TestOthersAreHiddenUntilOneHasEvaluated(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Admitted)
	d.evaluate("Diana", reto, 5, 5, 1)
	for name, links := range map[string]int{"Asier": 0, "Tecla": 1} {
		d.as(name)
		page := d.get(reto + "/evaluacion").is(http.StatusOK)
		page.count("#puntuaciones, #medias", 0)
		page.says(".notice-info", "1 persona ha evaluado este reto", "se muestran cuando guarde la suya")
		page.count(`.notice-info a[href="`+reto+`/evaluacion?ver=todas"]`, links)
		d.get(reto+"/evaluacion?ver=todas").is(http.StatusOK).count("#puntuaciones", links)
	}
	d.as("Asier")
	d.evaluate("Asier", reto, 1)
	d.get(reto+"/evaluacion").is(http.StatusOK).says("#puntuaciones thead", "Diana", "Asier (usted)")
}

func TestWhoReadsEvaluations(t *testing.T) {
	d := open(t)
	for state, evaluates := range map[challenge.State]int{
		challenge.Received: 1, challenge.Analysis: 1, challenge.Waiting: 1, challenge.Admitted: 1,
		challenge.Project: 0, challenge.Pilot: 0, challenge.Implemented: 0, challenge.Discarded: 0, challenge.Withdrawn: 0,
	} {
		reto := d.reto(string(state), state)
		for name, code := range map[string]int{
			"visitor": 404, canary: 403, "Elsa": 404, "Adela": 404, "Asier": 200, "Tecla": 200, "Diana": 200,
		} {
			d.as(name)
			page := d.get(reto + "/evaluacion")
			if page.code != code {
				t.Errorf("%s in %s: %d, want %d", name, state, page.code, code)
			}
			if code == 200 {
				page.count("main form", evaluates)
			}
		}
	}
	if code := d.get("/retos/AAAAA-AAAAA-PPPPP/evaluacion").code; code != http.StatusNotFound {
		t.Errorf("an unknown code: %d", code)
	}
	d.as("Tecla")
	done := d.reto("Hecho", challenge.Analysis)
	d.evaluate("Diana", done, 5, 5, 1)
	d.exec(`UPDATE challenges SET state = 'project' WHERE title = 'Hecho'`)
	page := d.get(done + "/evaluacion").is(http.StatusOK)
	page.count("#puntuaciones", 1)
	page.says("main", "Está «En proyecto»: ya no se evalúa.")
}

func TestEvaluationsAreRefusedWithEverythingKept(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	form := typed(4, 0, 2)
	form.Set("score_cost", payload)
	form.Set("comment", strings.Repeat("ñ", 4001))
	page := d.post(reto+"/evaluacion", form).is(http.StatusUnprocessableEntity)
	page.count("[role=alert] li", 2)
	page.count(`[role=alert] a[href="#score_cost"], #score_cost-error, #comment-error`, 3)
	page.count("#score_impact input[value='4'][checked], #score_technical input[value='2'][checked]", 2)
	if got := page.Find("#comment").Text(); got != form.Get("comment") {
		t.Error("the comment is lost")
	}
	page = d.post(reto+"/evaluacion", typed()).is(http.StatusUnprocessableEntity)
	page.says("#score_impact-error", "Puntúe al menos un criterio")
	for _, version := range []string{"", "x", "-1", "1e9", "99999999999999999999"} {
		d.post(reto+"/evaluacion", url.Values{"version": {version}, "score_cost": {"3"}}).is(http.StatusBadRequest)
	}
	d.as("Elsa")
	d.post(reto+"/evaluacion", typed(3)).is(http.StatusNotFound)
	d.as(canary)
	d.post(reto+"/evaluacion", typed(3)).is(http.StatusForbidden)
	if n := d.number(`SELECT count(*) FROM challenge_evaluations`); n != 0 {
		t.Errorf("%d are kept", n)
	}
}

func TestSecurity18AnEvaluationOfAnotherWindowIsShownBesideWhatWasTyped(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	d.evaluate("Tecla", reto, 1, 1)
	form := typed(5, 1, 3)
	form.Set("comment", "Mío")
	page := d.post(reto+"/evaluacion", form).is(http.StatusConflict)
	if got := page.Find(".conflict tbody tr").Length(); got != 3 {
		t.Errorf("%d rows differ: %q", got, pagetest.Parted(page.Find(".conflict")))
	}
	page.says(".conflict", "otra sesión con su cuenta", "Impacto 5 1", "Viabilidad técnica 3 sin puntuar", "Comentario Mío (en blanco)")
	page.count("#score_impact input[value='5'][checked]", 1)
	if v := page.Find("input[name=version]").AttrOr("value", ""); v != "1" {
		t.Errorf("the form is of version %s", v)
	}
	form.Set("version", "1")
	d.post(reto+"/evaluacion", form).is(http.StatusSeeOther)
}

func TestAnEvaluationThatComesTooLateIsGivenBack(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	d.exec(`UPDATE challenges SET state = 'discarded'`)
	form := typed(5)
	form.Set("comment", "Mío")
	page := d.post(reto+"/evaluacion", form).is(http.StatusConflict)
	page.says("[role=alert]", "ya no se evalúa", "Descartado", "Impacto 5", "Coste sin puntuar", "Comentario Mío")
	page.count("main form", 0)
	if n := d.number(`SELECT count(*) FROM challenge_evaluations`); n != 0 {
		t.Errorf("%d are kept", n)
	}
}

func TestSecurity18AFormThatComesTwiceIsOneEvaluation(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	form := typed(5)
	d.post(reto+"/evaluacion", form).is(http.StatusSeeOther)
	d.send(pagetest.Form(t, reto+"/evaluacion", form)).is(http.StatusSeeOther)
	if n := d.number(`SELECT count(*) FROM audit_events WHERE action = 'challenge.evaluate'`); n != 1 {
		t.Errorf("%d events", n)
	}
	form.Set(ui.KeyField, "short")
	d.send(pagetest.Form(t, reto+"/evaluacion", form)).is(http.StatusBadRequest)
}

// section is what the page of a reto tells somebody of its evaluation; blank for nothing.
func (d *desk) section(name, reto string) (text, href string) {
	d.Helper()
	err := db.ReadTx(d.Context(), d.pages.Challenges.Pool, func(tx pgx.Tx) error {
		c, err := challenge.Find(d.Context(), tx, d.people[name], strings.TrimPrefix(reto, ui.ChallengesPath+"/"))
		if err != nil {
			return err
		}
		part, err := d.pages.Section(d.Context(), tx, d.people[name], c)
		if part == nil || err != nil {
			return err
		}
		w := rendered(d, part)
		text, href = pagetest.Parted(w.Find("section")), w.Find("a").AttrOr("href", "")
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
	return strings.ReplaceAll(text, "\u00a0", " "), href
}

func TestSection(t *testing.T) {
	d := open(t)
	reto := d.reto("Colas", challenge.Analysis)
	if text, href := d.section("Asier", reto); text != "Evaluación Nadie lo ha evaluado todavía. Evaluar" || href != reto+"/evaluacion" {
		t.Errorf("of nothing: %q to %s", text, href)
	}
	d.evaluate("Tecla", reto, 5, 4, 2, 0, 3)
	d.evaluate("Diana", reto, 2, 0, 3)
	for name, want := range map[string]string{
		"Tecla": "Evaluación Impacto 3,8 · esfuerzo 3,3 · 2 personas Ver la evaluación o cambiar la suya",
		"Asier": "Evaluación 2 personas han evaluado este reto. Las puntuaciones se muestran cuando guarde la suya. Evaluar",
		canary:  "",
	} {
		if text, _ := d.section(name, reto); text != want {
			t.Errorf("%s is told %q, want %q", name, text, want)
		}
	}
	d.exec(`UPDATE challenges SET state = 'project'`)
	if text, _ := d.section("Asier", reto); text != "Evaluación Impacto 3,8 · esfuerzo 3,3 · 2 personas Ver la evaluación" {
		t.Errorf("once it runs: %q", text)
	}
	if text, _ := d.section("Asier", d.reto("Otro", challenge.Project)); text != "" {
		t.Errorf("of what nobody evaluated: %q", text)
	}
}

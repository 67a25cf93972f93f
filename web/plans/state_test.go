package plans

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"hito/internal/plan"
	"hito/web/ui"
)

func TestAPlanFromDraftToClosedAndBack(t *testing.T) {
	d := openDesk(t, true)
	d.post("/planes", url.Values{"title": {"P"}, "body": {"O"}, "starts_on": {"1/1/2026"}, "ends_on": {"31/12/2027"}}).is(303)
	at := "/planes/p/estado"
	take := func(page answer, value, reason string) answer {
		t.Helper()
		panel := page.Find("#" + panelID + " form:has(input[value=" + value + "])")
		if panel.Length() != 1 {
			t.Fatalf("%d forms to %s", panel.Length(), value)
		}
		form := url.Values{ui.KeyField: {rand.Text()}, "paso": {value}, "version": {panel.Find("[name=version]").AttrOr("value", "")}, "reason": {reason}}
		d.post(at, form)
		return d.post(at, form)
	}
	for _, step := range []struct {
		value, reason, done string
		want                plan.State
	}{
		{"poner-en-vigor", "", "en-vigor", plan.Active}, {"borrador", "", "borrador", plan.Draft}, {"poner-en-vigor", "", "en-vigor", plan.Active},
		{"cerrar", "Fin del plazo", "cerrado", plan.Closed}, {"reabrir", "Faltaba un valor", "reabierto", plan.Active},
	} {
		take(d.get("/planes/p").is(200), step.value, step.reason).leads("/planes/p?hecho=" + step.done)
		if got := d.kept("p").State; got != step.want {
			t.Errorf("after %s: %s", step.value, got)
		}
		if text := d.get("/planes/p?hecho=" + step.done).is(200).Find("[role=status]").Text(); text == "" {
			t.Errorf("nothing tells of %s", step.value)
		}
	}
	d.get("/planes/p").is(200).says("#historial", "Reabrió el plan", "Faltaba un valor", "Cerró el plan", "Fin del plazo", "Puso en vigor el plan")
}

func TestStepsAreRefusedAtTheirField(t *testing.T) {
	d := openDesk(t, false)
	at := example + "/estado"
	before := d.rows()
	page := d.get(example).is(200)
	page.lacks("#" + panelID + " input[value=borrador]") // there are values
	p := d.post(at, url.Values{"version": {"1"}, "paso": {"borrador"}}).is(422)
	p.says("[role=alert] a[href='#"+panelID+"']", "ya tiene valores registrados")
	for _, text := range badTexts {
		p := d.post(at, url.Values{"version": {"1"}, "paso": {"cerrar"}, "reason": {text}})
		p.refuses("reason", text)
		if p.Find("#"+panelID+" details[open]").Length() != 1 {
			t.Error("the form is folded away")
		}
	}
	for _, step := range []string{"", "close", "publicar", strings.Repeat("x", 1000)} {
		d.post(at, url.Values{"version": {"1"}, "paso": {step}}).is(400)
	}
	for _, version := range []string{"", "0", "x"} {
		d.post(at, url.Values{"version": {version}, "paso": {"cerrar"}}).is(400)
	}
	if after := d.rows(); after != before {
		t.Error("something was written")
	}
	d.exec(`UPDATE plans SET state = 'closed'`)
	d.post(at, url.Values{"version": {"1"}, "paso": {"reabrir"}, "reason": {" "}}).refuses("reason", " ")
}

func TestAStepThatSomebodyElseHasTaken(t *testing.T) {
	d := openDesk(t, false)
	d.exec(`UPDATE rounds SET closed_at = now() WHERE cancelled_at IS NULL`)
	closing := url.Values{"version": {"1"}, "paso": {"cerrar"}, "reason": {"Porque sí"}}
	d.post(example+"/estado", closing).leads(example + "?hecho=cerrado")
	p := d.post(example+"/estado", closing).is(409)
	p.says("[role=alert]", "Técnica", "Cerrar el plan", "Cerrado", "Porque sí")
	p.says("#"+panelID, "Reabrir el plan")
}

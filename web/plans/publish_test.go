package plans

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/demo/demotest"
	"hito/internal/plan"
)

func TestPublishingIsOneDecisionInWords(t *testing.T) {
	d := openDesk(t, false)
	at := example + "/publicacion"
	p := d.get(example).is(200)
	p.says("#publicacion", "Cualquiera puede ver, sin cuenta", "Los comentarios de los valores")
	if href := p.Find("#publicacion a[href='/publico/plan-de-ejemplo']").Length(); href != 1 {
		t.Errorf("%d links to the public page", href)
	}
	p = d.get(at).is(200)
	if got := p.Find("input[name=shows][checked]").Length(); got != len(plan.Parts) {
		t.Errorf("%d parts are ticked", got)
	}
	if got := p.Find("input[name=licence][checked]").AttrOr("value", ""); got != "CC-BY-4.0" {
		t.Errorf("the licence is %q", got)
	}

	p = d.get(at + "?revisar=si&shows=objectives&shows=indicators&licence=CC0-1.0").is(200)
	p.says("main .panel", "Cualquiera podrá ver, sin cuenta", "Los objetivos, con su progreso", "todos sus valores", "No se verá", "Los resultados alcanzados", "CC0 1.0")
	if d.kept("plan-de-ejemplo").Licence != plan.CCBY {
		t.Fatal("looking at it published it")
	}
	form := p.form(at)
	if got := strings.Join(form["shows"], " "); got != "objectives indicators" {
		t.Fatalf("the form sends %q", got)
	}
	back := p.Find("a:contains('Cambiar lo que se muestra')").AttrOr("href", "")
	if got := d.get(back).is(200).Find("input[name=shows][checked]").Length(); got != 2 {
		t.Errorf("going back, %d parts are ticked", got)
	}
	d.post(at, form).leads(example + "?hecho=publicado#publicacion")
	kept := d.kept("plan-de-ejemplo")
	if kept.Open() || !kept.Published() || len(kept.Shows) != 2 || kept.Licence != plan.CC0 {
		t.Errorf("kept %v under %s", kept.Shows, kept.Licence)
	}
	d.get(example).is(200).says("#historial", "Publicó el plan", "Lo que se muestra", "CC0 1.0")

	withdraw := d.get(example).form(at)
	d.post(at, withdraw).leads(example + "?hecho=retirado#publicacion")
	d.get(example).is(200).says("#publicacion", "Solo lo ve quien tiene una cuenta")
	d.get(at).is(200).says("h1", "Publicar el plan")
}

func TestAPublicationThatMakesNoSenseIsRefusedAtItsField(t *testing.T) {
	d := openDesk(t, false)
	at := example + "/publicacion"
	for _, query := range []string{"shows=files&licence=CC-BY-4.0", "shows=x&licence=CC-BY-4.0"} {
		p := d.get(at + "?revisar=si&" + query).is(422)
		if p.Find("#shows-error").Text() == "" || p.Find("[role=alert] a[href='#shows']").Length() != 1 {
			t.Errorf("%s: nothing at the field", query)
		}
		fields, _ := url.ParseQuery(query)
		fields.Set("version", "1")
		fields.Set("publicar", "si")
		d.post(at, fields).is(422)
	}
	p := d.get(at + "?revisar=si&shows=objectives").is(422)
	if p.Find("#licence-error").Text() == "" || p.Find("input[value=objectives][checked]").Length() != 1 || p.Find("input[value=files][checked]").Length() != 0 {
		t.Error("without a licence, what was chosen is lost")
	}
	d.get("/planes/otro/publicacion").is(404)
	d.post(at, url.Values{"publicar": {"si"}}).is(400)
}

func TestTwoWhoPublishAtOnceSeeBothDecisions(t *testing.T) {
	d := openDesk(t, false)
	at := example + "/publicacion"
	first := d.get(at + "?revisar=si&shows=objectives&licence=CC0-1.0").form(at)
	second := d.get(at + "?revisar=si&licence=CC-BY-4.0").form(at)
	d.post(at, first).is(303)
	p := d.post(at, second).is(409)
	p.says(".conflict", "Qué se muestra", "Objetivos", "CC0 1.0", "CC BY 4.0")
	d.post(at, p.form(at)).is(303)
	if kept := d.kept("plan-de-ejemplo"); len(kept.Shows) != 0 || kept.Licence != plan.CCBY {
		t.Errorf("kept %v under %s", kept.Shows, kept.Licence)
	}
	d.post(at, url.Values{"version": {first.Get("version")}, "publicar": {"no"}}).is(409)
}

func TestPlansThatAreShownInPartLeadToTheirPublicPage(t *testing.T) {
	pool := demotest.New(t, today)
	s := siteOn(t, pool)
	if _, err := pool.Exec(t.Context(), `UPDATE plans SET shows = '{objectives}' WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/", "/planes"} {
		p := s.page(address)
		if got := p.Hrefs("#en-resumen a"); len(got) != 1 || got[0] != "/publico/plan-de-ejemplo" {
			t.Errorf("%s leads to %v", address, got)
		}
		if p.Find("main a[href^='"+example+"']").Length() > 0 {
			t.Errorf("%s leads to pages that are not for everybody", address)
		}
	}
	s.page("/planes?texto=innovacion").Lacks("#en-resumen")
	if w := s.Get(t, example); w.Code != http.StatusNotFound {
		t.Errorf("its ordinary page: %d", w.Code)
	}
	if _, err := pool.Exec(t.Context(), `UPDATE plans SET shows = '{}'`); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/", "/planes"} {
		p := s.page(address)
		p.Count("#en-resumen a", 2)
		p.Lacks(".empty")
	}
	d := openDesk(t, false)
	d.get("/planes").is(200).lacks("#en-resumen")
}

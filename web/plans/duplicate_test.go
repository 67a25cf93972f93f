package plans

import (
	"crypto/rand"
	"net/url"
	"testing"

	"hito/internal/plan"
	"hito/web/ui"
)

func TestDuplicateAPlan(t *testing.T) {
	d := openDesk(t, false)
	page := d.get(example + "/duplicar").is(200)
	old := d.kept("plan-de-ejemplo")
	page.holds("starts_on", (old.EndsOn + 1).String())
	page.holds("ends_on", ((old.EndsOn + 1).AddMonths(36) - 1).String())
	form := with(page.form(example+"/duplicar"), ui.KeyField, rand.Text(), "title", "II Plan de ejemplo")
	form["copy"] = []string{copyValues, copyBaseline}
	for range 2 {
		d.post(example+"/duplicar", form).leads("/planes/ii-plan-de-ejemplo?hecho=duplicado")
	}
	p := d.kept("ii-plan-de-ejemplo")
	if p.State != plan.Draft || len(p.Lines) != len(old.Lines) || len(p.Sections) != len(old.Sections) || p.Periods[0].StartsOn != p.StartsOn {
		t.Errorf("%+v", p)
	}
	done := d.get("/planes/ii-plan-de-ejemplo?hecho=duplicado").is(200)
	done.says("[role=status]", "a partir de otro", "ya en su meta")
	done.says("#historial", "Creó el plan a partir de otro", "plan-de-ejemplo")
	if n := d.get("/planes").is(200).Find(".plan-table tbody tr").Length(); n != 3 {
		t.Errorf("%d plans in the list", n)
	}
}

func TestDuplicateRefusesWhatIsWrongAtItsField(t *testing.T) {
	d := openDesk(t, false)
	before := d.rows()
	at := example + "/duplicar"
	good := url.Values{"title": {"Copia"}, "slug": {"copia"}, "starts_on": {"1/1/2030"}, "ends_on": {"31/12/2030"}}
	for _, text := range badTexts {
		d.post(at, with(good, "title", text)).refuses("title", text)
		d.post(at, with(good, "slug", text)).refuses("slug", text)
	}
	for _, day := range badDays {
		d.post(at, with(good, "starts_on", day)).refuses("starts_on", day)
		d.post(at, with(good, "ends_on", day)).refuses("ends_on", day)
	}
	for _, slug := range []string{"plan-de-ejemplo", "nuevo", "Á"} {
		d.post(at, with(good, "slug", slug)).refuses("slug", slug)
	}
	d.post(at, with(good, "starts_on", "31/12/2200", "ends_on", "31/12/2200")).refuses("starts_on", "31/12/2200")
	p := d.post(at, with(good, "copy", copyResults)).is(422)
	p.says("#copy-error", "marque también los valores")
	if p.Find("#copy input[checked]").Length() != 1 {
		t.Error("what was chosen is forgotten")
	}
	if after := d.rows(); after != before {
		t.Error("something was written")
	}
}

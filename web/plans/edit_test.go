package plans

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/plan"
	"hito/web/ui"
)

func TestNewPlan(t *testing.T) {
	d := openDesk(t, true)
	empty := d.get("/planes").is(200)
	if empty.Find(".empty a[href='"+newPath+"']").Length() != 1 || empty.Find(".page-head a[href='"+newPath+"']").Length() != 1 {
		t.Error("the empty list does not lead to the first plan")
	}
	page := d.get(newPath).is(200)
	page.holds("body", "Servicios Sociales de Ejemplo")
	form := with(page.form("/planes"), "title", "I Plan de Innovación 2027", "starts_on", "2027-01-01", "ends_on", "31/12/2028", "summary", "Uno\r\ndos")
	form.Set(ui.KeyField, rand.Text())
	for range 2 {
		d.post("/planes", form).leads("/planes/i-plan-de-innovacion-2027/estructura?hecho=creado")
	}
	p := d.kept("i-plan-de-innovacion-2027")
	if p.State != plan.Draft || p.Published() || p.Summary != "Uno\ndos" || p.Body != "Servicios Sociales de Ejemplo" {
		t.Errorf("%+v", p.Plan)
	}
	taken := d.post("/planes", with(form, ui.KeyField, rand.Text()))
	taken.is(422).says("#slug-error", "Ya hay un plan con esta dirección")
	taken.holds("slug", "i-plan-de-innovacion-2027")
	taken.holds("title", "I Plan de Innovación 2027")
	d.post("/planes", with(form, ui.KeyField, rand.Text(), "slug", "otra")).leads("/planes/otra/estructura?hecho=creado")
}

func TestNewPlanRefusesWhatIsWrongAtItsField(t *testing.T) {
	d := openDesk(t, true)
	good := url.Values{"title": {"Plan"}, "body": {"O"}, "slug": {"plan"}, "starts_on": {"1/1/2027"}, "ends_on": {"2/1/2027"}, "general_objective": {""}, "summary": {""}}
	before := d.rowsOfNothing()
	try := func(field, typed string) {
		t.Helper()
		d.post("/planes", with(good, field, typed)).refuses(field, typed)
	}
	for _, text := range badTexts {
		for _, field := range []string{"title", "body", "slug", "general_objective", "summary"} {
			try(field, text)
		}
	}
	for _, day := range badDays {
		try("starts_on", day)
		try("ends_on", day)
	}
	for _, slug := range []string{"nuevo", "importar", "Plan", "a b", "-a", "../x", "á", strings.Repeat("a", 81)} {
		try("slug", slug)
	}
	try("title", " ")
	try("body", "")
	try("ends_on", "31/12/2026")
	if after := d.rowsOfNothing(); after != before {
		t.Errorf("%d rows, %d before", after, before)
	}
}

// rowsOfNothing counts what is written in an installation that may have no plan.
func (d desk) rowsOfNothing() (n int) {
	d.Helper()
	err := d.pool.QueryRow(d.Context(), `SELECT (SELECT count(*) FROM plans) + (SELECT count(*) FROM audit_events) + (SELECT count(*) FROM submissions)`).Scan(&n)
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func TestEditPlan(t *testing.T) {
	d := openDesk(t, false)
	page := d.get(example + "/editar").is(200)
	form := page.form(example + "/editar")
	if len(d.kept("plan-de-ejemplo").Periods) != 3 || !form.Has("periods-4-title") || form.Has("periods-5-title") {
		t.Fatalf("the form has not three periods and two blank rows: %v", form)
	}
	key := rand.Text()
	for range 2 {
		d.post(example+"/editar", with(form, ui.KeyField, key, "title", "Otro título", "on_track_from", "92,5 %", "cadence_months", "3",
			"periods-0-title", "", "periods-0-starts_on", "", "periods-0-ends_on", "", "periods-3-title", "Prórroga", "periods-3-starts_on", "1/5/2028", "periods-3-ends_on", "31/12/2028",
		)).leads(example + "?hecho=guardado")
	}
	p := d.kept("plan-de-ejemplo")
	if p.Title != "Otro título" || p.OnTrackFrom.String() != "0.925" || p.CadenceMonths != 3 || len(p.Periods) != 3 || p.Periods[2].Title != "Prórroga" {
		t.Errorf("%+v %+v", p.Plan, p.Periods)
	}
	done := d.get(example + "?hecho=guardado").is(200)
	done.says("[role=status]", "se han guardado")
	if strings.Contains(done.Find("[role=status]").Text(), "Atención") {
		t.Error("nothing lies outside")
	}
	again := d.get(example + "/editar").is(200)
	again.holds("on_track_from", "92,5")
	again.says("#cadence_months option[selected]", "Cada trimestre")
}

func TestEditWarnsOfPointsLeftOutside(t *testing.T) {
	d := openDesk(t, false)
	form := with(d.get(example+"/editar").is(200).form(example+"/editar"), "starts_on", "1/1/2100", "ends_on", "31/12/2101")
	d.post(example+"/editar", form).leads(example + "?hecho=guardado")
	d.get(example+"?hecho=guardado").is(200).says("[role=status]", "puntos previstos quedan fuera de las fechas")
}

func TestEditRefusesWhatIsWrongAtItsField(t *testing.T) {
	d := openDesk(t, false)
	good := d.get(example + "/editar").is(200).form(example + "/editar")
	before := d.rows()
	try := func(field, typed string) {
		t.Helper()
		d.post(example+"/editar", with(good, field, typed)).refuses(field, typed)
	}
	for _, text := range badTexts {
		for _, field := range []string{"title", "body", "summary", "general_objective", "notice", "periods-0-title"} {
			try(field, text)
		}
	}
	for _, day := range badDays {
		for _, field := range []string{"starts_on", "ends_on", "periods-0-starts_on", "periods-1-ends_on"} {
			try(field, day)
		}
	}
	for _, percent := range badPercents {
		try("on_track_from", percent)
		try("delayed_from", percent)
	}
	try("on_track_from", "100,1")
	try("delayed_from", "95")
	try("title", "\t")
	try("ends_on", "1/1/2020")
	try("periods-0-title", "")
	try("periods-1-starts_on", good.Get("periods-0-starts_on"))
	try("periods-2-ends_on", "1/1/2020")
	for _, months := range []string{"", "2", "-1", "1e400", "x"} {
		d.post(example+"/editar", with(good, "cadence_months", months)).is(422).says("#cadence_months-error", "Elija una de las opciones")
	}
	for _, version := range []string{"", "0", "-1", "x", "1.0", "99999999999999999999"} {
		d.post(example+"/editar", with(good, "version", version)).is(400)
	}
	if after := d.rows(); after != before {
		t.Errorf("%d rows and versions, %d before", after, before)
	}
}

func TestTooManyPeriodsAreToldAtTheRow(t *testing.T) {
	d := openDesk(t, false)
	form := d.get(example + "/editar").is(200).form(example + "/editar")
	for n := range 60 {
		form.Set(plan.PeriodField(n, "title"), "P")
		form.Set(plan.PeriodField(n, "starts_on"), (today - 100).AddMonths(n).String())
		form.Set(plan.PeriodField(n, "ends_on"), (today + 1).AddMonths(n).String())
	}
	p := d.post(example+"/editar", form).is(422)
	p.says(`[id="periods-40-title-error"]`, "40 periodos como mucho")
	p.holds("periods-59-title", "P")
}

func TestEditOverAnotherOnesChange(t *testing.T) {
	d := openDesk(t, false)
	form := d.get(example + "/editar").is(200).form(example + "/editar")
	d.post(example+"/editar", with(form, "title", "El de otra", "ends_on", "31/12/2028")).leads(example + "?hecho=guardado")
	p := d.post(example+"/editar", with(form, "title", "El mío", "periods-0-title", "Mío")).is(409)
	p.says("[role=alert]", "No se ha guardado", "Técnica", "El mío", "El de otra", "31/12/2028", "Mío: ")
	p.holds("title", "El mío")
	if !strings.HasPrefix(p.Find("title").Text(), "Error: ") || p.Find("[role=alert] a[href='"+example+"/editar']").Length() != 1 {
		t.Error("the title does not tell, or nothing leads to what there is")
	}
	if got := pageRows(p); strings.Contains(got, "Organismo") {
		t.Errorf("what is the same is listed: %s", got)
	}
	d.post(example+"/editar", p.form(example+"/editar")).leads(example + "?hecho=guardado")
	if got := d.kept("plan-de-ejemplo"); got.Title != "El mío" || got.Version != 3 {
		t.Errorf("%q, version %d", got.Title, got.Version)
	}
}

func pageRows(a answer) string { return a.Find(".conflict tbody").Text() }

func TestAPlanClosedMeanwhileLosesNothing(t *testing.T) {
	d := openDesk(t, false)
	form := d.get(example + "/editar").is(200).form(example + "/editar")
	d.exec(`UPDATE plans SET state = 'closed', version = version + 1 WHERE slug = 'plan-de-ejemplo'`)
	p := d.post(example+"/editar", with(form, "title", "Escrito con trabajo")).is(409)
	p.says("[role=alert]", "El plan está cerrado")
	p.holds("title", "Escrito con trabajo")
	for _, below := range []string{"/editar", "/apartados", "/apartados/nuevo"} {
		d.get(example + below).is(409)
	}
	d.get(example + "/duplicar").is(200)
	p = d.get(example).is(200)
	p.says(".notice", "Plan cerrado", "hay que reabrirlo")
	p.lacks(".plan-keep a[href$='/editar']")
}

func TestOnlyTechniciansKeepPlans(t *testing.T) {
	d := openDesk(t, false)
	form := d.get(example + "/editar").is(200).form(example + "/editar")
	before := d.rows()
	for _, role := range []access.Role{access.Director, access.Admin, access.Staff} {
		d.session.User.Role = role
		for _, below := range []string{"/editar", "/duplicar", "/apartados", "/apartados/nuevo"} {
			d.get(example + below).is(403)
		}
		d.post(example+"/editar", form).is(403)
		d.post(example+"/duplicar", url.Values{"title": {"Copia"}, "starts_on": {"1/1/2030"}, "ends_on": {"1/1/2031"}}).is(403)
		d.post(example+"/apartados", url.Values{"heading": {"X"}}).is(403)
		d.post(example+"/apartados", url.Values{"heading": {"X"}, "accion": {previewAction}}).is(403)
		d.post(example+"/estado", url.Values{"version": {"1"}, "paso": {"cerrar"}}).is(403)
		d.post("/planes", url.Values{"title": {"X"}}).is(403)
		page := d.get(example).is(200)
		page.lacks(".plan-keep")
		page.lacks("#" + panelID)
		d.get("/planes").is(200).lacks("a[href='" + newPath + "']")
	}
	if after := d.rows(); after != before {
		t.Error("something was written")
	}
	d.session.Confirmed = false
	d.post(example+"/editar", form).is(401)
}

func TestUnknownPlans(t *testing.T) {
	d := openDesk(t, false)
	form := url.Values{"version": {"1"}, "title": {"X"}, "heading": {"X"}, "paso": {"cerrar"}, "id": {"1"}, "mover": {"arriba"}}
	for _, slug := range []string{"no-hay", "'", "PLAN-DE-EJEMPLO"} {
		at := "/planes/" + url.PathEscape(slug)
		for _, below := range []string{"/editar", "/duplicar", "/apartados", "/apartados/nuevo", "/apartados/1"} {
			d.get(at + below).is(404)
		}
		for _, below := range []string{"/estado", "/apartados/orden", "/apartados/1/baja"} {
			d.post(at+below, form).is(404)
		}
	}
}

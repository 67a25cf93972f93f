package intakes

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestADraftIsRecoveredAndThrownAway(t *testing.T) {
	f := open(t)
	fields := f.get("/retos/nuevo").lacks(".confirm").filled("title", "Quórum", "problem", "Nadie\r\nsabe", "idea", "Preguntar", "unit", "")
	if saved := f.post("/retos/borrador", fields).is(http.StatusSeeOther); saved.location != "/retos/nuevo?hecho=borrador" {
		t.Errorf("led to %s", saved.location)
	}
	f.get("/retos/nuevo?hecho=borrador").says("[role=status]", "Se ha guardado el borrador")
	page := f.get("/retos/nuevo").says(".notice", "Se ha recuperado lo que escribió el 14/3/2026, 9:00").has("details.intake-details[open]").has("[data-typed]")
	if page.Find("#title").AttrOr("value", "") != "Quórum" || page.Find("#problem").Text() != "Nadie\nsabe" || page.Find("#unit option[selected]").AttrOr("value", "") != "" {
		t.Errorf("recovered: %q", page.filled())
	}
	f.as(access.Technician)
	f.get("/retos/nuevo").lacks(".confirm")
	f.as(access.Staff)
	if gone := f.post("/retos/borrador/baja", url.Values{}).is(http.StatusSeeOther); gone.location != "/retos/nuevo?hecho=descartado" {
		t.Errorf("led to %s", gone.location)
	}
	f.get("/retos/nuevo").lacks(".confirm")
	if f.text(`SELECT count(*)::text FROM audit_events WHERE action LIKE '%draft%'`) != "0" {
		t.Error("the audit tells of drafts")
	}
}

func TestTheModuleThatSavesDraftsGetsNoPage(t *testing.T) {
	f := open(t)
	r := pagetest.Form(t, "/retos/borrador", f.get("/retos/nuevo").filled("title", "Quórum"))
	r.Header.Set("Accept", "application/json")
	if a := f.send(r).is(http.StatusNoContent); a.body != "" {
		t.Errorf("it gets %q", a.body)
	}
	sent := f.get("/retos/nuevo").filled("problem", "Nadie")
	f.upload(sent).is(http.StatusSeeOther)
	f.get("/retos/nuevo").lacks(".confirm")
	late := pagetest.Form(t, "/retos/borrador", sent) // it was under way when the reto was sent
	late.Header.Set("Accept", "application/json")
	f.send(late).is(http.StatusGone)
	f.get("/retos/nuevo").lacks(".confirm")
}

func TestDraftsThatAreNotKeptLeaveTheTextInTheForm(t *testing.T) {
	f := open(t)
	form := f.get("/retos/nuevo")
	page := f.post("/retos/borrador", form.filled("title", strings.Repeat("á", 60_000))).is(http.StatusUnprocessableEntity)
	page.says(".notice-error", "demasiado largo")
	f.post("/retos/borrador", url.Values{"title": {"x"}}).is(http.StatusBadRequest)
	f.as(access.Director)
	other := f.post("/retos/borrador", form.filled("title", "De otra persona")).is(http.StatusConflict).says("[role=alert]", "otra persona")
	if other.Find("#title").AttrOr("value", "") != "De otra persona" || f.text(`SELECT count(*)::text FROM challenge_drafts`) != "0" {
		t.Error("it is kept, or lost")
	}
	f.as(access.Nobody)
	f.post("/retos/borrador", form.filled("title", "Quórum")).is(http.StatusConflict)
}

func TestSimilarRetosHaveAPageAndAPart(t *testing.T) {
	f := open(t)
	first := brief()
	f.upload(f.get("/retos/nuevo").filled(first...)).is(http.StatusSeeOther)
	f.get("/retos/similares").is(http.StatusOK).lacks(".empty").lacks(".similar-rows")
	f.get("/retos/similares?titulo=xyzzy").is(http.StatusOK).has(".empty a[href='/retos/nuevo']")
	address := "/retos/similares?titulo=" + url.QueryEscape(first[1])
	f.get(address).is(http.StatusOK).says(".similar-rows", first[1], "Lo presentó usted").lacks(".similar-rows form").lacks(".similar-rows a[target]")
	f.as(access.Technician)
	f.get(address).says(".similar-rows", "Me afecta también").has(".similar-rows form[action^='/retos/'][action$='/apoyo']")
	part := f.get(address + "&parte=lista").is(http.StatusOK).lacks("main").lacks("h1").has("[data-found^='1'] li a[target=_blank]")
	if part.header.Get("Cache-Control") != "no-store" {
		t.Error("the part is kept")
	}
	f.as(access.Nobody)
	f.get(address).is(http.StatusOK).lacks(".similar-rows li").has(".empty")
	f.get(address + "&parte=lista").is(http.StatusOK).lacks("li")
	for _, title := range []string{"%25", "%27%3B--", "(%26%7C!%3A*)", strings.Repeat("a", 5000), "%F0%9F%98%80"} {
		f.get("/retos/similares?titulo=" + title).is(http.StatusOK)
	}
}

func TestACodeLeadsToItsReto(t *testing.T) {
	f := open(t)
	f.allow()
	f.as(access.Nobody)
	f.get("/retos/consulta").is(http.StatusOK).has("#code")
	sent := f.upload(f.get("/retos/nuevo").filled(brief()...)).location
	code := strings.TrimSuffix(strings.TrimPrefix(sent, "/retos/"), "?hecho=enviado")
	for _, typed := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), " " + strings.ReplaceAll(code, "-", " . ") + " "} {
		if found := f.post("/retos/consulta", url.Values{"code": {typed}}).is(http.StatusSeeOther); found.location != "/retos/"+code {
			t.Errorf("%q leads to %s", typed, found.location)
		}
	}
}

// A code that nobody has, one of a reto that is not for whoever asks, and what is none at all are told alike.
func TestCodesThatLeadNowhereAreToldAlike(t *testing.T) {
	f := open(t)
	f.upload(f.get("/retos/nuevo").filled(brief()...)).is(http.StatusSeeOther)
	others := f.text(`SELECT code FROM challenges ORDER BY id DESC LIMIT 1`)
	f.as(access.Nobody)
	said := ""
	for _, typed := range []string{"", "x", "K7MD2-9PX4T-RA3CE", others, "a\x00b", "\u202e", strings.Repeat("á", 70_000), "' OR 1=1 --"} {
		page := f.post("/retos/consulta", url.Values{"code": {typed}}).is(http.StatusUnprocessableEntity).has("#code[aria-invalid]")
		text := pagetest.Text(page.Find(".notice-error"))
		if said != "" && text != said {
			t.Errorf("%.20q says %q, others %q", typed, text, said)
		}
		said = text
	}
}

func TestWrongCodesAreCountedAndThenEvenRightOnesWait(t *testing.T) {
	f := open(t)
	f.allow()
	f.as(access.Nobody)
	sent := f.upload(f.get("/retos/nuevo").filled(brief()...)).location
	right := url.Values{"code": {strings.TrimSuffix(strings.TrimPrefix(sent, "/retos/"), "?hecho=enviado")}}
	for range user.WrongCodes.Most {
		f.post("/retos/consulta", right).is(http.StatusSeeOther)
		f.post("/retos/consulta", url.Values{"code": {"K7MD2-9PX4T-RA3CE"}}).is(http.StatusUnprocessableEntity)
	}
	f.post("/retos/consulta", right).is(http.StatusTooManyRequests)
	f.as(access.Staff)
	f.post("/retos/consulta", url.Values{"code": {"nada"}}).is(http.StatusUnprocessableEntity)
	f.as(access.Nobody)
	f.now = f.now.Add(16 * time.Minute)
	f.post("/retos/consulta", right).is(http.StatusSeeOther)
}

// Scripts in what was typed stay text, wherever it is shown again.
func TestWhatWasTypedIsNoMarkup(t *testing.T) {
	f := open(t)
	const script = `"><script>alert(1)</script>`
	f.upload(f.get("/retos/nuevo").filled("title", script, "problem", "x")).is(http.StatusSeeOther)
	f.post("/retos/borrador", f.get("/retos/nuevo").filled("title", script, "problem", script))
	for _, page := range []answer{
		f.get("/retos/nuevo"), f.get("/retos/similares?titulo=" + url.QueryEscape(script)),
		f.upload(f.get("/retos/nuevo").filled("title", script, "problem", "", ui.KeyField, "")), f.post("/retos/consulta", url.Values{"code": {script}}),
	} {
		page.lacks("script:not([src])")
	}
}

package intakes

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/ui"
)

func TestTheFormIsShortAndSaysWhatHappensNext(t *testing.T) {
	f := open(t)
	for _, role := range access.Roles {
		f.as(role)
		page := f.get("/retos/nuevo").is(http.StatusOK).lacks(".field-error:not([hidden])").lacks("[name=contact_name]").has("[name=privacy]")
		page.lacks("details.intake-details[open]").says("#despues", "primera respuesta", "13 de abril de 2026", "20 días hábiles")
		page.says(".intake-data", "Responsable", "Finalidad", "Derechos").has(".intake-data a[href='/proteccion-de-datos']").says("#problem-ayuda", "personas usuarias")
		if unit := page.Find("#unit option[selected]").Text(); role == access.Staff && unit != "Atención Primaria" {
			t.Errorf("its unit is %q", unit)
		}
		page.says("#files-ayuda", "PDF", "10 MB", "25 MB", "Hasta 5").has("optgroup option")
	}
}

func TestWhoeverHasTheLinkSeesTheFormOnlyWhereThatIsAllowed(t *testing.T) {
	f := open(t)
	f.close()
	f.as(access.Nobody)
	f.get("/retos/nuevo").is(http.StatusUnauthorized)
	f.allow()
	page := f.get("/retos/nuevo").is(http.StatusOK).has("[name=contact_email]").lacks("[name=privacy]").lacks("[name=shared]").lacks("button[formaction]")
	page.says(".intake-data", "dirección de red").says("#despues", "código")
	if page.header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("it is kept: %q", page.header.Get("Cache-Control"))
	}
	if again := f.get("/retos/nuevo").filled(); again.Get(receiptField) == page.filled().Get(receiptField) || len(again.Get(receiptField)) < 20 {
		t.Error("two forms have the same receipt")
	}
}

func TestARetoIsSentAndItsAuthorLedToIt(t *testing.T) {
	f := open(t)
	f.allow()
	for _, role := range []access.Role{access.Staff, access.Technician, access.Director, access.Admin, access.Nobody} {
		f.as(role)
		before := f.count()
		fields := f.get("/retos/nuevo").filled(brief()...)
		sent := f.upload(fields, file{"nota.txt", "Hola"}).is(http.StatusSeeOther)
		if !strings.HasPrefix(sent.location, "/retos/") || !strings.HasSuffix(sent.location, "?hecho=enviado") || f.count() == before {
			t.Errorf("%s: led to %s", role, sent.location)
		}
		if again := f.upload(fields, file{"nota.txt", "Hola"}).is(http.StatusSeeOther); again.location != sent.location {
			t.Errorf("%s: then to %s", role, again.location)
		}
	}
}

func TestARefusedFormKeepsWhatWasTyped(t *testing.T) {
	f := open(t)
	fields := f.get("/retos/nuevo").filled(
		"title", "", "problem", "<b>Nadie</b> sabe", "idea", "Preguntar", "affected", "muchas", "urgency", "high", "privacy", "confidential",
		"touches", "objective-999999",
	)
	fields.Add("shared", shareConfidential)
	page := f.upload(fields, file{"nota.txt", "Hola"}).is(http.StatusUnprocessableEntity)
	page.has("#title[aria-invalid]").has("#affected[aria-invalid]").has("#touches[aria-invalid]").has("#urgency_reason[aria-invalid]")
	page.has("details.intake-details[open]").has(".notice-error a[href='#title']").has(".notice-error a[href='#urgency_reason']").has("#files-otra-vez")
	page.says("title", "Error").has("[data-typed]")
	again := page.filled()
	for name, value := range fields {
		if name != ui.KeyField && name != "touches" && !equal(again[name], value) {
			t.Errorf("%s: %q is %q", name, value, again[name])
		}
	}
	again.Set("title", "Quórum")
	again.Set("affected", "12")
	again.Set("urgency_reason", "Es hoy")
	f.upload(again).is(http.StatusSeeOther)
	if got := f.text(`SELECT privacy || ' ' || affected || ' ' || urgency || ' ' || shared FROM challenges ORDER BY id DESC LIMIT 1`); got != "confidential 12 high true" {
		t.Errorf("kept: %s", got)
	}
}

func equal(a, b []string) bool { return strings.Join(a, "\x01") == strings.Join(b, "\x01") }

func TestHostileValuesAreRefusedAtTheirFields(t *testing.T) {
	f := open(t)
	f.allow()
	for _, role := range []access.Role{access.Staff, access.Nobody} {
		f.as(role)
		form := f.get("/retos/nuevo")
		for name := range form.filled() {
			if name == personField || name == ui.KeyField || name == receiptField {
				continue
			}
			for _, value := range []string{"a\x00b", "a\u202eb", strings.Repeat("á", 70_000), "'; DROP TABLE challenges --"} {
				f.now = f.now.Add(time.Hour)
				fields := f.get("/retos/nuevo").filled(brief()...)
				fields[name] = append(fields[name], value)
				if name != "shared" {
					fields.Set(name, value)
				}
				if got := f.upload(fields).code; got != http.StatusUnprocessableEntity && got != http.StatusSeeOther {
					t.Errorf("%s: %.10q in %s: %d", role, value, name, got)
				}
			}
		}
		for name, value := range map[string]string{personField: "", ui.KeyField: "x", receiptField: "corto"} {
			if name == receiptField && role != access.Nobody {
				continue
			}
			if got := f.upload(f.get("/retos/nuevo").filled(append(brief(), name, value)...)).code; got != http.StatusBadRequest {
				t.Errorf("%s: without %s: %d", role, name, got)
			}
		}
	}
}

func TestFilesThatAreNotTakenKeepTheRest(t *testing.T) {
	f := open(t)
	before := f.count()
	form := f.get("/retos/nuevo")
	note := file{"nota.txt", "Hola"}
	for name, c := range map[string]struct {
		files []file
		code  int
	}{
		"empty":     {[]file{{"nota.txt", ""}}, http.StatusUnprocessableEntity},
		"program":   {[]file{{"nota.pdf", "MZ\x90\x00\x03"}}, http.StatusUnprocessableEntity},
		"script":    {[]file{{"dibujo.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"}}, http.StatusUnprocessableEntity},
		"too many":  {[]file{note, note, note, note, note, note}, http.StatusUnprocessableEntity},
		"too large": {[]file{{"nota.txt", strings.Repeat("a", 10<<20+1)}}, http.StatusRequestEntityTooLarge},
	} {
		page := f.upload(form.filled("title", "Quórum", "problem", "Nadie"), c.files...)
		if page.code != c.code || page.Find("#title").AttrOr("value", "") != "Quórum" || page.Find("#problem").Text() != "Nadie" {
			t.Errorf("%s: %d, with %q", name, page.code, page.filled())
		}
		page.has("#files[aria-invalid]").has(".notice-error a[href='#files']").has("details.intake-details[open]")
	}
	if f.count() != before {
		t.Error("something is kept")
	}
}

func TestOfAFormThatIsTooLargeTheDraftIsLeft(t *testing.T) {
	f := open(t)
	f.tooLarge().is(http.StatusRequestEntityTooLarge).says("#files-error", "25 MB", "Vuelva atrás").has("[data-lost]").lacks("[data-typed]")
	f.post("/retos/borrador", f.get("/retos/nuevo").filled("title", "Quórum"))
	page := f.tooLarge().is(http.StatusRequestEntityTooLarge).says("#files-error", "25 MB", "borrador")
	if page.Find("#title").AttrOr("value", "") != "Quórum" {
		t.Error("the draft is not in the form")
	}
	f.close()
	f.as(access.Nobody)
	f.tooLarge().is(http.StatusUnauthorized)
	f.allow()
	f.tooLarge().is(http.StatusRequestEntityTooLarge).has("[data-lost]")
}

// What somebody wrote under their name is never sent as somebody unknown's, nor as another's.
func TestAFormIsNeverSentAsAnother(t *testing.T) {
	f := open(t)
	f.allow()
	fields := f.get("/retos/nuevo").filled("title", "Quórum único", "problem", "Línea 1\r\nLínea 2", "affects", "Todo el mundo", "privacy", "confidential")
	before := f.count()
	f.as(access.Nobody)
	page := f.upload(fields, file{"nota.txt", "Hola"}).is(http.StatusUnauthorized)
	page.says(".typed-texts", "Quórum único", "Línea 1", "Todo el mundo").has("form[enctype='multipart/form-data'][action='/retos'] input[type=file][name=files]")
	if text := page.Find(".typed-texts").Text(); strings.Contains(text, "confidential") || strings.Contains(text, fields.Get(ui.KeyField)) {
		t.Errorf("what a person did not write is shown: %q", text)
	}
	if page.header.Get("Cache-Control") != "no-store" || f.count() != before {
		t.Error("it is kept")
	}
	again := url.Values{}
	page.Find("form textarea").Each(func(_ int, s *goquery.Selection) {
		again.Add(s.AttrOr("name", ""), strings.TrimPrefix(s.Text(), "\n"))
	})
	f.as(access.Director)
	other := f.upload(again).is(http.StatusConflict).says("[role=alert]", "otra persona", f.actor.Name)
	if f.count() != before || other.Find("#title").AttrOr("value", "") != "Quórum único" || other.filled().Get(personField) == fields.Get(personField) {
		t.Error("another's form is not given back for whoever is there now")
	}
	f.as(access.Staff)
	f.upload(again).is(http.StatusSeeOther)
	if got := f.text(`SELECT privacy || ' ' || author_id || ' ' || affects FROM challenges ORDER BY id DESC LIMIT 1`); got != "confidential "+person(f.actor)+" Todo el mundo" {
		t.Errorf("kept: %s", got)
	}
}

func TestWhatWasWrittenAsSomebodyUnknownStaysSo(t *testing.T) {
	f := open(t)
	f.allow()
	f.as(access.Nobody)
	fields := f.get("/retos/nuevo").filled(brief()...)
	f.as(access.Staff)
	f.upload(fields).is(http.StatusSeeOther)
	if got := f.text(`SELECT privacy || coalesce(author_id::text, '') FROM challenges ORDER BY id DESC LIMIT 1`); got != "anonymous" {
		t.Errorf("kept: %s", got)
	}
	f.close()
	before := f.count()
	f.upload(f.filledAs(access.Nobody, fields)).is(http.StatusUnauthorized).says("main", "de quien tiene cuenta")
	if f.count() != before {
		t.Error("it is kept")
	}
}

// filledAs is a form of somebody else, with a key of its own.
func (f *front) filledAs(role access.Role, fields url.Values) url.Values {
	f.as(role)
	fields.Set("title", brief()[1])
	return fields
}

// The row, the audit and whatever else is kept of it hold neither an address nor the code that its author keeps.
func TestNothingIsKeptOfAnAnonymousAuthor(t *testing.T) {
	f := open(t)
	f.allow()
	f.as(access.Nobody)
	fields := f.get("/retos/nuevo").filled(brief()...)
	sent := f.upload(fields).is(http.StatusSeeOther)
	code := strings.TrimSuffix(strings.TrimPrefix(sent.location, "/retos/"), "?hecho=enviado")
	for _, table := range []string{"challenges", "challenge_moves", "notices", "mails", "audit_events", "audit_personal", "submissions", "attempts"} {
		kept := f.text(`SELECT coalesce(string_agg(t::text, E'\n'), '') FROM ` + table + ` t`)
		for _, secret := range []string{address, "PETICION4711", code, strings.ReplaceAll(code, "-", ""), fields.Get(receiptField)} {
			if strings.Contains(kept, secret) {
				t.Errorf("%s is in %s", secret, table)
			}
		}
	}
}

func TestAFormThatWasSentIsNotSentAgainWithOtherWords(t *testing.T) {
	f := open(t)
	f.allow()
	f.as(access.Nobody)
	fields := f.get("/retos/nuevo").filled(brief()...)
	sent := f.upload(fields).is(http.StatusSeeOther)
	fields.Set("title", "Otra cosa bien distinta")
	page := f.upload(fields).is(http.StatusConflict).says("h1", "ya se ha enviado")
	if href := page.Find("main a.button, main a").First().AttrOr("href", ""); href+"?hecho=enviado" != sent.location {
		t.Errorf("it leads to %s, not to %s", href, sent.location)
	}
}

func TestANetworkSendsSoManyAndKeepsWhatWasTyped(t *testing.T) {
	f := open(t)
	f.allow()
	f.as(access.Nobody)
	var last url.Values
	for range user.Intakes.Most {
		last = f.get("/retos/nuevo").filled(brief()...)
		f.upload(last).is(http.StatusSeeOther)
	}
	f.upload(last).is(http.StatusSeeOther) // again, for want of an answer
	fields := f.get("/retos/nuevo").filled(brief()...)
	page := f.upload(fields).is(http.StatusTooManyRequests).says("[role=alert]", "cuarto de hora")
	if page.Find("#title").AttrOr("value", "") != fields.Get("title") {
		t.Error("what was typed is lost")
	}
	f.as(access.Staff)
	f.upload(f.get("/retos/nuevo").filled(brief()...)).is(http.StatusSeeOther)
}

func TestARetoThatIsVeryMuchLikeAnotherIsSentOnlyIfItsAuthorInsists(t *testing.T) {
	f := open(t)
	first := brief()
	f.upload(f.get("/retos/nuevo").filled(first...)).is(http.StatusSeeOther)
	f.as(access.Technician)
	before := f.count()
	page := f.upload(f.get("/retos/nuevo").filled("title", first[1]+" ya", "problem", "Nadie"), file{"nota.txt", "Hola"})
	page.is(http.StatusUnprocessableEntity).says("[role=alert]", "1 reto parecido", first[1], "Recibido", "Me afecta también").says("form#reto button", "Enviar de todos modos")
	page.has("[role=alert] form[action$='/apoyo'] input[name=apoyo][value=si]").has("#files-otra-vez").lacks("form#reto form")
	if f.count() != before || page.Find("#problem").Text() != "Nadie" {
		t.Error("it was sent, or lost")
	}
	f.upload(page.filled()).is(http.StatusSeeOther)
	if f.count() == before {
		t.Error("it was not sent")
	}
}

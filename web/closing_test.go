package web_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
)

const (
	followUps = "/planes/plan-de-ejemplo/seguimientos"
	closeForm = followUps + "/nuevo"
)

func document(t *testing.T, w *httptest.ResponseRecorder, code int) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if w.Code != code {
		t.Fatalf("status %d, want %d: %s", w.Code, code, strings.Join(strings.Fields(d.Find("main").Text()), " "))
	}
	return d
}

// closingForm is what the form is sent with, unless a test says otherwise.
func closingForm(pairs ...string) url.Values {
	form := url.Values{"title": {"Seguimiento de prueba"}, "taken_on": {"2026-11-20"}, "note": {""}, "visto": {"2026-11-20"}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	return form
}

func (s *wholeSite) countClosed(t *testing.T) (n int) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM snapshots`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCloseAFollowUp(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	form := document(t, v.get(closeForm), 200)
	for selector, want := range map[string]string{
		"#title": "Seguimiento de noviembre de 2026", "#taken_on": "2026-11-21", "[name=visto]": "2026-11-21",
	} {
		if got := form.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s holds %q, want %q", selector, got, want)
		}
	}
	text := form.Find("#se-congela").Text()
	for _, want := range []string{"Progreso", "Previsto", "19 de 21", "Seguimiento de julio de 2026", "Sin valor a esa fecha", "I3.4"} {
		if !strings.Contains(text, want) {
			t.Errorf("what is frozen does not tell %q: %s", want, text)
		}
	}
	before := s.countClosed(t)
	sent := closingForm("clave_envio", "KEYKEYKEYKEYKEYKEYKEYKEY")
	first, again := v.post(followUps, sent), v.post(followUps, sent)
	to := first.Header().Get("Location")
	if first.Code != 303 || again.Header().Get("Location") != to || !strings.HasSuffix(to, "?hecho=cerrado") || s.countClosed(t) != before+1 {
		t.Fatalf("%d to %q and %q, %d follow-ups more", first.Code, to, again.Header().Get("Location"), s.countClosed(t)-before)
	}
	page := document(t, v.get(to), 200)
	if got := page.Find("[role=status]").Text() + page.Find(".facts").Text(); !strings.Contains(got, "está cerrado") || !strings.Contains(got, "A mano, por Técnica") {
		t.Errorf("the page says %q", got)
	}
	if got := document(t, s.visitor(t, access.Nobody).get(to), 200).Find("main").Text(); strings.Contains(got, "Técnica") || strings.Contains(got, "Corregir") {
		t.Error("the public learns who closed it, or may correct it")
	}
	if got := document(t, v.get(closeForm), 200).Find("#se-congela").Text(); !strings.Contains(got, "Seguimiento de prueba") {
		t.Errorf("the next one is compared with another: %s", got)
	}
}

func TestAnotherDateIsShownBeforeItIsClosed(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	before := s.countClosed(t)
	for name, form := range map[string]url.Values{
		"another date":  closingForm("taken_on", "30/9/2026", "note", "Escrita antes"),
		"only to check": closingForm("taken_on", "30/9/2026", "visto", "2026-09-30", "accion", "comprobar", "note", "Escrita antes"),
	} {
		page := document(t, v.post(followUps, form), 200)
		if got := page.Find("[name=visto]").AttrOr("value", ""); got != "2026-09-30" || page.Find("#note").Text() != "Escrita antes" {
			t.Errorf("%s: the form has seen %q and holds %q", name, got, page.Find("#note").Text())
		}
		if got := page.Find("#se-congela").Text(); !strings.Contains(got, "Datos a 30 de septiembre de 2026") {
			t.Errorf("%s: what is frozen: %s", name, got)
		}
	}
	if s.countClosed(t) != before {
		t.Error("something was closed")
	}
}

func TestRefusedClosings(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	before := s.countClosed(t)
	long := strings.Repeat("ñ", 50_000)
	for name, c := range map[string]struct{ field, typed string }{
		"no title": {"title", ""}, "long title": {"title", long}, "NUL": {"title", "a\x00b"}, "bell": {"title", "a\ab"},
		"right to left": {"title", "a\u202eb"}, "title taken": {"title", "Seguimiento de julio de 2026"},
		"no date": {"taken_on", ""}, "no day": {"taken_on", "31/2/2026"}, "year 1": {"taken_on", "0001-01-01"}, "year 9999": {"taken_on", "31/12/9999"},
		"text": {"taken_on", "NaN"}, "number": {"taken_on", "1e400"}, "digits": {"taken_on", strings.Repeat("9", 40)}, "future": {"taken_on", "2026-11-22"},
		"long note": {"note", long}, "control in the note": {"note", "a\x00b"},
	} {
		page := document(t, v.post(followUps, closingForm(c.field, c.typed)), 422)
		if page.Find("#"+c.field+"-error").Length() != 1 || page.Find("[role=alert] a[href='#"+c.field+"']").Length() != 1 {
			t.Errorf("%s: no message at %s", name, c.field)
		}
	}
	if s.countClosed(t) != before {
		t.Error("something was closed")
	}
	for _, typed := range []string{"0", "-1", "x", "1e3", "99999999999999999999"} {
		if code := v.post(followUps, closingForm("replaces", typed)).Code; code != 400 {
			t.Errorf("to correct %q: %d", typed, code)
		}
		if code := v.get(closeForm + "?corrige=" + typed).Code; code != 404 {
			t.Errorf("the form to correct %q: %d", typed, code)
		}
	}
	for _, foreign := range []string{"999999", s.other(t)} {
		if code := v.post(followUps, closingForm("replaces", foreign, "note", "x")).Code; code != 404 {
			t.Errorf("to correct %s, which the plan has not: %d", foreign, code)
		}
	}
}

// other is the number of a follow-up of another plan.
func (s *wholeSite) other(t *testing.T) (id string) {
	t.Helper()
	err := s.pool.QueryRow(t.Context(), `
		SELECT s.id::text
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug <> 'plan-de-ejemplo'
		 LIMIT 1`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestCorrectAFollowUp(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	page := document(t, v.get(followUps+"/"+s.closed), 200)
	link := page.Find("a[href='" + closeForm + "?corrige=" + s.closed + "']")
	if link.Length() != 1 {
		t.Fatal("no way to correct it")
	}
	form := document(t, v.get(link.AttrOr("href", "")), 200)
	title, day := form.Find("#title").AttrOr("value", ""), form.Find("#taken_on").AttrOr("value", "")
	if !strings.HasSuffix(title, "(corregido)") || form.Find("[name=replaces]").AttrOr("value", "") != s.closed || day == "2026-11-21" {
		t.Errorf("the form proposes %q of %s", title, day)
	}
	sent := closingForm("title", title, "taken_on", day, "visto", day, "replaces", s.closed)
	document(t, v.post(followUps, sent), 422)
	sent.Set("note", "Faltaba un valor")
	sent.Del("clave_envio")
	answer := v.post(followUps, sent)
	if answer.Code != 303 {
		document(t, answer, 303)
	}
	corrected := strings.TrimSuffix(answer.Header().Get("Location"), "?hecho=cerrado")
	if got := document(t, v.get(followUps+"/"+s.closed), 200).Find(".notice a[href='" + corrected + "']").Length(); got != 1 {
		t.Error("the one that was corrected does not lead to its correction")
	}
	if got := document(t, v.get(corrected), 200).Find(".notice a[href='" + followUps + "/" + s.closed + "']").Length(); got != 1 {
		t.Error("the correction does not lead to the one that it corrects")
	}
	list := document(t, v.get(followUps), 200)
	if got := list.Find("tr.off").Text(); !strings.Contains(got, "Sustituido por") {
		t.Errorf("the list says of the one that was corrected: %q", got)
	}
	again := v.get(closeForm + "?corrige=" + s.closed)
	if again.Code != 303 || again.Header().Get("Location") != followUps+"/"+s.closed {
		t.Errorf("to correct it again: %d to %q", again.Code, again.Header().Get("Location"))
	}
	sent.Set("title", "Otra corrección")
	sent.Del("clave_envio")
	if got := document(t, v.post(followUps, sent), 422).Find("[role=alert]").Text(); !strings.Contains(got, "ya tiene una corrección") {
		t.Errorf("corrected twice: %q", got)
	}
	if got := document(t, v.get("/planes/plan-de-ejemplo/cuadro-de-mando"), 200).Find(".as-of .chips a[href$='seguimiento=" + s.closed + "']").Length(); got != 0 {
		t.Error("the one that was corrected is still offered as a date")
	}
}

func TestWhoMayClose(t *testing.T) {
	s := open(t)
	before := s.countClosed(t)
	for role, want := range map[access.Role]int{access.Nobody: 401, access.Staff: 403, access.Director: 403, access.Admin: 403} {
		v := s.visitor(t, role)
		if got := v.post(followUps, closingForm()).Code; got != want {
			t.Errorf("%q closes: %d, want %d", role, got, want)
		}
		if got := document(t, v.get(followUps), 200).Find("a[href='" + closeForm + "']").Length(); got != 0 {
			t.Errorf("%q is offered to close", role)
		}
	}
	v := s.visitor(t, access.Technician)
	if _, err := s.pool.Exec(t.Context(), `UPDATE plans SET state = 'closed'`); err != nil {
		t.Fatal(err)
	}
	if got := document(t, v.get(closeForm), 409).Find("main").Text(); !strings.Contains(got, "reabrirlo") {
		t.Errorf("the form of a closed plan says %q", got)
	}
	refused := document(t, v.post(followUps, closingForm("note", "Escrita antes")), 409)
	if got := refused.Find("[role=alert]").Text(); !strings.Contains(got, "El plan está cerrado") || refused.Find("#note").Text() != "Escrita antes" {
		t.Errorf("closing in a closed plan says %q", got)
	}
	if document(t, v.get(followUps+"/"+s.closed), 200).Find("a[href*='corrige=']").Length() != 0 {
		t.Error("a follow-up of a closed plan can be corrected")
	}
	if s.countClosed(t) != before {
		t.Error("something was closed")
	}
}

func TestTheNextFollowUpIsAnnounced(t *testing.T) {
	s := open(t)
	if _, err := s.pool.Exec(t.Context(), `UPDATE plans SET cadence_months = 3, starts_on = '2025-07-01', state = 'active' WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	if got := document(t, s.visitor(t, access.Nobody).get(followUps), 200).Find(".notice").Text(); !strings.Contains(got, "31 de diciembre de 2026") {
		t.Errorf("the list says %q", got)
	}
}

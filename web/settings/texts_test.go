package settings

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hito/internal/setting"
)

const (
	statementPath = textsPath + "/accesibilidad"
	privacyPath   = textsPath + "/proteccion-de-datos"
	legalPath     = textsPath + "/aviso-legal"
)

func TestTextsTellHowTheyAre(t *testing.T) {
	s := open(t)
	p := s.see(textsPath)
	p.count("main tbody tr", 3)
	p.says("main tbody", "21/11/2026", "Es el modelo, sin revisar", "sin fecha", "datos por completar")
	for _, name := range []string{"accesibilidad", "proteccion-de-datos", "aviso-legal"} {
		p.count(`main th a[href="`+textsPath+"/"+name+`"]`, 1)
		p.count(`main td a[href="/`+name+`"]`, 1)
	}
	s.saved(statementPath, s.see(statementPath).form())
	s.saved(legalPath, url.Values{"text": {"## Titularidad"}, "reviewed": {"1/3/2025"}, "version": {"0"}})
	s.saved(privacyPath, url.Values{"text": {"Correo: [Complete: correo]"}, "reviewed": {"27/11/2026"}, "version": {"0"}})
	p = s.see(textsPath)
	p.says("main tbody tr:nth-child(1)", upToDate)
	p.says("main tbody tr:nth-child(2)", "27/11/2026", "1 dato por completar")
	p.says("main tbody tr:nth-child(3)", "1/3/2025", "Hace más de un año")
	s.see(privacyPath).says(".notice-warning", "1 dato por completar")
}

func TestUnknownTextsAreNotFound(t *testing.T) {
	s := open(t)
	for _, name := range []string{"cookies", "privacidad", "Aviso-legal", "privacy", "%2e%2e", "accesibilidad%20"} {
		w := httptest.NewRecorder()
		s.router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, textsPath+"/"+name, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
		if w := s.send(textsPath+"/"+name, url.Values{"text": {"x"}, "reviewed": {"2026-11-27"}, "version": {"0"}}); w.Code != http.StatusNotFound {
			t.Errorf("saving %s: %d", name, w.Code)
		}
	}
}

func TestLegalTextsAreSaved(t *testing.T) {
	s := open(t)
	for _, path := range []string{privacyPath, legalPath} {
		p := s.see(path)
		p.says(".notice-warning", "por completar")
		p.says("#text", "Ayuntamiento de Prueba", "[Complete:")
		form := p.form()
		form.Set("text", "## Uno\r\n\r\n"+payload+" [x](javascript:alert(3))\r\n")
		s.refused(path, form, "reviewed") // the model has no date of review
		form.Set("reviewed", "27 de noviembre de 2026")
		p = s.saved(path, form)
		if got := p.form().Get("text"); got != "## Uno\r\n\r\n"+payload+" [x](javascript:alert(3))" {
			t.Errorf("%s keeps %q", path, got)
		}
		if got := p.form().Get("reviewed"); got != "2026-11-27" {
			t.Errorf("%s was reviewed on %q", path, got)
		}
	}
	if events := s.changes(); len(events) != 2 || !strings.Contains(string(events[0].After), `"legal"`) || !strings.Contains(string(events[1].After), `"privacy"`) {
		t.Errorf("recorded: %+v", events)
	}
}

func TestBadLegalTextsAreRefusedAndKept(t *testing.T) {
	s := open(t)
	right := url.Values{"text": {"Uno"}, "reviewed": {"2026-11-27"}, "version": {"0"}}
	with := func(field, value string) url.Values {
		form := url.Values{}
		for name, values := range right {
			form[name] = values
		}
		form[field] = []string{value}
		return form
	}
	for _, date := range []string{"", "31/2/2026", "2026-02-31", "28/11/2026", "2026-11-28", "1e3", "NaN", "ayer", "27/11/26", payload} {
		p := s.refused(legalPath, with("reviewed", date), "reviewed")
		if got := p.Find("#reviewed").AttrOr("value", "?"); got != date {
			t.Errorf("%q comes back as %q", date, got)
		}
		if _, iso := p.Find("#reviewed[type=date]").Attr("value"); iso && strings.Contains(date, "/") {
			t.Errorf("%q stands in a field that holds no such date", date)
		}
	}
	for name, bad := range badTexts {
		p := s.refused(legalPath, with("text", bad), "text")
		if got := p.Find("#text").Text(); got != bad {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	for _, blank := range []string{"", "  ", "\r\n\r\n", "\u00a0"} {
		s.refused(legalPath, with("text", blank), "text")
	}
	if len(s.changes()) != 0 {
		t.Error("something was saved")
	}
}

func TestAConflictInALegalText(t *testing.T) {
	s := open(t)
	s.saved(legalPath, url.Values{"text": {"De ella " + payload}, "reviewed": {"2026-11-26"}, "version": {"0"}})
	p := s.read(legalPath, s.send(legalPath, url.Values{"text": {"Mío"}, "reviewed": {"2026-11-27"}, "version": {"0"}}), http.StatusConflict)
	p.says("[role=alert]", "De ella "+payload, "26 de noviembre de 2026")
	if form := p.form(); form.Get("text") != "Mío" || form.Get("reviewed") != "2026-11-27" || form.Get("version") != "1" {
		t.Errorf("the form forgets: %v", form)
	}
}

func TestStatementIsSaved(t *testing.T) {
	s := open(t)
	form := s.see(statementPath).form()
	if form.Get("phone") != "957 00 00 00" || form.Get("conformance") != "partial" || !strings.Contains(form.Get("failing"), "gráficos") {
		t.Errorf("the form begins with %v", form)
	}
	texts := []string{"failing", "burden", "out_of_scope", "method", "extra", "office", "appeal"}
	for _, field := range texts {
		form.Set(field, payload+" "+field)
	}
	for field, value := range map[string]string{
		"conformance": "none", "email": "Acceso@Example.org", "form": "https://sede.example/x?a=1&b=2", "prepared": "1/2/2026", "reviewed": "27/11/2026",
	} {
		form.Set(field, value)
	}
	got := s.saved(statementPath, form).form()
	for _, field := range texts {
		if got.Get(field) != payload+" "+field {
			t.Errorf("%s keeps %q", field, got.Get(field))
		}
	}
	if got.Get("email") != "acceso@example.org" || got.Get("prepared") != "2026-02-01" || got.Get("conformance") != "none" || got.Get("form") != form.Get("form") {
		t.Errorf("kept: %v", got)
	}
}

func TestBadStatementsAreRefusedAndKept(t *testing.T) {
	s := open(t)
	for _, field := range []string{"failing", "burden", "out_of_scope", "method", "extra", "office", "appeal", "phone", "email", "form"} {
		for name, bad := range badTexts {
			form := s.see(statementPath).form()
			form.Set(field, bad)
			p := s.refused(statementPath, form, field)
			if got := strings.ReplaceAll(p.form().Get(field), "\r\n", "\n"); got != bad {
				t.Errorf("%s in %s: what was typed is lost", name, field)
			}
		}
	}
	for field, values := range map[string][]string{
		"conformance": {"", "mostly", payload}, "failing": {"", " \r\n "}, "method": {""},
		"prepared": {"", "31/2/2026", "28/11/2026", "NaN"}, "reviewed": {"", "31/2/2026", "28/11/2026", "20/11/2026", "1e3"},
		"email": {"nadie", "a b@example.org", payload}, "phone": {"llame", payload}, "form": {"javascript:alert(1)", "data:text/html,x", "//evil.example", "sede.example", payload},
	} {
		for _, value := range values {
			form := s.see(statementPath).form()
			form.Set(field, value)
			if field == "prepared" && value == "28/11/2026" {
				s.refused(statementPath, form, "prepared", "reviewed")
				continue
			}
			s.refused(statementPath, form, field)
		}
	}
	if len(s.changes()) != 0 {
		t.Error("something was saved")
	}
}

func TestAConflictInTheStatementShowsWhatDiffers(t *testing.T) {
	s := open(t)
	theirs := s.see(statementPath).form()
	theirs.Set("method", "Otro método")
	theirs.Set("conformance", string(setting.NotConformant))
	mine := s.see(statementPath).form()
	mine.Set("extra", "Algo mío")
	s.saved(statementPath, theirs)
	p := s.read(statementPath, s.send(statementPath, mine), http.StatusConflict)
	p.says("[role=alert]", "Método", "Otro método", "No conforme", "Otras medidas", "en blanco")
	p.count("[role=alert] dt", 3)
	if form := p.form(); form.Get("extra") != "Algo mío" || form.Get("version") != "1" {
		t.Errorf("the form forgets: %v", form)
	}
}

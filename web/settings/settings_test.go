package settings

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/ui"
)

func TestIndexLeadsEverywhere(t *testing.T) {
	s := open(t)
	p := s.see(indexPath)
	p.count("main .admin-cards > li", 9)
	for _, href := range []string{"/personas", "/unidades", "/ajustes", "/retos", "/textos", "/emblema", "/correos", "/claves", "/auditoria"} {
		p.count(`.admin-cards h2 a[href="/administracion`+href+`"]`, 1)
	}
	p.says(".admin-cards", "1 persona puede entrar", "0 unidades", "Como vienen de origen", "3 de 3 sin revisar", "Todavía sin sucesos")
	s.saved(securityPath, s.see(securityPath).form())
	p = s.see(indexPath)
	p.says(".admin-cards", "Con cambios propios", "1 suceso; el último, el 27/11/2026, 0:30")
}

func TestSecurity19SettingsAreSavedAndRecorded(t *testing.T) {
	s := open(t)
	p := s.see(securityPath)
	form := p.form()
	if got := form["second_factor"]; len(got) != 2 || form.Get("audit_months") != "24" || form.Get("version") != "0" {
		t.Errorf("the form begins with %v", form)
	}
	p.count(".notice", 0)
	p.count("[name=second_factor]", len(access.Roles))
	form["second_factor"], form["audit_months"] = []string{"staff", "admin", "staff"}, []string{" 36 "}
	form = s.saved(securityPath, form).form()
	if got := form["second_factor"]; len(got) != 2 || form.Get("audit_months") != "36" || form.Get("version") != "1" {
		t.Errorf("saved: %v", form)
	}
	// Nobody needs one: a list all the same, since the session reads it as one.
	delete(form, "second_factor")
	s.saved(securityPath, form)
	var list bool
	if err := s.pool.QueryRow(t.Context(), `SELECT value->'second_factor' = '[]' FROM settings`).Scan(&list); err != nil || !list {
		t.Errorf("the empty list is none: %v", err)
	}
	if events := s.changes(); len(events) != 2 || !strings.Contains(string(events[0].Before), `"staff"`) || strings.Contains(string(events[0].After), `"staff"`) {
		t.Errorf("recorded: %+v", events)
	}
}

func TestSecurity13BadMonthsAreRefusedAndKept(t *testing.T) {
	s := open(t)
	for _, typed := range []string{"", " ", "11", "121", "0", "-24", "1e3", "NaN", "Infinity", "0x18", "24,5", "1.200", "1_2", "２４", "24 meses", "24\u202e", strings.Repeat("9", 15), strings.Repeat("9", 400), payload} {
		p := s.refused(securityPath, url.Values{"audit_months": {typed}, "second_factor": {"director"}, "version": {"0"}}, "audit_months")
		if got := p.Find("#audit_months").AttrOr("value", "?"); got != typed {
			t.Errorf("%q comes back as %q", typed, got)
		}
		p.count("[name=second_factor][checked]", 1)
	}
	for _, typed := range []string{"12", "120", "12,0", "24.0", "+24"} {
		s.saved(securityPath, url.Values{"audit_months": {typed}, "version": {s.see(securityPath).form().Get("version")}})
	}
	s.refused(securityPath, url.Values{"audit_months": {"24"}, "second_factor": {"root"}, "version": {"5"}}, "second_factor")
	s.refused(securityPath, url.Values{"audit_months": {"x"}, "second_factor": {"root", payload}}, "second_factor", "audit_months")
	for _, version := range []string{"", "x", "-1", "1e3", "99999999999999999999"} {
		if w := s.send(securityPath, url.Values{"audit_months": {"24"}, "version": {version}}); w.Code != http.StatusBadRequest {
			t.Errorf("version %q: %d", version, w.Code)
		}
	}
}

func TestSecurity18AConflictKeepsWhatWasTypedAndShowsWhatIsThere(t *testing.T) {
	s := open(t)
	mine, theirs := s.see(securityPath).form(), s.see(securityPath).form()
	theirs.Set("audit_months", "48")
	s.saved(securityPath, theirs)
	mine.Set("audit_months", "60")
	mine["second_factor"] = []string{"director"}
	p := s.read(securityPath, s.send(securityPath, mine), http.StatusConflict)
	p.says("[role=alert]", "alguien lo ha cambiado", "48", "Técnica, Administración")
	form := p.form()
	if form.Get("audit_months") != "60" || form["second_factor"][0] != "director" || form.Get("version") != "1" {
		t.Errorf("the form forgets: %v", form)
	}
	if got := s.see(securityPath).form().Get("audit_months"); got != "48" {
		t.Errorf("the conflict has written %s", got)
	}
	s.saved(securityPath, form)
	if got := s.see(securityPath).form().Get("audit_months"); got != "60" {
		t.Errorf("sent again, %s is kept", got)
	}
}

func TestSecurity18AFormThatComesTwiceIsSavedOnce(t *testing.T) {
	s := open(t)
	form := s.see(securityPath).form()
	s.saved(securityPath, form)
	if w := s.sendAgain(securityPath, form); w.Code != http.StatusSeeOther || len(s.changes()) != 1 {
		t.Errorf("the repeat: %d, %d events", w.Code, len(s.changes()))
	}
	form.Set(ui.KeyField, "short")
	if w := s.sendAgain(securityPath, form); w.Code != http.StatusBadRequest {
		t.Errorf("a malformed key: %d", w.Code)
	}
}

func TestEachPageTellsWhatHappenedToItsSetting(t *testing.T) {
	s := open(t)
	pages := []string{securityPath, textsPath + "/accesibilidad", textsPath + "/proteccion-de-datos", textsPath + "/aviso-legal"}
	for _, address := range pages {
		s.see(address).says("#historial", "Todavía no hay cambios registrados.")
	}
	form := s.see(securityPath).form()
	form.Set("audit_months", "36")
	s.saved(securityPath, form)
	form = s.see(textsPath + "/aviso-legal").form()
	form.Set("text", "Delegada: Luz Gil, 957 11 22 33")
	form.Set("reviewed", "27/11/2026")
	s.saved(textsPath+"/aviso-legal", form)
	s.see(securityPath).says("#historial li", "Ana", "27/11/2026, 0:30", "Cambió los ajustes", "Meses que se guardan los datos personales")
	s.see(textsPath+"/aviso-legal").says("#historial li", "Aviso legal · Texto", "huella")
	for n, address := range pages {
		p := s.see(address)
		p.count("#historial li", []int{1, 0, 0, 1}[n])
		p.count(`#historial a[href="/administracion/auditoria?tema=ajustes"]`, 1)
		if strings.Contains(p.text("#historial"), "Luz") {
			t.Errorf("%s: personal data are in the history", address)
		}
	}
	form.Set("reviewed", "x")
	s.refused(textsPath+"/aviso-legal", form, "reviewed").count("#historial li", 1)
}

func TestTheDemoSaysThatTheSecondStepIsOff(t *testing.T) {
	s := open(t)
	s.info.Demo = true
	s.see(securityPath).says(".notice-info", "En la demostración no se pide el segundo paso")
}

func TestSecurity07OthersSaveNothing(t *testing.T) {
	s := open(t)
	form := s.see(securityPath).form()
	s.admin.Role = access.Technician
	if w := s.send(securityPath, form); w.Code != http.StatusForbidden || len(s.changes()) != 0 {
		t.Errorf("a technician: %d", w.Code)
	}
}

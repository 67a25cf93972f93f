package audits

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/audit"
)

func (s *site) three() {
	s.Helper()
	e := audit.Event{At: noon, Actor: s.admin, Action: "user.invite", Object: s.user(12), Personal: audit.Personal{Address: "192.0.2.1"}}
	s.record(e, e, e)
}

func TestVerificationOfAWholeChain(t *testing.T) {
	s := open(t)
	s.see(verifyPath, http.StatusOK).says("[role=status]", "Todavía no hay sucesos")
	s.three()
	p := s.see(verifyPath, http.StatusOK)
	p.says("[role=status] .notice-success", "La auditoría está entera")
	p.says("#resultado", "14/7/2026, 12:00", "Sucesos comprobados3")
	head := p.text("#anotar code")
	if _, err := audit.ParseHead(head); err != nil || !strings.HasPrefix(head, "3:") {
		t.Errorf("the head is %q: %v", head, err)
	}
	p.count("#que-hacer", 0)
	p.count(`form[method=get] [name=cabecera]`, 1)
	// As people copy it: over two lines, or in capitals.
	for _, typed := range []string{head, " " + head[:30] + "\r\n " + head[30:] + "\n", strings.ToUpper(head)} {
		p = s.see(verifyPath+"?cabecera="+url.QueryEscape(typed), http.StatusOK)
		p.says("[role=status]", "la cabecera que anotó sigue en su sitio")
	}
}

func TestVerificationOfABrokenChain(t *testing.T) {
	for sql, want := range map[string]string{
		"UPDATE audit_events SET action = 'user.update' WHERE id = 2":               "no es como se registró",
		"DELETE FROM audit_personal; DELETE FROM audit_events WHERE id = 1":         "Falta un suceso",
		"UPDATE audit_personal SET body = '{\"address\":\"x\"}' WHERE event_id = 2": "Los datos personales de un suceso",
		`INSERT INTO audit_events (id, at, actor_kind, action, object_type, previous, hash)
			VALUES (0, now(), 'system', 'unit.delete', 'unit', sha256('a'), decode(repeat('00', 32), 'hex'))`: "se ha añadido uno",
	} {
		s := open(t)
		s.three()
		s.intrude(sql)
		p := s.see(verifyPath, http.StatusOK)
		p.says("[role=status] .notice-error", "La auditoría ha sido alterada", want)
		p.says("#que-hacer", "No intente arreglarlo", "copia de la base de datos")
		p.says("#resultado", "Primer suceso que no encaja")
		p.count("#anotar", 0)
		p.count(`#resultado a[href^="/administracion/auditoria?antes="]`, 1)
	}
}

func TestALostTailShowsWithANotedHead(t *testing.T) {
	s := open(t)
	s.three()
	head := s.see(verifyPath, http.StatusOK).text("#anotar code")
	s.intrude("DELETE FROM audit_personal; DELETE FROM audit_events WHERE id = 3")
	s.see(verifyPath, http.StatusOK).says("[role=status]", "La auditoría está entera")
	p := s.see(verifyPath+"?cabecera="+head, http.StatusOK)
	p.says("[role=status]", "La auditoría ha sido alterada", "La cabecera que anotó ya no está")
	p.count("#que-hacer", 1)
}

func TestMalformedHeads(t *testing.T) {
	s := open(t)
	s.three()
	for _, typed := range []string{"x", "3", "3:", "3:abc", "1e3:" + strings.Repeat("a", 64), "NaN", "31 de febrero", "3:" + strings.Repeat("g", 64), payload, strings.Repeat("a", 5000), "\u202e3:" + strings.Repeat("a", 64)} {
		p := s.see(verifyPath+"?cabecera="+url.QueryEscape(typed), http.StatusUnprocessableEntity)
		p.says("#cabecera-error", "No es una cabecera")
		p.count(`[role=alert] a[href="#cabecera"]`, 1)
		p.count("main script", 0)
		p.says("[role=status]", "La auditoría está entera") // what can be told is told
		if got := p.Find("#cabecera").Text(); got != typed {
			t.Errorf("the field forgets %q: %q", typed, got)
		}
	}
	s.see(verifyPath+"?cabecera=3:"+strings.Repeat("a", 64), http.StatusOK).says("[role=status]", "ya no está")
}

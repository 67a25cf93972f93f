package audits

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/web/ui"
)

const payload = `<script>alert(1)</script><img src=x onerror=alert(2)>`

func (s *site) user(n int64) audit.Object { return audit.Object{Type: "user", ID: n} }

func TestListTellsEventsInWords(t *testing.T) {
	s := open(t)
	s.admin.Origin = access.Origin{Address: "192.0.2.1", RequestID: "REQ1"}
	s.record(
		audit.Event{At: noon, Actor: access.Actor{}, Action: "session.refuse", Object: audit.Object{Type: "user"}},
		audit.Event{At: noon, Actor: access.Actor{Kind: access.System}, Action: "audit.forget", Object: audit.Object{Type: "audit"}, After: map[string]any{"events": 3}},
		audit.Event{At: noon, Actor: access.Actor{Kind: access.Command}, Action: "thing.invented", Object: audit.Object{Type: "thing", ID: 4}},
		audit.Event{At: noon, Actor: s.admin, Action: "user.update", Object: s.user(12), Before: map[string]any{"role": "staff", "units": []int{}},
			After: map[string]any{"role": "admin", "units": []int{}}, Personal: audit.Personal{Before: map[string]any{"name": "Luis"}, After: map[string]any{"name": "Luisa"}}},
	)
	p := s.see(listPath, http.StatusOK)
	p.count(".events-table.table-stack tbody tr", 4)
	p.says("#suceso-4", "Cambió los datos de una persona", "14/7/2026, 12:00", "Ana Pérez", "Persona 12", "Papel", "Personal", "Administración", "Luis", "Luisa",
		"192.0.2.1", "Petición REQ1")
	p.count(fmt.Sprintf(`#suceso-4 a[href="/administracion/personas/%d"]`, s.admin.ID), 1)
	p.count(`#suceso-4 a[href="/administracion/auditoria?objeto=user-12"]`, 1)
	p.count("#suceso-4 .events-detail > .changes dt", 1)
	p.count("#suceso-4 .events-personal .changes dt", 1)
	p.says("#suceso-3", "thing.invented", "Orden en el servidor", "thing 4")
	p.says("#suceso-2", "La aplicación", "Borró los datos personales", "Sucesos")
	p.says("#suceso-1", "Sin identificar", "Intento de entrar rechazado")
	p.count("#suceso-1 .events-personal", 0)
	p.count(".pagination", 0)
}

func TestForgottenPersonalDataAreSaidToBe(t *testing.T) {
	s := open(t)
	s.record(audit.Event{At: noon.AddDate(-3, 0, 0), Actor: s.admin, Action: "user.invite", Object: s.user(12), Personal: audit.Personal{Address: "192.0.2.1"}})
	if _, err := s.Pool.Exec(t.Context(), `SELECT audit_forget(now(), 1000)`); err != nil {
		t.Fatal(err)
	}
	p := s.see(listPath, http.StatusOK)
	p.says("#suceso-1", "Invitó a una persona", "Los datos personales de este suceso ya se han olvidado.")
	if strings.Contains(p.text("main"), "192.0.2.1") {
		t.Error("the address is still shown")
	}
}

func TestSecurity12ListEscapesWhatWasTyped(t *testing.T) {
	s := open(t)
	s.admin.ID = s.person(payload, "x@example.org")
	s.record(audit.Event{
		At: noon, Actor: s.admin, Action: "unit.create", Object: audit.Object{Type: "unit", ID: 1}, After: map[string]any{payload: payload},
		Personal: audit.Personal{Address: payload, After: map[string]any{"name": payload}},
	})
	for _, address := range []string{listPath, listPath + "?texto=" + url.QueryEscape(payload)} {
		p := s.see(address, http.StatusOK)
		p.count("main script, main img", 0)
	}
	p := s.see(listPath, http.StatusOK)
	if got := strings.Count(p.text("#suceso-1"), payload); got != 5 {
		t.Errorf("the payload stands %d times as text, want 5: %s", got, p.text("#suceso-1"))
	}
}

func TestPagesGoToTheEndAndBack(t *testing.T) {
	s := open(t)
	var events []audit.Event
	for n := range 120 {
		events = append(events, audit.Event{At: noon.Add(time.Duration(n) * time.Minute), Actor: s.admin, Action: "user.update", Object: s.user(int64(n%2 + 1))})
	}
	s.record(events...)
	seen := map[string]bool{}
	sizes := []int{}
	for address := listPath + "?tema=personas"; address != ""; {
		p := s.see(address, http.StatusOK)
		rows := p.Find(".events-table tbody tr")
		sizes = append(sizes, rows.Length())
		for n := range rows.Length() {
			seen[rows.Eq(n).AttrOr("id", "")] = true
		}
		if len(sizes) > 1 {
			p.count(`.pagination a[href="/administracion/auditoria?tema=personas"]`, 1)
		}
		address = p.Find(".pagination a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 120 || fmt.Sprint(sizes) != "[50 50 20]" {
		t.Errorf("%d events in pages of %v", len(seen), sizes)
	}
	s.see(listPath+"?antes=1", http.StatusOK).says(".empty", "Ningún suceso coincide")
}

func TestFiltersFindAndAreKept(t *testing.T) {
	s := open(t)
	luis := access.Actor{Kind: access.Person, ID: s.person("Luis Gil", "luis@example.org"), Origin: access.Origin{RequestID: "REQ2"}}
	// Days are those of Madrid, two hours before UTC in July.
	s.record(
		audit.Event{At: time.Date(2026, time.July, 13, 21, 59, 0, 0, time.UTC), Actor: luis, Action: "plan.publish", Object: audit.Object{Type: "plan", ID: 4}},
		audit.Event{At: time.Date(2026, time.July, 13, 22, 0, 0, 0, time.UTC), Actor: s.admin, Action: "setting.change", Object: audit.Object{Type: "setting"}},
		audit.Event{At: time.Date(2026, time.July, 14, 21, 59, 59, 0, time.UTC), Actor: s.admin, Action: "user.invite", Object: s.user(12)},
		audit.Event{At: time.Date(2026, time.July, 14, 22, 0, 0, 0, time.UTC), Actor: access.Actor{}, Action: "session.limit", Object: s.user(12)},
	)
	for query, want := range map[string]string{
		"": "4 3 2 1", "texto=luis": "1", "texto=REQ2": "1", "texto=ana%40example.org": "3 2", "tema=planes": "1", "tema=sesiones": "4", "tema=unidades": "",
		"desde=2026-07-14": "4 3 2", "hasta=2026-07-13": "1", "desde=2026-07-14&hasta=2026-07-14": "3 2", "desde=14/7/2026&hasta=14+de+julio+de+2026": "3 2",
		"objeto=user-12": "4 3", "objeto=user-12&tema=personas": "3", "texto=++&tema=&desde=&hasta=&objeto=": "4 3 2 1", "sin=sentido": "4 3 2 1",
	} {
		p := s.see(listPath+"?"+query, http.StatusOK)
		var got []string
		for _, node := range p.Find(".events-table tbody tr").EachIter() {
			got = append(got, strings.TrimPrefix(node.AttrOr("id", ""), "suceso-"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("?%s finds %v, want %s", query, got, want)
		}
	}
	p := s.see(listPath+"?texto=ana&tema=ajustes&desde=14/7/2026&objeto=setting-1", http.StatusOK)
	for selector, want := range map[string]string{
		"#auditoria-texto": "ana", "#auditoria-desde[type=date]": "2026-07-14", ".filters input[name=objeto]": "setting-1", "#auditoria-tema option[selected]": "ajustes",
	} {
		if got := p.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	p = s.see(listPath+"?texto=ana&objeto=user-12&desde=2026-07-14", http.StatusOK)
	p.says(".filters-result", "Persona 12")
	p.count(`.filters-result a[href="/administracion/auditoria?desde=2026-07-14&texto=ana"]`, 1)
	p.count(`form[action="/administracion/auditoria/exportar"] input[name=objeto][value=user-12]`, 1)
	p.count(`form[action="/administracion/auditoria/exportar"] input[name="`+ui.KeyField+`"]`, 1)
}

func TestBadFilters(t *testing.T) {
	s := open(t)
	for query, field := range map[string]string{
		"desde=2026-02-31": "desde", "hasta=31/02/2026": "hasta", "desde=ayer": "desde", "desde=1e3": "desde", "hasta=NaN": "hasta", "hasta=2026-07-14T10:00": "hasta",
		"desde=%E2%80%AE2026-07-14": "desde", "desde=2026-07-15&hasta=2026-07-14": "hasta", "desde=0001-01-01": "desde", "hasta=9999-12-31": "hasta",
		"desde=" + url.QueryEscape(payload): "desde",
	} {
		p := s.see(listPath+"?"+query, http.StatusUnprocessableEntity)
		p.count(`[role=alert] a[href="#auditoria-`+field+`"]`, 1)
		p.count(`#auditoria-`+field+`[aria-invalid=true][aria-describedby="auditoria-`+field+`-error"]`, 1)
		p.count(".events-table, main script", 0)
		values, err := url.ParseQuery(query)
		if got := p.Find("#auditoria-"+field).AttrOr("value", ""); err != nil || got != values.Get(field) {
			t.Errorf("?%s: the field forgets what was typed: %q, %v", query, got, err)
		}
	}
	for _, query := range []string{"tema=robots", "objeto=user", "objeto=user-0", "objeto=user--1", "objeto=User-1", "objeto=user-99999999999999999999", "objeto=user-1%27--", "antes=0", "antes=-1", "antes=x", "antes=1e3", "antes=99999999999999999999"} {
		s.see(listPath+"?"+query, http.StatusBadRequest)
	}
}

package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
)

const waitingValues = "/planes/plan-de-ejemplo/indicadores/I1.1/valores"

// countValues counts the measurements that people recorded; those of the import that numberTransfers applies are older.
func (s *wholeSite) countValues(t *testing.T) (n int) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM measurements WHERE recorded_by IS NOT NULL AND measured_on > '2026-10-30'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAValueGoesThroughTheWholeSite(t *testing.T) {
	s := open(t)
	staff := s.visitor(t, access.Staff)
	form := url.Values{"value": {"17,5"}, "measured_on": {"2026-11-21"}, "version": {"0"}, "clave_envio": {strings.Repeat("K", 26)}}
	for range 2 {
		w := staff.post(waitingValues, form)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/planes/plan-de-ejemplo/indicadores/I1.1?hecho=registrado" {
			t.Fatalf("status %d to %q", w.Code, w.Header().Get("Location"))
		}
	}
	if n := s.countValues(t); n != 1 {
		t.Errorf("%d values of one form", n)
	}
	if w := staff.get(waitingValues + "/2026-11-21"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "17,5") {
		t.Errorf("the day answers %d", w.Code)
	}
	w := staff.post(waitingValues+"/2026-11-21/retirada", url.Values{"version": {"1"}, "reason": {"Era de otro"}})
	if w.Code != http.StatusSeeOther {
		t.Errorf("the withdrawal answers %d", w.Code)
	}
}

// Characters that no text holds are told at their field, and a session that has ended gives back what was typed.
func TestValuesThatAreNotTakenComeBack(t *testing.T) {
	s := open(t)
	technician := s.visitor(t, access.Technician)
	for field, typed := range map[string]string{"value": "1\x002", "measured_on": "2026\x0011", "comment": "a\x1bb", "result_title": "a\x00b", "result_url": "https://x\x07y"} {
		form := url.Values{"value": {"17,5"}, "measured_on": {"2026-11-21"}, "version": {"0"}, "result_title": {"R"}}
		form.Set(field, typed)
		w := technician.post(waitingValues, form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="`+field+`-error"`) {
			t.Errorf("%s: status %d, and its message is not there", field, w.Code)
		}
	}
	form := url.Values{"value": {"17,5"}, "measured_on": {"2026-11-21"}, "version": {"0"}, "comment": {"Un comentario largo"}}
	w := s.visitor(t, access.Nobody).post(waitingValues, form)
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "Un comentario largo") {
		t.Errorf("without a session: status %d, and the comment comes back: %v", w.Code, strings.Contains(w.Body.String(), "Un comentario largo"))
	}
	if w := s.visitor(t, access.Director).post(waitingValues, form); w.Code != http.StatusForbidden {
		t.Errorf("the director: status %d", w.Code)
	}
	if n := s.countValues(t); n != 0 {
		t.Errorf("%d values were recorded", n)
	}
}

package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
)

const sheetPath = "/planes/plan-de-ejemplo/hoja"

// sheetForm types a value and a comment of an indicator into the sheet.
func sheetForm(t *testing.T, s wholeSite) url.Values {
	t.Helper()
	var id string
	err := s.pool.QueryRow(t.Context(), `
		SELECT i.id::text
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.code = 'I1.1'`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"accion": {"guardar"}, "valor-" + id: {"7"}, "fecha-" + id: {"20/11/2026"}, "comentario-" + id: {"Contado a mano\x07"}}
}

func TestTheSheetIsForThoseWhoReport(t *testing.T) {
	s := open(t)
	for role, want := range map[access.Role]int{access.Technician: 200, access.Staff: 200, access.Director: 403, access.Admin: 403, access.Nobody: 303} {
		v := s.visitor(t, role)
		if got := v.get(sheetPath); got.Code != want {
			t.Errorf("%q: GET answers %d, want %d", role, got.Code, want)
		}
		if want == 403 {
			if got := v.post(sheetPath, sheetForm(t, s)); got.Code != want {
				t.Errorf("%q: POST answers %d, want %d", role, got.Code, want)
			}
		}
	}
	if got := s.visitor(t, access.Nobody).get(sheetPath + "/fila?indicador=1&valor=2"); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Header().Get("Location"), "/entrar") {
		t.Errorf("the check of a row answers nobody %d to %q", got.Code, got.Header().Get("Location"))
	}
}

// A control character is told at its field; without it the same sheet is saved.
func TestTheSheetThroughTheWholeSite(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	form := sheetForm(t, s)
	if got := v.post(sheetPath, form); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "caracteres que no se ven") {
		t.Fatalf("answers %d", got.Code)
	}
	for name := range form {
		form.Set(name, strings.TrimSuffix(form.Get(name), "\x07"))
	}
	got := v.post(sheetPath, form)
	if got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Header().Get("Location"), sheetPath+"?guardadas=") {
		t.Fatalf("answers %d to %q", got.Code, got.Header().Get("Location"))
	}
	if page := v.get(got.Header().Get("Location")).Body.String(); !strings.Contains(page, "Se ha guardado 1 valor.") {
		t.Error("the page does not tell that it was saved")
	}
}

// Whoever's session ends meanwhile gets the typed sheet back.
func TestASheetWhoseSessionEndedIsGivenBack(t *testing.T) {
	s := open(t)
	form := sheetForm(t, s)
	for name := range form {
		form.Set(name, strings.TrimSuffix(form.Get(name), "\x07"))
	}
	got := s.visitor(t, access.Nobody).post(sheetPath, form)
	if got.Code != http.StatusUnauthorized || !strings.Contains(got.Body.String(), "Contado a mano") {
		t.Errorf("answers %d", got.Code)
	}
}

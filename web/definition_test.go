package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
)

func TestIndicatorsAreDefinedThroughTheWholeSite(t *testing.T) {
	s := open(t)
	const list = "/planes/plan-de-ejemplo/indicadores"
	var objective string
	if err := s.pool.QueryRow(t.Context(), `SELECT o.id::text FROM objectives o JOIN plans p ON p.id = o.plan_id WHERE p.slug = 'plan-de-ejemplo' AND o.code = 'O3'`).Scan(&objective); err != nil {
		t.Fatal(err)
	}
	form := func(title string) url.Values {
		return url.Values{"objective": {objective}, "code": {"I3.9"}, "title": {title}, "decimals": {"0"}, "target": {"3"}}
	}
	keeper := s.visitor(t, access.Technician)
	if answer := keeper.post(list, form("a\x00b\u202e")); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `id="title-error"`) {
		t.Errorf("control characters: status %d", answer.Code)
	}
	late := s.visitor(t, access.Nobody).post(list, form("Lo que escribí"))
	if late.Code != http.StatusUnauthorized || !strings.Contains(late.Body.String(), "Lo que escribí") {
		t.Errorf("after the session: status %d", late.Code)
	}
	if answer := keeper.post(list, form("Visitas")); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != list+"/I3.9/editar?hecho=creado" {
		t.Errorf("created: status %d to %q", answer.Code, answer.Header().Get("Location"))
	}
	for role, want := range map[access.Role]int{
		access.Technician: 200, access.Director: 403, access.Admin: 403, access.Staff: 403, access.Nobody: 303,
	} {
		for _, address := range []string{list + "/nuevo", list + "/I3.9/editar"} {
			if got := s.visitor(t, role).get(address).Code; got != want {
				t.Errorf("%s as %q: status %d, want %d", address, role, got, want)
			}
		}
	}
}

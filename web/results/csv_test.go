package results

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func (d *desk) data(address string) [][]string {
	d.Helper()
	r, w := httptest.NewRequest(http.MethodGet, address, nil), httptest.NewRecorder()
	if d.actor.SignedIn() {
		r = r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: d.actor}))
	}
	d.router.ServeHTTP(w, r)
	return pagetest.Data(d, w)
}

func TestResultsGoOutAsDataWithTheirFilters(t *testing.T) {
	d := open(t)
	if _, err := d.pages.Results.Pool.Exec(t.Context(), `
		INSERT INTO results (plan_id, title, description, achieved_on)
		SELECT id, 'Ensayo ' || n, E'=1\nde =2', '2026-01-01'
		  FROM plans, generate_series(1, 1100) n
		 WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	list := d.get(base + "?texto=ensayo&pagina=2").is(200)
	link := list.Find(".data-links a").First().AttrOr("href", "")
	if link != base+"?formato=csv&texto=ensayo" {
		t.Errorf("link %q", link)
	}
	rows := d.data(link)
	if len(rows) != 1101 || rows[1][0] != "Ensayo 1100" || rows[1100][0] != "Ensayo 1" || rows[1][1] != "1/1/2026" || rows[1][2] != "'=1\nde =2" {
		t.Errorf("%d rows: %q", len(rows), rows[1])
	}
	own := d.data(base + "?formato=csv-simple&indicador=I1.1")
	if len(own) < 2 || !strings.Contains(own[1][4], "I1.1") {
		t.Errorf("%q", own)
	}
}

func TestSecurity09DataHoldNoMoreThanTheList(t *testing.T) {
	d := open(t)
	if _, err := d.pages.Results.Pool.Exec(t.Context(), `
		UPDATE results SET withdrawn_at = now(), withdraw_reason = 'CANARIO', title = 'CANARIO'
		 WHERE id = (SELECT min(r.id) FROM results r JOIN plans p ON p.id = r.plan_id WHERE p.slug = 'plan-de-ejemplo')`); err != nil {
		t.Fatal(err)
	}
	query := base + "?" + url.Values{"estado": {"retirados"}, "formato": {"csv"}}.Encode()
	for role, want := range map[access.Role]bool{access.Nobody: false, access.Staff: false, access.Director: true, access.Technician: true} {
		d.as(role)
		found := false
		for _, row := range d.data(query) {
			found = found || strings.Contains(strings.Join(row, " "), "CANARIO")
		}
		if found != want {
			t.Errorf("%q finds what was withdrawn: %v", role, found)
		}
	}
}

package units

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"hito/internal/unit"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestUnitsGoOutAsData(t *testing.T) {
	d := open(t)
	if _, err := d.store.Create(t.Context(), console, "k2345678901234567890", unit.Draft{Name: "=Cálculo", Aliases: []string{"Una", "Otra"}}); err != nil {
		t.Fatal(err)
	}
	r, w := httptest.NewRequest(http.MethodGet, listPath+"?formato=csv", nil), httptest.NewRecorder()
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), d.session)))
	rows := pagetest.Data(t, w)
	if len(rows) != 2 || rows[1][0] != "'=Cálculo" || rows[1][1] == "" || rows[1][2] != "0" {
		t.Errorf("%q", rows)
	}
	page := d.get(listPath).is(http.StatusOK)
	if got := page.Find(".data-links a").Length(); got != 2 {
		t.Errorf("%d links", got)
	}
}

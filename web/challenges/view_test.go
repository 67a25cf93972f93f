package challenges

import (
	"fmt"
	"github.com/PuerkitoBio/goquery"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestViewsKeepFilters(t *testing.T) {
	h := enter(t)
	h.some()
	h.count(h.see("/retos", http.StatusOK), ".reto-views", 0)
	doc := h.see("/retos?tarde=1&estado=recibido&pagina=1&colado=1", http.StatusOK)
	fields := url.Values{"name": {"Los que llegan tarde"}, "colado": {"1"}, "ver": {"mios"}, "pagina": {"3"}}
	doc.Find("#guardar-vista input[type=hidden]").Each(func(_ int, input *goquery.Selection) {
		fields.Add(input.AttrOr("name", ""), input.AttrOr("value", ""))
	})
	w := h.post(viewsPath, fields)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/retos?estado=recibido&hecho=vista&tarde=1" {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	if again := h.post(viewsPath, fields); again.Code != http.StatusSeeOther || h.number(`SELECT count(*) FROM challenge_views WHERE query = 'estado=recibido&tarde=1'`) != 1 {
		t.Errorf("the same form again: %d", again.Code)
	}
	doc = h.see(w.Header().Get("Location"), http.StatusOK)
	h.says(doc, "[role=status]", "La vista se ha guardado.")
	h.says(doc, `.reto-views a[aria-current][href="/retos?estado=recibido&tarde=1"]`, "Los que llegan tarde")
	h.count(doc, "#guardar-vista", 0)
	h.count(h.see("/retos", http.StatusOK), ".reto-views a", 1)
	h.count(h.as("director").see("/retos", http.StatusOK), ".reto-views a", 0)
}

func TestViewsThatCannotBeKept(t *testing.T) {
	h := enter(t)
	h.some()
	h.post(viewsPath, url.Values{"name": {"Una"}, "tarde": {"1"}})
	for _, name := range []string{"", "  ", "una", "UNA", strings.Repeat("ñ", 81), payload + "\x00", "a\u202eb"} {
		r := pagetest.Form(t, viewsPath, url.Values{"name": {name}, "decision": {"1"}, ui.KeyField: {strings.Repeat("k", 26)}})
		w := h.do(r)
		doc := pagetest.Read(t, r, w)
		if w.Code != http.StatusUnprocessableEntity {
			t.Fatalf("%q: %d", name, w.Code)
		}
		h.count(doc, "#guardar-vista[open] #vista-name[aria-invalid=true]", 1)
		h.count(doc, `[role=alert] a[href="#vista-name"]`, 1)
		h.count(doc, `#guardar-vista input[name=decision][value="1"]`, 1)
		if got := doc.Find("#vista-name").AttrOr("value", ""); got != strings.ReplaceAll(name, "\x00", "\ufffd") {
			t.Errorf("%q is given back as %q", name, got)
		}
		if titles(doc) != "Decisión" {
			t.Errorf("the list beside it: %s", titles(doc))
		}
	}
	if w := h.post(viewsPath, url.Values{"name": {"Otra"}, "desde": {"ayer"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none: %d", w.Code)
	}
	if n := h.number(`SELECT count(*) FROM challenge_views`); n != 1 {
		t.Errorf("%d views", n)
	}
}

func TestViewsAreDroppedByTheirOwnerAlone(t *testing.T) {
	h := enter(t)
	h.post(viewsPath, url.Values{"name": {"Una"}, "tarde": {"1"}})
	id := h.number(`SELECT id FROM challenge_views`)
	path := fmt.Sprintf("%s/%d/baja", viewsPath, id)
	doc := h.see("/retos?tarde=1", http.StatusOK)
	h.count(doc, `.reto-views form[action="`+path+`"]`, 1)
	for _, c := range []struct {
		who, path string
		status    int
	}{
		{"director", path, 404}, {"technician", viewsPath + "/999999/baja", 404}, {"technician", viewsPath + "/x/baja", 404}, {"technician", viewsPath + "/-1/baja", 404},
		{"luis", path, 403}, {"admin", path, 403}, {"nobody", path, 401}, {"technician", path, 303}, {"technician", path, 404},
	} {
		if w := h.as(c.who).post(c.path, url.Values{}); w.Code != c.status {
			t.Errorf("%s at %s: %d, want %d", c.who, c.path, w.Code, c.status)
		}
	}
	h.says(h.as("technician").see("/retos?hecho=vista-quitada", http.StatusOK), "[role=status]", "La vista se ha quitado.")
}

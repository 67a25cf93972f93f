package web

import (
	"net/http"
	"strings"
	"testing"

	"hito/web/static"
)

func TestAnAssetThatIsNotThereIsAnsweredByTheSite(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range []struct {
		method, target string
		status         int
		allow          string
	}{
		{"GET", "/static/none.css", http.StatusNotFound, ""},
		{"GET", "/static/", http.StatusNotFound, ""},
		{"GET", "/static/manifest.json", http.StatusNotFound, ""},
		{"POST", static.URL("app.css"), http.StatusMethodNotAllowed, "GET, HEAD"},
		{"DELETE", static.URL("app.css"), http.StatusMethodNotAllowed, "GET, HEAD"},
	} {
		w := s.do(c.method, c.target)
		h := w.Header()
		if w.Code != c.status || h.Get("Allow") != c.allow || h.Get("Cache-Control") != "no-store" || !strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			t.Errorf("%s %s: status %d with %v", c.method, c.target, w.Code, h)
		}
		if got := document(t, w).Find("html[lang=es] main h1").Length(); got != 1 {
			t.Errorf("%s %s: %d headings in the page", c.method, c.target, got)
		}
	}
	if w := s.do("HEAD", static.URL("app.css")); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD of an asset: status %d, %d bytes", w.Code, w.Body.Len())
	}
}

package pagetest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/web/ui"
)

// Answered serves a page and answers what goes wrong as the web shell does: with a page where the error brings its
// own, else with a bare status. An error of no kind that a person may be told fails the test.
func Answered(t testing.TB, h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		var told ui.Told
		switch {
		case err == nil:
			return
		case errors.As(err, &told):
			err = ui.Render(w, r, told.Status, ui.ErrorPage(told.ErrorProps))
		case statusOf(err) != http.StatusInternalServerError:
			w.WriteHeader(statusOf(err))
			return
		}
		if err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

// Form is a request that sends a form.
func Form(t testing.TB, address string, fields url.Values) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// Read parses an answer. A page has one heading of the first level and nothing inline that the policy would refuse.
func Read(t testing.TB, r *http.Request, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	document, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	if n := document.Find("h1").Length(); n != 1 && document.Find("main").Length() > 0 {
		t.Errorf("%s %s: %d of h1", r.Method, r.URL, n)
	}
	if document.Find("[style], script:not([src]):not([type='application/json'])").Length() > 0 {
		t.Errorf("%s %s: inline style or script", r.Method, r.URL)
	}
	return document
}

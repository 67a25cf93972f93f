package pagetest

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Data reads a list that was answered as data, in either flavour, its columns' names first.
func Data(t testing.TB, w *httptest.ResponseRecorder) [][]string {
	t.Helper()
	if kind := w.Header().Get("Content-Type"); w.Code != http.StatusOK || kind != "text/csv; charset=utf-8" ||
		!strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; ") {
		t.Fatalf("%d, %q: %.300s", w.Code, kind, w.Body)
	}
	text, spanish := strings.CutPrefix(w.Body.String(), "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	if spanish {
		r.Comma = ';'
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Data asks for a list as data.
func (s Site) Data(t testing.TB, address string) [][]string {
	t.Helper()
	return Data(t, s.Get(t, address))
}

package ui_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/sheet"
	"hito/web/ui"
)

func TestSheetsOfDataCalculateNothing(t *testing.T) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil)
	err := ui.ServeCSV(w, r, sheet.Spanish, ui.CSV{Name: "datos", Columns: []string{"Título", "Días"}, Fill: func(line func(...any) error) error {
		return errors.Join(line("=1+1", -5), line("a;b", ""), line("@x", decimal.New(125, -1)))
	}})
	if want := "\ufeffTítulo;Días\r\n'=1+1;-5\r\n\"a;b\";\r\n'@x;12,5\r\n"; err != nil || w.Body.String() != want {
		t.Errorf("%q, %v", w.Body, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="datos.csv"`, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

var errBroken = errors.New("broken")

func TestASheetThatFailsAtOnceIsAnError(t *testing.T) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil)
	err := ui.ServeCSV(w, r, sheet.Spanish, ui.CSV{Name: "datos", Columns: []string{"Uno"}, Fill: func(func(...any) error) error { return errBroken }})
	if !errors.Is(err, errBroken) || w.Body.Len() > 0 {
		t.Errorf("%v, and %q is sent", err, w.Body)
	}
}

// Half a file must not pass for a whole one: the connection is cut, and the reason is kept.
func TestASheetThatFailsHalfWayIsCutOff(t *testing.T) {
	var cause error
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
			t.Error("the answer ends as if it were whole")
		}
		if !errors.Is(cause, errBroken) {
			t.Errorf("the reason that is kept is %v", cause)
		}
	}()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r = r.WithContext(ui.WithCause(r.Context(), func(err error) { cause = err }))
	_ = ui.ServeCSV(httptest.NewRecorder(), r, sheet.Plain, ui.CSV{Name: "datos", Columns: []string{"Uno"}, Fill: func(line func(...any) error) error {
		for range 1000 {
			if err := line(strings.Repeat("x", 100)); err != nil {
				return err
			}
		}
		return errBroken
	}})
}

func TestListsAreAskedForAsDataByTheirOwnAddress(t *testing.T) {
	links := ui.CSVLink("/planes/p/indicadores?fecha=2022-11-30&pagina=3&texto=a%26b")
	want := []string{
		"/planes/p/indicadores?fecha=2022-11-30&formato=csv&texto=a%26b", "/planes/p/indicadores?fecha=2022-11-30&formato=csv-simple&texto=a%26b",
	}
	if len(links) != 2 || links[0].Href != want[0] || links[1].Href != want[1] {
		t.Errorf("%v, want %v", links, want)
	}
	for query, want := range map[string]sheet.Flavour{"formato=csv": sheet.Spanish, "formato=csv-simple": sheet.Plain, "formato=xlsx": "", "formato=": "", "": ""} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if f, asked := ui.CSVAsked(values); asked != (want != "") || asked && f != want {
			t.Errorf("%q: %q, %v", query, f, asked)
		}
	}
}

package ui_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hito/web/ui"
)

func TestSheetsOfDataCalculateNothing(t *testing.T) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil)
	err := ui.ServeCSV(w, r, "datos.csv", []string{"Título", "Días"}, func(line func(...string) error) error {
		return errors.Join(line("=1+1", "-5"), line("a;b", ""), line("@x", "12,5"))
	})
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
	err := ui.ServeCSV(w, r, "datos.csv", []string{"Uno"}, func(func(...string) error) error { return errBroken })
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
	_ = ui.ServeCSV(httptest.NewRecorder(), r, "datos.csv", []string{"Uno"}, func(line func(...string) error) error {
		for range 1000 {
			if err := line(strings.Repeat("x", 100)); err != nil {
				return err
			}
		}
		return errBroken
	})
}

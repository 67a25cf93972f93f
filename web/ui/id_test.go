package ui_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
	"hito/web/ui"
)

func TestNumbersOfAnAddressAreReadAsTheyAreWritten(t *testing.T) {
	for typed, want := range map[string]int64{
		"1": 1, "9223372036854775807": 9223372036854775807, "0": 0, "-1": 0, "+1": 0, "01": 0, "1e3": 0, "x": 0, "": 0, "1\u00a0": 0, "9223372036854775808": 0,
	} {
		route := chi.NewRouteContext()
		route.URLParams.Add("id", typed)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		got, err := ui.PathID(r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, route)), "id")
		if got != want || errors.Is(err, fault.NotFound) != (want == 0) {
			t.Errorf("%q is %d, %v", typed, got, err)
		}
	}
}

func TestTheVersionOfAForm(t *testing.T) {
	for typed, want := range map[string]int{"1": 1, "12": 12, "0": 0, "-1": -1, "": -1, "x": -1, "1.0": -1, "99999999999999999999": -1} {
		for _, least := range []int{0, 1} {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(url.Values{"version": {typed}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			got, err := ui.FormVersion(r, least)
			if refused := want < least; errors.Is(err, fault.BadInput) != refused || !refused && got != want {
				t.Errorf("%q, at least %d, is %d, %v", typed, least, got, err)
			}
		}
	}
}

func TestToldKeepsItsCause(t *testing.T) {
	cause := errors.New("the cause")
	var told ui.Told
	err := error(ui.Told{ErrorProps: ui.ErrorProps{Status: 503, Title: "No responde"}, Cause: cause})
	if !errors.Is(err, cause) || err.Error() != "the cause" || !errors.As(err, &told) || told.Status != 503 {
		t.Errorf("%v", err)
	}
}

func TestAnErrorLeadsOnFirst(t *testing.T) {
	p := ui.ErrorProps{Status: 403, Title: "No"}
	doc := render(t, t.Context(), ui.ErrorPage(p))
	if got := doc.Find("main a.button").First(); got.AttrOr("href", "") != "/" || got.HasClass("button-quiet") {
		t.Errorf("the first way on is %q", got.Text())
	}
	p.Link = &ui.Link{Text: "Volver a entrar", Href: "/entrar"}
	doc = render(t, t.Context(), ui.ErrorPage(p))
	if got := doc.Find("main a.button:not(.button-quiet)"); got.Length() != 1 || got.AttrOr("href", "") != "/entrar" || squeeze(got.Text()) != "Volver a entrar" {
		t.Errorf("the first way on is %q", got.Text())
	}
}

func TestWhatWasRefusedStaysOpen(t *testing.T) {
	for _, opened := range []bool{true, false} {
		doc := render(t, within(""), ui.Confirm(ui.ConfirmProps{Open: "Quitar…", Opened: opened}))
		if _, got := doc.Find("details").Attr("open"); got != opened {
			t.Errorf("open is %t, want %t", got, opened)
		}
	}
}

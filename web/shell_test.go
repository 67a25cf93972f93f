package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/web/static"
	"hito/web/ui"
)

const secret = "password=hunter2 relation \"plans\""

// site is the whole router with a few addresses that go wrong.
type site struct {
	http.Handler
	log *bytes.Buffer
}

func newSite(t *testing.T, change func(*Config)) site {
	t.Helper()
	logs := &bytes.Buffer{}
	cfg := Config{
		Logger:   slog.New(slog.NewJSONHandler(logs, nil)),
		Ready:    func(context.Context) error { return nil },
		Now:      time.Now,
		Location: time.UTC,
		Site:     ui.Site{Body: "Ayuntamiento de Prueba", Version: "9.9.9"},
	}
	if change != nil {
		change(&cfg)
	}
	s := newShell(cfg)
	s.cfg.Site.Nav = mainNav
	return site{Handler: s.handler(func(r chi.Router) { s.routes(r); troubles(s, r) }), log: logs}
}

func troubles(s *shell, r chi.Router) {
	broken := func(err error) func(http.ResponseWriter, *http.Request) error {
		return func(http.ResponseWriter, *http.Request) error { return err }
	}
	r.Get("/fails", s.page(access.Browse, broken(errors.New(secret))))
	r.Get("/api/v1/fails", s.page(access.Browse, broken(errors.New(secret))))
	r.Get("/api/v1/missing", s.page(access.Browse, broken(fmt.Errorf("load plan: %w", fault.NotFound))))
	r.Get("/panics", func(http.ResponseWriter, *http.Request) { panic(secret) })
	r.Get("/half", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, strings.Repeat("half of a page ", 4096))
		panic(secret)
	})
	r.Get("/cut", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		ui.Cause(r.Context(), errors.New(secret))
		panic(http.ErrAbortHandler)
	})
	r.Get("/told", s.page(access.Browse, broken(ui.Told{
		ErrorProps: ui.ErrorProps{Status: 503, Title: "El proveedor no responde", Link: &ui.Link{Text: "Volver a entrar", Href: "/entrar"}}, Cause: errors.New(secret),
	})))
	r.Get("/packed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "br")
		_, _ = io.WriteString(w, "as it is")
	})
	r.Post("/form", s.page(access.Browse, func(w http.ResponseWriter, r *http.Request) error {
		if err := r.ParseForm(); err != nil {
			return fmt.Errorf("read form: %w", err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	for name, err := range map[string]error{
		"notfound": fault.NotFound, "badinput": fault.BadInput, "forbidden": fault.Forbidden, "conflict": fault.Conflict,
		"invalid": fault.Invalid{"title": "Escriba un título."},
	} {
		r.Get("/fault/"+name, s.page(access.Browse, broken(fmt.Errorf("do something: %w", err))))
	}
}

func (s site) do(method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func document(t *testing.T, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSecurity11EveryAnswerCarriesTheHeaders(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range []struct {
		method, target string
		status         int
	}{
		{"GET", "/acerca-de", 200}, {"HEAD", "/acerca-de", 200}, {"GET", "/healthz", 200}, {"GET", "/readyz", 200},
		{"GET", static.URL("app.css"), 200}, {"GET", "/static/none.css", 404}, {"GET", "/nothing", 404},
		{"POST", "/acerca-de", 405}, {"GET", "/fails", 500}, {"GET", "/panics", 500}, {"GET", "/api/v1/fails", 500},
		{"GET", "/acerca-de/", 301}, {"GET", "/%00", 400},
	} {
		w := s.do(c.method, c.target)
		if w.Code != c.status {
			t.Errorf("%s %s: status %d, want %d", c.method, c.target, w.Code, c.status)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy":    contentSecurityPolicy,
			"X-Content-Type-Options":     "nosniff",
			"Referrer-Policy":            "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security":  "",
			"Set-Cookie":                 "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s %s: %s = %q, want %q", c.method, c.target, name, got, want)
			}
		}
		if w.Header().Get("Permissions-Policy") == "" || len(w.Header().Get("X-Request-Id")) != 12 {
			t.Errorf("%s %s: missing policy or request id in %v", c.method, c.target, w.Header())
		}
	}
}

func TestSecurity11BrowsersAreKeptToTLSWhereItIsServed(t *testing.T) {
	s := newSite(t, func(c *Config) { c.HTTPS = true })
	if got := s.do("GET", "/healthz").Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security = %q", got)
	}
}

func TestSecurity21ErrorPagesTellTheRequestIDAndNothingElse(t *testing.T) {
	for _, target := range []string{"/fails", "/panics", "/nothing", "/fault/forbidden"} {
		w := newSite(t, nil).do("GET", target)
		body := w.Body.String()
		if strings.Contains(body, "hunter2") || strings.Contains(body, "plans") || strings.Contains(body, ".go") || strings.Contains(body, "goroutine") {
			t.Errorf("%s shows internals: %s", target, body)
		}
		doc := document(t, w)
		if got, want := doc.Find(".request-id").Text(), w.Header().Get("X-Request-Id"); got != want {
			t.Errorf("%s: request id in the page %q, in the header %q", target, got, want)
		}
		if doc.Find("main h1").Length() != 1 || doc.Find(`main a[href="/"]`).Length() != 1 {
			t.Errorf("%s: no heading or no way out", target)
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control = %q", target, got)
		}
	}
}

func TestFaultsBecomeStatuses(t *testing.T) {
	s := newSite(t, nil)
	for name, want := range map[string]int{"notfound": 404, "badinput": 400, "forbidden": 403, "conflict": 409, "invalid": 422} {
		w := s.do("GET", "/fault/"+name)
		if w.Code != want {
			t.Errorf("%s: status %d, want %d", name, w.Code, want)
		}
		if text := document(t, w).Find("main").Text(); strings.Contains(text, "do something") || strings.Contains(text, "Escriba un título.") != (name == "invalid") {
			t.Errorf("%s: page says %q", name, text)
		}
	}
}

func TestProgramsGetProblems(t *testing.T) {
	s := newSite(t, nil)
	for target, want := range map[string]int{"/api/v1/fails": 500, "/api/v1/missing": 404, "/api/v1/unknown": 404} {
		w := s.do("GET", target)
		var problem struct {
			Title     string
			Status    int
			RequestID string `json:"request_id"`
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s shows internals", target)
		}
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		if w.Code != want || problem.Status != want || problem.Title == "" || problem.RequestID != w.Header().Get("X-Request-Id") {
			t.Errorf("%s: status %d with %+v", target, w.Code, problem)
		}
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: Content-Type = %q", target, got)
		}
	}
}

func TestWhoIsNotFoundAPageMaySignInAndComeBack(t *testing.T) {
	s := newSite(t, nil)
	for _, target := range []string{"/fault/notfound", "/fault/notfound?fecha=2022-11-30", "/nothing"} {
		doc := document(t, s.do("GET", target))
		href, _ := doc.Find("main a.button").First().Attr("href")
		if want := "/entrar?volver=" + url.QueryEscape(target); href != want {
			t.Errorf("%s leads to %s, want %s", target, href, want)
		}
		if text := doc.Find("main").Text(); !strings.Contains(text, "haga falta entrar para verlo") {
			t.Errorf("%s says %q", target, text)
		}
	}
	if doc := document(t, s.do("POST", "/nothing")); strings.Contains(doc.Find("main").Text(), "Entrar y volver") {
		t.Error("a form is offered the way in, which would lose it")
	}
}

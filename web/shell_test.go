package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

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
	s := &shell{cfg: cfg}
	s.cfg.Site.Nav = mainNav
	return site{Handler: s.handler(func(r chi.Router) { s.routes(r); troubles(s, r) }), log: logs}
}

func troubles(s *shell, r chi.Router) {
	broken := func(err error) func(http.ResponseWriter, *http.Request) error {
		return func(http.ResponseWriter, *http.Request) error { return err }
	}
	r.Get("/fails", s.page(broken(errors.New(secret))))
	r.Get("/api/v1/fails", s.page(broken(errors.New(secret))))
	r.Get("/api/v1/missing", s.page(broken(fmt.Errorf("load plan: %w", fault.NotFound))))
	r.Get("/panics", func(http.ResponseWriter, *http.Request) { panic(secret) })
	r.Get("/half", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, strings.Repeat("half of a page ", 4096))
		panic(secret)
	})
	r.Post("/form", s.page(func(w http.ResponseWriter, r *http.Request) error {
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
		r.Get("/fault/"+name, s.page(broken(fmt.Errorf("do something: %w", err))))
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

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range []struct {
		method, target string
		status         int
	}{
		{"GET", "/accesibilidad", 200}, {"HEAD", "/acerca-de", 200}, {"GET", "/healthz", 200}, {"GET", "/readyz", 200},
		{"GET", static.URL("app.css"), 200}, {"GET", "/static/none.css", 404}, {"GET", "/nothing", 404},
		{"POST", "/acerca-de", 405}, {"GET", "/fails", 500}, {"GET", "/panics", 500}, {"GET", "/api/v1/fails", 500},
		{"GET", "/accesibilidad/", 301}, {"GET", "/%00", 400},
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

func TestBrowsersAreKeptToTLSWhereItIsServed(t *testing.T) {
	s := newSite(t, func(c *Config) { c.HTTPS = true })
	if got := s.do("GET", "/healthz").Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security = %q", got)
	}
}

func TestErrorPagesTellTheRequestIDAndNothingElse(t *testing.T) {
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

func TestAnAnswerCutByAPanicDoesNotLookWhole(t *testing.T) {
	server := httptest.NewServer(newSite(t, nil))
	defer server.Close()
	for _, encoding := range []string{"gzip", "identity"} {
		r, err := http.NewRequest(http.MethodGet, server.URL+"/half", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", encoding)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			continue // cut before the headers went out
		}
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil {
			t.Errorf("%s: half an answer was read as a whole one", encoding)
		}
	}
}

func TestHostileAddressesAreRefusedEarly(t *testing.T) {
	s := newSite(t, nil)
	for target, want := range map[string]int{
		"/acerca-de?x=%00":        400,
		"/acerca-de?%00=x":        400,
		"/acerca-de?x=%ff":        400,
		"/acerca-de?x=a%0d%0ab":   400,
		"/acerca-de?x=%zz":        400,
		"/acerca-de?a=1;b=2":      400,
		"/a%00b":                  400,
		"/%ff%fe":                 400,
		"/a%0ab":                  400,
		"/static/%2e%2e%2fgo.mod": 404,
		"/acerca%2Dde":            200,
		"/acerca-de%2f":           404,
		"/acerca-de?x=%E2%80%AE":  200,
	} {
		if w := s.do("GET", target); w.Code != want {
			t.Errorf("%s: status %d, want %d", target, w.Code, want)
		}
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t, nil)
	if w := s.do("HEAD", "/accesibilidad"); w.Code != 200 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"} {
		w := s.do(method, "/accesibilidad")
		if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
		if document(t, w).Find("main h1").Text() == "" {
			t.Errorf("%s: no page", method)
		}
	}
}

func TestForeignWritesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range []struct {
		headers []string
		want    int
	}{
		{nil, 204},
		{[]string{"Sec-Fetch-Site", "same-origin"}, 204},
		{[]string{"Origin", "http://example.com"}, 204}, // the test request's own host
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Origin", "https://evil.example"}, 403},
		{[]string{"Origin", "null"}, 403},
	} {
		if w := s.do("POST", "/form", c.headers...); w.Code != c.want {
			t.Errorf("%v: status %d, want %d", c.headers, w.Code, c.want)
		}
	}
}

func TestRedirectsStayHere(t *testing.T) {
	s := newSite(t, nil)
	w := s.do("GET", "/acerca-de/?x=1&y=%2F%2Fe")
	if got := w.Header().Get("Location"); w.Code != 301 || got != "/acerca-de?x=1&y=%2F%2Fe" {
		t.Errorf("trailing slash: %d to %q", w.Code, got)
	}
	for _, target := range []string{
		"//evil.example/", "///evil.example/", "/%2fevil.example/", "/%2f%2fevil.example/", `/%5cevil.example/`,
		"/%5c%5cevil.example/", "/nothing/", "//acerca-de/", "/acerca-de//", "/acerca-de/%2e%2e/",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		u, err := r.URL.Parse("http://example.com" + target)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path, r.URL.RawPath = u.Path, u.RawPath
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 404 || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d to %q, want 404", target, w.Code, w.Header().Get("Location"))
		}
	}
	if w := s.do("POST", "/acerca-de/"); w.Code == 301 {
		t.Error("a POST is redirected")
	}
}

func TestCompression(t *testing.T) {
	s := newSite(t, nil)
	plainPage := s.do("GET", "/accesibilidad")
	if got := plainPage.Header().Get("Content-Encoding"); got != "" {
		t.Fatalf("Content-Encoding without asking = %q", got)
	}
	for accept, want := range map[string]string{
		"gzip, deflate, br": "gzip", "*": "gzip", "gzip;q=0.1": "gzip", "gzip;q=0": "", "gzip;q=x": "", "*;q=0, gzip": "gzip", "identity": "", "br": "",
	} {
		w := s.do("GET", "/accesibilidad", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: Content-Encoding = %q, want %q", accept, got, want)
		}
		if w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary = %q", accept, w.Header().Get("Vary"))
		}
		if want == "" {
			continue
		}
		packed, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(packed)
		if err != nil || !bytes.Equal(body, plainPage.Body.Bytes()) {
			t.Errorf("%q: the page differs when compressed (%v)", accept, err)
		}
		if w.Header().Get("Content-Length") != "" {
			t.Errorf("%q: Content-Length of the plain page is kept", accept)
		}
	}
	css := s.do("GET", static.URL("app.css"), "Accept-Encoding", "gzip, br")
	if got := css.Header().Values("Content-Encoding"); len(got) != 1 || got[0] != "br" {
		t.Errorf("style sheet: Content-Encoding = %v", got)
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	r := httptest.NewRequest("POST", "/form", strings.NewReader("x="+strings.Repeat("y", maxBodyBytes)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", w.Code)
	}
}

func TestLargeHeadersAreRefused(t *testing.T) {
	s := newSite(t, nil)
	server := httptest.NewUnstartedServer(nil)
	server.Config = NewServer(s, slog.New(slog.DiscardHandler))
	server.Start()
	defer server.Close()
	r, err := http.NewRequest(http.MethodGet, server.URL+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Large", strings.Repeat("x", 2*maxHeaderBytes))
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d, want 431", resp.StatusCode)
	}
}

func TestReadiness(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Ready = func(context.Context) error { return errors.New(secret) } })
	if w := s.do("GET", "/readyz"); w.Code != 503 || w.Body.String() != "not ready\n" {
		t.Errorf("readyz: %d %q", w.Code, w.Body)
	}
	if w := s.do("GET", "/healthz"); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("healthz: %d %q", w.Code, w.Body)
	}
}

func TestOneLineIsLoggedForEachRequest(t *testing.T) {
	for target, want := range map[string]struct{ level, route, reason string }{
		"/acerca-de?correo=ana@example.org": {"INFO", "/acerca-de", ""},
		"/nothing?clave=ana@example.org":    {"INFO", "", ""},
		"/fails?clave=ana@example.org":      {"ERROR", "/fails", secret},
		"/panics":                           {"ERROR", "/panics", "panic: " + secret},
	} {
		s := newSite(t, nil)
		w := s.do("GET", target, "X-Request-Id", "forged", "X-Forwarded-For", "203.0.113.9", "User-Agent", "agent\nline")
		lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
		if len(lines) != 1 {
			t.Fatalf("%s: %d lines: %s", target, len(lines), s.log)
		}
		for _, private := range []string{"ana@", "forged", "203.0.113.9", "192.0.2.1", "agent"} {
			if strings.Contains(lines[0], private) {
				t.Errorf("%s: the log holds %q: %s", target, private, lines[0])
			}
		}
		var line struct {
			Level, ID, Method, Route, Error string
			Status                          int
		}
		if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
			t.Fatal(err)
		}
		if line.Level != want.level || line.Route != want.route || line.Error != want.reason || line.Method != "GET" ||
			line.Status != w.Code || line.ID != w.Header().Get("X-Request-Id") {
			t.Errorf("%s: logged %+v for status %d", target, line, w.Code)
		}
	}
}

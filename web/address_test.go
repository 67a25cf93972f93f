package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hito/web/ui"
)

func TestSecurity14HostileAddressesAreRefusedEarly(t *testing.T) {
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
		if w := s.do(http.MethodGet, target); w.Code != want {
			t.Errorf("%s: status %d, want %d", target, w.Code, want)
		}
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t, nil)
	if w := s.do("HEAD", "/acerca-de"); w.Code != 200 || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	for _, method := range []string{http.MethodPost, "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"} {
		w := s.do(method, "/acerca-de")
		if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
		if document(t, w).Find("main h1").Text() == "" {
			t.Errorf("%s: no page", method)
		}
	}
}

func TestSecurity10ForeignWritesAreRefused(t *testing.T) {
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
		if w := s.do(http.MethodPost, "/form", c.headers...); w.Code != c.want {
			t.Errorf("%v: status %d, want %d", c.headers, w.Code, c.want)
		}
	}
}

func TestSecurity11RedirectsStayHere(t *testing.T) {
	s := newSite(t, nil)
	w := s.do(http.MethodGet, "/acerca-de/?x=1&y=%2F%2Fe")
	if got := w.Header().Get("Location"); w.Code != 301 || got != "/acerca-de?x=1&y=%2F%2Fe" {
		t.Errorf("trailing slash: %d to %q", w.Code, got)
	}
	for _, target := range []string{
		"//evil.example/", "///evil.example/", "/%2fevil.example/", "/%2f%2fevil.example/", `/%5cevil.example/`,
		"/%5c%5cevil.example/", "/nothing/", "//acerca-de/", "/acerca-de//", "/acerca-de/%2e%2e/",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
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
	if w := s.do(http.MethodPost, "/acerca-de/"); w.Code == 301 {
		t.Error("a POST is redirected")
	}
}

func TestOwnPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"/planes": true, "/planes/x": true, "": false, "planes": false, "//e": false, "/a//e": false, `/\e`: false, `\e`: false,
	} {
		if got := ui.OwnPath(path); got != want {
			t.Errorf("ui.OwnPath(%q) = %v", path, got)
		}
	}
}

func TestSecurity16LargeBodiesAreRefused(t *testing.T) {
	s := newSite(t, nil)
	r := httptest.NewRequest(http.MethodPost, "/form", strings.NewReader("x="+strings.Repeat("y", maxBodyBytes)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", w.Code)
	}
}

func TestSecurity16LargeHeadersAreRefused(t *testing.T) {
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

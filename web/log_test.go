package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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

// Half an answer says 200, and is an error in the log all the same.
func TestACutAnswerIsLoggedWithItsReason(t *testing.T) {
	for target, want := range map[string]string{"/half": "panic: " + secret, "/cut": secret} {
		s := newSite(t, nil)
		func() {
			defer func() { _ = recover() }()
			s.do(http.MethodGet, target)
		}()
		var line struct {
			Level, Error string
			Status       int
		}
		if err := json.Unmarshal(s.log.Bytes(), &line); err != nil || line.Level != "ERROR" || line.Error != want || line.Status != 200 {
			t.Errorf("%s: %v, logged %s", target, err, s.log)
		}
	}
}

func TestReadiness(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Ready = func(context.Context) error { return errors.New(secret) } })
	if w := s.do(http.MethodGet, "/readyz"); w.Code != 503 || w.Body.String() != "not ready\n" {
		t.Errorf("readyz: %d %q", w.Code, w.Body)
	}
	if w := s.do(http.MethodGet, "/healthz"); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("healthz: %d %q", w.Code, w.Body)
	}
}

func TestSecurity21OneLineIsLoggedForEachRequest(t *testing.T) {
	for target, want := range map[string]struct{ level, route, reason string }{
		"/acerca-de?correo=ana@example.org": {"INFO", "/acerca-de", ""},
		"/nothing?clave=ana@example.org":    {"INFO", "", ""},
		"/fails?clave=ana@example.org":      {"ERROR", "/fails", secret},
		"/told":                             {"ERROR", "/told", secret},
		"/panics":                           {"ERROR", "/panics", "panic: " + secret},
	} {
		s := newSite(t, nil)
		w := s.do(http.MethodGet, target, "X-Request-Id", "forged", "X-Forwarded-For", "203.0.113.9", "User-Agent", "agent\nline")
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
		if line.Level != want.level || line.Route != want.route || line.Error != want.reason || line.Method != http.MethodGet ||
			line.Status != w.Code || line.ID != w.Header().Get("X-Request-Id") {
			t.Errorf("%s: logged %+v for status %d", target, line, w.Code)
		}
	}
}

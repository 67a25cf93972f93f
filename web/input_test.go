package web_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/web"
)

// payloads are scripts in the guises in which they get into pages.
var payloads = []string{
	`<script>alert("canario")</script>`, `"><img src=x onerror=alert("canario")>`, `'><svg onload=alert("canario")>`,
	`</textarea><script>alert("canario")</script>`, `</title><script>alert("canario")</script>`, `[x](javascript:alert("canario"))`,
	`{{constructor.constructor('alert("canario")')()}}`, "`${alert(\"canario\")}`",
}

// Whatever text somebody writes stays text on every page that shows it.
func TestSecurity12ScriptsInTextsStayText(t *testing.T) {
	s := open(t)
	for n, payload := range payloads {
		_, err := s.pool.Exec(t.Context(), `
			WITH u AS (INSERT INTO units (name, aliases) VALUES ($1, ARRAY[$1 || ' b'])),
			     p AS (INSERT INTO users (email, name, role) VALUES ($2, left($1, 120), 'staff'))
			UPDATE plans
			   SET title = left($1 || title, 300), summary = $1, general_objective = $1, notice = $1, body = left($1, 300)
			 WHERE slug = 'plan-de-ejemplo'`, fmt.Sprintf("%s %d", payload, n), fmt.Sprintf("p%d@demo.example", n))
		if err != nil {
			t.Fatal(err)
		}
		admin := s.visitor(t, access.Admin)
		admin.post("/administracion/unidades", url.Values{"name": {payload}, "aliases": {payload}})
		for _, name := range []string{"accesibilidad", "proteccion-de-datos", "aviso-legal"} {
			admin.post("/administracion/textos/"+name, url.Values{"text": {payload}, "method": {payload}, "version": {"0"}})
		}
	}
	for _, role := range []access.Role{access.Admin, access.Nobody} {
		s.visitor(t, role).crawl(t, func(address string, answer *httptest.ResponseRecorder) {
			if kind := answer.Header().Get("Content-Type"); strings.HasPrefix(kind, "text/csv") || strings.HasPrefix(kind, "text/turtle") {
				return // which no browser takes for a page
			}
			for _, raw := range []string{`<script>alert`, `<img src=x`, `<svg onload`, `href="javascript:`} {
				if strings.Contains(answer.Body.String(), raw) {
					t.Errorf("%s as %q: %q is markup", address, role, raw)
				}
			}
		})
	}
}

func TestSecurity14FormsWithHiddenCharactersAreRefused(t *testing.T) {
	s := open(t)
	for value, want := range map[string]int{
		"a\x00b": 400, "a\x1bb": 400, "\xff": 400, "a\u0085b": 422, "a\u202eb": 422, "a\u200bb": 422, "e" + strings.Repeat("\u0301", 200): 422, "": 422, "Núñez": 200,
	} {
		answer := s.visitor(t, access.Admin).post("/administracion/personas", url.Values{
			"name": {value}, "email": {fmt.Sprintf("p%d@demo.example", len(value))}, "role": {"staff"},
		})
		if answer.Code != want {
			t.Errorf("a person called %q: status %d, want %d", value, answer.Code, want)
		}
	}
	var strange int
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM users WHERE name ~ '[\u0001-\u001f\u0085\u200b\u202e]'`).Scan(&strange); err != nil || strange > 0 {
		t.Errorf("%d people with hidden characters were stored, %v", strange, err)
	}
}

func TestSecurity16FormsAreLimitedAndAreForms(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Admin)
	many := url.Values{}
	for n := range 3000 {
		many.Add("x", fmt.Sprint(n))
	}
	if got := v.post("/entrar", many).Code; got != http.StatusRequestEntityTooLarge {
		t.Errorf("3,000 fields: status %d", got)
	}
	if got := v.post("/entrar", url.Values{"email": {strings.Repeat("a", 2<<20)}}).Code; got != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MiB: status %d", got)
	}
	for media, want := range map[string]int{"application/json": 415, "text/plain": 415, "": 415, "multipart/form-data; boundary=x": 415, "application/x-www-form-urlencoded; charset=utf-8": 422} {
		r := httptest.NewRequest(http.MethodPost, "/entrar", strings.NewReader(`email=a`))
		r.Header.Set("Content-Type", media)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want {
			t.Errorf("a body of %q: status %d, want %d", media, w.Code, want)
		}
	}
}

// Clients that send a byte now and then keep nobody from being answered.
func TestSecurity16SlowClientsDoNotStarveOthers(t *testing.T) {
	s := open(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.NewServer(s.Handler, discard())
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	if server.ReadHeaderTimeout <= 0 || server.ReadTimeout <= 0 || server.WriteTimeout <= 0 || server.IdleTimeout <= 0 || server.MaxHeaderBytes <= 0 {
		t.Errorf("a limit is missing: %+v", server)
	}
	for range 200 {
		slow, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		if _, err := slow.Write([]byte("POST /entrar HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ne")); err != nil {
			t.Fatal(err)
		}
	}
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Get("http://" + listener.Addr().String() + "/planes")
	if err != nil {
		t.Fatalf("behind 200 slow clients: %v", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("behind 200 slow clients: status %d", answer.StatusCode)
	}
}

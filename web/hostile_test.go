package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
	"hito/web"
	"hito/web/ui"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var now = time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC)

// pages is the whole site with the demo.
func pages(t *testing.T) http.Handler {
	t.Helper()
	pool := dbtest.New(t)
	if err := demo.Load(context.Background(), pool, date.Of(now)); err != nil {
		t.Fatal(err)
	}
	return web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return now }, Location: time.UTC, Site: ui.Site{Demo: true, Version: "test"},
	})
}

func get(site http.Handler, target string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	parsed, err := url.ParseRequestURI(target)
	if err != nil {
		panic(err)
	}
	request.URL, request.RequestURI = parsed, target
	site.ServeHTTP(answer, request)
	return answer
}

// hostile are values that break what is written without thought.
var hostile = []string{
	"", " ", "0", "-1", "1e400", "NaN", "Infinity", "9223372036854775807", "9223372036854775808", "99999999999999999999",
	"2022-11-30", "2022-02-29", "2022-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "30/11/2022", "-2022-11-30",
	"'", "''; DROP TABLE plans; --", "\\", "%", "%%", "_", "..", "../../etc/passwd", "/", "//evil.example", "\\\\evil.example",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}",
	"\x00", "a\x00b", "\xff\xfe", "\u202e", "\u200b", "e\u0301", strings.Repeat("\u0301", 300), strings.Repeat("a", 5000), "𝔘𝔫𝔦", "🏳️‍🌈",
	"I.12.1", "O.E.1", "critico", "null", "undefined", "true", "[]", "{}", "\n", "\r\nSet-Cookie: a=b",
}

// parameters are the names that some page reads, and one that none does.
var parameters = []string{
	"fecha", "seguimiento", "texto", "linea", "objetivo", "unidad", "estado", "orden", "dir", "pagina", "plegado",
	"on", "snapshot", "limit", "offset", "nada",
}

// known gives each part of a route's address a value that exists.
var known = strings.NewReplacer(
	"{plan}", "plan-de-ejemplo", "{slug}", "plan-de-ejemplo", "{id}", "1", "*", "app.css",
)

// routes lists the addresses that the site answers to GET.
func routes(t *testing.T, site http.Handler) []string {
	t.Helper()
	var list []string
	err := chi.Walk(site.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet {
			list = append(list, route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 20 {
		t.Fatalf("only %d routes were found", len(list))
	}
	return list
}

var allowed = []int{http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusBadRequest, http.StatusNotFound}

func checkAnswer(t *testing.T, target string, answer *httptest.ResponseRecorder) {
	t.Helper()
	if !slices.Contains(allowed, answer.Code) {
		t.Errorf("GET %.120q answers %d", target, answer.Code)
	}
	body := answer.Body.String()
	for _, never := range []string{"SQLSTATE", "pgx", "goroutine ", "runtime error", "<script>alert", "onerror=alert(1)>"} {
		if strings.Contains(body, never) {
			t.Errorf("GET %.120q shows %q", target, never)
		}
	}
	if to := answer.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "://") || strings.Contains(to, "\\") {
		t.Errorf("GET %.120q leads away, to %q", target, to)
	}
	if answer.Header().Get("Content-Security-Policy") == "" || answer.Header().Get("Set-Cookie") != "" {
		t.Errorf("GET %.120q: no policy, or a cookie", target)
	}
}

func TestHostileParametersNeverBreakAPage(t *testing.T) {
	site := pages(t)
	for n, route := range routes(t, site) {
		code := "I1.1"
		if strings.Contains(route, "objetivos") {
			code = "O1"
		} else if strings.Contains(route, "lineas") {
			code = "L1"
		}
		path := strings.ReplaceAll(known.Replace(route), "{code}", code)
		for k, value := range hostile {
			for j := range 3 { // each value in three parameters, others on the next route
				name := parameters[(n+k+5*j)%len(parameters)]
				target := path + "?" + name + "=" + url.QueryEscape(value)
				checkAnswer(t, target, get(site, target))
			}
		}
		for _, query := range []string{"fecha=%zz", "%00", "fecha", "=", "&&&", "fecha=2022-11-30&fecha=ayer", "fecha=2022-11-30&seguimiento=1", ";a=b"} {
			checkAnswer(t, path+"?"+query, get(site, path+"?"+query))
		}
	}
}

func TestHostilePathsNeverBreakAPage(t *testing.T) {
	site := pages(t)
	for _, route := range routes(t, site) {
		for _, part := range []string{"{plan}", "{slug}", "{code}", "{id}"} {
			if !strings.Contains(route, part) {
				continue
			}
			for _, value := range hostile {
				path := strings.Replace(route, part, url.PathEscape(value), 1)
				path = strings.ReplaceAll(known.Replace(path), "{code}", "I1.1")
				answer := get(site, path)
				checkAnswer(t, path, answer)
				if answer.Code == http.StatusOK && strings.TrimSpace(value) != value {
					t.Errorf("GET %q finds a page", path)
				}
			}
		}
	}
}

func TestEveryPageOfTheDemoAnswers(t *testing.T) {
	site := pages(t)
	for _, path := range []string{
		"/", "/planes", "/accesibilidad", "/acerca-de", "/healthz", "/readyz", "/api/v1/plans", "/api/v1/openapi.json",
	} {
		if answer := get(site, path); answer.Code != http.StatusOK {
			t.Errorf("GET %s answers %d", path, answer.Code)
		}
	}
	for _, plan := range []string{"i-plan-innovacion-2021-2023", "plan-de-ejemplo"} {
		for _, below := range []string{"", "/cuadro-de-mando", "/seguimiento", "/indicadores", "/lineas", "/seguimientos"} {
			if answer := get(site, "/planes/"+plan+below); answer.Code != http.StatusOK {
				t.Errorf("GET /planes/%s%s answers %d", plan, below, answer.Code)
			}
		}
	}
	if answer := get(site, "/planes/nadie/cuadro-de-mando"); answer.Code != http.StatusNotFound {
		t.Errorf("an unknown plan answers %d", answer.Code)
	}
}

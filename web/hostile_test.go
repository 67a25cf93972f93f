package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// hostile are values that break what is written without thought.
var hostile = []string{
	"", " ", "0", "-1", "1e400", "NaN", "Infinity", "9223372036854775807", "9223372036854775808", "99999999999999999999",
	"2022-11-30", "2022-02-29", "2022-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "30/11/2022", "-2022-11-30",
	"'", "''; DROP TABLE plans; --", "\\", "%", "%%", "_", "..", "../../etc/passwd", "/", "//evil.example", "\\\\evil.example",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "${7*7}",
	"\x00", "a\x00b", "\xff\xfe", "\u202e", "\u200b", "e\u0301", strings.Repeat("\u0301", 300), strings.Repeat("a", 5000), "𝔘𝔫𝔦", "🏳️‍🌈",
	"I.12.1", "O.E.1", "critico", "desc", "progreso", "plegado", "null", "undefined", "true", "[]", "{}", "\n", "\r\nSet-Cookie: a=b",
}

// parameters are the names that some page or the API reads, and one that none does.
var parameters = []string{
	"fecha", "seguimiento", "texto", "linea", "objetivo", "unidad", "estado", "orden", "dir", "pagina",
	"detalle", "orden-objetivos", "dir-objetivos", "on", "snapshot", "limit", "offset", "nada",
}

// malformed are queries that are wrong as a whole.
var malformed = []string{
	"fecha=%zz", "%00", "fecha", "=", "&&&", "fecha=2022-11-30&fecha=ayer", "fecha=2022-11-30&seguimiento=1", ";a=b",
	strings.Repeat("fecha=2022-11-30&", 500), strings.Repeat("a", 9000),
}

// richest are the routes that read most parameters: they meet every value in every one.
var richest = []string{
	"/planes/{plan}/cuadro-de-mando", "/planes/{plan}/seguimiento", "/planes/{plan}/indicadores", "/api/v1/plans/{slug}/dashboard",
}

var allowed = []int{http.StatusOK, http.StatusMovedPermanently, http.StatusSeeOther, http.StatusPermanentRedirect, http.StatusBadRequest, http.StatusNotFound}

func checkAnswer(t *testing.T, target string, answer *httptest.ResponseRecorder) {
	t.Helper()
	if !slices.Contains(allowed, answer.Code) {
		t.Errorf("GET %.120q answers %d", target, answer.Code)
	}
	body := answer.Body.String()
	for _, never := range []string{"SQLSTATE", "pgx", "goroutine ", "runtime error", "<script>alert", "onerror=alert(1)>"} {
		if strings.Contains(body, never) && !strings.HasPrefix(target, "/static/") {
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

// Each page is asked with every value; the richest with every value in every parameter, the others
// in three of them, which change from value to value and from page to page.
func TestHostileParametersNeverBreakAPage(t *testing.T) {
	s := open(t)
	for n, place := range s.places {
		t.Run(strings.ReplaceAll(place.route, "/", " "), func(t *testing.T) {
			t.Parallel()
			for k, value := range hostile {
				for _, name := range parametersFor(place.route, n+k) {
					target := place.address + "?" + name + "=" + url.QueryEscape(value)
					checkAnswer(t, target, s.get(target))
				}
			}
			for _, query := range malformed {
				checkAnswer(t, place.address+"?"+query, s.get(place.address+"?"+query))
			}
		})
	}
}

func parametersFor(route string, turn int) []string {
	if slices.Contains(richest, route) {
		return parameters
	}
	list := make([]string, 3)
	for j := range list {
		list[j] = parameters[(turn+5*j)%len(parameters)]
	}
	return list
}

func TestHostilePathsNeverBreakAPage(t *testing.T) {
	s := open(t)
	for _, place := range s.places {
		for _, part := range []string{"{plan}", "{slug}", "{code}", "{id}", "*"} {
			if !strings.Contains(place.route, part) {
				continue
			}
			for _, value := range hostile {
				path := s.fill(strings.Replace(place.route, part, url.PathEscape(value), 1))
				answer := s.get(path)
				checkAnswer(t, path, answer)
				if answer.Code == http.StatusOK && strings.TrimSpace(value) != value {
					t.Errorf("GET %q finds a page", path)
				}
			}
		}
	}
}

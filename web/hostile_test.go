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

// read are the parameters of pages that read few, and others than most do.
var read = map[string][]string{
	"/planes/{plan}/comparar":           {"de", "a", "cambio", "pagina"},
	"/planes/{plan}/hoja":               {"fecha", "ver", "unidad", "objetivo", "pagina", "guardadas"},
	"/planes/{plan}/hoja/fila":          {"indicador", "valor", "fecha"},
	"/planes/{plan}/resultados":         {"texto", "objetivo", "indicador", "estado", "pagina", "hecho"},
	"/planes/{plan}/resultados/nuevo":   {"indicador"},
	"/planes/{plan}/historia":           {"tema", "antes"},
	"/planes/{plan}/estructura":         {"hecho", "codigos"},
	"/planes/{plan}/indicadores/nuevo":  {"objetivo"},
	"/planes/{plan}/seguimientos/nuevo": {"corrige"},
	"/planes/{plan}/rondas/{id}":        {"hecho"},
	"/planes/{plan}/indicadores/{code}": {"fecha", "seguimiento", "hecho"},
	"/administracion/personas":          {"texto", "papel", "unidad", "estado", "pagina"},
	"/administracion/auditoria":         {"texto", "tema", "objeto", "antes", "desde", "hasta"},
	"/bandeja":                          {"cambiar", "hecho"},
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

var allowed = []int{http.StatusOK, http.StatusMovedPermanently, http.StatusSeeOther, http.StatusPermanentRedirect, http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity}

func checkAnswer(t *testing.T, target string, answer *httptest.ResponseRecorder) {
	t.Helper()
	if !slices.Contains(allowed, answer.Code) {
		t.Errorf("GET %.120q answers %d", target, answer.Code)
	}
	body := answer.Body.String()
	for _, never := range []string{"SQLSTATE", "jackc", "pgconn", "goroutine ", "runtime error", "<script>alert", "onerror=alert(1)>"} {
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
	ask := s.asker(t)
	for n, place := range s.places {
		t.Run(strings.ReplaceAll(place.route, "/", " "), func(t *testing.T) {
			t.Parallel()
			for k, value := range hostile {
				for _, name := range parametersFor(place.route, n+k) {
					target := place.address + "?" + name + "=" + url.QueryEscape(value)
					checkAnswer(t, target, ask(place.route, target))
				}
			}
			for _, query := range malformed {
				checkAnswer(t, place.address+"?"+query, ask(place.route, place.address+"?"+query))
			}
		})
	}
}

// asker asks for what plans are kept with, for retos and for the administration, as the first role that may see it; for all else as nobody.
func (s *wholeSite) asker(t *testing.T) func(route, target string) *httptest.ResponseRecorder {
	t.Helper()
	as := map[string]http.Header{}
	for _, r := range readTable(t) {
		n := max(0, slices.Index(r.statuses, http.StatusOK))
		if n == 0 || r.method != http.MethodGet || !keeps(r.route) && !strings.HasPrefix(r.route, "/administracion") {
			continue
		}
		as[r.route] = http.Header{"Cookie": {"hito=" + s.visitor(t, testedRoles[n]).token}}
	}
	// A row is found with the number of an indicator alone.
	as["/planes/{plan}/hoja/fila"] = as["/planes/{plan}/hoja"]
	return func(route, target string) *httptest.ResponseRecorder {
		return s.do(http.MethodGet, target, as[route].Clone())
	}
}

func parametersFor(route string, turn int) []string {
	if slices.Contains(richest, route) {
		return parameters
	}
	if own := read[route]; own != nil {
		return own
	}
	list := make([]string, 3)
	for j := range list {
		list[j] = parameters[(turn+5*j)%len(parameters)]
	}
	return list
}

func TestHostilePathsNeverBreakAPage(t *testing.T) {
	s := open(t)
	ask := s.asker(t)
	for _, place := range s.places {
		for _, part := range []string{"{plan}", "{slug}", "{code}", "{id}", "{file}", "{fecha}", "*"} {
			if !strings.Contains(place.route, part) {
				continue
			}
			for _, value := range hostile {
				path := s.fill(strings.Replace(place.route, part, url.PathEscape(value), 1))
				answer := ask(place.route, path)
				checkAnswer(t, path, answer)
				if answer.Code == http.StatusOK && strings.TrimSpace(value) != value {
					t.Errorf("GET %q finds a page", path)
				}
			}
		}
	}
}

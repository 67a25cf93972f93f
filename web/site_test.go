package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
	"hito/internal/user"
	"hito/web"
	"hito/web/sessions"
	"hito/web/static"
	"hito/web/ui"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var now = time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC)

// origin is where the site is reached in tests: forms come from it.
const origin = "http://example.com"

// wholeSite is everything that is served, with the demo.
type wholeSite struct {
	http.Handler
	pool   *pgxpool.Pool
	log    *bytes.Buffer
	places []place
	numbers
}

// numbers are what addresses name things by.
type numbers struct {
	closed string // number of a snapshot of the fictitious plan
	person string // number of somebody who has never signed in
	unit   string // number of a unit

	section, result, file, round string // numbers of the fictitious plan's
	surplus                      string // of a file that may be withdrawn

	// Of retos: a file, and one that may be withdrawn; a link, a milestone, somebody's view, a notice and an e-mail.
	paper, spare, link, milestone, view, notice, mail string

	brought, mapping, report, key string // an import, a format of columns, a report and a key of another application
}

// place is a route and an address of it at which there is something.
type place struct{ route, address string }

// numbered are those of every site.
var numbered numbers

func open(t *testing.T) wholeSite {
	t.Helper()
	s := wholeSite{log: &bytes.Buffer{}}
	s.pool = dbtest.Filled(t, "the demo with what is numbered", func(pool *pgxpool.Pool) error {
		s.pool = pool
		s.number(t)
		numbered = s.numbers
		return nil
	}).Pool
	s.numbers = numbered
	s.Handler = web.New(web.Config{
		Pool: s.pool, Ready: s.pool.Ping, Logger: slog.New(slog.NewJSONHandler(s.log, nil)),
		Now: s.now, Location: time.UTC, Site: ui.Site{Demo: true, Version: "test"}, Users: s.users(),
		Sessions: sessions.Config{PublicURL: "https://hito.example"},
	})
	s.findPlaces(t)
	return s
}

func (s *wholeSite) now() time.Time { return now }

func (s *wholeSite) users() user.Store { return user.Store{Pool: s.pool, Now: s.now} }

// findPlaces lists the routes that the site answers to GET.
func (s *wholeSite) findPlaces(t *testing.T) {
	t.Helper()
	err := chi.Walk(s.Handler.(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet {
			s.places = append(s.places, place{route, s.fill(route)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.places) < 20 {
		t.Fatalf("only %d routes were found", len(s.places))
	}
}

// number loads the demo, and makes and finds what addresses name by a number.
func (s *wholeSite) number(t *testing.T) {
	t.Helper()
	if err := demo.Load(context.Background(), s.pool, date.Of(now)); err != nil {
		t.Fatal(err)
	}
	err := s.pool.QueryRow(t.Context(), `
		WITH invited AS (
			INSERT INTO users (email, name, role)
			VALUES ('invitada@demo.example', 'Invitada', 'staff')
			RETURNING id
		), example AS (
			SELECT id FROM plans WHERE slug = 'plan-de-ejemplo'
		), result AS (
			SELECT r.plan_id, min(r.id) AS id
			  FROM results r
			  JOIN example e ON e.id = r.plan_id
			 GROUP BY r.plan_id
		), file AS (
			INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at)
			SELECT plan_id, id, name, 'text/plain', 4, 'Acta', now()
			  FROM result, unnest(ARRAY['acta.txt', 'retirar.txt']) name
			RETURNING id
		)
		SELECT (SELECT id::text FROM invited), (SELECT min(id)::text FROM units), (SELECT id::text FROM result), (SELECT min(id)::text FROM file), (SELECT max(id)::text FROM file),
		       (SELECT min(s.id)::text FROM snapshots s JOIN example e ON e.id = s.plan_id),
		       (SELECT min(s.id)::text FROM plan_sections s JOIN example e ON e.id = s.plan_id),
		       (SELECT min(r.id)::text FROM rounds r JOIN example e ON e.id = r.plan_id)`).Scan(
		&s.person, &s.unit, &s.result, &s.file, &s.surplus, &s.closed, &s.section, &s.round)
	if err != nil {
		t.Fatal(err)
	}
	s.numberRetos(t)
	s.numberTransfers(t)
}

// numberRetos makes and finds what addresses of retos name by a number.
func (s *wholeSite) numberRetos(t *testing.T) {
	t.Helper()
	err := s.pool.QueryRow(t.Context(), `
		WITH reto AS (
			SELECT id FROM challenges WHERE code = $1
		), project AS (
			SELECT id FROM challenges WHERE code = $2
		), file AS (
			INSERT INTO challenge_files (challenge_id, name, media_type, size, content, internal, added_at)
			SELECT id, name, 'text/plain', 4, 'Nota', false, now()
			  FROM reto, unnest(ARRAY['nota.txt', 'retirar.txt']) name
			RETURNING id
		), notice AS (
			INSERT INTO notices (user_id, challenge_id, kind, body, told_at)
			SELECT (SELECT min(id) FROM users), id, 'moved', 'Se está analizando.', now()
			  FROM reto
			RETURNING id
		), mail AS (
			INSERT INTO mails (challenge_id, user_id, message_id, subject, body, html, state, problem, queued_at, changed_at)
			SELECT id, (SELECT min(id) FROM users), 'x@hito.example', 'Asunto', 'Texto', '<p>Texto</p>', 'failed', 'code 550', now(), now()
			  FROM reto
			RETURNING id
		), saved AS (
			INSERT INTO challenge_views (user_id, name, query)
			SELECT min(id), 'Vista', ''
			  FROM users
			RETURNING id
		)
		SELECT (SELECT min(id)::text FROM file), (SELECT max(id)::text FROM file), (SELECT id::text FROM notice), (SELECT id::text FROM mail), (SELECT id::text FROM saved),
		       (SELECT min(l.id)::text FROM challenge_links l JOIN project p ON p.id = l.challenge_id),
		       (SELECT min(m.id)::text FROM challenge_milestones m JOIN project p ON p.id = m.challenge_id)`,
		strings.ReplaceAll(analysed, "-", ""), strings.ReplaceAll(project, "-", "")).Scan(
		&s.paper, &s.spare, &s.notice, &s.mail, &s.view, &s.link, &s.milestone)
	if err != nil {
		t.Fatal(err)
	}
}

// fill gives each part of a route that is still open a value that exists.
func (s *wholeSite) fill(route string) string {
	id, code, file, surplus := s.closed, "I1.1", s.file, s.surplus
	for part, number := range map[string]string{
		"/personas/": s.person, "/unidades/": s.unit, "/resultados/": s.result, "/rondas/": s.round, "/apartados/": s.section,
		"/vinculos/": s.link, "/hitos/": s.milestone, "/vistas/": s.view, "/avisos/": s.notice, "/correos/": s.mail,
		"/importar/{id}": s.brought, "/formatos/": s.mapping, "/informes/": s.report, "/claves/": s.key,
	} {
		if strings.Contains(route, part) {
			id = number
		}
	}
	for part, of := range map[string]string{"/objetivos/": "O1", "/lineas/": "L1", "/marcos/": "GUIA"} {
		if strings.Contains(route, part) {
			code = of
		}
	}
	if strings.HasPrefix(route, "/informes/") {
		code = reportCode
	}
	if strings.HasPrefix(route, "/retos/") || strings.HasPrefix(route, "/api/v1/challenges/") {
		code, file, surplus = retoIn(route), s.paper, s.spare
	}
	return strings.NewReplacer(
		"{file}/retirada", surplus+"/retirada", "{plan}", "plan-de-ejemplo", "{slug}", "plan-de-ejemplo", "{id}", id, "{name}", "accesibilidad", "{code}", code,
		"{fecha}", "2026-10-31", "{file}", file, "/static/*", static.URL("app.css"), "{dataset}", "indicadores.csv", "{snapshot}", s.closed+".json", "{formato}", "html",
	).Replace(route)
}

// Retos of the demo: one that is analysed, one that waits for its author, and one that is a project.
const (
	analysed = "DEMCN-A7NF9-NPN9F"
	waiting  = "DEM69-256PD-DCA2Y"
	project  = "DEMUU-RP427-F2T2N"
)

// retoIn is the code of the reto, one of those in the demo, of which a route of /retos tells most.
func retoIn(route string) string {
	if strings.Contains(route, "/editar") {
		return waiting
	}
	for _, part := range []string{"/vinculos", "/hitos", "/proyecto", "/api/"} {
		if strings.Contains(route, part) {
			return project
		}
	}
	return analysed
}

// get asks for an address as it came over the wire, whatever it holds.
func (s *wholeSite) get(target string) *httptest.ResponseRecorder {
	return s.do(http.MethodGet, target, nil)
}

func (s *wholeSite) do(method, target string, headers http.Header) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	parsed, err := url.ParseRequestURI(target)
	if err != nil {
		panic(err)
	}
	request.Method, request.URL, request.RequestURI = method, parsed, target
	if headers != nil {
		request.Header = headers
	}
	s.ServeHTTP(answer, request)
	return answer
}

func TestEveryPageOfTheDemoAnswers(t *testing.T) {
	s := open(t)
	for _, plan := range []string{"i-plan-innovacion-2021-2023", "plan-de-ejemplo"} {
		for _, below := range []string{"", "/cuadro-de-mando", "/seguimiento", "/indicadores", "/lineas", "/seguimientos"} {
			if answer := s.get("/planes/" + plan + below); answer.Code != http.StatusOK {
				t.Errorf("GET /planes/%s%s answers %d", plan, below, answer.Code)
			}
		}
	}
	if answer := s.get("/planes/nadie/cuadro-de-mando"); answer.Code != http.StatusNotFound {
		t.Errorf("an unknown plan answers %d", answer.Code)
	}
}

package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
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
	closed string // number of a snapshot of the fictitious plan
	person string // number of somebody who has never signed in
	unit   string // number of a unit
}

// place is a route and an address of it at which there is something.
type place struct{ route, address string }

func open(t *testing.T) wholeSite {
	t.Helper()
	pool := dbtest.New(t)
	if err := demo.Load(context.Background(), pool, date.Of(now)); err != nil {
		t.Fatal(err)
	}
	var closed int64
	err := pool.QueryRow(t.Context(), `
		SELECT s.id
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'
		 LIMIT 1`).Scan(&closed)
	if err != nil {
		t.Fatal(err)
	}
	s := wholeSite{pool: pool, log: &bytes.Buffer{}, closed: strconv.FormatInt(closed, 10)}
	err = pool.QueryRow(t.Context(), `
		INSERT INTO users (email, name, role)
		VALUES ('invitada@demo.example', 'Invitada', 'staff')
		RETURNING id::text, (SELECT min(id)::text FROM units)`).Scan(&s.person, &s.unit)
	if err != nil {
		t.Fatal(err)
	}
	s.Handler = web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.NewJSONHandler(s.log, nil)),
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

// fill gives each part of a route that is still open a value that exists.
func (s *wholeSite) fill(route string) string {
	code := "I1.1"
	if strings.Contains(route, "/objetivos/") {
		code = "O1"
	} else if strings.Contains(route, "/lineas/") {
		code = "L1"
	}
	id := s.closed
	if strings.HasPrefix(route, "/administracion/personas/") {
		id = s.person
	} else if strings.HasPrefix(route, "/administracion/unidades/") {
		id = s.unit
	}
	return strings.NewReplacer(
		"{plan}", "plan-de-ejemplo", "{slug}", "plan-de-ejemplo", "{id}", id, "{name}", "accesibilidad", "{code}", code,
		"/static/*", static.URL("app.css"),
	).Replace(route)
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

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

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo"
	"hito/web"
	"hito/web/static"
	"hito/web/ui"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var now = time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC)

// wholeSite is everything that is served, with the demo.
type wholeSite struct {
	http.Handler
	log    *bytes.Buffer
	places []place
	closed string // number of a snapshot of the fictitious plan
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
	s := wholeSite{log: &bytes.Buffer{}, closed: strconv.FormatInt(closed, 10)}
	s.Handler = web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.NewJSONHandler(s.log, nil)),
		Now: func() time.Time { return now }, Location: time.UTC, Site: ui.Site{Demo: true, Version: "test"},
	})
	s.findPlaces(t)
	return s
}

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
	return strings.NewReplacer(
		"{plan}", "plan-de-ejemplo", "{slug}", "plan-de-ejemplo", "{id}", s.closed, "{code}", code,
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

func TestEveryRouteHasAPlace(t *testing.T) {
	s := open(t)
	for _, place := range s.places {
		want := http.StatusOK
		if strings.HasSuffix(place.route, "/objetivos") { // there is no list of objectives but the seguimiento
			want = http.StatusMovedPermanently
		}
		if answer := s.get(place.address); answer.Code != want {
			t.Errorf("GET %s answers %d, want %d", place.address, answer.Code, want)
		}
	}
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

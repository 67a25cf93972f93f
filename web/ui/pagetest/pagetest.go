// Package pagetest lets tests ask for pages of the demo's plans and read their HTML.
package pagetest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/demo/demotest"
	"hito/internal/fault"
)

// Addresses of the demo's plans: the published one, over in 2023, and the fictitious one, half way.
const (
	Montilla = "/planes/i-plan-innovacion-2021-2023"
	Example  = "/planes/plan-de-ejemplo"
)

// Today is the day around which the fictitious plan was made.
func Today() date.Date { return date.New(2026, time.March, 14) }

// Demo returns a database with both plans of the demo, the fictitious one around Today.
func Demo(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return demotest.New(t, Today())
}

// Handler answers a page, or returns what went wrong.
type Handler = func(http.ResponseWriter, *http.Request) error

// Site answers pages by their routes; what goes wrong is the status of its kind, or else 500.
type Site map[string]Handler

// Get asks for an address and returns the answer.
func (s Site) Get(t testing.TB, address string) *httptest.ResponseRecorder {
	t.Helper()
	router := chi.NewRouter()
	for route, handler := range s {
		router.Get(route, func(w http.ResponseWriter, r *http.Request) {
			if err := handler(w, r); err != nil {
				w.WriteHeader(statusOf(err))
				_, _ = w.Write([]byte(err.Error()))
			}
		})
	}
	w := httptest.NewRecorder()
	router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
	return w
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, fault.NotFound):
		return http.StatusNotFound
	case errors.Is(err, fault.BadInput):
		return http.StatusBadRequest
	case errors.Is(err, fault.Conflict):
		return http.StatusConflict
	case errors.Is(err, fault.Forbidden):
		return http.StatusForbidden
	case errors.Is(err, fault.SignIn):
		return http.StatusUnauthorized
	default:
		return http.StatusInternalServerError
	}
}

// Status asks for an address and returns the status of the answer.
func (s Site) Status(t testing.TB, address string) int {
	t.Helper()
	return s.Get(t, address).Code
}

// Page asks for an address and returns its document; any status but 200 ends the test.
func (s Site) Page(t testing.TB, address string) Page {
	t.Helper()
	response := s.Get(t, address)
	document, err := goquery.NewDocumentFromReader(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.Code != http.StatusOK {
		t.Fatalf("%s answers %d: %s", address, response.Code, Text(document.Selection))
	}
	return Page{Document: document, Address: address, t: t}
}

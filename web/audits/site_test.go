package audits

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// noon is a moment of the day on which the tests are.
var noon = time.Date(2026, time.July, 14, 10, 0, 0, 0, time.UTC)

// site is the pages as an administrator reaches them.
type site struct {
	*testing.T
	*dbtest.Database
	router http.Handler
	admin  access.Actor
}

func open(t *testing.T) *site {
	t.Helper()
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, Database: dbtest.Lease(t)}
	s.admin = access.Actor{Kind: access.Person, Role: access.Admin, Name: "Ana Pérez", ID: s.person("Ana Pérez", "ana@example.org")}
	p := Pages{Pool: s.Pool, Slow: s.Pool, Now: func() time.Time { return noon }, Location: madrid}
	r := chi.NewRouter()
	r.Get(listPath, s.page(p.List))
	r.Get(verifyPath, s.page(p.Verification))
	r.Post(exportPath, s.page(p.Export))
	s.router = r
	return s
}

func (s *site) person(name, email string) (id int64) {
	s.Helper()
	err := s.Pool.QueryRow(s.Context(), `INSERT INTO users (email, name, role) VALUES ($1, $2, 'admin') RETURNING id`, email, name).Scan(&id)
	if err != nil {
		s.Fatal(err)
	}
	return id
}

// page answers as the web shell does, as far as these tests look.
func (s *site) page(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			s.Fatal(err)
		}
		err := h(w, r.WithContext(ui.WithSession(r.Context(), user.Session{User: s.admin, ID: 1, Confirmed: true})))
		switch {
		case err == nil:
		case errors.Is(err, fault.BadInput):
			w.WriteHeader(http.StatusBadRequest)
		case errors.Is(err, fault.Forbidden):
			w.WriteHeader(http.StatusForbidden)
		case ui.Invalid(err) != nil:
			w.WriteHeader(http.StatusUnprocessableEntity)
		default:
			s.Errorf("%s %s: %v", r.Method, r.URL, err)
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

func (s *site) record(events ...audit.Event) {
	s.Helper()
	err := db.Tx(s.Context(), s.Pool, func(tx pgx.Tx) error { return audit.Record(s.Context(), tx, events...) })
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) get(address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, httptest.NewRequestWithContext(s.Context(), http.MethodGet, address, nil))
	return w
}

// see asks for a page that must answer a status.
func (s *site) see(address string, status int) page {
	s.Helper()
	w := s.get(address)
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.Fatal(err)
	}
	if w.Code != status {
		s.Fatalf("%s answers %d, want %d", address, w.Code, status)
	}
	if n := doc.Find("script:not([src]), [style], [onclick]").Length(); n > 0 {
		s.Errorf("%s has %d inline scripts or styles", address, n)
	}
	return page{s.T, doc, address}
}

func (s *site) post(form url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, s.request(form))
	return w
}

func (s *site) request(form url.Values) *http.Request {
	r := httptest.NewRequestWithContext(s.Context(), http.MethodPost, exportPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// page is a document at an address.
type page struct {
	*testing.T
	*goquery.Document
	address string
}

func (p page) text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

func (p page) says(selector string, words ...string) {
	p.Helper()
	for _, word := range words {
		if text := p.text(selector); !strings.Contains(text, word) {
			p.Errorf("%s: %q is not in %s: %q", p.address, word, selector, text)
		}
	}
}

func (p page) count(selector string, want int) {
	p.Helper()
	if got := p.Find(selector).Length(); got != want {
		p.Errorf("%s: %d of %s, want %d: %q", p.address, got, selector, want, p.text(selector))
	}
}

// intrude does what somebody with the whole database can.
func (s *site) intrude(sql string) {
	s.Helper()
	conn, err := pgx.Connect(s.Context(), s.AdminURL)
	if err != nil {
		s.Fatal(err)
	}
	_, err = conn.Exec(s.Context(), "SET session_replication_role = replica; "+sql)
	if err := errors.Join(err, conn.Close(context.Background())); err != nil {
		s.Fatal(err)
	}
}

package settings

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/internal/user"
	"hito/web/ui"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const payload = `<script>alert(1)</script><img src=x onerror=alert(2)>`

// badTexts are refused wherever somebody may write a text.
var badTexts = map[string]string{
	"too long": strings.Repeat("á", 51_000), "reordered": "abc\u202edef", "zero width": "a\u200bb",
}

// site is the pages as an administrator reaches them, on 27 November 2026.
type site struct {
	*testing.T
	pool   *pgxpool.Pool
	router http.Handler
	admin  access.Actor
	info   ui.Site
	forms  int
}

func open(t *testing.T) *site {
	t.Helper()
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, pool: dbtest.New(t), info: ui.Site{Body: "Ayuntamiento de Prueba"}, admin: access.Actor{Kind: access.Person, Role: access.Admin, Name: "Ana"}}
	err = s.pool.QueryRow(t.Context(), `INSERT INTO users (email, name, role) VALUES ('ana@example.org', 'Ana', 'admin') RETURNING id`).Scan(&s.admin.ID)
	if err != nil {
		t.Fatal(err)
	}
	// In Madrid it is the next day already.
	now := func() time.Time { return time.Date(2026, time.November, 26, 23, 30, 0, 0, time.UTC) }
	p := Pages{Pool: s.pool, Store: setting.Store{Pool: s.pool, Now: now}, Location: madrid, Contact: setting.Contact{Phone: "957 00 00 00"}}
	r := chi.NewRouter()
	r.Get(indexPath, s.page(p.Index))
	r.Get(securityPath, s.page(p.Security))
	r.Post(securityPath, s.page(p.SaveSecurity))
	r.Get(challengesPath, s.page(p.Challenges))
	r.Post(challengesPath, s.page(p.SaveChallenges))
	r.Get(emblemPath, s.page(p.Emblem))
	r.Post(emblemPath, s.page(p.SaveEmblem))
	r.Post(emblemPath+"/baja", s.page(p.DropEmblem))
	r.Get(textsPath, s.page(p.Texts))
	r.Get(textsPath+"/{name}", s.page(p.Text))
	r.Post(textsPath+"/{name}", s.page(p.SaveText))
	s.router = r
	return s
}

// page answers as the web shell does, as far as these tests look.
func (s *site) page(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := ui.WithSession(ui.WithSite(r.Context(), s.info), user.Session{User: s.admin, ID: 1, Confirmed: true})
		err := h(w, r.WithContext(ctx))
		for kind, status := range map[error]int{fault.NotFound: 404, fault.BadInput: 400, fault.Forbidden: 403, fault.Conflict: 409} {
			if errors.Is(err, kind) {
				w.WriteHeader(status)
				return
			}
		}
		if err != nil {
			s.Errorf("%s %s: %v", r.Method, r.URL, err)
			w.WriteHeader(http.StatusInternalServerError)
		}
	}
}

func (s *site) see(address string) page {
	s.Helper()
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, httptest.NewRequestWithContext(s.Context(), http.MethodGet, address, nil))
	return s.read(address, w, http.StatusOK)
}

func (s *site) read(address string, w *httptest.ResponseRecorder, status int) page {
	s.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.Fatal(err)
	}
	if w.Code != status {
		s.Fatalf("%s answers %d, want %d: %.500s", address, w.Code, status, strings.Join(strings.Fields(doc.Text()), " "))
	}
	if n := doc.Find("script:not([src]), [style], main script, main img").Length(); n > 0 {
		s.Errorf("%s has %d scripts, styles or images", address, n)
	}
	return page{s.T, doc, address}
}

// send posts a form with a key of its own.
func (s *site) send(address string, form url.Values) *httptest.ResponseRecorder {
	s.forms++
	form.Set(ui.KeyField, fmt.Sprintf("KEYOFTHEFORMNUMBER%06d", s.forms))
	return s.sendAgain(address, form)
}

func (s *site) sendAgain(address string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(s.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	return w
}

// saved posts a form that must be taken, and follows it.
func (s *site) saved(address string, form url.Values) page {
	s.Helper()
	w := s.send(address, form)
	if w.Code != http.StatusSeeOther {
		s.read(address, w, http.StatusSeeOther)
	}
	p := s.see(w.Header().Get("Location"))
	p.says(".notice-success", "Se ha guardado.")
	return p
}

// refused posts a form that must come back with messages at fields and nowhere else.
func (s *site) refused(address string, form url.Values, fields ...string) page {
	s.Helper()
	p := s.read(address, s.send(address, form), http.StatusUnprocessableEntity)
	p.count("[role=alert] li", len(fields))
	for _, field := range fields {
		p.count(`[role=alert] a[href="#`+field+`"]`, 1)
		p.count("#"+field+"-error", 1)
	}
	if title := p.Find("title").Text(); !strings.HasPrefix(title, "Error: ") {
		s.Errorf("%s: the title is %q", address, title)
	}
	return p
}

// changes are the events that saving left.
func (s *site) changes() (found []audit.Entry) {
	s.Helper()
	err := db.ReadTx(s.Context(), s.pool, func(tx pgx.Tx) (err error) {
		found, err = audit.List(s.Context(), tx, audit.Query{Action: "setting.change", Limit: 100})
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return found
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
		p.Errorf("%s: %d of %s, want %d: %.300q", p.address, got, selector, want, p.text(selector))
	}
}

// form is what the form of a page holds, as a browser would send it.
func (p page) form() url.Values {
	p.Helper()
	values := url.Values{}
	form := p.Find("main form[method=post]")
	if form.Length() != 1 {
		p.Fatalf("%s has %d forms", p.address, form.Length())
	}
	for _, field := range form.Find("input[name], textarea[name]").EachIter() {
		kind := field.AttrOr("type", "text")
		_, checked := field.Attr("checked")
		if (kind == "checkbox" || kind == "radio") && !checked {
			continue
		}
		value := field.AttrOr("value", "")
		if goquery.NodeName(field) == "textarea" {
			value = strings.ReplaceAll(field.Text(), "\n", "\r\n")
		}
		values.Add(field.AttrOr("name", ""), value)
	}
	return values
}

package reports

import (
	"bytes"
	"crypto/rand"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/report"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const publicURL = "https://hito.example"

// desk is the reports of the demo's plans, as one person sees them. No Chromium is there.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	pages  Pages
	router http.Handler
	actor  access.Actor
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, pool: pagetest.Demo(t)}
	now := func() time.Time { return pagetest.Today().Time().Add(9 * time.Hour) }
	d.pages = Pages{
		Reports: report.Store{Pool: d.pool, Now: now, Today: pagetest.Today}, Slow: d.pool, Location: time.UTC, PublicURL: publicURL,
	}
	d.route()
	d.as(access.Technician)
	return d
}

// route makes the pages answer.
func (d *desk) route() {
	t, p, r := d.T, d.pages, chi.NewRouter()
	r.Get("/planes/{plan}/informe", pagetest.Answered(t, p.Show))
	r.Get("/planes/{plan}/informe/preparar", pagetest.Answered(t, p.Prepare))
	r.Post("/planes/{plan}/informe/preparar", pagetest.Answered(t, p.Save))
	for _, format := range report.Formats {
		r.Get("/planes/{plan}/informe."+string(format), pagetest.Answered(t, p.Draft(format)))
	}
	r.Get("/planes/{plan}/informes", pagetest.Answered(t, p.List))
	r.Post("/planes/{plan}/informes", pagetest.Answered(t, p.Issue))
	r.Get("/planes/{plan}/informes/{id}/{formato}", pagetest.Answered(t, p.Download))
	r.Post("/planes/{plan}/informes/{id}/ficheros", pagetest.Answered(t, p.Complete))
	r.Get("/informes/{code}", pagetest.Answered(t, p.Verify))
	r.Post("/informes/{code}", pagetest.Answered(t, p.Check))
	d.router = r
}

// as sits somebody else of the demo down.
func (d *desk) as(role access.Role) *desk {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pool, role)
	return d
}

type answer struct {
	*desk
	*goquery.Document
	code     int
	header   http.Header
	location string
	body     string
}

func (d *desk) send(r *http.Request) answer {
	d.Helper()
	w := httptest.NewRecorder()
	if d.actor.SignedIn() {
		r = r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: d.actor}))
	}
	d.router.ServeHTTP(w, r)
	a := answer{desk: d, code: w.Code, header: w.Header(), location: w.Header().Get("Location"), body: w.Body.String()}
	if w.Header().Get("Content-Disposition") == "" {
		a.Document = pagetest.Read(d, r, w)
	}
	return a
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

func (d *desk) post(address string, form url.Values) answer {
	d.Helper()
	if !form.Has(ui.KeyField) {
		form.Set(ui.KeyField, rand.Text())
	}
	return d.send(pagetest.Form(d, address, form))
}

// check sends a file to the page that verifies a report.
func (d *desk) check(address, name string, content []byte) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		d.Fatal(err)
	}
	_, _ = part.Write(content)
	if err := form.Close(); err != nil {
		d.Fatal(err)
	}
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, address, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if err := r.ParseMultipartForm(1 << 20); err != nil { // as the shell does before the handler
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = r.MultipartForm.RemoveAll() })
	return d.send(r)
}

// form reads the fields of a form as a browser would send them.
func (a answer) form(selector string) url.Values {
	a.Helper()
	found := a.Find(selector)
	if found.Length() != 1 {
		a.Fatalf("%d of %s", found.Length(), selector)
	}
	fields := url.Values{}
	found.Find("input[name], textarea[name]").Each(func(_ int, field *goquery.Selection) {
		_, checked := field.Attr("checked")
		if kind := field.AttrOr("type", ""); (kind == "checkbox" || kind == "radio") && !checked {
			return
		}
		value := field.AttrOr("value", "")
		if goquery.NodeName(field) == "textarea" {
			value = strings.ReplaceAll(field.Text(), "\n", "\r\n")
		}
		fields.Add(field.AttrOr("name", ""), value)
	})
	return fields
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %.300s", a.code, code, a.body)
	}
	return a
}

func (a answer) says(selector string, words ...string) answer {
	a.Helper()
	found := a.Find(selector)
	text := pagetest.Text(found) + " " + pagetest.Parted(found)
	for _, word := range words {
		if !strings.Contains(text, word) {
			a.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
	return a
}

func (a answer) lacks(selector string) answer {
	a.Helper()
	if found := a.Find(selector); found.Length() > 0 {
		a.Errorf("%d of %s: %q", found.Length(), selector, pagetest.Text(found))
	}
	return a
}

func (d *desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) count(sql string) (n int) {
	d.Helper()
	if err := d.pool.QueryRow(d.Context(), sql).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

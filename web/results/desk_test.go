package results

import (
	"bytes"
	"crypto/rand"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/indicator"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	base  = pagetest.Example + "/resultados"
	other = pagetest.Montilla + "/resultados"
)

// desk is the pages of the demo's results, as one person sees them.
type desk struct {
	*testing.T
	pages  Pages
	router http.Handler
	actor  access.Actor
}

func open(t *testing.T) *desk {
	t.Helper()
	pool := pagetest.Demo(t)
	now := func() time.Time { return pagetest.Today().Time().Add(9 * time.Hour) }
	d := &desk{T: t, pages: Pages{Results: indicator.Store{Pool: pool, Now: now}, Today: pagetest.Today, Location: time.UTC}}
	p, r := d.pages, chi.NewRouter()
	r.Get("/planes/{plan}/resultados", pagetest.Answered(d.T, p.List))
	r.Post("/planes/{plan}/resultados", pagetest.Answered(d.T, p.Create))
	r.Get("/planes/{plan}/resultados/nuevo", pagetest.Answered(d.T, p.New))
	r.Get("/planes/{plan}/resultados/{id}", pagetest.Answered(d.T, p.Show))
	r.Post("/planes/{plan}/resultados/{id}", pagetest.Answered(d.T, p.Save))
	r.Get("/planes/{plan}/resultados/{id}/editar", pagetest.Answered(d.T, p.Edit))
	r.Post("/planes/{plan}/resultados/{id}/retirada", pagetest.Answered(d.T, p.Withdraw))
	r.Post("/planes/{plan}/resultados/{id}/restauracion", pagetest.Answered(d.T, p.Restore))
	r.Post("/planes/{plan}/resultados/{id}/ficheros", pagetest.Answered(d.T, p.AddFiles))
	r.Get("/planes/{plan}/resultados/{id}/ficheros/{file}", pagetest.Answered(d.T, p.Download))
	r.Post("/planes/{plan}/resultados/{id}/ficheros/{file}/retirada", pagetest.Answered(d.T, p.WithdrawFile))
	d.router = r
	d.as(access.Technician)
	return d
}

// as sits somebody else of the demo down.
func (d *desk) as(role access.Role) {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pages.Results.Pool, role)
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
		session := user.Session{ID: 1, Confirmed: true, User: d.actor}
		r = r.WithContext(ui.WithSession(r.Context(), session))
	}
	d.router.ServeHTTP(w, r)
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, header: w.Header(), location: w.Header().Get("Location"), body: w.Body.String()}
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends a form; fields that come several times are one value after the other.
func (d *desk) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{}
	for n := 0; n < len(pairs); n += 2 {
		if pairs[n] == "indicators" {
			pairs[n+1] = d.numbered(pairs[n+1])
		}
		form.Add(pairs[n], pairs[n+1])
	}
	if !form.Has(ui.KeyField) {
		form.Set(ui.KeyField, rand.Text())
	}
	return d.send(pagetest.Form(d, address, form))
}

// numbered returns the number of the indicator with a code; what is none stays as it is.
func (d *desk) numbered(code string) string {
	d.Helper()
	var id string
	if strings.Contains(code, "\x00") || d.pages.Results.Pool.QueryRow(d.Context(), `SELECT id::text FROM indicators WHERE code = $1`, code).Scan(&id) != nil {
		return code
	}
	return id
}

// upload sends files: names and what they hold, one after the other.
func (d *desk) upload(address, key string, files ...string) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := form.WriteField(ui.KeyField, key)
	for n := 0; n < len(files); n += 2 {
		part, failure := form.CreateFormFile("files", files[n])
		if failure == nil {
			_, failure = part.Write([]byte(files[n+1]))
		}
		err = errors.Join(err, failure)
	}
	if err = errors.Join(err, form.Close()); err != nil {
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

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
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

func (a answer) holds(selector, want string) answer {
	a.Helper()
	field := a.Find(selector)
	if got := field.AttrOr("value", field.Text()); field.Length() != 1 || got != want {
		a.Errorf("%d of %s with %q, want %q", field.Length(), selector, got, want)
	}
	return a
}

// create adds a result as the technician and returns its address.
func (d *desk) create(title string, codes ...string) string {
	d.Helper()
	sits := d.actor
	d.as(access.Technician)
	defer func() { d.actor = sits }()
	pairs := []string{"title", title}
	for _, code := range codes {
		pairs = append(pairs, "indicators", code)
	}
	path, _, _ := strings.Cut(d.post(base, pairs...).is(303).location, "?")
	return path
}

func (d *desk) count(table string) (n int) {
	d.Helper()
	query := map[string]string{
		"results": `SELECT count(*) FROM results`, "files": `SELECT count(*) FROM result_files`, "events": `SELECT count(*) FROM audit_events`,
	}[table]
	if err := d.pages.Results.Pool.QueryRow(d.Context(), query).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

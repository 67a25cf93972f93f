package imports

import (
	"bytes"
	"crypto/rand"
	"embed"
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
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/transfer"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// The tables of the first follow-up, as they were published.
//
//go:embed testdata
var published embed.FS

func publishedFile(t *testing.T, name string) string {
	t.Helper()
	content, err := published.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// desk is where somebody imports.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	pages  Pages
	router http.Handler
	actor  access.Actor
}

// open sits a technician down, without any plan but those that load brings.
func open(t *testing.T, load func(testing.TB) *pgxpool.Pool) *desk {
	t.Helper()
	clock := pagetest.Today().Time().Add(9 * time.Hour)
	now := func() time.Time {
		clock = clock.Add(time.Second)
		return clock
	}
	d := &desk{T: t, pool: load(t)}
	store := transfer.Store{Pool: d.pool, Slow: d.pool, Now: now, Today: pagetest.Today}
	d.pages = Pages{Imports: store, Today: pagetest.Today, Location: time.UTC}
	p, r := d.pages, chi.NewRouter()
	r.Get("/planes/importar", pagetest.Answered(t, p.New))
	r.Post("/planes/importar", pagetest.Answered(t, p.Create))
	r.Post("/planes/importar/formatos/{id}/baja", pagetest.Answered(t, p.DropMapping))
	r.Get("/planes/importar/{id}", pagetest.Answered(t, p.Show))
	r.Post("/planes/importar/{id}", pagetest.Answered(t, p.Decide))
	r.Get("/planes/importar/{id}/errores.csv", pagetest.Answered(t, p.Errors))
	r.Post("/planes/importar/{id}/aplicacion", pagetest.Answered(t, p.Apply))
	r.Post("/planes/importar/{id}/deshacer", pagetest.Answered(t, p.Undo))
	r.Post("/planes/importar/{id}/baja", pagetest.Answered(t, p.Discard))
	d.router = r
	d.as(access.Technician)
	return d
}

// as sits somebody else down.
func (d *desk) as(role access.Role) {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pool, role)
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
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, header: w.Header(), location: w.Header().Get("Location"), body: w.Body.String()}
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

func (d *desk) post(address string, fields url.Values) answer {
	d.Helper()
	if !fields.Has(ui.KeyField) {
		fields.Set(ui.KeyField, rand.Text())
	}
	return d.send(pagetest.Form(d, address, fields))
}

// bring sends a file, or the text of the field "text" without one, with the other fields as pairs.
func (d *desk) bring(name, content string, pairs ...string) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := map[string]string{ui.KeyField: rand.Text(), "by": byFile, "mode": string(transfer.NewPlan), "on": "30/11/2022"}
	for n := 0; n < len(pairs); n += 2 {
		fields[pairs[n]] = pairs[n+1]
	}
	var err error
	for field, value := range fields {
		err = errors.Join(err, form.WriteField(field, value))
	}
	part, failure := form.CreateFormFile("file", name)
	if failure == nil {
		_, failure = part.Write([]byte(content))
	}
	if err = errors.Join(err, failure, form.Close()); err != nil {
		d.Fatal(err)
	}
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, basePath, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if err := r.ParseMultipartForm(1 << 20); err != nil { // as the shell does before the handler
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = r.MultipartForm.RemoveAll() })
	return d.send(r)
}

// fields are those of a form as a browser would send it, with others as pairs.
func (a answer) fields(selector string, pairs ...string) url.Values {
	a.Helper()
	form := a.Find(selector)
	if form.Length() != 1 {
		a.Fatalf("%d of %s", form.Length(), selector)
	}
	values := url.Values{}
	form.Find("input[name], textarea[name]").Each(func(_ int, field *goquery.Selection) {
		kind := field.AttrOr("type", "text")
		if _, checked := field.Attr("checked"); (kind == "radio" || kind == "checkbox") && !checked {
			return
		}
		values.Add(field.AttrOr("name", ""), field.AttrOr("value", field.Text()))
	})
	form.Find("select[name]").Each(func(_ int, field *goquery.Selection) {
		values.Add(field.AttrOr("name", ""), field.Find("option[selected]").AttrOr("value", ""))
	})
	for n := 0; n < len(pairs); n += 2 {
		values.Set(pairs[n], pairs[n+1])
	}
	return values
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
}

// follow asks for the page that a form leads to.
func (a answer) follow() answer {
	a.Helper()
	a.is(http.StatusSeeOther)
	return a.get(a.location).is(http.StatusOK)
}

func (a answer) says(selector string, words ...string) answer {
	a.Helper()
	found := a.Find(selector)
	text := spaced(pagetest.Text(found) + " " + pagetest.Parted(found))
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

// path is the address of an import, without its query.
func (a answer) path() string {
	a.Helper()
	path, _, _ := strings.Cut(a.location, "?")
	return path
}

// count counts the rows that a query finds.
func (d *desk) count(query string) (n int) {
	d.Helper()
	if err := d.pool.QueryRow(d.Context(), query).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

package units

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var console = access.Actor{Kind: access.Command}

// desk is the pages as an administrator reaches them.
type desk struct {
	*testing.T
	store   unit.Store
	users   user.Store
	router  http.Handler
	session user.Session
}

func open(t *testing.T) desk {
	t.Helper()
	pool := dbtest.New(t)
	now := func() time.Time { return time.Date(2026, time.March, 14, 9, 0, 0, 0, time.UTC) }
	d := desk{T: t, store: unit.Store{Pool: pool, Now: now}, users: user.Store{Pool: pool, Now: now}}
	id, _, err := d.users.Invite(t.Context(), console, rand.Text(), user.Draft{Name: "Ana", Email: "ana@ejemplo.es", Role: access.Admin, UnitIDs: []int64{}})
	if err != nil {
		t.Fatal(err)
	}
	d.session = user.Session{ID: 1, Confirmed: true, User: access.Actor{Kind: access.Person, ID: id, Name: "Ana", Role: access.Admin, Session: 1}}
	p, r := Pages{Units: d.store, Location: time.UTC}, chi.NewRouter()
	r.Get("/administracion/unidades", pagetest.Answered(d.T, p.List))
	r.Post("/administracion/unidades", pagetest.Answered(d.T, p.Create))
	r.Get("/administracion/unidades/nueva", pagetest.Answered(d.T, p.New))
	r.Get("/administracion/unidades/{id}", pagetest.Answered(d.T, p.Show))
	r.Post("/administracion/unidades/{id}", pagetest.Answered(d.T, p.Save))
	r.Post("/administracion/unidades/{id}/baja", pagetest.Answered(d.T, p.Delete))
	d.router = r
	return d
}

// answer is what a page answers, read.
type answer struct {
	desk
	*goquery.Document
	code     int
	location string
}

func (d desk) send(r *http.Request) answer {
	d.Helper()
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), d.session)))
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location")}
}

func (d desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends pairs of names and values; a key is drawn where none is among them.
func (d desk) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{ui.KeyField: {rand.Text()}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	return d.send(pagetest.Form(d, address, form))
}

func (a answer) says(selector string, words ...string) {
	a.Helper()
	text := pagetest.Parted(a.Find(selector))
	for _, word := range words {
		if !strings.Contains(text, word) {
			a.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
}

// holds checks the value that a field comes back with.
func (a answer) holds(selector, want string) {
	a.Helper()
	field := a.Find(selector)
	got := field.AttrOr("value", field.Text())
	if field.Length() != 1 || got != want {
		a.Errorf("%d of %s with %q, want %q", field.Length(), selector, got, want)
	}
}

func (d desk) create(name string, aliases ...string) int64 {
	d.Helper()
	id, err := d.store.Create(d.Context(), console, rand.Text(), unit.Draft{Name: name, Aliases: aliases})
	if err != nil {
		d.Fatal(err)
	}
	return id
}

// belong makes a new person belong to a unit.
func (d desk) belong(id int64) {
	d.Helper()
	draft := user.Draft{Name: "Eva", Email: strings.ToLower(rand.Text()) + "@ejemplo.es", Role: access.Staff, UnitIDs: []int64{id}}
	if _, _, err := d.users.Invite(d.Context(), console, rand.Text(), draft); err != nil {
		d.Fatal(err)
	}
}

func (d desk) all() []unit.Counted {
	d.Helper()
	list, err := d.store.List(context.WithoutCancel(d.Context()))
	if err != nil {
		d.Fatal(err)
	}
	return list
}

func address(id int64) string { return "/administracion/unidades/" + strconv.FormatInt(id, 10) }

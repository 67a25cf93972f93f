package users

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
	"hito/internal/mail"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	clock   = time.Date(2026, time.March, 14, 9, 0, 0, 0, time.UTC)
	console = access.Actor{Kind: access.Command}
)

// desk is the pages as Ana, who administers, reaches them; what is left for later is kept.
type desk struct {
	*testing.T
	pages   Pages
	router  http.Handler
	session user.Session
	ana     int64
	later   []func(context.Context) error
}

func open(t *testing.T) *desk {
	t.Helper()
	pool := dbtest.New(t)
	now := func() time.Time { return clock }
	d := &desk{T: t}
	d.pages = Pages{
		Users: user.Store{Pool: pool, Now: now}, Units: unit.Store{Pool: pool, Now: now}, PublicURL: "https://hito.ejemplo.es",
		Later:    func(_ string, do func(context.Context) error) { d.later = append(d.later, do) },
		Location: time.FixedZone("CET", 3600),
	}
	d.ana, _ = d.invite("Ana Admin", "ana@ejemplo.es", access.Admin)
	d.session = user.Session{ID: 1, Confirmed: true, User: access.Actor{Kind: access.Person, ID: d.ana, Name: "Ana Admin", Role: access.Admin, Session: 1}}
	d.router = d.routes()
	return d
}

func (d *desk) routes() http.Handler {
	r := chi.NewRouter()
	route := func(add func(string, http.HandlerFunc), path string, h func(Pages, http.ResponseWriter, *http.Request) error) {
		add("/administracion/personas"+path, pagetest.Answered(d.T, func(w http.ResponseWriter, r *http.Request) error { return h(d.pages, w, r) }))
	}
	route(r.Get, "", Pages.List)
	route(r.Post, "", Pages.Invite)
	route(r.Post, "/exportar", Pages.Export)
	route(r.Get, "/nueva", Pages.New)
	route(r.Get, "/{id}", Pages.Show)
	route(r.Post, "/{id}", Pages.Save)
	route(r.Post, "/{id}/enlace", Pages.NewLink)
	route(r.Post, "/{id}/segundo-factor", Pages.ResetFactor)
	route(r.Post, "/{id}/sesiones", Pages.EndSessions)
	route(r.Post, "/{id}/baja", Pages.Disable)
	route(r.Post, "/{id}/alta", Pages.Enable)
	route(r.Post, "/{id}/cuentas", Pages.Unlink)
	return r
}

// answer is what a page answers, read.
type answer struct {
	*desk
	*goquery.Document
	code     int
	location string
}

func (d *desk) send(r *http.Request) answer {
	d.Helper()
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), d.session)))
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location")}
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends pairs of names and values; a key is drawn where none is among them.
func (d *desk) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{}
	for n := 0; n < len(pairs); n += 2 {
		form.Add(pairs[n], pairs[n+1])
	}
	if !form.Has(ui.KeyField) {
		form.Set(ui.KeyField, rand.Text())
	}
	return d.send(pagetest.Form(d, address, form))
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
}

func (a answer) leadsTo(location string) {
	a.Helper()
	if a.code != http.StatusSeeOther || a.location != location {
		a.Errorf("%d to %q, want 303 to %q", a.code, a.location, location)
	}
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

func (a answer) count(selector string, want int) {
	a.Helper()
	if got := a.Find(selector).Length(); got != want {
		a.Errorf("%d of %s, want %d: %q", got, selector, want, pagetest.Text(a.Find(selector)))
	}
}

// holds checks the value of a field.
func (a answer) holds(selector, want string) {
	a.Helper()
	if got := a.Find(selector).AttrOr("value", "nothing"); a.Find(selector).Length() != 1 || got != want {
		a.Errorf("%d of %s with %q, want %q", a.Find(selector).Length(), selector, got, want)
	}
}

// invite makes a person who has not answered yet, and returns the token of their link.
func (d *desk) invite(name, email string, role access.Role, units ...int64) (id int64, token string) {
	d.Helper()
	id, token, err := d.pages.Users.Invite(d.Context(), console, rand.Text(), user.Draft{Name: name, Email: email, Role: role, UnitIDs: units})
	if err != nil {
		d.Fatal(err)
	}
	return id, token
}

// enter makes a person who has chosen a password and is signed in.
func (d *desk) enter(name, email string, role access.Role) int64 {
	d.Helper()
	id, token := d.invite(name, email, role)
	if _, err := d.pages.Users.AnswerLink(d.Context(), user.From{}, token, user.Answer{Password: "tractor nube azul pimiento"}); err != nil {
		d.Fatal(err)
	}
	return id
}

func (d *desk) unit(name string) int64 {
	d.Helper()
	id, err := d.pages.Units.Create(d.Context(), console, rand.Text(), unit.Draft{Name: name})
	if err != nil {
		d.Fatal(err)
	}
	return id
}

func (d *desk) find(id int64) user.User {
	d.Helper()
	u, err := d.pages.Users.Find(d.Context(), console, id)
	if err != nil {
		d.Fatal(err)
	}
	return u
}

// people is how many there are.
func (d *desk) people() int {
	d.Helper()
	_, total, err := d.pages.Users.People(d.Context(), console, user.Query{Limit: 1})
	if err != nil {
		d.Fatal(err)
	}
	return total
}

func (d *desk) sendMail() {
	d.Helper()
	sender, err := mail.New(mail.Config{Server: "smtp://localhost:2525", From: "hito@ejemplo.es"})
	if err != nil {
		d.Fatal(err)
	}
	d.pages.Mail = sender
}

func at(id int64) string { return "/administracion/personas/" + text(id) }

func text(id int64) string { return strconv.FormatInt(id, 10) }

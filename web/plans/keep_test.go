package plans

import (
	"crypto/rand"
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
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/plan"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// desk is the pages as somebody who has signed in reaches them.
type desk struct {
	*testing.T
	pool    *pgxpool.Pool
	router  http.Handler
	session user.Session
}

// openDesk gives the demo's technician the demo's plans, or with empty an installation without any.
func openDesk(t *testing.T, empty bool) desk {
	t.Helper()
	d := desk{T: t}
	id := int64(7)
	if empty {
		d.pool = dbtest.New(t)
	} else {
		d.pool = demotest.New(t, today)
		if err := d.pool.QueryRow(t.Context(), `SELECT id FROM users WHERE role = 'technician'`).Scan(&id); err != nil {
			t.Fatal(err)
		}
	}
	d.session = user.Session{ID: 1, Confirmed: true, User: access.Actor{Kind: access.Person, ID: id, Role: access.Technician, Session: 1}}
	clock := func() time.Time { return today.Time().Add(9 * time.Hour) }
	p := Pages{Pool: d.pool, Today: func() date.Date { return today }, Plans: plan.Store{Pool: d.pool, Now: clock}, Location: time.UTC}
	r := chi.NewRouter()
	for route, h := range map[string]pagetest.Handler{
		"/planes": p.List, "/planes/nuevo": p.New, "/planes/{plan}": p.Show, "/planes/{plan}/editar": p.Edit, "/planes/{plan}/duplicar": p.Duplicate,
		"/planes/{plan}/apartados": p.Sections, "/planes/{plan}/apartados/nuevo": p.NewSection, "/planes/{plan}/apartados/{id}": p.EditSection,
		"/planes/{plan}/publicacion": p.Publication,
	} {
		r.Get(route, pagetest.Answered(d.T, h))
	}
	for route, h := range map[string]pagetest.Handler{
		"/planes": p.Create, "/planes/{plan}/editar": p.Save, "/planes/{plan}/estado": p.Take, "/planes/{plan}/duplicar": p.SaveCopy,
		"/planes/{plan}/apartados": p.CreateSection, "/planes/{plan}/apartados/orden": p.MoveSection, "/planes/{plan}/apartados/{id}": p.SaveSection,
		"/planes/{plan}/apartados/{id}/baja": p.DropSection, "/planes/{plan}/publicacion": p.Publish,
	} {
		r.Post(route, pagetest.Answered(d.T, h))
	}
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
	ctx := ui.WithSite(ui.WithSession(r.Context(), d.session), ui.Site{Body: "Servicios Sociales de Ejemplo"})
	d.router.ServeHTTP(w, r.WithContext(ctx))
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location")}
}

func (d desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends a form; a key is drawn where it has none.
func (d desk) post(address string, form url.Values) answer {
	d.Helper()
	if !form.Has(ui.KeyField) {
		form = with(form, ui.KeyField, rand.Text())
	}
	return d.send(pagetest.Form(d, address, form))
}

// form is the fields of a form of the page, as a browser would send them.
func (a answer) form(action string) url.Values {
	a.Helper()
	found := a.Find("form[action='" + action + "']")
	if found.Length() != 1 {
		a.Fatalf("%d forms to %s", found.Length(), action)
	}
	values := url.Values{}
	found.Find("[name]:not(button)").Each(func(_ int, field *goquery.Selection) {
		value := field.AttrOr("value", field.Text())
		switch kind := field.AttrOr("type", goquery.NodeName(field)); {
		case kind == "select":
			value = field.Find("option[selected]").AttrOr("value", "")
		case kind == "checkbox" && field.Filter("[checked]").Length() == 0:
			return
		}
		values.Add(field.AttrOr("name", ""), value)
	})
	values.Del(ui.KeyField)
	return values
}

// with is a form with pairs of names and values set.
func with(form url.Values, pairs ...string) url.Values {
	changed := url.Values{}
	for name, values := range form {
		changed[name] = values
	}
	for n := 0; n < len(pairs); n += 2 {
		changed.Set(pairs[n], pairs[n+1])
	}
	return changed
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
}

// leads checks where a form that was carried out leads.
func (a answer) leads(to string) {
	a.Helper()
	if a.code != http.StatusSeeOther || a.location != to {
		a.Fatalf("%d to %q, want %q: %s", a.code, a.location, to, pagetest.Text(a.Find("[role=alert]")))
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

func (a answer) lacks(selector string) {
	a.Helper()
	if n := a.Find(selector).Length(); n != 0 {
		a.Errorf("%d of %s", n, selector)
	}
}

// holds checks the value that a field comes back with.
func (a answer) holds(id, want string) {
	a.Helper()
	field := a.Find(`[id="` + id + `"]`)
	if got := field.AttrOr("value", field.Text()); field.Length() != 1 || strings.TrimSpace(got) != strings.TrimSpace(want) {
		a.Errorf("%d of %s with %.60q, want %.60q", field.Length(), id, got, want)
	}
}

// refuses checks that a form came back with a message at a field and what was typed into it.
func (a answer) refuses(field, typed string) {
	a.Helper()
	a.is(http.StatusUnprocessableEntity)
	if a.Find(`[id="`+field+`-error"]`).Length() != 1 || a.Find(`[id="`+field+`"][aria-invalid=true]`).Length() != 1 {
		a.Errorf("no message at %s: %s", field, pagetest.Text(a.Find("[role=alert]")))
	}
	if a.Find(`[role=alert] a[href="#`+field+`"]`).Length() != 1 {
		a.Errorf("the summary does not lead to %s", field)
	}
	if !strings.HasPrefix(a.Find("title").Text(), "Error: ") {
		a.Error("the title does not tell")
	}
	a.holds(field, strings.ReplaceAll(strings.ReplaceAll(typed, "\x00", "\ufffd"), "\xff", "\ufffd"))
}

// kept is a plan as it is kept.
func (d desk) kept(slug string) (doc plan.Document) {
	d.Helper()
	err := db.ReadTx(d.Context(), d.pool, func(tx pgx.Tx) (err error) {
		doc, err = plan.Load(d.Context(), tx, access.Scope{All: true}, slug)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return doc
}

// rows counts what is written anywhere when a plan is kept.
func (d desk) rows() (n int) {
	d.Helper()
	err := d.pool.QueryRow(d.Context(), `
		SELECT (SELECT count(*) FROM plans) + (SELECT count(*) FROM plan_sections) + (SELECT count(*) FROM periods)
		       + (SELECT count(*) FROM audit_events) + (SELECT sum(version) FROM plans)::bigint`).Scan(&n)
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func (d desk) exec(sql string) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql); err != nil {
		d.Fatal(err)
	}
}

// badTexts and badDays are what people and programs put into fields.
var (
	badTexts = map[string]string{
		"NUL": "a\x00b", "bell": "a\ab", "right-to-left": "a\u202eb", "zero width": "a\u200bb", "100 KB": strings.Repeat("a", 100_000),
	}
	badDays = map[string]string{
		"empty": "", "text": "pronto", "year 1": "0001-01-01", "year 9999": "9999-12-31", "31 February": "31/2/2024", "NUL": "2024\x00", "number": "1e400",
	}
	badPercents = map[string]string{
		"empty": "", "text": "mucho", "NaN": "NaN", "1e400": "1e400", "minus zero": "-0", "negative": "-5", "forty digits": strings.Repeat("9", 40), "NUL": "7\x00",
		"two decimals": "70,25",
	}
)

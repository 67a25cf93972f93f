package indicators_test

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
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/indicator"
	"hito/internal/user"
	"hito/web/indicators"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// desk is the pages as somebody of the demo reaches them, signed in or not.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	router http.Handler
	actor  access.Actor
}

func sit(t *testing.T, role access.Role) desk {
	t.Helper()
	pool := demotest.New(t, today)
	now := func() time.Time { return time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC) }
	p := indicators.Pages{Pool: pool, Values: indicator.Store{Pool: pool, Now: now}, Today: func() date.Date { return today }}
	d, r := desk{T: t, pool: pool}, chi.NewRouter()
	r.Get("/planes/{plan}/indicadores", pagetest.Answered(d.T, p.List))
	r.Get("/planes/{plan}/indicadores/{code}", pagetest.Answered(d.T, p.Show))
	r.Post("/planes/{plan}/indicadores/{code}/valores", pagetest.Answered(d.T, p.Record))
	r.Get("/planes/{plan}/indicadores/{code}/valores/{fecha}", pagetest.Answered(d.T, p.Day))
	r.Post("/planes/{plan}/indicadores/{code}/valores/{fecha}", pagetest.Answered(d.T, p.Correct))
	r.Post("/planes/{plan}/indicadores/{code}/valores/{fecha}/retirada", pagetest.Answered(d.T, p.Withdraw))
	d.router = r
	return d.as(role)
}

// as is the same desk with somebody of another role at it.
func (d desk) as(role access.Role) desk {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pool, role)
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
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: d.actor})))
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location")}
}

func (d desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends pairs of names and values; a key is drawn, and the version is that of nothing, where none is among them.
func (d desk) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{ui.KeyField: {rand.Text()}, "version": {"0"}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
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

// leads follows a form to the page that it leads to.
func (a answer) leads(address string) answer {
	a.Helper()
	a.is(303)
	if a.location != address {
		a.Fatalf("leads to %q, want %q", a.location, address)
	}
	return a.get(address).is(200)
}

func (a answer) says(selector string, words ...string) {
	a.Helper()
	text, parted := pagetest.Text(a.Find(selector)), pagetest.Parted(a.Find(selector))
	for _, word := range words {
		if !strings.Contains(text, word) && !strings.Contains(parted, word) {
			a.Errorf("%q is not in %s: %q", word, selector, parted)
		}
	}
}

func (a answer) count(selector string, want int) {
	a.Helper()
	if got := a.Find(selector).Length(); got != want {
		a.Errorf("%d of %s, want %d", got, selector, want)
	}
}

// holds checks the value that a field comes back with.
func (a answer) holds(selector, want string) {
	a.Helper()
	field := a.Find(selector)
	got := field.AttrOr("value", "")
	if field.Is("textarea") {
		got = field.Text()
	}
	if field.Length() != 1 || got != want {
		a.Errorf("%d of %s, the first with %q, want one with %q", field.Length(), selector, got, want)
	}
}

// written counts everything that recording a value writes.
func (d desk) written() (rows int) {
	d.Helper()
	err := d.pool.QueryRow(d.Context(), `
		SELECT (SELECT count(*) FROM measurements) + (SELECT count(*) FROM results) + (SELECT count(*) FROM result_indicators)
		     + (SELECT count(*) FROM audit_events)`).Scan(&rows)
	if err != nil {
		d.Fatal(err)
	}
	return rows
}

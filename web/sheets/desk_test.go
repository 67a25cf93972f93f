package sheets

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/indicator"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const sheetPath = pagetest.Example + "/hoja"

// day is the one on which the sheet of the tests opens; the demo has no value of it.
var day = pagetest.Today()

// statements counts what is sent to the database, each of a batch too.
type statements struct{ n atomic.Int32 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.n.Add(1)
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// desk is where somebody fills in the sheet of the demo's fictitious plan.
type desk struct {
	*testing.T
	pool  *pgxpool.Pool
	sent  *statements
	pages Pages
	actor access.Actor

	origin access.Origin
}

func open(t *testing.T) desk {
	t.Helper()
	plain := pagetest.Demo(t)
	config, sent := plain.Config(), &statements{}
	config.ConnConfig.Tracer = sent
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	clock := time.Date(2026, time.March, 14, 9, 0, 0, 123456789, time.UTC)
	now := func() time.Time {
		clock = clock.Add(time.Second)
		return clock
	}
	d := desk{T: t, pool: pool, sent: sent}
	d.exec(`UPDATE rounds SET cancelled_at = now(), cancel_reason = 'Prueba' WHERE closed_at IS NULL AND cancelled_at IS NULL`)
	d.pages = Pages{Values: indicator.Store{Pool: pool, Now: now}, Today: func() date.Date { return day }, Location: time.UTC}
	return d.as(access.Technician)
}

// as returns the desk of the demo's person with a role.
func (d desk) as(role access.Role) desk {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pool, role)
	return d
}

// exec changes the database behind the pages.
func (d desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

// id returns the number of an indicator of the fictitious plan.
func (d desk) id(code string) int64 {
	d.Helper()
	var id int64
	err := d.pool.QueryRow(d.Context(), `
		SELECT i.id
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.code = $1`, code).Scan(&id)
	if err != nil {
		d.Fatal(err)
	}
	return id
}

// on returns what an indicator has on a day: "12 (1)" is a value with its revision; blank for nothing.
func (d desk) on(code string, day date.Date) string {
	d.Helper()
	var value *string
	err := d.pool.QueryRow(d.Context(), `
		SELECT (SELECT trim_scale(value) || ' (' || revision || ')' FROM measurements WHERE indicator_id = $1 AND measured_on = $2 ORDER BY revision DESC LIMIT 1)`,
		d.id(code), day).Scan(&value)
	if err != nil {
		d.Fatal(err)
	}
	if value == nil {
		return ""
	}
	return *value
}

// count tells how many measurements there are.
func (d desk) count() int {
	d.Helper()
	var n int
	if err := d.pool.QueryRow(d.Context(), `SELECT count(*) FROM measurements`).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

// got is an answer.
type got struct {
	*goquery.Document
	d        desk
	status   int
	location string
	body     string
	header   http.Header
}

func (d desk) get(address string) got { d.Helper(); return d.do(http.MethodGet, address, nil) }

// typed are cells of the sheet by indicator: "I1.1 valor=12" says what is in one.
func (d desk) typed(cells ...string) url.Values {
	d.Helper()
	form := url.Values{"accion": {"guardar"}, ui.KeyField: {strings.Repeat("K", 26)}}
	for _, one := range cells {
		code, rest, _ := strings.Cut(one, " ")
		name, value, _ := strings.Cut(rest, "=")
		id := d.id(code)
		form.Set(field{name: name}.of(id), value)
		if key := dateField.of(id); !form.Has(key) {
			form.Set(key, ui.ShortDate(day))
		}
	}
	return form
}

func (d desk) send(cells ...string) got {
	d.Helper()
	return d.do(http.MethodPost, sheetPath, d.typed(cells...))
}

func (d desk) do(method, address string, form url.Values) got {
	d.Helper()
	router := chi.NewRouter()
	for route, h := range map[string]pagetest.Handler{"GET /planes/{plan}/hoja": d.pages.Show, "POST /planes/{plan}/hoja": d.pages.Save, "GET /planes/{plan}/hoja/fila": d.pages.Row} {
		verb, path, _ := strings.Cut(route, " ")
		router.Method(verb, path, pagetest.Answered(d.T, h))
	}
	ctx := ui.WithSession(ui.WithOrigin(d.Context(), d.origin), user.Session{ID: 1, User: d.actor, Confirmed: true})
	r := httptest.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		_ = r.ParseForm()
	}
	w := httptest.NewRecorder()
	router.ServeHTTP(w, r)
	return got{pagetest.Read(d, r, w), d, w.Code, w.Header().Get("Location"), w.Body.String(), w.Header()}
}

func (g got) is(status int) got {
	g.d.Helper()
	if g.status != status {
		g.d.Fatalf("status %d, want %d: %s", g.status, status, pagetest.Text(g.Find("main")))
	}
	return g
}

func (g got) says(selector string, words ...string) {
	g.d.Helper()
	text := pagetest.Text(g.Find(selector))
	for _, word := range words {
		if !strings.Contains(text, word) {
			g.d.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
}

func (g got) holds(id, want string) {
	g.d.Helper()
	if value, found := g.Find("[id='" + id + "']").Attr("value"); !found || value != want {
		g.d.Errorf("%s holds %q, want %q", id, value, want)
	}
}

func (g got) counts(selector string, want int) {
	g.d.Helper()
	if n := g.Find(selector).Length(); n != want {
		g.d.Errorf("%d of %s, want %d", n, selector, want)
	}
}

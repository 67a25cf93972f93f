package cases

import (
	"crypto/rand"
	"fmt"
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
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/notice"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var day = date.New(2026, time.March, 16)

const author = "Nombre Confidencial Del Todo"

// desk is the pages with which retos are handled, as one person sees them.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	router http.Handler
	actor  access.Actor
	people map[access.Role]access.Actor
	author int64
	unit   int64
	made   int
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, pool: dbtest.Lease(t).Pool, people: map[access.Role]access.Actor{access.Nobody: {}}}
	for role, name := range map[access.Role]string{access.Technician: "Técnica", access.Director: "Dirección", access.Staff: "Personal", access.Admin: "Administración"} {
		d.exec(`INSERT INTO users (email, name, role) VALUES ($1 || '@ejemplo.es', $2, $1)`, string(role), name)
		d.people[role] = dbtest.Actor(t, d.pool, role)
	}
	d.author = d.number(`INSERT INTO users (email, name, role, disabled_at) VALUES ('quien@ejemplo.es', $1, 'staff', now()) RETURNING id`, author)
	d.unit = d.number(`INSERT INTO units (name) VALUES ('Unidad de Programas') RETURNING id`)
	d.route(d.pool)
	d.as(access.Technician)
	return d
}

// route serves the pages from a pool.
func (d *desk) route(pool *pgxpool.Pool) {
	now := func() time.Time { return day.Time().Add(9 * time.Hour) }
	p := Pages{
		Challenges: challenge.Store{Pool: pool, Now: now, Today: func() date.Date { return day }, Notices: notice.Writer{}},
		Location:   time.UTC,
	}
	r := chi.NewRouter()
	r.Get("/retos/tablero", pagetest.Answered(d.T, p.Board))
	r.Get("/retos/{code}/estado", pagetest.Answered(d.T, p.State))
	r.Post("/retos/{code}/estado", pagetest.Answered(d.T, p.Move))
	r.Post("/retos/{code}/decision", pagetest.Answered(d.T, p.Decision))
	r.Get("/retos/{code}/asignacion", pagetest.Answered(d.T, p.Assignment))
	r.Post("/retos/{code}/asignacion", pagetest.Answered(d.T, p.Assign))
	r.Get("/retos/{code}/fusion", pagetest.Answered(d.T, p.Merging))
	r.Post("/retos/{code}/fusion", pagetest.Answered(d.T, p.Merge))
	r.Get("/retos/{code}/publicacion", pagetest.Answered(d.T, p.Publication))
	r.Post("/retos/{code}/publicacion", pagetest.Answered(d.T, p.Publish))
	d.router = r
}

func (d *desk) as(role access.Role) { d.actor = d.people[role] }

func (d *desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) number(sql string, args ...any) (n int64) {
	d.Helper()
	if err := d.pool.QueryRow(d.Context(), sql, args...).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

// reto writes one with a title and returns its address; due is how many days there are for its first answer.
func (d *desk) reto(title string, state challenge.State, due int) string {
	d.Helper()
	d.made++
	code := strings.NewReplacer("0", "A", "1", "C", "8", "D").Replace(fmt.Sprintf("%015d", d.made))
	d.exec(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, unit_id, state, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ($1, $2, 'El problema', 'confidential', $3, $4, $5, $6, $6, $7, $8)`,
		code, title, d.author, d.unit, state, day.Time().AddDate(0, 0, -50), day-50, day+date.Date(due))
	return ui.ChallengePath(challenge.Grouped(code))
}

type answer struct {
	*desk
	*goquery.Document
	code     int
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
	if strings.Contains(w.Body.String(), author) {
		d.Errorf("%s %s names the author", r.Method, r.URL)
	}
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location"), body: w.Body.String()}
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends a form; its fields are names and values in turn.
func (d *desk) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{ui.KeyField: {rand.Text()}}
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

// to checks where a form leads.
func (a answer) to(want string) {
	a.Helper()
	if a.is(http.StatusSeeOther).location != want {
		a.Errorf("leads to %q, want %q", a.location, want)
	}
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

// state is where the reto of an address is.
func (d *desk) state(path string) (state challenge.State) {
	d.Helper()
	code := challenge.ReadCode(strings.TrimPrefix(path, "/retos/"))
	if err := d.pool.QueryRow(d.Context(), `SELECT state FROM challenges WHERE code = $1`, code).Scan(&state); err != nil {
		d.Fatal(err)
	}
	return state
}

package evaluations

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

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const canary = "Confidenciana"

// desk is a department with retos, as one person sees its pages.
type desk struct {
	*testing.T
	pages  Pages
	router http.Handler
	people map[string]access.Actor
	actor  access.Actor
	unit   int64
	made   int
}

func open(t *testing.T) *desk {
	t.Helper()
	now := func() time.Time { return time.Date(2026, time.March, 16, 9, 0, 0, 0, time.UTC) }
	store := challenge.Store{Pool: dbtest.Lease(t).Pool, Now: now, Today: func() date.Date { return date.Of(now()) }}
	d := &desk{T: t, pages: Pages{Challenges: store, Location: time.UTC}, people: map[string]access.Actor{"visitor": {}}}
	d.unit = d.number(`INSERT INTO units (name) VALUES ('Unidad de Programas') RETURNING id`)
	for name, role := range map[string]access.Role{
		"Tecla": access.Technician, "Diana": access.Director, "Adela": access.Admin, canary: access.Staff, "Asier": access.Staff, "Elsa": access.Staff,
	} {
		id := d.number(`INSERT INTO users (email, name, role) VALUES (lower($1) || '@ejemplo.es', $1, $2) RETURNING id`, name, role)
		d.people[name] = access.Actor{Kind: access.Person, ID: id, Name: name, Role: role, Session: 1}
	}
	r := chi.NewRouter()
	r.Get(ui.ChallengeMapPath, pagetest.Answered(t, d.pages.Map))
	r.Get("/retos/{code}/evaluacion", pagetest.Answered(t, d.pages.Show))
	r.Post("/retos/{code}/evaluacion", pagetest.Answered(t, d.pages.Save))
	d.router = r
	d.as("Tecla")
	return d
}

func (d *desk) number(sql string, args ...any) (n int64) {
	d.Helper()
	if err := d.pages.Challenges.Pool.QueryRow(d.Context(), sql, args...).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

func (d *desk) exec(sql string) {
	d.Helper()
	if _, err := d.pages.Challenges.Pool.Exec(d.Context(), sql); err != nil {
		d.Fatal(err)
	}
}

// as sits somebody down.
func (d *desk) as(name string) { d.actor = d.people[name] }

// reto writes one of a confidential author, assigned to Asier, and returns its address.
func (d *desk) reto(title string, state challenge.State) string {
	d.Helper()
	d.made++
	code := []byte("AAAAAAAAAAAAAAA")
	for n, left := len(code)-1, d.made; left > 0; n, left = n-1, left/10 {
		code[n] = "ACDEFHKMNP"[left%10]
	}
	d.number(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, state, state_since, submitted_at, submitted_on, answer_due_on, assignee_id, unit_id, public_title)
		VALUES ($1, $2, 'Problema', 'confidential', $3, $4, now(), now(), '2026-03-02', '2026-03-30', $5, $6, '')
		RETURNING id`, string(code), title, d.people[canary].ID, state, d.people["Asier"].ID, d.unit)
	return ui.ChallengePath(challenge.Grouped(string(code)))
}

func (d *desk) send(r *http.Request) answer {
	d.Helper()
	ctx := r.Context()
	if d.actor.ID != 0 {
		ctx = ui.WithSession(ctx, user.Session{User: d.actor, ID: 1, Confirmed: true})
	}
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r.WithContext(ctx))
	a := answer{desk: d, code: w.Code, location: w.Header().Get("Location"), body: w.Body.String()}
	a.Document = pagetest.Read(d.T, r, w)
	if strings.Contains(a.body, canary) && d.actor.Name != canary {
		d.Errorf("%s %s tells the author to %s", r.Method, r.URL, d.actor.Name)
	}
	return a
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

// post sends a form with a key of its own.
func (d *desk) post(address string, form url.Values) answer {
	d.Helper()
	form.Set(ui.KeyField, rand.Text())
	return d.send(pagetest.Form(d.T, address, form))
}

// typed are the fields of a form for a first evaluation: of the criteria in their order, 0 for none.
func typed(list ...int) url.Values {
	form := url.Values{"version": {"0"}}
	for n, key := range []string{"impact", "alignment", "technical", "legal", "cost", "urgency", "scalability"} {
		if n < len(list) && list[n] != 0 {
			form.Set(challenge.ScoreField(key), fmt.Sprint(list[n]))
		}
	}
	return form
}

// evaluate is a first evaluation that must be taken.
func (d *desk) evaluate(name, address string, list ...int) {
	d.Helper()
	before := d.actor
	d.as(name)
	d.post(address+"/evaluacion", typed(list...)).is(http.StatusSeeOther)
	d.actor = before
}

type answer struct {
	*desk
	*goquery.Document
	code     int
	location string
	body     string
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("answers %d, want %d: %.400q", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
}

func (a answer) says(selector string, words ...string) {
	a.Helper()
	text := pagetest.Parted(a.Find(selector))
	for _, word := range words {
		if !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), word) {
			a.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
}

func (a answer) count(selector string, want int) {
	a.Helper()
	if got := a.Find(selector).Length(); got != want {
		a.Errorf("%d of %s, want %d: %.300q", got, selector, want, pagetest.Text(a.Find(selector)))
	}
}

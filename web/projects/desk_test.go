package projects

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// table is the pages of the demo's retos, as one person sees them.
type table struct {
	*testing.T
	pages  Pages
	router http.Handler
	actor  access.Actor
}

func open(t *testing.T) *table {
	t.Helper()
	pool := pagetest.Demo(t)
	d := &table{T: t, pages: Pages{Location: time.UTC, Challenges: challenge.Store{
		Pool: pool, Now: func() time.Time { return pagetest.Today().Time().Add(9 * time.Hour) }, Today: pagetest.Today,
	}}}
	p, r := d.pages, chi.NewRouter()
	r.Get("/retos/{code}", pagetest.Answered(t, d.section))
	r.Get("/retos/{code}/vinculos", pagetest.Answered(t, p.Links))
	r.Post("/retos/{code}/vinculos", pagetest.Answered(t, p.AddLink))
	r.Post("/retos/{code}/vinculos/{id}/baja", pagetest.Answered(t, p.RemoveLink))
	r.Get("/retos/{code}/proyecto", pagetest.Answered(t, p.Project))
	r.Post("/retos/{code}/proyecto", pagetest.Answered(t, p.SaveProject))
	r.Post("/retos/{code}/hitos", pagetest.Answered(t, p.AddMilestone))
	r.Get("/retos/{code}/hitos/{id}", pagetest.Answered(t, p.Milestone))
	r.Post("/retos/{code}/hitos/{id}", pagetest.Answered(t, p.SaveMilestone))
	r.Post("/retos/{code}/hitos/{id}/baja", pagetest.Answered(t, p.DropMilestone))
	d.router = r
	d.as(access.Technician)
	return d
}

// section answers with the part of the page of a reto that this package provides.
func (d *table) section(w http.ResponseWriter, r *http.Request) error {
	var part templ.Component
	err := db.ReadTx(r.Context(), d.pages.Challenges.Pool, func(tx pgx.Tx) error {
		c, err := challenge.Find(r.Context(), tx, d.actor, chi.URLParam(r, "code"))
		if err != nil {
			return err
		}
		part, err = d.pages.Section(r.Context(), tx, d.actor, c)
		return err
	})
	if err != nil || part == nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, part)
}

func (d *table) as(role access.Role) {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pages.Challenges.Pool, role)
}

type answer struct {
	*goquery.Document
	code     int
	location string
	text     string
}

func (d *table) send(r *http.Request) answer {
	d.Helper()
	w := httptest.NewRecorder()
	if d.actor.SignedIn() {
		r = r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: d.actor}))
	}
	d.router.ServeHTTP(w, r)
	page := pagetest.Read(d, r, w)
	return answer{Document: page, code: w.Code, location: w.Header().Get("Location"), text: pagetest.Parted(page.Selection)}
}

func (d *table) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

func (d *table) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{ui.KeyField: {rand.Text()}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	return d.send(pagetest.Form(d, address, form))
}

func (d *table) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pages.Challenges.Pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

func (d *table) read(sql string, args ...any) (text string) {
	d.Helper()
	if err := d.pages.Challenges.Pool.QueryRow(d.Context(), sql, args...).Scan(&text); err != nil {
		d.Fatal(err)
	}
	return text
}

// reto writes an anonymous one in a state and returns its address. Its author's code is that of secret.
func (d *table) reto(state challenge.State) string {
	d.Helper()
	d.exec(`
		INSERT INTO challenges (code, secret_digest, title, problem, privacy, state, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ($1, sha256('reto'::bytea || '\x00'::bytea || convert_to($2, 'UTF8')), 'Colas en la puerta', 'P', 'anonymous', $3, now(), now(), '2026-03-01', '2026-03-29')`,
		retoCode, secretCode, state)
	return ui.ChallengePath(challenge.Grouped(retoCode))
}

const (
	retoCode   = "TTTTTTTTTTTTTTT"
	secretCode = "KKKKKKKKKKKKKKK"
)

// underWay is reto with a project that has a milestone, late by a day, and its number.
func (d *table) underWay(state challenge.State) (path, milestone string) {
	d.Helper()
	path = d.reto(state)
	d.exec(`
		INSERT INTO challenge_projects (challenge_id, title, lead_id, starts_on, ends_on)
		SELECT id, 'Cita en la puerta', (SELECT min(id) FROM users WHERE role = 'director'), '2026-01-01', '2026-12-31' FROM challenges WHERE code = $1`, retoCode)
	d.exec(`INSERT INTO challenge_milestones (challenge_id, title, due_on) SELECT max(id), 'Sala abierta', $1 FROM challenges`, pagetest.Today()-1)
	return path, d.read(`SELECT max(id)::text FROM challenge_milestones`)
}

// end is an end of the example plan by its code, as the form holds it.
func (d *table) end(table, code string) string {
	d.Helper()
	return strings.TrimSuffix(table, "s") + "-" + d.read(`
		SELECT x.id::text FROM `+table+` x JOIN plans p ON p.id = x.plan_id WHERE p.slug = $1 AND x.code = $2`, strings.TrimPrefix(pagetest.Example, "/planes/"), code)
}

func (d *table) wants(a answer, code int, words ...string) {
	d.Helper()
	if a.code != code {
		d.Errorf("status %d, want %d: %.300s", a.code, code, a.text)
	}
	for _, word := range words {
		if !strings.Contains(a.text, word) {
			d.Errorf("%q is not in %.1500s", word, a.text)
		}
	}
}

func (d *table) lacks(a answer, words ...string) {
	d.Helper()
	for _, word := range words {
		if strings.Contains(a.text, word) {
			d.Errorf("%q is in %.1500s", word, a.text)
		}
	}
}

func day(d date.Date) string { return d.String() }

package challenges

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

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

const (
	listCanary = "Candelaria Secreta"
	payload    = `<script>alert(1)</script>`
)

// hall is the lists, as one person sees them, with retos of all kinds. It is the evening of 27 November 2026 in Madrid.
type hall struct {
	*testing.T
	*dbtest.Database
	router http.Handler
	actor  access.Actor
	people map[string]access.Actor
	units  map[string]int64
}

var hallNow = time.Date(2026, time.November, 27, 19, 0, 0, 0, time.UTC)

func enter(t *testing.T) *hall {
	t.Helper()
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{T: t, Database: dbtest.Lease(t), people: map[string]access.Actor{"nobody": {}}, units: map[string]int64{}}
	for _, name := range []string{"Norte", "Sur"} {
		h.units[name] = h.number(`INSERT INTO units (name) VALUES ($1) RETURNING id`, name)
	}
	h.person("technician", "Técnica", access.Technician)
	h.person("director", "Directora", access.Director)
	h.person("admin", "Administradora", access.Admin)
	h.person("ana", listCanary, access.Staff)
	h.person("luis", "Luis", access.Staff, h.units["Norte"])
	p := Lists{
		Challenges: challenge.Store{Pool: h.Pool, Now: func() time.Time { return hallNow }, Today: func() date.Date { return date.New(2026, time.November, 27) }},
		Slow:       h.Pool, Location: madrid,
	}
	r := chi.NewRouter()
	answered := func(handler pagetest.Handler) http.HandlerFunc {
		return pagetest.Answered(t, func(w http.ResponseWriter, r *http.Request) error {
			_ = r.ParseForm()
			err := handler(w, r)
			if ui.Invalid(err) == nil {
				return err
			}
			w.WriteHeader(http.StatusUnprocessableEntity)
			return nil
		})
	}
	r.Get(ui.ChallengesPath, answered(p.List))
	r.Get(ui.ChallengeFiguresPath, answered(p.Figures))
	r.Post(exportPath, answered(p.Export))
	r.Post(viewsPath, answered(p.SaveView))
	r.Post(viewsPath+"/{id}/baja", answered(p.DropView))
	h.router = r
	return h.as("technician")
}

func (h *hall) number(sql string, args ...any) (n int64) {
	h.Helper()
	if err := h.Pool.QueryRow(h.Context(), sql, args...).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *hall) person(key, name string, role access.Role, units ...int64) {
	h.Helper()
	id := h.number(`INSERT INTO users (email, name, role) VALUES ($1 || '@ejemplo.es', $2, $3) RETURNING id`, key, name, role)
	h.people[key] = access.Actor{Kind: access.Person, ID: id, Name: name, Role: role, Units: units, Session: 1}
}

func (h *hall) as(who string) *hall {
	h.actor = h.people[who]
	return h
}

// reto keeps one of Ana's, of the unit Norte, that was received in October; changes are SQL for some of its columns.
func (h *hall) reto(code, title, changes string) int64 {
	h.Helper()
	id := h.number(`
		INSERT INTO challenges (code, title, problem, privacy, author_id, unit_id, state, state_since, submitted_at, submitted_on, answer_due_on)
		VALUES ($1, $2, 'Problema de ' || $2, 'confidential', $3, $4, 'received', '2026-10-05 08:00+00', '2026-10-05 08:00+00', '2026-10-05', '2026-11-03')
		RETURNING id`, strings.Repeat(code, 15), title, h.people["ana"].ID, h.units["Norte"])
	if changes != "" {
		h.number(`UPDATE challenges SET `+changes+` WHERE id = $1 RETURNING 1`, id)
	}
	return id
}

// some keeps retos of all kinds.
func (h *hall) some() {
	h.Helper()
	h.reto("A", "Tarde", "")
	h.reto("C", "Compartido", "shared = true, answer_due_on = '2026-12-04'")
	public := h.reto("D", "Privado del público", "published_at = '2026-10-20 08:00+00', public_title = 'Público', public_text = 'Para todo el mundo', state = 'implemented', answered_at = '2026-10-06 08:00+00'")
	h.number(`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note, internal_note) VALUES ($1, 'pilot', 'implemented', now(), '2026-10-21', 'Ya funciona', 'Nota interna canario') RETURNING 1`, public)
	h.reto("E", "Decisión", "state = 'analysis', answered_at = '2026-10-06 08:00+00', decision_asked_at = now(), urgency = 'high', urgency_reason = 'Corre prisa'")
	asked := h.reto("F", "Asignado", "state = 'waiting', answered_at = '2026-10-06 08:00+00'")
	h.number(`UPDATE challenges SET assignee_id = $2 WHERE id = $1 RETURNING 1`, asked, h.people["luis"].ID)
	h.number(`INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since) VALUES ($1, $2, true, true, now()) RETURNING 1`, public, h.people["admin"].ID)
	h.reto("H", "Anónimo", "answer_due_on = '2026-11-10', privacy = 'anonymous', author_id = NULL, secret_digest = decode(repeat('ab', 32), 'hex'), contact_name = '"+listCanary+"', contact_email = 'canario@ejemplo.es'")
}

func (h *hall) do(r *http.Request) *httptest.ResponseRecorder {
	h.Helper()
	w := httptest.NewRecorder()
	ctx := r.Context()
	if h.actor.ID != 0 {
		ctx = ui.WithSession(ctx, user.Session{User: h.actor, ID: 1, Confirmed: true})
	}
	h.router.ServeHTTP(w, r.WithContext(ctx))
	return w
}

// see asks for a page that must answer a status.
func (h *hall) see(address string, status int) *goquery.Document {
	h.Helper()
	r := httptest.NewRequestWithContext(h.Context(), http.MethodGet, address, nil)
	w := h.do(r)
	if w.Code != status {
		h.Fatalf("%s answers %d, want %d", address, w.Code, status)
	}
	return pagetest.Read(h.T, r, w)
}

// post sends a form with a key, unless it has one.
func (h *hall) post(address string, fields url.Values) *httptest.ResponseRecorder {
	h.Helper()
	if fields.Get(ui.KeyField) == "" {
		fields.Set(ui.KeyField, rand.Text())
	}
	return h.do(pagetest.Form(h.T, address, fields))
}

// titles are the titles of the retos of a page.
func titles(doc *goquery.Document) string {
	return strings.Join(pagetest.Texts(doc.Find(".reto-table tbody th a, .reto-card-title a")), ", ")
}

func (h *hall) says(doc *goquery.Document, selector string, words ...string) {
	h.Helper()
	text := strings.ReplaceAll(pagetest.Parted(doc.Find(selector)), "\u00a0", " ")
	for _, word := range words {
		if !strings.Contains(text, word) {
			h.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
}

func (h *hall) count(doc *goquery.Document, selector string, want int) {
	h.Helper()
	if got := doc.Find(selector).Length(); got != want {
		h.Errorf("%d of %s, want %d: %q", got, selector, want, pagetest.Text(doc.Find(selector)))
	}
}

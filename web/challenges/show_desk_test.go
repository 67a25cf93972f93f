package challenges

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"mime/multipart"
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
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// What must be found nowhere that is not told here.
const (
	canaryName    = "Nombre Confidencial Canario"
	canaryContact = "canario@ejemplo.es"
	canaryInside  = "Comentario interno canario"
	secretCode    = "K7MD29PX4TRA3CE"
	network       = "198.51.100.77"
)

// desk is the page of a reto, as one person sees it.
type desk struct {
	*testing.T
	pages  Pages
	router http.Handler
	actor  access.Actor
	people map[string]access.Actor
	now    time.Time
	made   int
}

// sit gives a desk in a department with people of every role; "visitor" is anybody, and "secret" too.
func sit(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, now: pagetest.Today().Time().Add(9 * time.Hour), people: map[string]access.Actor{"visitor": {}, "secret": {}}}
	pool, now := dbtest.Lease(t).Pool, func() time.Time { return d.now }
	d.pages = Pages{
		Challenges: challenge.Store{Pool: pool, Now: now, Today: pagetest.Today}, Users: user.Store{Pool: pool, Now: now}, Location: time.UTC,
	}
	unit := d.number(`INSERT INTO units (name) VALUES ('Unidad de Programas') RETURNING id`)
	for name, role := range map[string]access.Role{
		"technician": access.Technician, "director": access.Director, "admin": access.Admin, "author": access.Staff,
		"assigned": access.Staff, "colleague": access.Staff, "stranger": access.Staff,
	} {
		a := access.Actor{Kind: access.Person, Name: "La persona " + name, Role: role, Session: 1}
		if name == "author" {
			a.Name = canaryName
		}
		a.ID = d.number(`INSERT INTO users (email, name, role) VALUES ($1 || '@ejemplo.es', $2, $3) RETURNING id`, name, a.Name, role)
		if name == "colleague" {
			a.Units = []int64{unit}
		}
		d.people[name] = a
	}
	d.router = routed(t, d.pages)
	return d
}

func routed(t *testing.T, p Pages) http.Handler {
	r := chi.NewRouter()
	answered := func(h pagetest.Handler) http.HandlerFunc {
		return pagetest.Answered(t, func(w http.ResponseWriter, r *http.Request) error {
			err := h(w, r)
			if errors.Is(err, fault.TooMany) {
				w.WriteHeader(http.StatusTooManyRequests)
				return nil
			}
			return err
		})
	}
	r.Get("/retos/{code}", answered(p.Show))
	r.Post("/retos/{code}/mensajes", answered(p.Say))
	r.Post("/retos/{code}/apoyo", answered(p.Support))
	r.Post("/retos/{code}/aviso", answered(p.Follow))
	r.Post("/retos/{code}/ficheros", answered(p.AddFiles))
	r.Get("/retos/{code}/ficheros/{file}", answered(p.Download))
	r.Post("/retos/{code}/ficheros/{file}/retirada", answered(p.WithdrawFile))
	r.Get("/retos/{code}/editar", answered(p.Edit))
	r.Post("/retos/{code}/editar", answered(p.Save))
	r.Post("/retos/{code}/retirada", answered(p.Withdraw))
	return r
}

func (d *desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pages.Challenges.Pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) number(sql string, args ...any) (n int64) {
	d.Helper()
	if err := d.pages.Challenges.Pool.QueryRow(d.Context(), sql, args...).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

// reto writes one of a privacy in a state, from the unit, assigned to somebody, and returns its address.
func (d *desk) reto(privacy challenge.Privacy, state challenge.State) string {
	d.Helper()
	d.made++
	code := strings.Repeat("A", 14) + string("CDEFHKMNPR"[d.made])
	var author, secret, contact any = d.people["author"].ID, nil, ""
	if privacy == challenge.Anonymous {
		digest := sha256.Sum256([]byte("reto\x00" + secretCode))
		author, secret, contact = nil, digest[:], canaryContact
	}
	d.number(`
		INSERT INTO challenges (code, secret_digest, title, problem, privacy, author_id, contact_email, state, state_since, submitted_at,
		                        submitted_on, answer_due_on, unit_id, shared, assignee_id)
		VALUES ($1, $2, 'Citas por teléfono', 'Comunican toda la mañana', $3, $4, $5, $6, $7, $7, $8, $9, (SELECT id FROM units LIMIT 1), true, $10)
		RETURNING id`, code, secret, privacy, author, contact, state, d.now.Add(-time.Hour), pagetest.Today(), pagetest.Today()+28, d.people["assigned"].ID)
	d.exec(`
		INSERT INTO challenge_moves (challenge_id, to_state, moved_at, moved_on)
		SELECT id, 'received', submitted_at, submitted_on FROM challenges WHERE code = $1`, code)
	return ui.ChallengePath(challenge.Grouped(code))
}

// secretPath is the address that an anonymous author keeps.
var secretPath = ui.ChallengePath(challenge.Grouped(secretCode))

// open makes a reto public.
func (d *desk) open(path string) {
	d.Helper()
	d.exec(`UPDATE challenges SET published_at = now(), public_title = 'Título público', public_text = 'Texto público' WHERE code = $1`, bare(path))
}

// bare is the code of an address, as it is stored.
func bare(path string) string {
	return challenge.ReadCode(strings.TrimPrefix(path, ui.ChallengesPath+"/"))
}

// as sits somebody else down.
func (d *desk) as(who string) *desk {
	d.Helper()
	a, known := d.people[who]
	if !known {
		d.Fatalf("nobody is %s", who)
	}
	d.actor = a
	return d
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
	ctx := ui.WithSelf(ui.WithOrigin(r.Context(), access.Origin{Address: network, RequestID: "PETICION"}), r.URL.RequestURI())
	if d.actor.SignedIn() {
		ctx = ui.WithSession(ctx, user.Session{ID: 1, Confirmed: true, User: d.actor})
	}
	r = r.WithContext(ctx)
	d.router.ServeHTTP(w, r)
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, header: w.Header(), location: w.Header().Get("Location"), body: w.Body.String()}
}

func (d *desk) get(path string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, path, nil))
}

// post sends a form: names and values, one after the other.
func (d *desk) post(path string, pairs ...string) answer {
	d.Helper()
	form := url.Values{ui.KeyField: {rand.Text()}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	return d.send(pagetest.Form(d, path, form))
}

// upload sends files, internal ones or not: names and what they hold, one after the other.
func (d *desk) upload(path, internal string, files ...string) answer {
	d.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := errors.Join(form.WriteField(ui.KeyField, rand.Text()), form.WriteField(internalField, internal))
	for n := 0; n < len(files); n += 2 {
		part, failure := form.CreateFormFile("files", files[n])
		if failure == nil {
			_, failure = part.Write([]byte(files[n+1]))
		}
		err = errors.Join(err, failure)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		d.Fatal(err)
	}
	r := httptest.NewRequestWithContext(d.Context(), http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if err := r.ParseMultipartForm(1 << 20); err != nil { // as the shell does before the handler
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = r.MultipartForm.RemoveAll() })
	return d.send(r)
}

func (a answer) is(code int) answer {
	a.Helper()
	if a.code != code {
		a.Fatalf("status %d, want %d: %s", a.code, code, pagetest.Text(a.Find("main")))
	}
	return a
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

// silent checks that nothing of a page, what is hidden and its addresses included, holds any of some words.
func (a answer) silent(who string, words ...string) answer {
	a.Helper()
	for _, word := range words {
		if strings.Contains(a.body, word) || strings.Contains(fmt.Sprint(a.header), word) {
			a.Errorf("%s is told %q", who, word)
		}
	}
	return a
}

func (a answer) counts(selector string, want int) answer {
	a.Helper()
	if found := a.Find(selector); found.Length() != want {
		a.Errorf("%d of %s, want %d: %q", found.Length(), selector, want, pagetest.Text(found))
	}
	return a
}

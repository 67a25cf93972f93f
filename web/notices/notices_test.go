package notices

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
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/notice"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var clock = time.Date(2026, time.March, 14, 9, 5, 0, 0, time.UTC)

const code = "CCCCC-CCCCC-CCCCC"

// desk is the pages as somebody reaches them.
type desk struct {
	*testing.T
	pool   *pgxpool.Pool
	pages  Pages
	router http.Handler
	actor  access.Actor
	unread int
	reto   int64
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, pool: pagetest.Demo(t)}
	d.pages = Pages{Notices: notice.Store{Pool: d.pool, Now: func() time.Time { return clock }}, Mail: true, Location: time.FixedZone("CET", 3600)}
	d.as(access.Staff)
	d.exec(`DELETE FROM mails; DELETE FROM notices; UPDATE users SET name = 'Nombre Secreto' WHERE role = 'staff'`)
	d.exec(`INSERT INTO challenges (code, privacy, title, problem, author_id, state_since, submitted_at, submitted_on, answer_due_on)
		SELECT 'CCCCCCCCCCCCCCC', 'confidential', 'Un <script> & más', 'P', id, now(), now(), '2026-03-01', '2026-04-01'
		  FROM users WHERE role = 'staff' ORDER BY id LIMIT 1`)
	if err := d.pool.QueryRow(t.Context(), `SELECT id FROM challenges WHERE code = 'CCCCCCCCCCCCCCC'`).Scan(&d.reto); err != nil {
		t.Fatal(err)
	}
	r := chi.NewRouter()
	route := func(add func(string, http.HandlerFunc), path string, h func(Pages, http.ResponseWriter, *http.Request) error) {
		add(path, pagetest.Answered(t, func(w http.ResponseWriter, r *http.Request) error {
			if err := r.ParseForm(); err != nil {
				return err
			}
			return h(d.pages, w, r)
		}))
	}
	route(r.Get, "/avisos", Pages.List)
	route(r.Post, "/avisos/lectura", Pages.Read)
	route(r.Post, "/avisos/{id}/lectura", Pages.Follow)
	route(r.Post, "/avisos/correo", Pages.ChooseMails)
	route(r.Get, "/administracion/correos", Pages.Queue)
	route(r.Post, "/administracion/correos/{id}/reintento", Pages.Retry)
	route(r.Post, "/administracion/correos/{id}/descarte", Pages.Drop)
	d.router = r
	return d
}

func (d *desk) as(role access.Role) *desk {
	d.Helper()
	d.actor = dbtest.Actor(d, d.pool, role)
	return d
}

func (d *desk) exec(sql string, args ...any) {
	d.Helper()
	if _, err := d.pool.Exec(d.Context(), sql, args...); err != nil {
		d.Fatalf("%s: %v", sql, err)
	}
}

// tell tells the actor so many times of the reto.
func (d *desk) tell(times int) {
	d.Helper()
	w := notice.Writer{Mail: true, PublicURL: "https://hito.example"}
	for range times {
		err := db.Tx(d.Context(), d.pool, func(tx pgx.Tx) error {
			return w.Tell(d.Context(), tx, clock, notice.Telling{
				ChallengeID: d.reto, Code: code, Kind: notice.Answered, Body: "Hay una respuesta a su reto.", Users: []int64{d.actor.ID},
			})
		})
		if err != nil {
			d.Fatal(err)
		}
	}
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
	session := user.Session{ID: 1, Confirmed: true, User: d.actor, Unread: d.unread}
	d.router.ServeHTTP(w, r.WithContext(ui.WithSession(r.Context(), session)))
	return answer{desk: d, Document: pagetest.Read(d, r, w), code: w.Code, location: w.Header().Get("Location")}
}

func (d *desk) get(address string) answer {
	d.Helper()
	return d.send(httptest.NewRequestWithContext(d.Context(), http.MethodGet, address, nil))
}

func (d *desk) post(address string, pairs ...string) answer {
	d.Helper()
	form := url.Values{ui.KeyField: {rand.Text()}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	return d.send(pagetest.Form(d, address, form))
}

// submit sends a form of a page as it stands.
func (a answer) submit(selector string) answer {
	a.Helper()
	form := a.Find(selector).First()
	if form.Length() == 0 {
		a.Fatalf("no form %s", selector)
	}
	var pairs []string
	form.Find("input[name]").Each(func(_ int, field *goquery.Selection) {
		pairs = append(pairs, field.AttrOr("name", ""), field.AttrOr("value", ""))
	})
	return a.post(form.AttrOr("action", ""), pairs...)
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

func (a answer) says(selector string, words ...string) answer {
	a.Helper()
	text := pagetest.Text(a.Find(selector))
	for _, word := range words {
		if !strings.Contains(text, word) {
			a.Errorf("%q is not in %s: %q", word, selector, text)
		}
	}
	return a
}

func (a answer) count(selector string, want int) answer {
	a.Helper()
	if got := a.Find(selector).Length(); got != want {
		a.Errorf("%d of %s, want %d", got, selector, want)
	}
	return a
}

package intakes

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
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

func TestMain(m *testing.M) { dbtest.Main(m) }

const address = "198.51.100.77"

// front is the pages as one person sees them, or somebody unknown.
type front struct {
	*testing.T
	pages  Pages
	router http.Handler
	actor  access.Actor
	now    time.Time
}

func open(t *testing.T) *front {
	t.Helper()
	pool := pagetest.Demo(t)
	f := &front{T: t, now: pagetest.Today().Time().Add(9 * time.Hour)}
	now := func() time.Time { return f.now }
	f.pages = Pages{
		Challenges: challenge.Store{Pool: pool, Now: now, Today: pagetest.Today}, Users: user.Store{Pool: pool, Now: now}, Location: time.UTC,
	}
	p, r := f.pages, chi.NewRouter()
	for route, h := range map[string]pagetest.Handler{
		"GET /retos/nuevo": p.New, "POST /retos": p.Create, "POST /retos/borrador": p.SaveDraft, "POST /retos/borrador/baja": p.DropDraft,
		"GET /retos/similares": p.Similar, "GET /retos/consulta": p.Lookup, "POST /retos/consulta": p.Find,
	} {
		method, path, _ := strings.Cut(route, " ")
		r.Method(method, path, f.answered(h))
	}
	f.router = r
	f.as(access.Staff)
	return f
}

// answered is pagetest.Answered, which knows no limits.
func (f *front) answered(h pagetest.Handler) http.HandlerFunc {
	return pagetest.Answered(f.T, func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		if errors.Is(err, fault.TooMany) {
			w.WriteHeader(http.StatusTooManyRequests)
			return nil
		}
		return err
	})
}

// as sits somebody of the demo down, or somebody unknown.
func (f *front) as(role access.Role) {
	f.Helper()
	f.actor = dbtest.Actor(f, f.pages.Challenges.Pool, role)
}

// allow lets whoever has the link submit.
func (f *front) allow() { f.set(`{"open": true, "answer_days": 20}`) }

// close lets only people with an account do so.
func (f *front) close() { f.set(`{"open": false, "answer_days": 20}`) }

func (f *front) set(value string) {
	f.Helper()
	f.exec(`
		INSERT INTO settings (name, value)
		VALUES ('challenges', $1)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, value)
}

func (f *front) exec(sql string, args ...any) {
	f.Helper()
	if _, err := f.pages.Challenges.Pool.Exec(f.Context(), sql, args...); err != nil {
		f.Fatal(err)
	}
}

func (f *front) text(sql string) (text string) {
	f.Helper()
	if err := f.pages.Challenges.Pool.QueryRow(f.Context(), sql).Scan(&text); err != nil {
		f.Fatal(err)
	}
	return text
}

func (f *front) count() string { return f.text(`SELECT count(*)::text FROM challenges`) }

type answer struct {
	*front
	*goquery.Document
	code     int
	header   http.Header
	location string
	body     string
}

func (f *front) send(r *http.Request) answer {
	f.Helper()
	w := httptest.NewRecorder()
	ctx := ui.WithOrigin(r.Context(), access.Origin{Address: address, RequestID: "PETICION4711"})
	if f.actor.SignedIn() {
		ctx = ui.WithSession(ctx, user.Session{ID: 1, Confirmed: true, User: f.actor})
	}
	r = r.WithContext(ctx)
	f.router.ServeHTTP(w, r)
	return answer{front: f, Document: pagetest.Read(f, r, w), code: w.Code, header: w.Header(), location: w.Header().Get("Location"), body: w.Body.String()}
}

func (f *front) get(path string) answer {
	f.Helper()
	return f.send(httptest.NewRequestWithContext(f.Context(), http.MethodGet, path, nil))
}

func (f *front) post(path string, fields url.Values) answer {
	f.Helper()
	return f.send(pagetest.Form(f, path, fields))
}

// file is one that is sent along.
type file struct{ name, content string }

// upload sends a form with files, as the shell hands it on.
func (f *front) upload(fields url.Values, files ...file) answer {
	f.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	var err error
	for name, values := range fields {
		for _, value := range values {
			err = errors.Join(err, form.WriteField(name, value))
		}
	}
	for _, sent := range files {
		part, failure := form.CreateFormFile("files", sent.name)
		if failure == nil {
			_, failure = part.Write([]byte(sent.content))
		}
		err = errors.Join(err, failure)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		f.Fatal(err)
	}
	r := httptest.NewRequestWithContext(f.Context(), http.MethodPost, "/retos", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = r.MultipartForm.RemoveAll() })
	return f.send(r)
}

// tooLarge sends a form whose files were too large to be read.
func (f *front) tooLarge() answer {
	f.Helper()
	r := pagetest.Form(f, "/retos", url.Values{})
	return f.send(r.WithContext(ui.WithTooLarge(context.WithoutCancel(r.Context()))))
}

// filled is the form of a page as a browser sends it, with what somebody types into it: names and values in turn.
func (a answer) filled(pairs ...string) url.Values {
	a.Helper()
	fields := url.Values{}
	a.Find("form#reto").Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name, value := s.AttrOr("name", ""), s.AttrOr("value", "")
		kind := s.AttrOr("type", "")
		_, checked := s.Attr("checked")
		switch {
		case kind == "file" || (kind == "radio" || kind == "checkbox") && !checked:
			return
		case goquery.NodeName(s) == "textarea":
			value = s.Text()
		case goquery.NodeName(s) == "select":
			value = s.Find("option[selected]").AttrOr("value", "")
		}
		fields.Add(name, value)
	})
	for n := 0; n < len(pairs); n += 2 {
		fields.Set(pairs[n], pairs[n+1])
	}
	return fields
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

func (a answer) lacks(selector string) answer {
	a.Helper()
	if found := a.Find(selector); found.Length() > 0 {
		a.Errorf("%d of %s: %q", found.Length(), selector, pagetest.Text(found))
	}
	return a
}

func (a answer) has(selector string) answer {
	a.Helper()
	if a.Find(selector).Length() == 0 {
		a.Errorf("no %s", selector)
	}
	return a
}

// brief is a reto whose title is like no other.
func brief() []string {
	return []string{"title", "Quórum " + rand.Text(), "problem", "Nadie sabe cuándo lo hay."}
}

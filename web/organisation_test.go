package web_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web"
	"hito/web/sessions"
	"hito/web/ui"
)

// organisation is a whole application on an empty database, reached over the network, whose settings a test chooses.
type organisation struct {
	url     string
	site    wholeSite
	log     *lockedBuffer
	server  *httptest.Server
	handler atomic.Value
}

// lockedBuffer is a log that is read while requests are answered.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write adds to the log.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String returns what was written until now.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *lockedBuffer) holds(text string) bool { return strings.Contains(b.String(), text) }

func organise(t *testing.T) *organisation {
	t.Helper()
	o := &organisation{site: wholeSite{pool: dbtest.New(t)}, log: &lockedBuffer{}}
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.handler.Load().(http.Handler).ServeHTTP(w, r)
	}))
	t.Cleanup(o.server.Close)
	o.url = o.server.URL
	o.configure(sessions.Config{})
	return o
}

// configure is a restart with other settings.
func (o *organisation) configure(cfg sessions.Config) {
	cfg.PublicURL = o.url
	o.handler.Store(web.New(web.Config{
		Pool: o.site.pool, Ready: o.site.pool.Ping, Logger: slog.New(slog.NewJSONHandler(o.log, nil)), Now: o.site.now, Location: time.UTC,
		Site: ui.Site{Version: "test"}, Users: o.site.users(), Sessions: cfg,
	}))
}

// admit is a restart with a settings file for the organisation's accounts.
func (o *organisation) admit(t *testing.T, file string) {
	t.Helper()
	list, err := sessions.ReadProviders(strings.NewReader(file), o.url)
	if err != nil {
		t.Fatal(err)
	}
	o.configure(sessions.Config{Providers: list})
}

// invite makes a person and the token of their invitation.
func (o *organisation) invite(t *testing.T, email string, role access.Role) (id int64, token string) {
	t.Helper()
	id, token, err := o.site.users().Invite(t.Context(), access.Actor{Kind: access.Command}, rand.Text(), user.Draft{Email: email, Name: "Invitada", Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return id, token
}

// ask returns the one text of a query.
func (o *organisation) ask(t *testing.T, query string) (text string) {
	t.Helper()
	if err := o.site.pool.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// events returns the audit, a line for each event, after so many.
func (o *organisation) events(t *testing.T, after int) []string {
	t.Helper()
	rows, _ := o.site.pool.Query(t.Context(), `
		SELECT concat_ws(' ', action, before::text, after::text)
		  FROM audit_events
		 WHERE id > $1
		 ORDER BY id`, after)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// told checks what the audit holds after so many events.
func (o *organisation) told(t *testing.T, after int, want ...string) {
	t.Helper()
	if got := o.events(t, after); !slices.Equal(got, want) {
		t.Errorf("the audit tells\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// rows tells how many people, accounts of theirs elsewhere, sessions and links there are.
func (o *organisation) rows(t *testing.T) string {
	t.Helper()
	return o.ask(t, `
		SELECT concat_ws(' ', (SELECT count(*) FROM users), (SELECT count(*) FROM identities),
		                 (SELECT count(*) FROM sessions), (SELECT count(*) FROM links))`)
}

// guest is somebody with a browser of their own.
type guest struct {
	*http.Client
	t    *testing.T
	site *organisation
}

func (o *organisation) guest(t *testing.T) *guest {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &guest{&http.Client{Jar: jar, CheckRedirect: stay}, t, o}
}

// reply is an answer that was read whole.
type reply struct {
	*http.Response
	page *goquery.Document
	body string
}

func (g *guest) get(path string) reply {
	g.t.Helper()
	return g.send(http.MethodGet, path, nil)
}

func (g *guest) post(path string, fields url.Values) reply {
	g.t.Helper()
	return g.send(http.MethodPost, path, fields)
}

func (g *guest) send(method, path string, fields url.Values) reply {
	g.t.Helper()
	r, err := http.NewRequestWithContext(g.t.Context(), method, g.site.url+path, strings.NewReader(fields.Encode()))
	if err != nil {
		g.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := g.Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	return reply{answer, page, string(body)}
}

// cookie returns what the browser keeps under a name, or "".
func (g *guest) cookie(name string) string {
	g.t.Helper()
	u, err := url.Parse(g.site.url)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, c := range g.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// wants checks the status and what stands in the page's heading, or where the answer leads.
func (r reply) wants(t *testing.T, what string, status int, says string) {
	t.Helper()
	got := strings.TrimSpace(r.page.Find("main h1").Text())
	if status == http.StatusSeeOther {
		got = r.Header.Get("Location")
	}
	if r.StatusCode != status || got != says {
		t.Errorf("%s: %d %q, want %d %q", what, r.StatusCode, got, status, says)
	}
}

// in checks that the guest is a person with a role; nobody is in for "".
func (g *guest) in(what, email string, role access.Role) {
	g.t.Helper()
	session, err := g.site.site.users().Resume(g.t.Context(), g.cookie("hito"))
	if email == "" && err == nil || email != "" && (err != nil || session.Email != email || session.User.Role != role) {
		g.t.Errorf("%s: in as %q, %q, %v; want %q, %q", what, session.Email, session.User.Role, err, email, role)
	}
}

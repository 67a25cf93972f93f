package web_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/internal/mail"
	"hito/web"
	"hito/web/sessions"
	"hito/web/ui"
)

// town is the demo with people who stand in each way to retos, and a server for e-mails that is never asked.
type town struct {
	bench
	people map[string]visitor
	ids    map[string]int64
	team   int64 // the unit of the author and of the colleague
	other  int64 // the unit of the one whom retos come to by the unit
}

// parts are the people of a town, by what they are to its retos, with their roles.
var parts = map[string]access.Role{
	"visitor": access.Nobody, "author": access.Staff, "colleague": access.Staff, "follower": access.Staff, "stranger": access.Staff,
	"assigned": access.Staff, "by unit": access.Staff, "admin": access.Admin, "director": access.Director, "technician": access.Technician,
}

func settle(t *testing.T) town {
	t.Helper()
	c := town{bench: newBench(t), people: map[string]visitor{}, ids: map[string]int64{}}
	c.site.Handler = web.New(web.Config{
		Pool: c.site.pool, Ready: c.site.pool.Ping, Logger: slog.New(slog.NewJSONHandler(c.site.log, nil)),
		Now: c.site.now, Location: time.UTC, Site: ui.Site{Version: "test"}, Users: c.site.users(),
		Sessions: sessions.Config{PublicURL: "https://hito.example", Mail: &mail.Sender{}},
	})
	c.team, c.other = c.number(`INSERT INTO units (name) VALUES ('Equipo de prueba') RETURNING id`), c.number(`INSERT INTO units (name) VALUES ('Otro equipo') RETURNING id`)
	for who, role := range parts {
		c.join(who, role)
	}
	return c
}

// nameOf is what a person of the town is called, and nothing else is.
func nameOf(who string) string { return "Nombre-" + strings.ReplaceAll(who, " ", "") }

// join has somebody come to the town, with a session.
func (c *town) join(who string, role access.Role) {
	c.Helper()
	v := visitor{site: &c.site, role: role}
	if role != access.Nobody {
		id := c.number(`INSERT INTO users (email, name, role) VALUES ($1, $2, $3) RETURNING id`, "correo-"+strings.ReplaceAll(who, " ", "")+"@pueblo.example", nameOf(who), role)
		unit := map[string]int64{"author": c.team, "colleague": c.team, "by unit": c.other}[who]
		c.do(`INSERT INTO user_units (user_id, unit_id) SELECT $1, $2::bigint WHERE $2 <> 0`, id, unit)
		c.ids[who], v.token = id, c.session(id)
	}
	c.people[who] = v
}

func (c *town) session(id int64) string {
	c.Helper()
	drawn++
	token := strings.Repeat("S", drawn) + "-token"
	hash := sha256.Sum256([]byte(token + "\x00"))
	c.do(`
		INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
		VALUES ($1, $2, true, false, '192.0.2.1', 'Prueba', $3, $3, $4)`, hash[:], id, now, now.Add(time.Hour))
	return token
}

func (c *town) number(sql string, args ...any) (n int64) {
	c.Helper()
	if err := c.site.pool.QueryRow(c.Context(), sql, args...).Scan(&n); err != nil {
		c.Fatal(err)
	}
	return n
}

func (c *town) text(sql string, args ...any) (s string) {
	c.Helper()
	if err := c.site.pool.QueryRow(c.Context(), sql, args...).Scan(&s); err != nil {
		c.Fatal(err)
	}
	return s
}

func (c *town) do(sql string, args ...any) {
	c.Helper()
	if _, err := c.site.pool.Exec(c.Context(), sql, args...); err != nil {
		c.Fatal(err)
	}
}

// enclosed is something that comes as a file.
type enclosed struct{ name, content string }

// enclose is a form with files as browsers send it; its key is in the fields, or drawn.
func enclose(t testing.TB, fields url.Values, files ...enclosed) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if !fields.Has(ui.KeyField) {
		drawn++
		fields = with(fields, ui.KeyField, fmt.Sprintf("KEY%020d", drawn))
	}
	for name, values := range fields {
		for _, value := range values {
			if err := form.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		part, err := form.CreateFormFile("files", f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), form.FormDataContentType()
}

func (v visitor) enclose(t testing.TB, target string, fields url.Values, files ...enclosed) *httptest.ResponseRecorder {
	t.Helper()
	body, kind := enclose(t, fields, files...)
	return v.upload(target, kind, bytes.NewReader(body))
}

// intake is the form for a reto as its page shows it to somebody, with other values.
func (c *town) intake(who string, pairs ...string) url.Values {
	c.Helper()
	page, err := goquery.NewDocumentFromReader(c.people[who].get("/retos/nuevo").Body)
	if err != nil {
		c.Fatal(err)
	}
	fields := sheet{bench: c.bench, Document: page}.fields("/retos")
	for _, unsaid := range []string{"shared", "files"} {
		fields.Del(unsaid)
	}
	return with(fields, pairs...)
}

// submit sends a reto, and returns the address that its author is led to.
func (c *town) submit(who string, fields url.Values, files ...enclosed) string {
	c.Helper()
	sent := c.people[who].enclose(c, "/retos", fields, files...)
	to := c.read(sent).is(303).location
	return strings.TrimSuffix(to, "?hecho=enviado")
}

// handled is the address of the reto that came in last, by which those who handle it know it.
func (c *town) handled() string {
	c.Helper()
	return ui.ChallengesPath + "/" + c.text(`SELECT substr(code, 1, 5) || '-' || substr(code, 6, 5) || '-' || substr(code, 11) FROM challenges ORDER BY id DESC LIMIT 1`)
}

func bareCode(path string) string {
	return strings.ReplaceAll(strings.TrimPrefix(path, ui.ChallengesPath+"/"), "-", "")
}

func (c *town) version(path string) string {
	c.Helper()
	return c.text(`SELECT version::text FROM challenges WHERE code = $1`, bareCode(path))
}

// sends has somebody send a form, and checks what is answered.
func (c *town) sends(who, to string, want int, pairs ...string) {
	c.Helper()
	answer := c.people[who].post(to, with(url.Values{}, pairs...))
	if answer.Code != want {
		c.Fatalf("%s, %s: status %d, want %d: %.900s", who, to, answer.Code, want, answer.Body)
	}
}

// sendFrom sends a body with headers of another's choice.
func (c *town) sendFrom(headers http.Header, target, body string) int {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header = headers
	w := httptest.NewRecorder()
	c.site.ServeHTTP(w, r)
	return w.Code
}

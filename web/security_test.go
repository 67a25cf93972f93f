package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
)

// mostAlike is how many addresses of one route a crawl visits.
const mostAlike = 6

// crawl visits addresses to which some page leads, of every route the first ones, and hands each answer on.
func (v visitor) crawl(t *testing.T, visit func(address string, answer *httptest.ResponseRecorder)) {
	t.Helper()
	routes := v.site.Handler.(chi.Routes)
	seen, alike, ahead := map[string]bool{}, map[string]int{}, []string{"/", "/entrar"}
	for len(ahead) > 0 {
		address := ahead[0]
		ahead = ahead[1:]
		path, _, _ := strings.Cut(address, "?")
		route := routes.Find(chi.NewRouteContext(), http.MethodGet, path)
		if seen[address] || alike[route] == mostAlike {
			continue
		}
		seen[address] = true
		alike[route]++
		answer := v.get(address)
		body := answer.Body.String()
		visit(address, answer)
		if strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			ahead = append(ahead, linksIn(t, body)...)
		}
	}
	if len(alike) < 16 {
		t.Errorf("only pages of %d routes were found as %q", len(alike), v.role)
	}
}

// shape is an address without what makes it one of very many alike.
var shape = regexp.MustCompile(`^/(static|api)/|[?&](orden|dir|pagina|antes|orden-objetivos|dir-objetivos|detalle)=`)

func linksIn(t *testing.T, page string) []string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
		if strings.HasPrefix(href, "/") && !shape.MatchString(href) {
			list = append(list, href)
		}
	})
	return list
}

// dump is everything in the database, as text.
func (s *wholeSite) dump(t *testing.T, but ...string) string {
	t.Helper()
	rows, err := s.pool.Query(t.Context(), `
		SELECT relname
		  FROM pg_class
		 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		 ORDER BY relname`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, table := range tables {
		if slices.Contains(but, table) {
			continue
		}
		var body string
		err := s.pool.QueryRow(t.Context(), fmt.Sprintf(`SELECT coalesce(string_agg(x::text, E'\n' ORDER BY x::text), '') FROM %s x`, pgx.Identifier{table}.Sanitize())).Scan(&body)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s\n%s\n", table, body)
	}
	return text.String()
}

func TestSecurity02ARefusedSignInGivesNoReason(t *testing.T) {
	s := open(t)
	if _, err := s.pool.Exec(t.Context(), `UPDATE users SET disabled_at = now() WHERE role = 'director'`); err != nil {
		t.Fatal(err)
	}
	varies := regexp.MustCompile(`value="[^"]*"|name="clave_envio"`)
	answers := map[string]string{}
	for _, email := range []string{"nadie@demo.example", "tecnica@demo.example", "direccion@demo.example", "no es un correo"} {
		answer := s.visitor(t, access.Nobody).post("/entrar", url.Values{"email": {email}, "password": {"hito-demo-2022!"}})
		if answer.Code != http.StatusUnprocessableEntity || answer.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: status %d with %q", email, answer.Code, answer.Header().Get("Set-Cookie"))
		}
		answers[varies.ReplaceAllString(answer.Body.String(), "")] = email
	}
	right := s.visitor(t, access.Nobody).post("/entrar", url.Values{"email": {"direccion@demo.example"}, "password": {"hito-demo-2022"}})
	answers[varies.ReplaceAllString(right.Body.String(), "")] = "a disabled account with its password"
	if len(answers) != 1 {
		t.Errorf("%d different answers: %v", len(answers), answers)
	}
}

func TestSecurity05LinksAreBuiltFromThePublicAddressAndNotFromTheHost(t *testing.T) {
	s := open(t)
	admin := s.visitor(t, access.Admin)
	r := httptest.NewRequest(http.MethodPost, "/administracion/personas", strings.NewReader(url.Values{
		"clave_envio": {strings.Repeat("L", 24)}, "email": {"nueva@demo.example"}, "name": {"Nueva"}, "role": {"staff"},
	}.Encode()))
	r.Host = "evil.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-Host", "evil.example")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "hito", Value: admin.token})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	body := w.Body.String()
	if w.Code != http.StatusOK || strings.Contains(body, "evil.example") || !strings.Contains(body, "https://hito.example/enlace/") {
		t.Errorf("status %d, and the link: %v", w.Code, regexp.MustCompile(`[^"]*/enlace/[^"]*`).FindAllString(body, -1))
	}
}

func TestSecurity06TheSessionCookieIsTheServersAlone(t *testing.T) {
	s := open(t)
	w := s.visitor(t, access.Nobody).post("/entrar", url.Values{"email": {"tecnica@demo.example"}, "password": {"hito-demo-2022"}})
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) != 2 {
		t.Fatalf("status %d with %v", w.Code, w.Result().Cookies())
	}
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) < 26 {
			t.Errorf("the cookie is %+v", c)
		}
		if strings.Contains(s.dump(t), c.Value) {
			t.Errorf("the value of %s stands in the database", c.Name)
		}
	}
	c := w.Result().Cookies()[0]
	again := s.visitor(t, access.Nobody).post("/entrar", url.Values{"email": {"tecnica@demo.example"}, "password": {"hito-demo-2022"}})
	if again.Result().Cookies()[0].Value == c.Value {
		t.Error("two sign-ins have the same token")
	}
}

func TestSecurity08UnknownAndForbiddenIdsAreTheSame(t *testing.T) {
	s := open(t)
	if _, err := s.pool.Exec(t.Context(), `UPDATE plans SET published_at = NULL, state = 'draft' WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`[A-Z2-7]{12}|volver=[^"]*|plan-de-ejemplo|plan-que-no-hay|value="[^"]*"`)
	for _, role := range []access.Role{access.Nobody, access.Staff} {
		v := s.visitor(t, role)
		for _, below := range []string{"", "/cuadro-de-mando", "/seguimiento", "/indicadores", "/indicadores/I1.1", "/objetivos/O1", "/lineas", "/lineas/L1", "/seguimientos", "/seguimientos/" + s.closed} {
			hidden, unknown := v.get("/planes/plan-de-ejemplo"+below), v.get("/planes/plan-que-no-hay"+below)
			if hidden.Code != http.StatusNotFound || unknown.Code != http.StatusNotFound ||
				plain.ReplaceAllString(hidden.Body.String(), "") != plain.ReplaceAllString(unknown.Body.String(), "") {
				t.Errorf("%s as %q: hidden %d, unknown %d, or they differ", below, role, hidden.Code, unknown.Code)
			}
		}
		if strings.Contains(v.get("/planes").Body.String()+v.get("/").Body.String(), "plan-de-ejemplo") {
			t.Errorf("the draft is listed to %q", role)
		}
	}
	for _, target := range []string{"/api/v1/plans/plan-de-ejemplo", "/api/v1/plans/plan-de-ejemplo/dashboard", "/api/v1/plans/plan-de-ejemplo/snapshots"} {
		if got := s.visitor(t, access.Technician).get(target).Code; got != http.StatusNotFound {
			t.Errorf("%s answers %d", target, got)
		}
	}
	for _, role := range []access.Role{access.Director, access.Technician, access.Admin} {
		if got := s.visitor(t, role).get("/planes/plan-de-ejemplo").Code; got != http.StatusOK {
			t.Errorf("the draft answers %d to %q", got, role)
		}
	}
	theirs := s.visitor(t, access.Director)
	var session int64
	if err := s.pool.QueryRow(t.Context(), `SELECT max(id) FROM sessions`).Scan(&session); err != nil {
		t.Fatal(err)
	}
	mine := s.visitor(t, access.Staff)
	for _, id := range []int64{session, session + 1000} {
		answer := mine.post(fmt.Sprintf("/cuenta/sesiones/%d", id), nil)
		if where := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || where != "/cuenta/sesiones?hecho=sesion-cerrada" {
			t.Errorf("ending another's session, or none, answers %d and leads to %q", answer.Code, where)
		}
	}
	if page := mine.get("/cuenta/sesiones?hecho=sesion-cerrada").Body.String(); !strings.Contains(page, "Esa sesión ya estaba cerrada.") {
		t.Error("nothing is said of it")
	}
	if got := theirs.get("/cuenta").Code; got != http.StatusOK {
		t.Errorf("another's session was ended: %d", got)
	}
}

func TestSecurity08StaffReadPlansInForce(t *testing.T) {
	s := open(t)
	if _, err := s.pool.Exec(t.Context(), `UPDATE plans SET published_at = NULL WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	for role, want := range map[access.Role]int{access.Nobody: 404, access.Staff: 200, access.Director: 200, access.Technician: 200, access.Admin: 200} {
		if got := s.visitor(t, role).get("/planes/plan-de-ejemplo/cuadro-de-mando").Code; got != want {
			t.Errorf("a plan in force that is not published answers %d to %q, want %d", got, role, want)
		}
	}
}

func TestSecurity08ExtraFieldsChangeNothing(t *testing.T) {
	s := open(t)
	before := s.dump(t)
	v := s.visitor(t, access.Staff)
	v.post("/cuenta/contrasena", url.Values{"current": {"wrong"}, "password": {"lápiz nube cartero verde"}, "role": {"admin"}, "id": {"1"}, "user_id": {"1"}})
	roles := regexp.MustCompile(`(?m)^\(\d+,[^,\n]*@demo\.example.*$`)
	if a, b := roles.FindAllString(before, -1), roles.FindAllString(s.dump(t), -1); len(a) != 5 || !slices.Equal(a, b) {
		t.Errorf("the people were\n%v\nand are\n%v", a, b)
	}
}

// What is personal is shown to those alone whose task it is.
func TestSecurity09PersonalDataAreShownToAdministratorsAlone(t *testing.T) {
	s := open(t)
	secrets := []string{"canario-correo@demo.example", "Canario Nombrado"}
	if _, err := s.pool.Exec(t.Context(), `INSERT INTO users (email, name, role) VALUES ($1, $2, 'staff')`, secrets[0], secrets[1]); err != nil {
		t.Fatal(err)
	}
	for _, role := range testedRoles {
		found := false
		s.visitor(t, role).crawl(t, func(address string, answer *httptest.ResponseRecorder) {
			for _, secret := range secrets {
				if !strings.Contains(answer.Body.String(), secret) {
					continue
				}
				found = true
				// Technicians choose among people by their names whom a reto or a project is given to.
				chosen := role == access.Technician && secret == secrets[1] &&
					(strings.HasSuffix(address, "/asignacion") || strings.HasSuffix(address, "/proyecto"))
				if role != access.Admin && !chosen {
					t.Errorf("%s shows %q to %q", address, secret, role)
				}
			}
		})
		if role == access.Admin && !found {
			t.Error("administrators do not see whom they manage: this test sees nothing")
		}
	}
	if log := s.log.String(); strings.Contains(log, secrets[0]) || strings.Contains(log, secrets[1]) {
		t.Error("the log holds personal data")
	}
}

func TestSecurity10ReadingChangesNothing(t *testing.T) {
	s := open(t)
	for _, role := range testedRoles {
		v := s.visitor(t, role)
		before := s.dump(t)
		v.crawl(t, func(address string, answer *httptest.ResponseRecorder) {
			if answer.Code >= http.StatusInternalServerError || answer.Code == http.StatusForbidden { // nobody is led to what they may not see
				t.Errorf("%s answers %d to %q", address, answer.Code, role)
			}
		})
		if s.dump(t) != before {
			t.Errorf("reading everything as %q changed the database", role)
		}
	}
}

func TestSecurity10WhatAnotherSiteHasABrowserSendIsRefusedAndTold(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	r := httptest.NewRequest(http.MethodPost, "/cuenta/sesiones", strings.NewReader("clave_envio="+strings.Repeat("X", 24)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(&http.Cookie{Name: "hito", Value: v.token})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var told int
	err := s.pool.QueryRow(t.Context(), `
		SELECT count(*)
		  FROM audit_events e
		  JOIN users u ON u.id = e.actor_id
		 WHERE e.action = 'access.refuse' AND u.role = 'technician'`).Scan(&told)
	if err != nil || w.Code != http.StatusForbidden || told != 1 {
		t.Errorf("status %d, %d events, %v", w.Code, told, err)
	}
}

func TestSecurity11WhatAPersonSeesIsNotKeptAndPublicPagesSetNoCookie(t *testing.T) {
	s := open(t)
	s.visitor(t, access.Admin).crawl(t, func(address string, answer *httptest.ResponseRecorder) {
		shared := answer.Header().Get("Access-Control-Allow-Origin") == "*" // open data, the same for everybody
		if got := answer.Header().Get("Cache-Control"); got != "no-store" && !shared {
			t.Errorf("%s (%d) is kept: %q", address, answer.Code, got)
		}
	})
	s.visitor(t, access.Nobody).crawl(t, func(address string, answer *httptest.ResponseRecorder) {
		if got := answer.Header().Get("Set-Cookie"); got != "" {
			t.Errorf("%s sets the cookie %q", address, got)
		}
		if answer.Header().Get("Content-Security-Policy") == "" || answer.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s lacks its headers", address)
		}
	})
}

func TestSecurity11ASignInLeadsToOwnPagesAlone(t *testing.T) {
	s := open(t)
	for asked, want := range map[string]string{
		"/planes?texto=a": "/planes?texto=a", "": "/", "//evil.example": "/", `/\evil.example`: "/", `\\evil.example`: "/", "https://evil.example/": "/",
		"/%2f%2fevil.example": "/", "/%5cevil.example": "/", "javascript:alert(1)": "/", "planes": "/", "/a//b": "/", "/salir": "/", "/entrar": "/",
		"/enlace/x": "/", "http:evil.example": "/", "/planes#//evil.example": "/planes", "/\tevil.example": "/", "%20/planes": "/",
	} {
		answer := s.visitor(t, access.Nobody).post("/entrar", url.Values{"email": {"tecnica@demo.example"}, "password": {"hito-demo-2022"}, "volver": {asked}})
		if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got != want {
			t.Errorf("volver=%q leads to %q with %d, want %q", asked, got, answer.Code, want)
		}
		if answer := s.visitor(t, access.Technician).get("/entrar?volver=" + url.QueryEscape(asked)); asked != "/\tevil.example" && answer.Header().Get("Location") != want {
			t.Errorf("whoever is in already is led by volver=%q to %q, want %q", asked, answer.Header().Get("Location"), want)
		}
	}
}

func TestSecurity22NothingIsMeasuredInPublic(t *testing.T) {
	s := open(t)
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/debug/requests", "/status", "/health", "/healthz/details", "/.git/config", "/.env"} {
		if got := s.visitor(t, access.Admin).get(path).Code; got != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if body := s.get(path).Body.String(); body != "ok\n" {
			t.Errorf("%s tells %q", path, body)
		}
	}
}

package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/internal/opendata"
	"hito/web/ui/pagetest"
)

const (
	publicPlan = "/publico/plan-de-ejemplo"
	shownWhole = "{objectives,indicators,results,comments,files}"
	shownOpen  = "{objectives,indicators,results}"
)

func (s *wholeSite) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%.80s: %v", strings.TrimSpace(sql), err)
	}
}

func (s *wholeSite) shows(t *testing.T, parts string) {
	t.Helper()
	s.exec(t, `UPDATE plans SET shows = $1::text[], version = version + 1`, parts)
}

// publicAddresses are all at which whoever has no account reads something of plans.
func (s *wholeSite) publicAddresses(t *testing.T) []string {
	t.Helper()
	list := []string{
		"/", "/planes", publicPlan, publicPlan + "/panel", publicPlan + "/seguimientos.atom", "/datos-abiertos", "/datos-abiertos/catalogo.jsonld",
		"/datos-abiertos/catalogo.ttl", "/datos-abiertos/catalogo.rdf", "/datos-abiertos/diccionario", "/datos-abiertos/diccionario.json",
	}
	rows, err := s.pool.Query(t.Context(), `SELECT s.id FROM snapshots s JOIN plans p ON p.id = s.plan_id WHERE p.slug = 'plan-de-ejemplo'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for _, d := range opendata.Datasets {
		names = append(names, d.Name)
	}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprintf("seguimientos/%d", id))
	}
	for _, name := range names {
		for _, f := range opendata.Formats {
			list = append(list, "/datos-abiertos/plan-de-ejemplo/"+name+"."+string(f))
		}
	}
	return list
}

// ordinaryAddresses are the pages and the API of the plan, as whoever has no account may find them.
func (s *wholeSite) ordinaryAddresses() []string {
	var list []string
	for _, p := range s.places {
		if strings.HasPrefix(p.route, "/planes/{plan}") || strings.HasPrefix(p.route, "/api/v1/plans/{slug}") {
			list = append(list, p.address, p.address+"?formato=csv") // some are also given as data
		}
	}
	return list
}

// unpacked is all that an answer holds, what is packed included.
func unpacked(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	body := w.Body.Bytes()
	if !bytes.HasPrefix(body, []byte("PK")) {
		return string(body)
	}
	packed, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range packed.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, part); err != nil {
			t.Fatal(err)
		}
		part.Close()
	}
	return all.String()
}

// hideCanaries puts one into each field that nobody without an account may ever read, and into what is shown only with a
// part of the plan: "comentario", "fichero". The number in it tells where it came from.
func (s *wholeSite) hideCanaries(t *testing.T) {
	t.Helper()
	for _, sql := range []string{
		`UPDATE users SET name = 'canario-1 persona ' || id, email = 'canario-2-' || id || '@demo.example'`,
		`INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason, recorded_by)
		 SELECT m.plan_id, m.indicator_id, m.measured_on, max(m.revision) + 1, CASE WHEN m.indicator_id % 2 = 0 THEN max(m.value) END,
		        'canario-comentario', 'canario-3', (SELECT min(id) FROM users)
		   FROM measurements m
		  GROUP BY m.plan_id, m.indicator_id, m.measured_on`,
		`INSERT INTO measurements (plan_id, indicator_id, measured_on, value, comment)
		 SELECT plan_id, id, date '2026-11-01', target, 'canario-comentario' FROM indicators`,
		`INSERT INTO results (plan_id, title, description, url, withdrawn_at, withdraw_reason)
		 SELECT id, 'canario-4', 'canario-5', 'https://canario-6.example', now(), 'canario-7' FROM plans`,
		`INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at, withdrawn_at)
		 SELECT r.plan_id, r.id, 'canario-8.txt', 'text/plain', 9, 'canario-9', now(), now() FROM results r`,
		`INSERT INTO result_files (plan_id, result_id, name, media_type, size, content, added_at)
		 SELECT r.plan_id, r.id, 'canario-fichero.txt', 'text/plain', 15, 'canario-fichero', now() FROM results r WHERE r.withdrawn_at IS NULL`,
		`UPDATE rounds SET title = 'canario-10 ' || id, note = 'canario-11'`,
		`UPDATE rounds SET cancel_reason = 'canario-12' WHERE cancelled_at IS NOT NULL`,
		`UPDATE round_entries SET comment = 'canario-13', result_title = 'canario-14', result_url = 'https://canario-15.example', review = 'canario-16'`,
		`UPDATE challenges SET title = 'canario-17', problem = 'canario-18', affects = 'canario-19', evidence = 'canario-20', tried = 'canario-21', idea = 'canario-22',
		        contact_name = CASE WHEN contact_name <> '' THEN 'canario-23' ELSE '' END, contact_email = CASE WHEN contact_email <> '' THEN 'canario-24@demo.example' ELSE '' END`,
		`UPDATE challenge_messages SET body = 'canario-25'`,
		`INSERT INTO plans (slug, title, body, summary, general_objective, notice, state, starts_on, ends_on)
		 VALUES ('canario-26', 'canario-27', 'canario-28', 'canario-29', 'canario-30', 'canario-31', 'active', '2026-01-01', '2027-01-01')`,
		`INSERT INTO objectives (plan_id, position, code, title) SELECT id, 1, 'canario-32', 'canario-33' FROM plans WHERE slug = 'canario-26'`,
		`INSERT INTO report_drafts (plan_id, options, updated_at) SELECT id, '{"text": "canario-34"}', now() FROM plans`,
		`INSERT INTO imports (plan_id, mode, name, size, content, sha256, created_at, reason)
		 SELECT id, 'values', 'canario-35.csv', 10, 'canario-36', sha256('canario-36'), now(), 'canario-37' FROM plans`,
	} {
		s.exec(t, sql)
	}
}

func (s *wholeSite) findCanaries(t *testing.T, addresses []string, but string) {
	t.Helper()
	found := 0
	for _, address := range addresses {
		w := s.get(address)
		if w.Code == http.StatusOK {
			found++
		}
		text := strings.ToLower(unpacked(t, w))
		for text != "" {
			at := strings.Index(text, "canario-")
			if at < 0 {
				break
			}
			if but == "" || !strings.HasPrefix(text[at:], but) {
				t.Errorf("%s tells …%.60q", address, text[max(0, at-20):])
				break
			}
			text = text[at+1:]
		}
	}
	if found < 10 {
		t.Errorf("only %d of %d addresses were there", found, len(addresses))
	}
}

func TestSecurity09WhatIsPrivateOfAPlanIsNowherePublic(t *testing.T) {
	s := open(t)
	s.hideCanaries(t)
	s.shows(t, shownOpen)
	s.findCanaries(t, append(s.publicAddresses(t), s.ordinaryAddresses()...), "")
	s.shows(t, shownWhole)
	shown := s.publicAddresses(t)
	for _, c := range []struct{ address, canary string }{
		{"/datos-abiertos/plan-de-ejemplo/mediciones.csv", "canario-comentario"}, {"/datos-abiertos/plan-de-ejemplo/indicadores.xlsx", "canario-comentario"},
		{"/datos-abiertos/plan-de-ejemplo/resultados.json", "canario-fichero"}, {publicPlan, "canario-comentario"}, {publicPlan, "canario-fichero"},
	} {
		if text := unpacked(t, s.get(c.address)); !strings.Contains(text, c.canary) {
			t.Errorf("%s does not have %s, though it is shown: this test would see nothing", c.address, c.canary)
		}
	}
	for _, address := range shown {
		if text := strings.NewReplacer("canario-comentario", "", "canario-fichero", "").Replace(unpacked(t, s.get(address))); strings.Contains(text, "canario-") {
			t.Errorf("%s tells something private, with everything shown", address)
		}
	}
}

func TestSecurity09WhatIsNotShownOfAPlanIsNowherePublic(t *testing.T) {
	s := open(t)
	for _, sql := range []string{
		`UPDATE objectives SET title = 'canario-objetivo', cancel_reason = CASE WHEN cancelled_on IS NOT NULL THEN 'canario-objetivo-anulado' ELSE '' END`,
		`UPDATE indicators SET title = 'canario-3', description = 'canario-4', method = 'canario-5', source = 'canario-6', unit_of_measure = 'canario-7',
		        cancel_reason = CASE WHEN cancelled_on IS NOT NULL THEN 'canario-8' ELSE '' END`,
		`UPDATE results SET title = 'canario-9', description = 'canario-10', url = 'https://canario-11.example'`,
		`UPDATE strategic_lines SET title = 'canario-12', description = 'canario-13'`,
		`UPDATE plan_sections SET heading = 'canario-14', body = 'canario-15'`,
		`UPDATE frameworks SET title = 'canario-16'`,
		`UPDATE standards SET title = 'canario-17'`,
		`UPDATE units SET name = 'canario-18 ' || id`,
		`INSERT INTO snapshots (plan_id, title, note, taken_on, board)
		 SELECT s.plan_id, 'Con nota ' || s.id, 'canario-19', s.taken_on + 1, s.board FROM snapshots s`,
	} {
		s.exec(t, sql)
	}
	s.shows(t, "{}")
	s.findCanaries(t, s.publicAddresses(t), "")
	for _, address := range s.ordinaryAddresses() {
		if code := s.get(address).Code; code == http.StatusOK {
			t.Errorf("%s is there for everybody", address)
		}
	}
	s.shows(t, "{objectives}")
	s.findCanaries(t, s.publicAddresses(t), "canario-objetivo")
}

// What is hidden and what is not there are answered alike, at every address.
func TestSecurity08PlansThatAreNotPublicAreNotTold(t *testing.T) {
	s := open(t)
	s.exec(t, `UPDATE plans SET published_at = NULL, version = version + 1 WHERE slug = 'plan-de-ejemplo'`)
	for _, address := range s.publicAddresses(t) {
		if !strings.Contains(address, "plan-de-ejemplo") {
			if text := unpacked(t, s.get(address)); strings.Contains(text, "plan-de-ejemplo") || strings.Contains(text, "Plan de ejemplo") {
				t.Errorf("%s tells of it", address)
			}
			continue
		}
		hidden, unknown := s.get(address), s.get(strings.Replace(address, "plan-de-ejemplo", "plan-que-no-hay", 1))
		if hidden.Code != http.StatusNotFound || unknown.Code != http.StatusNotFound {
			t.Errorf("%s: %d and %d", address, hidden.Code, unknown.Code)
		}
		same := func(w *httptest.ResponseRecorder, slug string) string {
			return strings.NewReplacer(slug, "", w.Header().Get("X-Request-Id"), "").Replace(w.Body.String())
		}
		if same(hidden, "plan-de-ejemplo") != same(unknown, "plan-que-no-hay") {
			t.Errorf("%s is answered otherwise than what is not there", address)
		}
	}
}

func TestOrdinaryPagesShowCommentsAndFilesAsDecided(t *testing.T) {
	s := open(t)
	const comment = "La lista es más larga que al empezar el plan"
	file := s.fill("/planes/{plan}/resultados/{id}/ficheros/{file}")
	indicator, result := "/planes/plan-de-ejemplo/indicadores/I1.3", s.fill("/planes/{plan}/resultados/{id}")
	comparison := "/planes/plan-de-ejemplo/comparar"
	for _, c := range []struct {
		shows string
		role  access.Role
		all   bool
	}{
		{shownWhole, access.Nobody, true}, {shownOpen, access.Nobody, false}, {shownOpen, access.Staff, true}, {shownOpen, access.Director, true},
	} {
		s.shows(t, c.shows)
		v := s.visitor(t, c.role)
		if got := strings.Contains(v.get(indicator).Body.String(), comment); got != c.all {
			t.Errorf("%q, %s: the comment is shown: %v", c.role, c.shows, got)
		}
		if got := strings.Contains(v.get(result).Body.String(), "/ficheros/"); got != c.all {
			t.Errorf("%q, %s: the file is shown: %v", c.role, c.shows, got)
		}
		if got := strings.Contains(v.get("/planes/plan-de-ejemplo/resultados").Body.String(), "/ficheros/"); got != c.all {
			t.Errorf("%q, %s: the file is listed: %v", c.role, c.shows, got)
		}
		if got := v.get(file).Code == http.StatusOK; got != c.all {
			t.Errorf("%q, %s: the file is given: %v", c.role, c.shows, got)
		}
		if got := strings.Contains(v.get(comparison).Body.String(), "Sobre el valor del"); got != c.all {
			t.Errorf("%q, %s: the comparison tells what was said: %v", c.role, c.shows, got)
		}
	}
	s.shows(t, "{objectives,indicators}")
	for role, want := range map[access.Role]int{access.Nobody: http.StatusNotFound, access.Staff: http.StatusOK, access.Director: http.StatusOK} {
		if got := s.visitor(t, role).get("/planes/plan-de-ejemplo/cuadro-de-mando").Code; got != want {
			t.Errorf("%q opens the dashboard of a plan that is shown in part: %d, want %d", role, got, want)
		}
	}
	if list := s.get("/api/v1/plans").Body.String(); strings.Contains(list, "plan-de-ejemplo") {
		t.Error("the API lists a plan that is shown in part")
	}
	if got := s.get("/api/v1/plans/plan-de-ejemplo").Code; got != http.StatusNotFound {
		t.Errorf("the API gives a plan that is shown in part: %d", got)
	}
}

func TestPublicAnswersSetNoCookieAndKeepThePolicy(t *testing.T) {
	s := open(t)
	for _, role := range []access.Role{access.Nobody, access.Technician} {
		v := s.visitor(t, role)
		for _, address := range s.publicAddresses(t) {
			w := v.get(address)
			h := w.Header()
			if w.Code != http.StatusOK || h.Get("Set-Cookie") != "" || h.Get("X-Frame-Options") != "" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s as %q: %d, %v", address, role, w.Code, h)
			}
			framed := strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors *")
			if framed != strings.HasSuffix(address, "/panel") {
				t.Errorf("%s: policy %q", address, h.Get("Content-Security-Policy"))
			}
		}
	}
	if got := s.get("/publico/otro/panel").Header().Get("Content-Security-Policy"); strings.Contains(got, "frame-ancestors *") {
		t.Error("the page that says that there is no panel may be framed")
	}
	// The figure of the panel, the public page and the dashboard is one.
	figures := map[string]string{}
	for address, selector := range map[string]string{
		publicPlan: "#como-va .headline-value .figure", publicPlan + "/panel": ".headline-value .figure", "/planes/plan-de-ejemplo/cuadro-de-mando": ".headline-value .figure",
	} {
		document, err := goquery.NewDocumentFromReader(s.get(address).Body)
		if err != nil {
			t.Fatal(err)
		}
		figures[pagetest.Text(document.Find(selector).First())] = address
	}
	if len(figures) != 1 {
		t.Errorf("the headline is %v", figures)
	}
}

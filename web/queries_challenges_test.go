package web_test

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
)

// growRetos gives the demo more retos, and those of it as many of all that belongs to them: from one number to another.
const growRetos = `
	WITH person AS (
		INSERT INTO users (email, name, role)
		SELECT 'persona' || n || '@demo.example', 'Persona ' || n, 'staff'
		  FROM generate_series($1::int, $2::int) n
		RETURNING id
	), author AS (
		SELECT min(id) AS id FROM users
	), more AS (
		INSERT INTO challenges (code, title, problem, unit_id, plan_id, objective_id, privacy, author_id, state, state_since, submitted_at, submitted_on,
		       answer_due_on, decision_asked_at, public_title, public_text, published_at)
		SELECT translate(lpad(n::text, 15, 'A'), '018', 'CDE'), 'Pedir la primera cita por la tarde ' || n, 'Problema', (SELECT min(id) FROM units), o.plan_id, o.id,
		       'named', a.id, s.state, now(), now(), '2026-11-01', '2026-11-10', CASE WHEN s.state = 'analysis' THEN now() END, 'Título', 'Texto', now()
		  FROM generate_series($1::int, $2::int) n, author a,
		       (SELECT plan_id, min(id) AS id FROM objectives GROUP BY plan_id ORDER BY plan_id DESC LIMIT 1) o,
		       LATERAL (SELECT ('{received,analysis,waiting,admitted,project,pilot,implemented,discarded,withdrawn}'::text[])[1 + n % 9] AS state) s
		RETURNING id, plan_id, objective_id, state
	), one AS (
		SELECT id, plan_id, objective_id FROM more
		UNION ALL
		SELECT c.id, p.id, NULL FROM challenges c, (SELECT max(id) AS id FROM plans) p WHERE c.state <> 'merged'
	), each AS (
		SELECT one.id, n FROM one, generate_series($1::int, $2::int) n WHERE one.id NOT IN (SELECT id FROM more)
		UNION ALL
		SELECT id, $1::int FROM more
	), merged AS (
		INSERT INTO challenges (code, title, problem, privacy, author_id, state, merged_into, state_since, submitted_at, submitted_on, answer_due_on)
		SELECT translate(lpad((e.id * 1000 + e.n)::text, 15, 'F'), '018', 'CDE'), 'Repetido', 'Problema', 'named', a.id, 'merged', e.id, now(), now(), '2026-11-01', '2026-11-10'
		  FROM each e, author a
		 WHERE e.id IN (SELECT id FROM challenges)
	), moved AS (
		INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, moved_by, public_note)
		SELECT e.id, CASE WHEN e.n % 2 = 0 THEN 'waiting' ELSE 'analysis' END, CASE WHEN e.n % 2 = 0 THEN 'analysis' ELSE 'waiting' END, now(), '2026-11-02', a.id, 'Nota'
		  FROM each e, author a
	), said AS (
		INSERT INTO challenge_messages (challenge_id, kind, body, written_at, written_by)
		SELECT e.id, k, 'Mensaje', now(), CASE WHEN k <> 'author' THEN a.id END
		  FROM each e, author a, unnest('{author,answer,internal}'::text[]) k
	), filed AS (
		INSERT INTO challenge_files (challenge_id, name, media_type, size, content, internal, added_at)
		SELECT id, 'acta' || n || '.txt', 'text/plain', 4, 'Acta', false, now()
		  FROM each
	), followed AS (
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		SELECT one.id, p.id, true, true, now()
		  FROM one, person p
	), evaluated AS (
		INSERT INTO challenge_evaluations (challenge_id, user_id, evaluated_at)
		SELECT one.id, p.id, now()
		  FROM one, person p
	), scored AS (
		INSERT INTO challenge_scores (challenge_id, user_id, criterion, score)
		SELECT one.id, p.id, k, 3
		  FROM one, person p, unnest('{impact,cost}'::text[]) k
	), linked AS (
		INSERT INTO challenge_links (challenge_id, plan_id, objective_id, indicator_id, linked_at)
		SELECT id, plan_id, objective_id, NULL, now() FROM more
		UNION ALL
		SELECT one.id, i.plan_id, NULL, i.id, now()
		  FROM one
		  JOIN indicators i ON i.plan_id = one.plan_id
		ON CONFLICT DO NOTHING
	), led AS (
		INSERT INTO challenge_projects (challenge_id, title, starts_on, ends_on)
		SELECT id, 'Proyecto', '2026-01-01', '2026-12-31'
		  FROM one
		ON CONFLICT DO NOTHING
	), planned AS (
		INSERT INTO challenge_milestones (challenge_id, title, due_on)
		SELECT id, 'Hito ' || n, '2026-06-01'
		  FROM each
	), told AS (
		INSERT INTO notices (user_id, challenge_id, kind, body, told_at)
		SELECT u.id, one.id, 'moved', 'Aviso', now()
		  FROM one, users u
		 WHERE u.role <> 'staff'
	), written AS (
		INSERT INTO mails (user_id, challenge_id, message_id, subject, body, html, state, queued_at, changed_at)
		SELECT a.id, e.id, 'x' || e.id || '.' || e.n || '@hito.example', 'Asunto', 'Texto', '', CASE WHEN e.n % 2 = 0 THEN 'failed' ELSE 'queued' END, now(), now()
		  FROM each e, author a
	), kept AS (
		INSERT INTO challenge_views (user_id, name, query)
		SELECT u.id, 'Vista ' || n, ''
		  FROM users u, generate_series($1::int, least($2::int, 29)) n
		 WHERE u.role = 'technician'
	)
	INSERT INTO indicator_sources (plan_id, indicator_id, counts, from_on, to_on, automatic)
	SELECT plan_id, id, 'received', '2021-01-01', '2030-12-31', false
	  FROM indicators
	ON CONFLICT DO NOTHING`

// A page takes as many statements for three hundred retos more, and for a reto with hundreds of everything.
func TestStatementsDoNotGrowWithTheRetos(t *testing.T) {
	s, sent := counted(t)
	technician, admin := s.visitor(t, access.Technician), s.visitor(t, access.Admin)
	addresses := []string{"/", "/planes", "/retos?texto=cita&orden=apoyos", "/retos?pagina=2", "/retos/similares?titulo=Pedir+la+primera+cita"}
	for _, place := range s.places {
		switch {
		case strings.HasPrefix(place.route, "/retos/{code}") && !strings.Contains(place.route, "{id}") && !strings.Contains(place.route, "{file}"):
			for _, code := range []string{analysed, waiting, project} {
				addresses = append(addresses, strings.ReplaceAll(place.route, "{code}", code))
			}
		case strings.Contains(place.address, "/planes/plan-de-ejemplo"):
			addresses = append(addresses, place.address)
		case strings.HasPrefix(place.route, "/retos"), strings.HasPrefix(place.route, "/avisos"), strings.HasPrefix(place.route, "/api/v1/challenges"),
			strings.HasPrefix(place.route, "/administracion/correos"):
			addresses = append(addresses, place.address)
		}
	}
	ask := func() map[string]int32 {
		taken := map[string]int32{}
		for _, address := range addresses {
			v := technician
			if strings.HasPrefix(address, "/administracion") {
				v = admin
			}
			v.get(address) // what is asked once only, such as when the session was last used
			sent.n.Store(0)
			if answer := v.get(address); answer.Code == http.StatusOK {
				taken[address] = sent.n.Load()
			}
		}
		return taken
	}
	grow := func(from, until int) map[string]int32 {
		if _, err := s.pool.Exec(t.Context(), growRetos, from, until); err != nil {
			t.Fatal(err)
		}
		return ask()
	}
	before, after := grow(1, 3), grow(4, 300) // what a page has none of it may not ask for
	for address, n := range before {
		if after[address] != n {
			t.Errorf("GET %s took %d statements and takes %d", address, n, after[address])
		}
		if n > 20 {
			t.Errorf("GET %s takes %d statements", address, n)
		}
	}
	for _, address := range []string{
		"/", "/retos", "/retos/tablero", "/retos/mapa", "/retos/cifras", "/retos/nuevo", "/avisos", "/administracion/correos", "/api/v1/challenges",
		"/retos/" + project, "/retos/" + project + "/vinculos", "/retos/" + project + "/proyecto", "/retos/" + analysed + "/fusion", "/retos/" + analysed + "/evaluacion",
		"/planes/plan-de-ejemplo/indicadores/I1.1/retos", "/planes/plan-de-ejemplo/cuadro-de-mando",
	} {
		if before[address] == 0 {
			t.Errorf("GET %s was not counted", address)
		}
	}
}

// Whoever sends a reto slowly keeps nobody from the database.
func TestASlowRetoHoldsNoConnection(t *testing.T) {
	s, _ := counted(t)
	body, slow := io.Pipe()
	form := multipart.NewWriter(slow)
	answered := make(chan int)
	go func() {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, origin+"/retos", body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		answered <- w.Code
	}()
	file, err := form.CreateFormFile("files", "acta.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(make([]byte, 1<<20)); err != nil { // returns once it was read
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/retos", nil))
	if w.Code != http.StatusOK {
		t.Errorf("meanwhile the list answers %d", w.Code)
	}
	_ = form.Close()
	_ = slow.Close()
	if code := <-answered; code >= http.StatusInternalServerError {
		t.Errorf("the reto is answered with %d", code)
	}
}

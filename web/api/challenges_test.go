package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"hito/internal/db/dbtest"
)

// secrets are what no answer may hold: of whoever wrote a reto, and of what is not public of it.
var secrets = []string{"Candelaria", "candelaria@", "Reservado", "Centro secreto", "Interna", "Se va", "confidential", "anonymous"}

const secretRetos = `
	WITH author AS (
		INSERT INTO users (email, name, role) VALUES ('candelaria@ejemplo.es', 'Candelaria', 'staff') RETURNING id
	), retos AS (
		INSERT INTO challenges (code, title, problem, privacy, author_id, secret_digest, contact_name, contact_email, area, state, state_since, submitted_at,
		       submitted_on, answer_due_on, public_title, public_text, published_at)
		SELECT v.code, 'Reservado', 'Reservado', v.privacy, CASE WHEN v.privacy = 'confidential' THEN a.id END,
		       CASE WHEN v.privacy = 'anonymous' THEN sha256('reto'::bytea || '\x00'::bytea || 'KKKKKKKKKKKKKKK'::bytea) END,
		       CASE WHEN v.privacy = 'anonymous' THEN 'Candelaria' ELSE '' END, CASE WHEN v.privacy = 'anonymous' THEN 'candelaria@ejemplo.es' ELSE '' END,
		       'Centro secreto', v.state, '2026-02-03 10:00+00', '2026-01-31 23:30+00', '2026-02-01', '2026-03-01', v.title, v.body, v.published
		  FROM author a, (VALUES ('AAAAAAAAAAAAAAA', 'confidential', 'admitted', 'Citas por la tarde', 'Las citas son de mañana', timestamptz '2026-02-04 10:00+00'),
		                         ('CCCCCCCCCCCCCCC', 'anonymous', 'received', 'Cartas claras', 'No se entienden', timestamptz '2026-02-05 10:00+00'),
		                         ('EEEEEEEEEEEEEEE', 'confidential', 'received', '', '', NULL)) v (code, privacy, state, title, body, published)
		RETURNING id, code
	)
	INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note, internal_note)
	SELECT r.id, m.before, m.after, now(), '2026-02-03', m.note, 'Interna'
	  FROM retos r, (VALUES (NULL, 'received', ''), ('received', 'analysis', 'Lo miramos'), ('analysis', 'admitted', 'Adelante'), ('admitted', 'withdrawn', 'Se va')) m (before, after, note)
	 WHERE r.code = 'AAAAAAAAAAAAAAA'`

func startRetos(t *testing.T) *client {
	t.Helper()
	pool := dbtest.New(t)
	if _, err := pool.Exec(t.Context(), secretRetos); err != nil {
		t.Fatal(err)
	}
	return start(t, pool)
}

func TestOnlyPublicRetosAreListed(t *testing.T) {
	c := startRetos(t)
	all := c.get("/challenges")
	all.want(t, map[string]any{"total": "2", "limit": "20", "offset": "0"})
	if got := codes(all.list(t, "challenges")); !slices.Equal(got, []string{"CCCCC-CCCCC-CCCCC", "AAAAA-AAAAA-AAAAA"}) {
		t.Errorf("listed %v", got)
	}
	all.list(t, "challenges")[1].want(t, map[string]any{
		"title": "Citas por la tarde", "excerpt": "Las citas son de mañana", "state": "admitted", "state_since": "2026-02-03T10:00:00Z",
		"received_on": "2026-02-01", "supporters": "0",
	})
	for query, want := range map[string]string{
		"text=cita": "AAAAA-AAAAA-AAAAA", "text=reservado": "", "text=candelaria": "", "text=secreto": "", "state=received": "CCCCC-CCCCC-CCCCC", "state=pilot": "",
		"text=AAAAA-AAAAA-AAAAA": "AAAAA-AAAAA-AAAAA", "text=EEEEE-EEEEE-EEEEE": "", "limit=1&offset=1": "AAAAA-AAAAA-AAAAA", "offset=2": "",
	} {
		if got := strings.Join(codes(c.get("/challenges?"+query).list(t, "challenges")), " "); got != want {
			t.Errorf("?%s: %s, want %s", query, got, want)
		}
	}
}

func TestARetoTellsWhatIsPublicOfIt(t *testing.T) {
	c := startRetos(t)
	reto := c.get("/challenges/aaaaa-aaaaa-aaaaa")
	reto.want(t, map[string]any{"code": "AAAAA-AAAAA-AAAAA", "text": "Las citas son de mañana", "published_at": "2026-02-04T10:00:00Z"})
	notes := reto.list(t, "notes")
	if len(notes) != 2 {
		t.Fatalf("notes %v", notes)
	}
	notes[0].want(t, map[string]any{"on": "2026-02-03", "state": "analysis", "text": "Lo miramos"})
	notes[1].want(t, map[string]any{"state": "admitted", "text": "Adelante"})
	// Unknown, not public, and the code that the anonymous author keeps: all the same.
	for _, code := range []string{"22222-22222-22222", "EEEEE-EEEEE-EEEEE", "KKKKK-KKKKK-KKKKK", "nada"} {
		c.refuses("/challenges/"+code, http.StatusNotFound)
	}
}

func TestSecurity9NoAnswerTellsWhoWroteAReto(t *testing.T) {
	c := startRetos(t)
	for _, path := range []string{"/challenges", "/challenges?text=cita", "/challenges/AAAAA-AAAAA-AAAAA", "/challenges/CCCCC-CCCCC-CCCCC", "/challenges/EEEEE-EEEEE-EEEEE", "/challenges?text=x&state=y"} {
		body := c.do(http.MethodGet, Root+path).Body.String()
		for _, secret := range secrets {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q: %s", path, secret, body)
			}
		}
	}
}

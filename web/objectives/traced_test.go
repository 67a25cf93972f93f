package objectives_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/plan"
	"hito/internal/user"
	"hito/web/objectives"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestAnObjectiveTellsOfPublicRetos(t *testing.T) {
	p := objectives.Pages{Pool: pagetest.Demo(t), Today: pagetest.Today}
	s := pagetest.Site{"/planes/{plan}/objetivos/{code}": p.Show}
	page := s.Page(t, pagetest.Example+"/objetivos/O1")
	page.Says("#retos", "Pedir la primera cita también por la tarde", "En proyecto")
	page.Count("#retos li", 1)
	if _, err := p.Pool.Exec(t.Context(), `UPDATE challenges SET published_at = NULL`); err != nil {
		t.Fatal(err)
	}
	s.Page(t, pagetest.Example+"/objetivos/O1").Lacks("#retos")
}

func TestAnObjectiveWithRetosStays(t *testing.T) {
	pool := pagetest.Demo(t)
	kept := plan.Store{Pool: pool, Now: func() time.Time { return pagetest.Today().Time() }}
	actor := dbtest.Actor(t, pool, access.Technician)
	id, err := kept.CreateObjective(t.Context(), actor, rand.Text(), "plan-de-ejemplo", plan.ObjectiveDraft{Code: "O99", Title: "Otro"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `UPDATE challenges SET objective_id = $1, line_id = NULL, plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo')`, id); err != nil {
		t.Fatal(err)
	}
	p, r := objectives.Pages{Pool: pool, Today: pagetest.Today, Plans: kept, Location: time.UTC}, chi.NewRouter()
	r.Post("/planes/{plan}/objetivos/{code}/baja", pagetest.Answered(t, p.Delete))
	form := url.Values{ui.KeyField: {rand.Text()}, "id": {strconv.FormatInt(id, 10)}, "version": {"1"}}
	ask := pagetest.Form(t, pagetest.Example+"/objetivos/O99/baja", form)
	ask = ask.WithContext(ui.WithSession(ask.Context(), user.Session{ID: 1, Confirmed: true, User: actor}))
	w := httptest.NewRecorder()
	r.ServeHTTP(w, ask)
	if told := pagetest.Text(pagetest.Read(t, ask, w).Find("[role=alert]")); w.Code != http.StatusConflict || told != "Hay algo que corregirNo se ha quitado: hay retos que tratan de este objetivo o están vinculados a él. Puede anularlo, y así se conserva todo." {
		t.Errorf("%d %s", w.Code, told)
	}
}

func TestAnObjectiveNamesTheLastOfManyRetos(t *testing.T) {
	p := objectives.Pages{Pool: pagetest.Demo(t), Today: pagetest.Today}
	_, err := p.Pool.Exec(t.Context(), `
		WITH more AS (
			INSERT INTO challenges (code, title, problem, privacy, author_id, state, state_since, submitted_at, submitted_on, answer_due_on,
			       public_title, public_text, published_at)
			SELECT translate(lpad(n::text, 15, 'A'), '018', 'CDE'), 'x', 'x', 'named', (SELECT min(id) FROM users), 'admitted', now(), now(),
			       '2026-11-01', '2026-11-30', 'Reto ' || n, 'x', now()
			  FROM generate_series(1, 2000) n
			RETURNING id
		)
		INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at)
		SELECT m.id, o.plan_id, o.id, now()
		  FROM more m, objectives o
		  JOIN plans p ON p.id = o.plan_id AND p.slug = 'plan-de-ejemplo'
		 WHERE o.code = 'O1'`)
	if err != nil {
		t.Fatal(err)
	}
	page := pagetest.Site{"/planes/{plan}/objetivos/{code}": p.Show}.Page(t, pagetest.Example+"/objetivos/O1")
	page.Count("#retos li", 50)
	page.Says("#retos", "Reto 2000", "Los últimos 50 retos de 2001.")
}

package lines_test

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
	"hito/web/lines"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestALineThatRetosAreAboutStays(t *testing.T) {
	pool := pagetest.Demo(t)
	kept := plan.Store{Pool: pool, Now: func() time.Time { return pagetest.Today().Time() }}
	actor := dbtest.Actor(t, pool, access.Technician)
	id, err := kept.CreateLine(t.Context(), actor, rand.Text(), "plan-de-ejemplo", plan.LineDraft{Code: "L99", Title: "Otra"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `UPDATE challenges SET line_id = $1, objective_id = NULL, plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo')`, id); err != nil {
		t.Fatal(err)
	}
	p, r := lines.Pages{Pool: pool, Today: pagetest.Today, Plans: kept, Location: time.UTC}, chi.NewRouter()
	r.Post("/planes/{plan}/lineas/{code}/baja", pagetest.Answered(t, p.Delete))
	form := url.Values{ui.KeyField: {rand.Text()}, "id": {strconv.FormatInt(id, 10)}, "version": {"1"}}
	ask := pagetest.Form(t, pagetest.Example+"/lineas/L99/baja", form)
	ask = ask.WithContext(ui.WithSession(ask.Context(), user.Session{ID: 1, Confirmed: true, User: actor}))
	w := httptest.NewRecorder()
	r.ServeHTTP(w, ask)
	told := pagetest.Text(pagetest.Read(t, ask, w).Find("[role=alert]"))
	if w.Code != http.StatusConflict || told != "Hay algo que corregirNo se ha quitado: hay retos que tratan de esta línea." {
		t.Errorf("%d %s", w.Code, told)
	}
}

package histories

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/plan"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestSecurity19TheHistoryGoesOutAsDataAndThatIsTold(t *testing.T) {
	pool := pagetest.Demo(t)
	now := func() time.Time { return pagetest.Today().Time() }
	p, r := Pages{Pool: pool, Plans: plan.Store{Pool: pool, Now: now}, Slow: pool, Location: time.UTC}, chi.NewRouter()
	r.Post("/planes/{plan}/historia/exportar", pagetest.Answered(t, p.Export))
	post := func(role access.Role, form url.Values) *httptest.ResponseRecorder {
		r1, w := pagetest.Form(t, pagetest.Example+"/historia/exportar", form), httptest.NewRecorder()
		r.ServeHTTP(w, r1.WithContext(ui.WithSession(r1.Context(), user.Session{ID: 1, Confirmed: true, User: dbtest.Actor(t, pool, role)})))
		return w
	}
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		of, err := plan.Find(t.Context(), tx, access.Scope{All: true}, "plan-de-ejemplo")
		for n := 0; err == nil && n < exportBatch+100; n++ {
			err = audit.Record(t.Context(), tx, audit.Event{
				At: now(), Action: "plan.update", PlanID: of.ID, Object: audit.Object{Type: "plan", ID: of.ID},
				Before: map[string]any{"title": "=antes"}, After: map[string]any{"title": "después", "revision": n},
			})
		}
		if err != nil {
			return err
		}
		return audit.Record(t.Context(), tx, audit.Event{
			At: now(), Action: "indicator.update", PlanID: of.ID, Object: audit.Object{Type: "indicator", ID: 1}, After: map[string]any{"title": "Otro"},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	all := pagetest.Data(t, post(access.Director, url.Values{}))
	plans := pagetest.Data(t, post(access.Technician, url.Values{"tema": {"plan"}, "formato": {"csv-simple"}}))
	if len(plans) != exportBatch+101 || len(all) != len(plans)+1 {
		t.Errorf("%d events, %d of them of the plan", len(all)-1, len(plans)-1)
	}
	if got := plans[1]; got[3] != "Cambió los datos del plan" || got[5] != "Título: =antes → después" {
		t.Errorf("%q", got)
	}
	var told int
	if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_events WHERE action = 'plan.export' AND after->>'exported' = 'history'`).Scan(&told); err != nil || told != 2 {
		t.Errorf("%d exports are told, %v", told, err)
	}
	if w := post(access.Staff, url.Values{}); w.Code != http.StatusForbidden {
		t.Errorf("staff: %d", w.Code)
	}
	if w := post(access.Director, url.Values{"tema": {"otro"}}); w.Code != http.StatusBadRequest || strings.Contains(w.Body.String(), "Suceso") {
		t.Errorf("no such topic: %d", w.Code)
	}
}

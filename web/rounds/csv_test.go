package rounds

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/round"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestRoundsGoOutAsData(t *testing.T) {
	pool := pagetest.Demo(t)
	store := round.Store{Pool: pool, Now: func() time.Time { return pagetest.Today().Time() }, Today: pagetest.Today}
	r := chi.NewRouter()
	r.Get("/planes/{plan}/rondas", pagetest.Answered(t, Pages{Rounds: store, Location: time.UTC}.List))
	get := func(role access.Role) *httptest.ResponseRecorder {
		ask, w := httptest.NewRequest(http.MethodGet, pagetest.Example+"/rondas?formato=csv", nil), httptest.NewRecorder()
		r.ServeHTTP(w, ask.WithContext(ui.WithSession(ask.Context(), user.Session{ID: 1, Confirmed: true, User: dbtest.Actor(t, pool, role)})))
		return w
	}
	rows := pagetest.Data(t, get(access.Director))
	if len(rows) < 2 || rows[1][0] == "" || rows[1][2] == "" || rows[1][4] == "0" {
		t.Errorf("%q", rows)
	}
	if w := get(access.Staff); w.Code != http.StatusForbidden {
		t.Errorf("staff: %d", w.Code)
	}
}

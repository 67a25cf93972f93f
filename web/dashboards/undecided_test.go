package dashboards_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/db/dbtest"
	"hito/internal/user"
	"hito/web/dashboards"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

// panel is what the page of the retos says to somebody, blank where there is none.
func panel(t *testing.T, pool *pgxpool.Pool, role access.Role, address string) string {
	t.Helper()
	p := dashboards.Pages{Pool: pool, Today: pagetest.Today}
	router := chi.NewRouter()
	router.Get("/planes/{plan}/cuadro-de-mando", pagetest.Answered(t, p.Show))
	r, w := httptest.NewRequestWithContext(t.Context(), "GET", address, nil), httptest.NewRecorder()
	if actor := dbtest.Actor(t, pool, role); actor.SignedIn() {
		r = r.WithContext(ui.WithSession(r.Context(), user.Session{ID: 1, Confirmed: true, User: actor}))
	}
	router.ServeHTTP(w, r)
	page := pagetest.Read(t, r, w)
	if w.Code != 200 || page.Find("#objetivos").Length() != 1 {
		t.Fatalf("%s answers %d", address, w.Code)
	}
	return pagetest.Text(page.Find("#retos"))
}

func TestRetosThatWaitForADecision(t *testing.T) {
	pool := pagetest.Demo(t)
	if _, err := pool.Exec(t.Context(), `
		UPDATE challenges SET decision_asked_at = '2026-03-10 09:00+00' WHERE state = 'analysis'`); err != nil {
		t.Fatal(err)
	}
	for _, role := range []access.Role{access.Director, access.Technician} {
		text := panel(t, pool, role, example)
		for _, word := range []string{"Retos que esperan decisión", "desde el 10 de marzo de 2026, hace 4 días"} {
			if !strings.Contains(text, word) {
				t.Errorf("%q is not told to the %s: %q", word, role, text)
			}
		}
		for _, address := range []string{example + "?fecha=2026-03-13", montilla} {
			if got := panel(t, pool, role, address); got != "" {
				t.Errorf("%s tells of what is not of today: %q", address, got)
			}
		}
	}
	for _, role := range []access.Role{access.Nobody, access.Staff, access.Admin} {
		if role == access.Nobody {
			if _, err := pool.Exec(t.Context(), `UPDATE plans SET published_at = now()`); err != nil {
				t.Fatal(err)
			}
		}
		if got := panel(t, pool, role, example); got != "" {
			t.Errorf("%q is told %q", role, got)
		}
	}
	if _, err := pool.Exec(t.Context(), `
		UPDATE challenges SET decision_asked_at = NULL, answered_at = now()`); err != nil {
		t.Fatal(err)
	}
	if got := panel(t, pool, access.Director, example); got != "" {
		t.Errorf("with nothing to decide, it says %q", got)
	}
}

package sessions

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/user"
)

// A database that no longer answers keeps the old session, and not the new one.
func TestANewSessionIsNotLostWithTheOldOne(t *testing.T) {
	pool, err := pgxpool.New(t.Context(), "postgres://127.0.0.1:1/none")
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
	var left []string
	p := Pages{Users: user.Store{Pool: pool, Now: time.Now}, Later: func(what string, _ func(context.Context) error) { left = append(left, what) }}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/entrar", nil)
	r.AddCookie(&http.Cookie{Name: "hito", Value: "old"})
	w := httptest.NewRecorder()
	err = p.enter(w, r, user.Started{Token: "new", Session: user.Session{ID: 1, Confirmed: true}}, "/planes")
	given := slices.ContainsFunc(w.Result().Cookies(), func(c *http.Cookie) bool { return c.Name == "hito" && c.Value == "new" })
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/planes" || !given || len(left) != 1 {
		t.Errorf("%v, status %d to %q with %v; left for later: %v", err, w.Code, w.Header().Get("Location"), w.Header()["Set-Cookie"], left)
	}
}

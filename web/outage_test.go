package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

// A database that cannot be used now is no error of the application: whoever asks is told to come back.
func TestADatabaseThatIsAwayIsToldInWords(t *testing.T) {
	pool, err := db.Connect(t.Context(), dbtest.Lease(t).RuntimeURL, db.PoolSize(0, 1), db.Patience(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	held, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	s := newSite(t, func(c *Config) { c.Pool = pool })
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/planes", nil))
	if answer.Code != http.StatusServiceUnavailable || answer.Header().Get("Retry-After") != retryAfter ||
		!strings.Contains(answer.Body.String(), "no se guardará dos veces") {
		t.Errorf("it answers %d, %v: %s", answer.Code, answer.Header(), answer.Body)
	}
}

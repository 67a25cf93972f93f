package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/demo/demotest"
	"hito/internal/user"
	"hito/web"
)

const dashboardPath = "/planes/plan-de-ejemplo/cuadro-de-mando"

// keeping is the whole site, which keeps what was looked at, on one connection whose statements are counted.
func keeping(t *testing.T) (wholeSite, *statements) {
	t.Helper()
	s, sent := counted(t)
	config := s.pool.Config()
	config.ConnConfig.Tracer = sent
	config.MinConns, config.MaxConns = 1, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s.Handler = s.siteOn(pool, nil)
	return s, sent
}

func (s *wholeSite) siteOn(pool *pgxpool.Pool, standby *db.Replica) http.Handler {
	return web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.DiscardHandler), Now: s.now, Location: time.UTC, Users: user.Store{Pool: pool, Now: s.now},
		Replica: standby,
	})
}

func (s *wholeSite) ask(method, address, tag string) *httptest.ResponseRecorder {
	return s.do(method, address, http.Header{"If-None-Match": {tag}})
}

// Who has what everybody sees already costs one statement, and whoever has not, no figure that was worked out before.
func TestWhatHasNotChangedIsNotMadeAgain(t *testing.T) {
	s, sent := keeping(t)
	for address, warm := range map[string]int32{
		publicPlan: 1, publicPlan + "/panel": 1, dashboardPath: 1, publicPlan + "/seguimientos.atom": 0, "/datos-abiertos/plan-de-ejemplo/indicadores.csv": 0,
		"/datos-abiertos": 1,
	} {
		tag := s.get(address).Header().Get("ETag")
		sent.n.Store(0)
		again := s.get(address)
		if n := sent.n.Load(); warm > 0 && n != warm {
			t.Errorf("%s takes %d statements the second time", address, n)
		}
		if !strings.HasPrefix(tag, `W/"`) || again.Header().Get("ETag") != tag || again.Header().Get("Cache-Control") != "no-cache" ||
			!strings.Contains(again.Header().Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: %v, after %s", address, again.Header(), tag)
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			sent.n.Store(0)
			w := s.ask(method, address, tag)
			if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("Set-Cookie") != "" || w.Header().Get("ETag") != tag {
				t.Errorf("%s %s: %d with %d bytes, %v", method, address, w.Code, w.Body.Len(), w.Header())
			}
			if n := sent.n.Load(); n != 1 {
				t.Errorf("%s %s takes %d statements to say that nothing is new", method, address, n)
			}
		}
	}
}

// A value that is recorded is seen at once, and so is that a plan is public no more.
func TestWhatChangesIsSeenAtOnce(t *testing.T) {
	s, sent := keeping(t)
	v := s.visitor(t, access.Technician)
	addresses := []string{publicPlan, publicPlan + "/panel", dashboardPath, "/datos-abiertos/plan-de-ejemplo/indicadores.csv"}
	tags := map[string]string{}
	for _, address := range addresses {
		tags[address] = s.get(address).Header().Get("ETag")
	}
	before := v.get(dashboardPath)
	sent.n.Store(0)
	if same := v.get(dashboardPath); same.Header().Get("ETag") != "" || same.Header().Get("Cache-Control") != "no-store" || sent.n.Load() > 6 {
		t.Errorf("who has signed in: %v, by %d statements", same.Header(), sent.n.Load())
	}
	if w := v.post(waitingValues, url.Values{"value": {"17,5"}, "measured_on": {"2026-11-21"}, "version": {"0"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("the value is answered with %d", w.Code)
	}
	for _, address := range addresses {
		w := s.ask(http.MethodGet, address, tags[address])
		if w.Code != http.StatusOK || w.Header().Get("ETag") == tags[address] {
			t.Errorf("%s after a value: %d", address, w.Code)
		}
		tags[address] = w.Header().Get("ETag")
	}
	if after := v.get(dashboardPath); after.Body.String() == before.Body.String() {
		t.Error("the dashboard is that of before")
	}
	s.exec(t, `UPDATE plans SET published_at = NULL`)
	for _, address := range addresses {
		for _, tag := range []string{tags[address], "*"} {
			if w := s.ask(http.MethodGet, address, tag); w.Code != http.StatusNotFound {
				t.Errorf("%s of a plan that is not public: %d", address, w.Code)
			}
		}
	}
}

// What everybody reads is read at the standby; whoever has signed in reads at the primary, and so does everybody once
// the standby fails. The two are different databases here, so that it shows.
func TestThePublicReadsAtTheStandby(t *testing.T) {
	s := open(t)
	other := demotest.New(t, date.Of(now))
	if _, err := other.Exec(t.Context(), `UPDATE plans SET title = 'El de la otra base' WHERE slug = 'plan-de-ejemplo'`); err != nil {
		t.Fatal(err)
	}
	standby, err := db.WatchReplica(s.pool, other.Config().ConnString(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(standby.Close)
	for deadline := time.Now().Add(20 * time.Second); standby.Pool() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the standby is never of use")
		}
	}
	s.Handler = s.siteOn(s.pool, standby)
	v := s.visitor(t, access.Technician)
	reads := func(w *httptest.ResponseRecorder) bool {
		return strings.Contains(w.Body.String(), "El de la otra base")
	}
	for address, there := range map[string]bool{
		publicPlan: true, publicPlan + "/panel": true, "/datos-abiertos": true, "/datos-abiertos/catalogo.jsonld": true, dashboardPath: false, "/planes": false,
	} {
		if reads(s.get(address)) != there {
			t.Errorf("%s: read at the standby is not %v", address, there)
		}
		if reads(v.get(address)) {
			t.Errorf("%s of who has signed in is read at the standby", address)
		}
	}
	standby.Close() // its connections fail from now on
	for range 2 {
		if w := s.get(publicPlan); w.Code != http.StatusOK || reads(w) {
			t.Errorf("without the standby: %d", w.Code)
		}
	}
	if standby.Pool() != nil {
		t.Error("a standby that failed is asked again at once")
	}
}

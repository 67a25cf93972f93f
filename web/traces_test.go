package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/measure"
	"hito/internal/user"
	"hito/web"
	"hito/web/sessions"
	"hito/web/ui"
	"hito/web/watch"
)

// collector keeps what a server of OpenTelemetry is sent.
type collector struct {
	mu   sync.Mutex
	body bytes.Buffer
}

func (c *collector) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.Copy(&c.body, r.Body)
}

// watched is a site whose requests and statements are traced, measured, and logged as slow, however fast they are.
func watched(t *testing.T, spans *watch.Traces, log *slog.Logger) http.Handler {
	t.Helper()
	pool, err := db.Connect(t.Context(), dbtest.Lease(t).RuntimeURL,
		db.Traced(&measure.Tracer{Slow: time.Nanosecond, Logger: log, Spans: spans.Tracer()}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: log, Now: time.Now, Location: time.UTC,
		Site: ui.Site{Version: "test"}, Users: user.Store{Pool: pool, Now: time.Now}, Sessions: sessions.Config{PublicURL: "https://hito.example"},
		Watch: &watch.Observer{
			Slow: time.Nanosecond, Metrics: watch.NewMetrics(), Spans: spans.Tracer(), Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		},
	})
}

// What is typed reaches the database as parameters alone, so that neither traces nor the log of slow statements hold it.
func TestSecurity21TracesAndSlowStatementsHoldNothingTyped(t *testing.T) {
	var sent collector
	server := httptest.NewServer(&sent)
	defer server.Close()
	traces, err := watch.NewTraces(watch.TracesConfig{Collector: server.URL, Version: "test", Failed: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	site := watched(t, traces, slog.New(slog.NewJSONHandler(&log, nil)))
	typed := url.Values{"email": {canary + "@example.org"}, "password": {"clave de " + canary}}
	for _, asked := range []struct{ method, target, body string }{
		{http.MethodPost, "/entrar", typed.Encode()},
		{http.MethodGet, "/planes/" + canary + "?texto=" + canary, ""},
		{http.MethodGet, "/retos?texto=" + canary, ""},
		{http.MethodGet, "/enlace/" + canary, ""},
	} {
		r := httptest.NewRequest(asked.method, asked.target, strings.NewReader(asked.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Tracestate", "vendor="+canary)
		r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		r.Header.Set("User-Agent", canary)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%s %s: %d", asked.method, asked.target, w.Code)
		}
	}
	if err := traces.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"POST /entrar", "GET /planes/{plan}", "db.query.text", "FROM users", "db.response.returned_rows"} {
		if !strings.Contains(sent.body.String(), want) {
			t.Errorf("the traces lack %q", want)
		}
	}
	for _, want := range []string{`"msg":"slow query"`, `"route":"/entrar"`, `"slow":true`, `"statements":`, `"db_ms":`, "FROM users"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for _, private := range []string{canary, "192.0.2.1", "clave de"} {
		if strings.Contains(sent.body.String(), private) {
			t.Errorf("the traces hold %q", private)
		}
		if strings.Contains(log.String(), private) {
			t.Errorf("the log holds %q: %s", private, &log)
		}
	}
}

func TestSecurity22ThePublicSiteTellsNothingOfItself(t *testing.T) {
	traces, err := watch.NewTraces(watch.TracesConfig{Collector: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	site := watched(t, traces, slog.New(slog.DiscardHandler))
	for _, target := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/profile", "/debug/pprof/cmdline", "/debug/vars"} {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if w.Body.String() != "ok\n" {
		t.Errorf("readyz tells %q", w.Body)
	}
}

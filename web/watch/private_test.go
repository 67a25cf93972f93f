package watch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hito/internal/measure"
)

// sources are those of a server whose database answers with err.
func sources(err error) Sources {
	return Sources{
		Version: "1.2.3",
		Ready:   func(context.Context) error { return err },
		Queue: func(context.Context) (measure.Queue, error) {
			return measure.Queue{Jobs: map[string]int64{"discarded": 2}, Mails: map[string]int64{"uncertain": 3}}, err
		},
		Backup: func() (time.Time, bool) { return time.Now().Add(-time.Hour), true },
	}
}

func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:9090"
	for k := 0; k < len(headers); k += 2 {
		r.Header.Set(headers[k], headers[k+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestMetricsTellWhatHappened(t *testing.T) {
	o := &Observer{Metrics: NewMetrics()}
	for _, status := range []int{200, 204, 0, 404, 503} {
		_, answered := o.Begin(httptest.NewRequest(http.MethodGet, "/planes/ana", nil))
		answered(Answer{Route: "/planes/{plan}", Method: "GET", Status: status, Took: 30 * time.Millisecond})
	}
	_, _ = o.Begin(httptest.NewRequest(http.MethodGet, "/planes", nil)) // is still under way
	text := get(Handler(o.Metrics, sources(nil)), "/metrics").Body.String()
	for _, want := range []string{
		`hito_http_request_duration_seconds_count{route="/planes/{plan}",method="GET",status="2xx"} 3`,
		`hito_http_request_duration_seconds_count{route="/planes/{plan}",method="GET",status="4xx"} 1`,
		`hito_http_request_duration_seconds_count{route="/planes/{plan}",method="GET",status="5xx"} 1`,
		`hito_http_request_duration_seconds_bucket{route="/planes/{plan}",method="GET",status="2xx",le="0.05"} 3`,
		`hito_http_request_duration_seconds_bucket{route="/planes/{plan}",method="GET",status="2xx",le="0.025"} 0`,
		"hito_http_requests_in_flight 1", "hito_database_up 1", `hito_jobs{state="discarded"} 2`, `hito_jobs{state="available"} 0`,
		`hito_mails{state="uncertain"} 3`, "hito_backup_age_seconds 36", `hito_build_info{version="1.2.3",`,
		"process_resident_memory_bytes ", "process_open_fds ", "go_goroutines ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(text, "ana") {
		t.Error("the metrics hold an address")
	}
}

func TestMetricsOfAServerWithoutItsDatabase(t *testing.T) {
	h := Handler(NewMetrics(), sources(errors.New("connection refused")))
	if text := get(h, "/metrics").Body.String(); !strings.Contains(text, "hito_database_up 0") || strings.Contains(text, "hito_jobs") {
		t.Errorf("told %s", text)
	}
	if w := get(h, "/readyz"); w.Code != 503 || !strings.Contains(w.Body.String(), "connection refused") {
		t.Errorf("readyz: %d %s", w.Code, w.Body)
	}
}

func TestProfilesAreServedWithoutTheCommandLine(t *testing.T) {
	h := Handler(NewMetrics(), sources(nil))
	for target, want := range map[string]int{
		"/debug/pprof/": 200, "/debug/pprof/heap": 200, "/debug/pprof/goroutine?debug=1": 200, "/debug/pprof/cmdline": 404, "/planes": 404,
		"/healthz": 200, "/readyz": 200,
	} {
		if w := get(h, target); w.Code != want {
			t.Errorf("%s: %d, want %d", target, w.Code, want)
		}
	}
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/metrics", nil)
	r.Host = "hito.example:9090" // a name that leads here, as a page of another site may make one
	if h.ServeHTTP(w, r); w.Code != http.StatusForbidden {
		t.Errorf("by a name: %d", w.Code)
	}
	if w := get(h, "/metrics", "Sec-Fetch-Site", "cross-site"); w.Code != 403 {
		t.Errorf("a page of another site is answered %d", w.Code)
	}
}

func TestOnlyPrivateAddresses(t *testing.T) {
	for ip, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "192.168.1.4": true, "172.20.0.2": true, "fd00::1": true, "169.254.1.1": true,
		"0.0.0.0": false, "::": false, "203.0.113.5": false, "2001:db8::1": false, "172.32.0.1": false,
	} {
		if got := Private(&net.TCPAddr{IP: net.ParseIP(ip), Port: 9090}); got != want {
			t.Errorf("%s: %v", ip, got)
		}
	}
	if Private(&net.TCPAddr{Port: 9090}) || Private(&net.UnixAddr{}) {
		t.Error("an address of all networks is private")
	}
}

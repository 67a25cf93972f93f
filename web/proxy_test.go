package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web"
	"hito/web/sessions"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// signInFrom signs in with a wrong password over a connection, with what it claims about itself.
func signInFrom(h http.Handler, remote string, claims http.Header) int {
	r := httptest.NewRequest(http.MethodPost, "/entrar", strings.NewReader(url.Values{"email": {"tecnica@demo.example"}, "password": {"wrong wrong wrong"}}.Encode()))
	r.RemoteAddr = remote
	for name, values := range claims {
		r.Header[name] = values
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// recordedFrom lists the addresses that the audit keeps of refused sign-ins.
func (s *wholeSite) recordedFrom(t *testing.T) string {
	t.Helper()
	var list string
	err := s.pool.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(DISTINCT p.body::json->>'address', ' '), '')
		  FROM audit_events e
		  JOIN audit_personal p ON p.event_id = e.id
		 WHERE e.action = 'session.refuse'`).Scan(&list)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSecurity21AForgedAddressChangesNeitherLimitsNorRecords(t *testing.T) {
	s := open(t)
	last := 0
	for n := range 12 {
		forged := strings.Repeat("1", 1+n%3)
		last = signInFrom(s, "192.0.2.7:4000", http.Header{
			"X-Forwarded-For": {"203.0.113." + forged}, "X-Real-Ip": {"203.0.113." + forged}, "Forwarded": {"for=203.0.113." + forged},
			"True-Client-Ip": {"203.0.113." + forged}, "Cf-Connecting-Ip": {"203.0.113." + forged},
		})
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the twelfth attempt with other forged addresses answers %d", last)
	}
	if got := s.recordedFrom(t); got != "192.0.2.7" {
		t.Errorf("recorded from %q", got)
	}
	if strings.Contains(s.log.String(), "203.0.113") || strings.Contains(s.log.String(), "192.0.2.7") {
		t.Error("the log holds addresses")
	}
}

func TestSecurity21OwnProxiesAreBelieved(t *testing.T) {
	s := open(t)
	behind := web.New(web.Config{
		Pool: s.pool, Ready: s.pool.Ping, Logger: discard(), Now: s.now, Location: now.Location(), Users: s.users(), Sessions: sessions.Config{PublicURL: "https://hito.example"},
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	})
	for _, c := range []struct{ remote, forwarded string }{
		{"10.0.0.5:1", "198.51.100.1"},
		{"10.0.0.5:1", "203.0.113.9, 198.51.100.2"}, // what the client itself wrote stands first
		{"192.0.2.8:1", "203.0.113.9"},              // no proxy of ours
	} {
		signInFrom(behind, c.remote, http.Header{"X-Forwarded-For": {c.forwarded}})
	}
	if got := s.recordedFrom(t); got != "192.0.2.8 198.51.100.1 198.51.100.2" {
		t.Errorf("recorded from %q", got)
	}
}

// A refusal names nobody's data to the log, and is told in the audit with the person, the route and the request.
func TestSecurity19RefusalsAreRecorded(t *testing.T) {
	s := open(t)
	answer := s.visitor(t, access.Staff).get("/administracion/personas?texto=secreto")
	var who int64
	var route, request, all string
	err := s.pool.QueryRow(t.Context(), `
		SELECT actor_id, after->>'route', request_id, e::text
		  FROM audit_events e
		 WHERE action = 'access.refuse'`).Scan(&who, &route, &request, &all)
	if err != nil {
		t.Fatal(err)
	}
	if who == 0 || route != "/administracion/personas" || request != answer.Header().Get("X-Request-Id") || strings.Contains(all, "secreto") {
		t.Errorf("recorded: person %d, route %q, request %q", who, route, request)
	}
}

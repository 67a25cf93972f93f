package web_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
)

// visitor is somebody with a browser: a person of a role of the demo, or nobody.
type visitor struct {
	site  *wholeSite
	role  access.Role
	token string
}

// tokens are told apart by how many there were before.
var drawn int

// visitor opens a session of the demo's person with a role, without the sign-in.
func (s *wholeSite) visitor(t testing.TB, role access.Role) visitor {
	t.Helper()
	v := visitor{site: s, role: role}
	if role == access.Nobody {
		return v
	}
	drawn++
	v.token = strings.Repeat("T", drawn) + "-token"
	hash := sha256.Sum256([]byte(v.token + "\x00"))
	_, err := s.pool.Exec(t.Context(), `
		INSERT INTO sessions (token_hash, user_id, confirmed, elsewhere, address, device, created_at, seen_at, expires_at)
		SELECT $1, id, true, false, '192.0.2.1', 'Prueba', $3, $3, $4
		  FROM users
		 WHERE role = $2
		 ORDER BY id
		 LIMIT 1`, hash[:], role, now, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v visitor) get(target string) *httptest.ResponseRecorder {
	return v.do(http.MethodGet, target, nil)
}

// post sends a form with a key of its own, unless the fields have one.
func (v visitor) post(target string, fields url.Values) *httptest.ResponseRecorder {
	if fields == nil {
		fields = url.Values{}
	}
	if !fields.Has("clave_envio") {
		drawn++
		fields.Set("clave_envio", fmt.Sprintf("KEY%020d", drawn))
	}
	return v.do(http.MethodPost, target, fields)
}

func (v visitor) do(method, target string, fields url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(fields.Encode()))
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", origin)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: "hito", Value: v.token})
	}
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, r)
	return w
}

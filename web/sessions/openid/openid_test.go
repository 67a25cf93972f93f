package openid

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"hito/internal/user"
)

func TestSignIn(t *testing.T) {
	need(t)
	tests := []struct {
		person, issuer string
		want           user.External
	}{
		{"ana", shared.Lean, user.External{Name: "Ana Ruiz", Email: "ana.ruiz@example.org", Groups: []string{"planificacion", "direccion"}}},
		{"ana", shared.Full, user.External{Name: "Ana Ruiz", Email: "ana.ruiz@example.org", Groups: []string{"planificacion", "direccion"}}},
		{"luis", shared.Lean, user.External{Name: "Luis Gil", Groups: []string{"personal"}}}, // not verified
		{"eva", shared.Full, user.External{Name: "Eva Sanz"}},                                // nothing said of it
	}
	for _, test := range tests {
		p := New(config(test.issuer), back, nil)
		flow, query := begin(t, p, test.person)
		got, err := p.Finish(t.Context(), flow, query)
		test.want.Issuer, test.want.Subject = test.issuer, test.person
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s signs in = %+v, %v, want %+v", test.person, got, err, test.want)
		}
	}
}

func TestAddress(t *testing.T) {
	need(t)
	cfg := config(shared.Lean)
	cfg.Scopes = []string{"email"}
	p := New(cfg, back, nil)
	address, flow, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := asked.Query()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "hito", "redirect_uri": back, "scope": "openid email",
		"state": flow.State, "nonce": flow.Nonce, "code_challenge_method": "S256",
	} {
		if query.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, query.Get(name), want)
		}
	}
	if strings.Contains(address, flow.Verifier) || query.Get("code_challenge") == "" {
		t.Errorf("the address gives the verifier away, or has no challenge: %s", address)
	}
	if _, other, err := p.Begin(t.Context()); err != nil || other.State == flow.State || other.Nonce == flow.Nonce || other.Verifier == flow.Verifier {
		t.Errorf("a second flow repeats the first, or failed: %v", err)
	}
}

func TestRefused(t *testing.T) {
	need(t)
	tests := map[string]func(*Flow, url.Values){
		"another state":       func(f *Flow, _ url.Values) { f.State = strings.Repeat("x", 26) },
		"no state":            func(f *Flow, q url.Values) { f.State = ""; q.Del("state") },
		"another nonce":       func(f *Flow, _ url.Values) { f.Nonce = strings.Repeat("x", 26) },
		"no nonce":            func(f *Flow, _ url.Values) { f.Nonce = "" },
		"another verifier":    func(f *Flow, _ url.Values) { f.Verifier = strings.Repeat("x", 43) },
		"another code":        func(_ *Flow, q url.Values) { q.Set("code", "invented") },
		"no code":             func(_ *Flow, q url.Values) { q.Del("code") },
		"a foreign iss":       func(_ *Flow, q url.Values) { q.Set("iss", "https://elsewhere.example") },
		"no iss":              func(_ *Flow, q url.Values) { q.Del("iss") },
		"an error and a code": func(_ *Flow, q url.Values) { q.Set("error", "access_denied") },
	}
	p := New(config(shared.Lean), back, nil)
	for name, alter := range tests {
		flow, query := begin(t, p, "ana")
		alter(&flow, query)
		got, err := p.Finish(t.Context(), flow, query)
		if !errors.Is(err, ErrRefused) || errors.Is(err, ErrUnavailable) || !reflect.DeepEqual(got, user.External{}) {
			t.Errorf("%s: Finish = %+v, %v, want ErrRefused", name, got, err)
		}
		tellsNothing(t, err, flow, query)
	}
}

// tellsNothing checks that an error holds nothing that could be used.
func tellsNothing(t *testing.T, err error, flow Flow, query url.Values) {
	t.Helper()
	for _, hidden := range []string{flow.State, flow.Nonce, flow.Verifier, query.Get("code"), secret} {
		if hidden != "" && err != nil && strings.Contains(err.Error(), hidden) {
			t.Errorf("the error gives %q away: %v", hidden, err)
		}
	}
}

func TestCodeWorksOnce(t *testing.T) {
	need(t)
	p := New(config(shared.Lean), back, nil)
	flow, query := begin(t, p, "ana")
	if _, err := p.Finish(t.Context(), flow, query); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Finish(t.Context(), flow, query); !errors.Is(err, ErrRefused) {
		t.Errorf("a replayed code = %v, want ErrRefused", err)
	}
}

func TestPersonCancels(t *testing.T) {
	need(t)
	p := New(config(shared.Lean), back, nil)
	flow, query := begin(t, p, "nobody")
	if query.Get("error") != "access_denied" {
		t.Fatalf("the provider answered %v", query)
	}
	_, err := p.Finish(t.Context(), flow, query)
	if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "access_denied") {
		t.Errorf("cancelled = %v, want ErrRefused with its code", err)
	}
}

func TestErrorFromProvider(t *testing.T) {
	need(t)
	p := New(config(shared.Lean), back, nil)
	for code, want := range map[string]error{
		"login_required": ErrRefused, "temporarily_unavailable": ErrUnavailable, "invalid_scope": ErrUnavailable,
		"x\nlevel=ERROR msg=forged": ErrRefused, "": ErrRefused,
	} {
		flow := Flow{State: "a state"}
		_, err := p.Finish(t.Context(), flow, url.Values{"state": {"a state"}, "iss": {shared.Lean}, "error": {code}})
		if !errors.Is(err, want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error=%q: %v, want %v", code, err, want)
		}
	}
}

func TestDecodeFlowRefuses(t *testing.T) {
	part := strings.Repeat("a", 26)
	for _, text := range []string{
		"", "..", part, part + "." + part, part + "." + part + "." + part + "." + part,
		part + ".." + part, part + ".short." + part, part + "." + part + "." + strings.Repeat("a", 129),
		part + "." + part + "." + strings.Repeat("ñ", 26),
	} {
		if flow, err := DecodeFlow(text); !errors.Is(err, ErrRefused) || flow != (Flow{}) {
			t.Errorf("DecodeFlow(%q) = %+v, %v, want ErrRefused", text, flow, err)
		}
	}
}

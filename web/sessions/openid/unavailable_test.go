package openid

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hito/web/sessions/openid/openidtest"
)

func TestProviderComesUpLater(t *testing.T) {
	down := openidtest.Start(t, back)
	down.Stop()
	p := New(config(down.Lean), back, nil)
	p.retry = 0
	if _, _, err := p.Begin(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Fatalf("Begin while the provider is down = %v, want ErrUnavailable", err)
	}
	down.Restart(t)
	flow, query := begin(t, p, "ana")
	if got, err := p.Finish(t.Context(), flow, query); err != nil || got.Subject != "ana" {
		t.Errorf("Finish when the provider is up = %+v, %v", got, err)
	}
}

// meddler stands between Hito and the real provider.
type meddler func(r *http.Request) (*http.Response, error)

func (m meddler) RoundTrip(r *http.Request) (*http.Response, error) { return m(r) }

// meddle answers requests for a path by itself, and passes the others on.
func meddle(path string, answer func(r *http.Request) (*http.Response, error)) *http.Client {
	return &http.Client{Transport: meddler(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == path {
			return answer(r)
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
}

func reply(status int, text string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Request: r, Body: io.NopCloser(strings.NewReader(text)),
			Header: http.Header{"Content-Type": {"application/json"}, "Location": {"https://elsewhere.example/"}}}, nil
	}
}

// altered passes a request on and changes what comes back.
func altered(change func(map[string]any)) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close()
		said := map[string]any{}
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
			return nil, err
		}
		change(said)
		text, err := json.Marshal(said)
		answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		return answer, err
	}
}

func TestAnswersThatAreWrong(t *testing.T) {
	need(t)
	hidden := `{"error_description": "` + secret + `"}`
	tests := map[string]struct {
		client *http.Client
		want   error
	}{
		"the token endpoint fails":        {meddle("/token", reply(502, hidden)), ErrUnavailable},
		"it sends us elsewhere":           {meddle("/token", reply(307, "")), ErrUnavailable},
		"it answers no JSON":              {meddle("/token", reply(200, secret)), ErrUnavailable},
		"it knows another secret":         {meddle("/token", reply(401, `{"error": "invalid_client"}`)), ErrUnavailable},
		"the keys are not to be had":      {meddle("/jwks", reply(503, hidden)), ErrUnavailable},
		"userinfo fails":                  {meddle("/me", reply(500, hidden)), ErrUnavailable},
		"userinfo answers no JSON":        {meddle("/me", reply(200, secret)), ErrUnavailable},
		"userinfo is another person's":    {meddle("/me", altered(func(said map[string]any) { said["sub"] = "luis" })), ErrUnavailable},
		"the ID token is missing":         {meddle("/token", altered(func(said map[string]any) { delete(said, "id_token") })), ErrUnavailable},
		"the ID token's signature is bad": {meddle("/token", altered(breakSignature)), ErrRefused},
	}
	for name, test := range tests {
		p := New(config(shared.Lean), back, test.client)
		flow, query := begin(t, p, "ana")
		_, err := p.Finish(t.Context(), flow, query)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		tellsNothing(t, err, flow, query)
	}
}

// breakSignature changes a character in the middle: the last one may hold bits that do not count.
func breakSignature(said map[string]any) {
	token := []byte(said["id_token"].(string))
	at := len(token) - 20
	if token[at] == 'A' {
		token[at] = 'B'
	} else {
		token[at] = 'A'
	}
	said["id_token"] = string(token)
}

func TestTokensOfOthers(t *testing.T) {
	need(t)
	mine := New(config(shared.Full), back, nil)
	flow, query := begin(t, mine, "ana")
	cfg := config(shared.Full)
	cfg.ClientID = "another"
	other := New(cfg, back, meddle("/token", func(r *http.Request) (*http.Response, error) {
		r.SetBasicAuth("hito", "a+secret+%2F+with+%2B+signs") // as if the provider confused its clients
		return http.DefaultTransport.RoundTrip(r)
	}))
	if _, err := other.Finish(t.Context(), flow, query); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "audience") {
		t.Errorf("a token for another client = %v, want ErrRefused for its audience", err)
	}
}

func TestDiscoveryIsAskedOnce(t *testing.T) {
	need(t)
	var asked atomic.Int32
	p := New(config(shared.Lean), back, meddle("/.well-known/openid-configuration", func(r *http.Request) (*http.Response, error) {
		asked.Add(1)
		return http.DefaultTransport.RoundTrip(r)
	}))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, _, err := p.Begin(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if asked.Load() != 1 {
		t.Errorf("discovery was asked %d times", asked.Load())
	}
}

func TestDiscoveryFails(t *testing.T) {
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"not found":           reply(404, secret),
		"no JSON":             reply(200, secret),
		"elsewhere":           reply(301, ""),
		"another issuer":      reply(200, `{"issuer": "https://elsewhere.example"}`),
		"endpoints in clear":  reply(200, `{"issuer": "https://cuentas.example", "authorization_endpoint": "http://cuentas.example/auth"}`),
		"without an endpoint": reply(200, `{"issuer": "https://cuentas.example"}`),
	} {
		var asked atomic.Int32
		p := New(config("https://cuentas.example"), back, &http.Client{Transport: meddler(func(r *http.Request) (*http.Response, error) {
			asked.Add(1)
			return answer(r)
		})})
		for range 3 {
			if _, _, err := p.Begin(t.Context()); !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: Begin = %v, want ErrUnavailable", name, err)
			}
		}
		if asked.Load() != 1 {
			t.Errorf("%s: a provider that fails was asked %d times at once", name, asked.Load())
		}
	}
}

func TestWhoeverWaitsMayLeave(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	p := New(config("https://cuentas.example"), back, &http.Client{Transport: meddler(func(r *http.Request) (*http.Response, error) {
		<-release
		return reply(404, "")(r)
	})})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, _, err := p.Begin(ctx); !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Begin = %v, want ErrUnavailable at the deadline", err)
	}
}

func TestValidate(t *testing.T) {
	if err := config("https://cuentas.example/realms/hito").Validate(); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*Config){
		"name lleva de 1 a 32":            func(c *Config) { c.Name = "Cuentas" },
		"falta client_id":                 func(c *Config) { c.ClientID = "" },
		"«http://cuentas.example» no es":  func(c *Config) { c.Issuer = "http://cuentas.example" },
		"«cuentas.example» no es":         func(c *Config) { c.Issuer = "cuentas.example" },
		"issuer no lleva cuenta ni clave": func(c *Config) { c.Issuer = "https://u:p@cuentas.example" },
	} {
		cfg := config("https://cuentas.example")
		change(&cfg)
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "u:p") {
			t.Errorf("Validate(%+v) = %v, want %q", cfg, err, want)
		}
		if _, _, err := New(cfg, back, nil).Begin(t.Context()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: Begin = %v, want ErrUnavailable", want, err)
		}
	}
}

package openid

import (
	"net/url"
	"os"
	"testing"

	"hito/web/sessions/openid/openidtest"
)

const (
	back   = "https://hito.example/entrar/cuentas/vuelta"
	secret = openidtest.ClientSecret
)

// shared is the real provider of these tests; missing is why there is none.
var (
	shared  *openidtest.Provider
	missing error
)

func TestMain(m *testing.M) {
	shared, missing = openidtest.Run(back)
	code := m.Run()
	if missing == nil {
		shared.Stop()
	}
	os.Exit(code)
}

func need(t *testing.T) {
	t.Helper()
	openidtest.Need(t, missing)
}

func config(issuer string) Config {
	return Config{
		Name: "cuentas", Title: "Cuentas", Issuer: issuer, GroupsClaim: "groups",
		ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret,
	}
}

// begin starts a flow and signs someone in at the provider.
func begin(t *testing.T, p *Provider, person string) (Flow, url.Values) {
	t.Helper()
	address, flow, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := DecodeFlow(flow.Encode())
	if err != nil || kept != flow {
		t.Fatalf("DecodeFlow(%q) = %+v, %v", flow.Encode(), kept, err)
	}
	return kept, openidtest.SignIn(t, address, person).Query()
}

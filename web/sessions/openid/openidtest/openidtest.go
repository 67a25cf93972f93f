// Package openidtest gives tests a real OpenID provider, node-oidc-provider, on a port of its own.
package openidtest

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
)

// What the provider knows Hito by.
const (
	ClientID     = "hito"
	ClientSecret = "a secret / with + signs"
)

// Of the people who have an account at the provider, these are asked for by name; Nobody cancels.
const (
	Ana    = "ana"  // groups planificacion and direccion; her e-mail, ana.ruiz@example.org, is verified
	Luis   = "luis" // group personal, as a text and not a list; his e-mail is not verified
	Eva    = "eva"  // no groups; nothing is said of whether her e-mail is verified
	Nobody = "nobody"
)

// Start runs the provider until the end of the test. It sends people back to some addresses alone. Where it cannot
// run the test is skipped, or fails in continuous integration.
func Start(t testing.TB, redirects ...string) *Provider {
	t.Helper()
	p, err := Run(redirects...)
	Need(t, err)
	t.Cleanup(p.Stop)
	return p
}

// Need skips a test for which there is no provider, for the reason that Run gave.
func Need(t testing.TB, missing error) {
	t.Helper()
	if missing == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no OpenID provider: %v", missing)
	}
	t.Skipf("no OpenID provider (run .ci/install node): %v", missing)
}

// Restart runs a provider that was stopped at the same addresses, with nobody signed in.
func (p *Provider) Restart(t testing.TB) {
	t.Helper()
	if err := p.run(); err != nil {
		t.Fatal(err)
	}
}

// SetGroups changes the groups that the provider tells of a person.
func (p *Provider) SetGroups(t testing.TB, person string, groups ...string) {
	t.Helper()
	line, err := json.Marshal(map[string]any{"person": person, "groups": groups})
	if err == nil {
		_, err = p.in.Write(append(line, '\n'))
	}
	if err == nil {
		_, err = p.out.ReadBytes('\n')
	}
	if err != nil {
		t.Fatal(err)
	}
}

// SignIn signs somebody in at the provider, as a browser of their own that was led to address does, and returns the
// address that they are sent back to.
func SignIn(t testing.TB, address, person string) *url.URL {
	t.Helper()
	asked, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), asked.Query().Get("redirect_uri")+"?") {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	answer, err := browser.Get(address + "&login_hint=" + person)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if back == nil {
		t.Fatalf("the provider did not send %s back: %s", person, answer.Status)
	}
	return back
}

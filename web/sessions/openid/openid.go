// Package openid signs people in with their organisation's accounts: OpenID Connect's authorization
// code flow with PKCE, a state and a nonce.
package openid

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

var (
	// ErrRefused tells that the person, or the provider, said no, or that the flow was not the one
	// that began: signing in again may help.
	ErrRefused = errors.New("sign-in refused")
	// ErrUnavailable tells that the provider does not answer, or that it and Hito do not agree on
	// their settings: signing in again at once does not help.
	ErrUnavailable = errors.New("the organisation's accounts are unavailable")
)

// Config is how Hito knows one provider of accounts.
type Config struct {
	Name         string   `json:"name"`          // in addresses: a-z, 0-9 and hyphens, 32 at most
	Title        string   `json:"title"`         // for people
	Issuer       string   `json:"issuer"`        // exactly as the provider writes it; https unless on this machine
	ClientID     string   `json:"client_id"`     // as registered with the provider
	ClientSecret string   `json:"client_secret"` // blank for a public client
	Scopes       []string `json:"scopes"`        // openid, profile and email if empty
	GroupsClaim  string   `json:"groups_claim"`  // the claim with a person's groups; none if blank
}

var slug = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// Validate tells the operator, in Spanish, what makes the settings unusable, without asking the provider.
func (c Config) Validate() error {
	switch {
	case !slug.MatchString(c.Name):
		return errors.New("name lleva de 1 a 32 letras minúsculas, cifras o guiones")
	case c.ClientID == "":
		return errors.New("falta client_id, que es como el proveedor conoce a Hito")
	case c.Issuer == "":
		return errors.New("falta issuer, que es la dirección del proveedor")
	case strings.Contains(c.Issuer, "@"):
		return errors.New("issuer no lleva cuenta ni clave")
	case !private(c.Issuer):
		return fmt.Errorf("issuer «%s» no es una dirección https (http solo vale en este mismo equipo)", c.Issuer)
	}
	return nil
}

// private tells an address whose traffic nobody else reads: https, or this machine.
func private(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// Provider signs people in with the accounts of one provider; it is safe for concurrent use.
type Provider struct {
	cfg      Config
	redirect string
	client   *http.Client

	found    atomic.Pointer[endpoints]
	flight   singleflight.Group
	failure  error     // of the last discovery; used within flight alone, as failedAt
	failedAt time.Time // when that was
	retry    time.Duration
}

// New returns a Provider that sends people back to redirectURL. It asks nothing of the network: Hito
// starts while the provider is down. A nil client is one with limits of its own.
func New(cfg Config, redirectURL string, client *http.Client) *Provider {
	if len(cfg.Scopes) == 0 {
		cfg.Scopes = []string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeEmail}
	}
	if !slices.Contains(cfg.Scopes, oidc.ScopeOpenID) {
		cfg.Scopes = append([]string{oidc.ScopeOpenID}, cfg.Scopes...)
	}
	return &Provider{cfg: cfg, redirect: redirectURL, client: careful(client), retry: retryAfter}
}

// Begin returns the provider's address to send a person to, and what their browser keeps until they
// come back; it fails with ErrUnavailable.
func (p *Provider) Begin(ctx context.Context) (address string, flow Flow, err error) {
	found, err := p.discovered(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	flow = Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	address = p.oauth(found).AuthCodeURL(flow.State, oidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier))
	return address, flow, nil
}

func (p *Provider) oauth(found *endpoints) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret,
		Endpoint: found.oauth, RedirectURL: p.redirect, Scopes: p.cfg.Scopes,
	}
}

package openid

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// retryAfter keeps a provider that is down, and the people who wait for it, from being asked at
// every click.
const retryAfter = 3 * time.Second

// endpoints is what the provider says of itself.
type endpoints struct {
	provider   *oidc.Provider
	oauth      oauth2.Endpoint
	keys       oidc.KeySet
	algorithms []string
	namesSelf  bool // its answers carry iss (RFC 9207)
}

// discovered asks the provider what it offers, once; a failure is asked again after p.retry.
func (p *Provider) discovered(ctx context.Context) (*endpoints, error) {
	if found := p.found.Load(); found != nil {
		return found, nil
	}
	// Whoever asks first may leave: the others wait for the same answer.
	answer := p.flight.DoChan("", func() (any, error) { return p.discoverOnce(context.WithoutCancel(ctx)) })
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: discover %s: %w", ErrUnavailable, p.cfg.Name, ctx.Err())
	case result := <-answer:
		if result.Err != nil {
			return nil, fmt.Errorf("%w: discover %s: %w", ErrUnavailable, p.cfg.Name, result.Err)
		}
		return p.found.Load(), nil
	}
}

func (p *Provider) discoverOnce(ctx context.Context) (any, error) {
	if p.found.Load() != nil {
		return nil, nil
	}
	if p.failure != nil && time.Since(p.failedAt) < p.retry {
		return nil, p.failure
	}
	found, err := p.discover(ctx)
	if err != nil {
		p.failure, p.failedAt = err, time.Now()
		return nil, err
	}
	p.found.Store(found)
	return nil, nil
}

func (p *Provider) discover(ctx context.Context) (*endpoints, error) {
	if err := p.cfg.Validate(); err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	provider, err := oidc.NewProvider(ctx, p.cfg.Issuer)
	if err != nil {
		return nil, withoutAnswer(err)
	}
	var says struct {
		Keys        string   `json:"jwks_uri"`
		Algorithms  []string `json:"id_token_signing_alg_values_supported"`
		TokenAuth   []string `json:"token_endpoint_auth_methods_supported"`
		Identifying bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := provider.Claims(&says); err != nil {
		return nil, errors.New("the discovery document is malformed")
	}
	found := &endpoints{
		provider: provider, oauth: provider.Endpoint(), keys: oidc.NewRemoteKeySet(ctx, says.Keys),
		algorithms: signing(says.Algorithms), namesSelf: says.Identifying,
	}
	found.oauth.AuthStyle = p.style(says.TokenAuth)
	return found, allPrivate(found.oauth.AuthURL, found.oauth.TokenURL, says.Keys, provider.UserInfoEndpoint())
}

// allPrivate refuses endpoints in clear text; the last, userinfo, is the only one that may be missing.
func allPrivate(authorize, token, keys, userInfo string) error {
	for _, address := range []string{authorize, token, keys, cmp.Or(userInfo, authorize)} {
		if !private(address) {
			return fmt.Errorf("endpoint %q is no https address", address)
		}
	}
	return nil
}

// signing keeps the algorithms whose key only the provider has: HS256 would be signed with the
// client's secret, and none with nothing.
func signing(offered []string) []string {
	safe := []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}
	return slices.DeleteFunc(slices.Clone(offered), func(name string) bool { return !slices.Contains(safe, name) })
}

// style chooses how the client identifies itself, since trying both ways would send a code twice.
func (p *Provider) style(offered []string) oauth2.AuthStyle {
	basic := len(offered) == 0 || slices.Contains(offered, "client_secret_basic")
	if p.cfg.ClientSecret != "" && basic {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// withoutAnswer keeps the causes that quote nothing the provider answered, and drops others.
func withoutAnswer(err error) error {
	var network *url.Error
	var issuer *oidc.IssuerMismatchError
	switch {
	case errors.As(err, &network), errors.As(err, &issuer),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return errors.New("the answer is malformed")
}

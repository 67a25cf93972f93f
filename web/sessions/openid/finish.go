package openid

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"hito/internal/user"
)

// Finish reads what the provider sent a person back with and returns who they are; it fails with
// ErrRefused or ErrUnavailable, and no error holds a code, a token or a secret.
func (p *Provider) Finish(ctx context.Context, flow Flow, query url.Values) (user.External, error) {
	if !same(flow.State, query.Get("state")) {
		return user.External{}, fmt.Errorf("%w: the state is not the one of this browser", ErrRefused)
	}
	found, err := p.discovered(ctx)
	if err != nil {
		return user.External{}, err
	}
	// Another provider's answer is refused before anything of it is believed (RFC 9207).
	if (query.Has("iss") || found.namesSelf) && query.Get("iss") != p.cfg.Issuer {
		return user.External{}, fmt.Errorf("%w: the answer comes from another issuer", ErrRefused)
	}
	if query.Has("error") {
		return user.External{}, blame("authorize", query.Get("error"))
	}
	if query.Get("code") == "" {
		return user.External{}, fmt.Errorf("%w: the answer has no code", ErrRefused)
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.exchange(ctx, found, flow, query.Get("code"))
	if err != nil {
		return user.External{}, err
	}
	id, err := p.verify(ctx, found, flow, token)
	if err != nil {
		return user.External{}, err
	}
	return p.person(ctx, found, token, id)
}

func (p *Provider) exchange(ctx context.Context, found *endpoints, flow Flow, code string) (*oauth2.Token, error) {
	token, err := p.oauth(found).Exchange(ctx, code, oauth2.VerifierOption(flow.Verifier))
	var failed *oauth2.RetrieveError
	switch {
	case err == nil:
		return token, nil
	case errors.As(err, &failed) && failed.ErrorCode != "":
		return nil, blame("exchange the code", failed.ErrorCode)
	case errors.As(err, &failed):
		return nil, fmt.Errorf("%w: exchange the code: status %d", ErrUnavailable, failed.Response.StatusCode)
	}
	return nil, fmt.Errorf("%w: exchange the code: %w", ErrUnavailable, withoutAnswer(err))
}

var errorCode = regexp.MustCompile(`^[a-z_]{1,64}$`)

// blame tells from an OAuth error code whether the person or the code was refused, or the provider
// is out of order or set up otherwise than Hito thinks. Descriptions are left out: anyone writes them.
func blame(step, code string) error {
	switch code {
	case "server_error", "temporarily_unavailable", "invalid_client", "unauthorized_client", "invalid_request",
		"invalid_scope", "unsupported_response_type", "unsupported_grant_type":
		return fmt.Errorf("%w: %s: %s", ErrUnavailable, step, code)
	}
	if !errorCode.MatchString(code) {
		code = "an unknown error"
	}
	return fmt.Errorf("%w: %s: %s", ErrRefused, step, code)
}

// verify returns the ID token if it is the provider's, for Hito, of this flow, and still good.
func (p *Provider) verify(ctx context.Context, found *endpoints, flow Flow, token *oauth2.Token) (*oidc.IDToken, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return nil, fmt.Errorf("%w: the provider gave no ID token", ErrUnavailable)
	}
	keys := &watched{KeySet: found.keys}
	verifier := oidc.NewVerifier(p.cfg.Issuer, keys, &oidc.Config{ClientID: p.cfg.ClientID, SupportedSigningAlgs: found.algorithms})
	id, err := verifier.Verify(ctx, raw)
	var network *url.Error
	switch {
	case errors.As(keys.err, &network), keys.err != nil && ctx.Err() != nil:
		return nil, fmt.Errorf("%w: fetch the keys: %w", ErrUnavailable, keys.err)
	case err != nil:
		return nil, fmt.Errorf("%w: verify the ID token: %w", ErrRefused, err)
	case !same(flow.Nonce, id.Nonce):
		return nil, fmt.Errorf("%w: the nonce is not the one of this browser", ErrRefused)
	}
	return id, nil
}

// watched remembers why a signature was not verified: the verifier's own error only holds its text.
type watched struct {
	oidc.KeySet
	err error
}

// VerifySignature passes the question on.
func (w *watched) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, jwt)
	w.err = err
	return payload, err
}

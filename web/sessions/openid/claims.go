package openid

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"hito/internal/user"
)

// longestSubject is OpenID Connect's own limit, in characters.
const longestSubject = 255

// person gathers what the provider says, asking it again for what the ID token leaves out.
func (p *Provider) person(ctx context.Context, found *endpoints, token *oauth2.Token, id *oidc.IDToken) (user.External, error) {
	said := map[string]any{}
	if err := id.Claims(&said); err != nil {
		return user.External{}, fmt.Errorf("%w: the ID token's claims are malformed", ErrRefused)
	}
	if azp, ok := said["azp"]; ok && azp != p.cfg.ClientID {
		return user.External{}, fmt.Errorf("%w: the ID token is another client's", ErrRefused)
	}
	if id.Subject == "" || len(id.Subject) > longestSubject || id.Subject != printable(id.Subject) {
		return user.External{}, fmt.Errorf("%w: the ID token's subject is malformed", ErrRefused)
	}
	if p.lacks(said) && found.provider.UserInfoEndpoint() != "" {
		more, err := userInfo(ctx, found, token, id.Subject)
		if err != nil {
			return user.External{}, fmt.Errorf("%w: ask for the person's data: %w", ErrUnavailable, err)
		}
		complete(said, more)
	}
	return user.External{
		Issuer: p.cfg.Issuer, Subject: id.Subject,
		Name: text(said["name"]), Email: email(said), Groups: groups(said[p.cfg.GroupsClaim]),
	}, nil
}

func (p *Provider) lacks(said map[string]any) bool {
	for _, claim := range []string{"name", "email", p.cfg.GroupsClaim} {
		if _, ok := said[claim]; !ok && claim != "" {
			return true
		}
	}
	return false
}

func userInfo(ctx context.Context, found *endpoints, token *oauth2.Token, subject string) (map[string]any, error) {
	info, err := found.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, withoutAnswer(err)
	}
	// Core 5.3.2: otherwise a token put in the place of another would lend its owner's data.
	if info.Subject != subject {
		return nil, errors.New("the data are another person's")
	}
	more := map[string]any{}
	return more, info.Claims(&more)
}

// complete adds to said what only more holds. An address and whether it is verified go together.
func complete(said, more map[string]any) {
	if _, ok := said["email"]; ok {
		delete(more, "email_verified")
	} else {
		delete(said, "email_verified")
	}
	maps.Copy(more, said)
	maps.Copy(said, more)
}

// email returns the address if the provider says that it is the person's; some say so in a string.
func email(said map[string]any) string {
	if verified := said["email_verified"]; verified != true && verified != "true" {
		return ""
	}
	return strings.ToLower(text(said["email"]))
}

// groups reads a group's name or a list of them.
func groups(claim any) []string {
	list, ok := claim.([]any)
	if !ok {
		list = []any{claim}
	}
	var names []string
	for _, item := range list {
		if name := text(item); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func text(claim any) string {
	s, _ := claim.(string)
	return strings.TrimSpace(printable(s))
}

// printable drops control characters, which no name holds and the database refuses.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

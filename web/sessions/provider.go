package sessions

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web/sessions/directory"
	"hito/web/sessions/openid"
)

// Provider is a way to sign in with the organisation's own accounts: one of OpenID and Directory.
type Provider struct {
	Name         string // in addresses
	Title        string // on the button
	OpenID       *openid.Provider
	Directory    *directory.Directory
	Roles        map[string]access.Role // by group; empty where roles are given by hand
	SecondFactor bool                   // the provider asks for one itself
}

const providerPath = "/entrar/con/"

// admits is what the settings of every provider have beside its own.
type admits struct {
	Roles        map[string]access.Role `json:"roles"`
	SecondFactor bool                   `json:"second_factor"`
}

// ReadProviders reads the JSON of the settings file for the organisation's accounts (docs/identity.md); the answers
// of OpenID providers come to publicURL. The error says what is wrong in it.
func ReadProviders(r io.Reader, publicURL string) ([]Provider, error) {
	var file struct {
		OpenID []json.RawMessage `json:"openid"`
		LDAP   []json.RawMessage `json:"ldap"`
	}
	if err := strict(r, &file); err != nil {
		return nil, err
	}
	var list []Provider
	for _, raw := range file.OpenID {
		p, err := readOpenID(raw, publicURL)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	for _, raw := range file.LDAP {
		p, err := readDirectory(raw)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, distinct(list)
}

func readOpenID(raw []byte, publicURL string) (Provider, error) {
	var c struct {
		admits
		openid.Config
	}
	err := strict(bytes.NewReader(raw), &c)
	if err == nil {
		err = c.check(c.Name, c.Title)
	}
	if err == nil && len(c.Roles) > 0 && c.GroupsClaim == "" {
		err = errors.New("roles necesita groups_claim, que es donde el proveedor dice los grupos: sin ella no entraría nadie")
	}
	if err == nil {
		err = c.Validate()
	}
	if err != nil {
		return Provider{}, fmt.Errorf("proveedor %q: %w", nameIn(raw), err)
	}
	p := c.provider(c.Name, c.Title)
	p.OpenID = openid.New(c.Config, publicURL+providerPath+p.Name+"/respuesta", nil)
	return p, nil
}

func readDirectory(raw []byte) (Provider, error) {
	var c struct {
		admits
		directory.Config
	}
	err := strict(bytes.NewReader(raw), &c)
	if err == nil {
		err = c.check(c.Name, c.Title)
	}
	p := c.provider(c.Name, c.Title)
	if err == nil {
		p.Directory, err = directory.New(c.Config)
	}
	if err != nil {
		return Provider{}, fmt.Errorf("directorio %q: %w", nameIn(raw), err)
	}
	return p, nil
}

var providerName = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

func (a admits) provider(name, title string) Provider {
	return Provider{Name: name, Title: title, Roles: a.Roles, SecondFactor: a.SecondFactor}
}

// check tells the operator what is wrong in what every provider has.
func (a admits) check(name, title string) error {
	switch {
	case !providerName.MatchString(name):
		return errors.New("name lleva de 1 a 32 letras minúsculas, cifras o guiones")
	case title == "":
		return errors.New("falta title, que es lo que se lee en su botón")
	}
	for group, role := range a.Roles {
		if !role.Known() {
			return fmt.Errorf("el grupo %q da el papel %q; los papeles son %v", group, role, access.Roles)
		}
	}
	return nil
}

func distinct(list []Provider) error {
	seen := map[string]bool{}
	for _, p := range list {
		if seen[p.Name] {
			return fmt.Errorf("dos proveedores se llaman %q", p.Name)
		}
		seen[p.Name] = true
	}
	return nil
}

// admission is how a provider lets a person with some groups in.
func (p Provider) admission(groups []string, invitation string) user.Admission {
	a := user.Admission{Roles: len(p.Roles) > 0, SecondFactor: p.SecondFactor, Invitation: invitation}
	for _, group := range groups {
		if role := p.Roles[group]; slices.Index(access.Roles, role) > slices.Index(access.Roles, a.Role) {
			a.Role = role // of several, the one that stands last in the list
		}
	}
	return a
}

func (p Pages) provider(name string) (Provider, error) {
	for _, one := range p.Providers {
		if one.Name == name {
			return one, nil
		}
	}
	return Provider{}, errNoProvider
}

var errNoProvider = errors.New("no such provider")

// providerLink is the button of a provider.
type providerLink struct{ Title, Href string }

func (p Pages) links(back, invitation string) []providerLink {
	var list []providerLink
	for _, one := range p.Providers {
		query := url.Values{}
		if invitation != "" {
			query.Set("invitacion", invitation)
		}
		for _, h := range returnField(back) {
			query.Set(h.Name, h.Value)
		}
		href := providerPath + one.Name
		if len(query) > 0 {
			href += "?" + query.Encode()
		}
		list = append(list, providerLink{one.Title, href})
	}
	return list
}

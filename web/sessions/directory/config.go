// Package directory signs people in with the names and passwords of an LDAP directory.
package directory

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// Config is how Hito finds people in one directory; only Name, URL and BaseDN have no default.
type Config struct {
	Name             string `json:"name"`              // in addresses: a-z, 0-9 and hyphens, 32 at most
	Title            string `json:"title"`             // for people
	URL              string `json:"url"`               // ldap://host[:389] or ldaps://host[:636]
	BindDN           string `json:"bind_dn"`           // the account that searches; anonymous if blank
	BindPassword     string `json:"bind_password"`     // of that account
	BaseDN           string `json:"base_dn"`           // where people are, at any depth
	Filter           string `json:"filter"`            // with one %s for what the person typed
	SubjectAttribute string `json:"subject_attribute"` // one value that never changes
	NameAttribute    string `json:"name_attribute"`    // cn if blank
	EmailAttribute   string `json:"email_attribute"`   // mail if blank
	GroupsAttribute  string `json:"groups_attribute"`  // memberOf if blank
	CAFile           string `json:"ca_file"`           // PEM; the system's authorities if blank
	StartTLS         bool   `json:"start_tls"`         // for ldap://
	PlainText        bool   `json:"plain_text"`        // passwords may cross the network unencrypted
}

var slug = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)

// Directory signs people in with the accounts of one directory; it is safe for concurrent use.
type Directory struct {
	cfg     Config
	address string      // host and port
	tls     *tls.Config // nil for plain text
}

// New returns a Directory, without asking it anything, or tells the operator in Spanish what makes the settings
// unusable.
func New(cfg Config) (*Directory, error) {
	if !slug.MatchString(cfg.Name) {
		return nil, errors.New("name lleva de 1 a 32 letras minúsculas, cifras o guiones")
	}
	cfg = withDefaults(cfg)
	address, err := endpoint(cfg)
	if err != nil {
		return nil, err
	}
	if err := checkSearch(cfg); err != nil {
		return nil, err
	}
	d := &Directory{cfg: cfg, address: net.JoinHostPort(address.Hostname(), address.Port())}
	if address.Scheme == "ldaps" || cfg.StartTLS {
		if d.tls, err = trust(address.Hostname(), cfg.CAFile); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func withDefaults(cfg Config) Config {
	for field, value := range map[*string]string{
		&cfg.Filter:           "(&(objectClass=person)(mail=%s))",
		&cfg.SubjectAttribute: "entryUUID",
		&cfg.NameAttribute:    "cn",
		&cfg.EmailAttribute:   "mail",
		&cfg.GroupsAttribute:  "memberOf",
	} {
		if *field == "" {
			*field = value
		}
	}
	return cfg
}

// endpoint returns the directory's address with its port, if passwords are safe on the way there.
func endpoint(cfg Config) (*url.URL, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, errURL
	}
	ports := map[string]string{"ldap": ldap.DefaultLdapPort, "ldaps": ldap.DefaultLdapsPort}
	switch {
	case ports[u.Scheme] == "" || u.Hostname() == "":
		return nil, errURL
	case u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("url lleva solo el servidor y el puerto: lo demás se indica en bind_dn, base_dn y filter")
	case u.Scheme == "ldaps" && cfg.StartTLS:
		return nil, errors.New("con ldaps sobra start_tls: ya va cifrado desde el principio")
	case u.Scheme == "ldap" && !cfg.StartTLS && !cfg.PlainText && !loopback(u.Hostname()):
		return nil, errors.New("las contraseñas irían sin cifrar por la red: use ldaps, start_tls o, a sabiendas, plain_text")
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), ports[u.Scheme])
	}
	return u, nil
}

var errURL = errors.New("url se escribe como «ldaps://directorio.ayuntamiento.es» o «ldap://directorio.ayuntamiento.es»")

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func checkSearch(cfg Config) error {
	if base, err := ldap.ParseDN(cfg.BaseDN); err != nil || len(base.RDNs) == 0 {
		return fmt.Errorf("base_dn «%s» no es un nombre distinguido, como ou=personas,dc=ayuntamiento,dc=es", cfg.BaseDN)
	}
	// A name without a password would be an anonymous bind that looks like another.
	if (cfg.BindDN == "") != (cfg.BindPassword == "") {
		return errors.New("bind_dn y bind_password van juntos: o los dos o ninguno")
	}
	if strings.Count(cfg.Filter, "%") != 1 || strings.Count(cfg.Filter, "%s") != 1 {
		return fmt.Errorf("filter «%s» lleva un solo %%s, que es lo que la persona escribe, y ningún otro %%", cfg.Filter)
	}
	if _, err := ldap.CompileFilter(search(cfg.Filter, "x")); err != nil {
		return fmt.Errorf("filter «%s» no es un filtro de LDAP, como (&(objectClass=person)(mail=%%s))", cfg.Filter)
	}
	return nil
}

// search puts what a person typed into the filter, as text that cannot be anything else there.
func search(filter, name string) string {
	return strings.Replace(filter, "%s", ldap.EscapeFilter(name), 1)
}

// trust believes certificates for host, signed by the authorities of a file or by the system's.
func trust(host, file string) (*tls.Config, error) {
	cfg := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if file == "" {
		return cfg, nil
	}
	authorities, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("ca_file no se puede leer: %w", err)
	}
	cfg.RootCAs = x509.NewCertPool()
	if !cfg.RootCAs.AppendCertsFromPEM(authorities) {
		return nil, fmt.Errorf("ca_file: %s no contiene ningún certificado", file)
	}
	return cfg, nil
}

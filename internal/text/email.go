package text

import (
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// Why Email refuses an address; test with errors.Is.
const (
	EmailMissing Refused = "Escriba una dirección de correo, como nombre@ejemplo.es."
	EmailNoAt    Refused = "A la dirección de correo le falta la @: escríbala como nombre@ejemplo.es."
	EmailMany    Refused = "Escriba una sola dirección de correo, con una sola @."
	EmailExtra   Refused = "Escriba solo la dirección de correo, sin nombre, espacios, comillas, paréntesis ni signos < >."
	EmailLocal   Refused = "Lo que va antes de la @ solo puede llevar letras sin tilde ni eñe, cifras, puntos entre ellas y guiones."
	EmailDomain  Refused = "Lo que va después de la @ no es un dominio: escríbalo como ejemplo.es."
	EmailLong    Refused = "La dirección de correo es demasiado larga: 254 caracteres como mucho, y 64 antes de la @."
)

// Lengths in octets that a mail server must take (RFC 5321, 4.5.3.1, with its erratum 1690).
const (
	longestEmail = 254
	longestLocal = 64
)

var (
	// local is a dot-atom of RFC 5322. Classes are spelt out: a case-insensitive one takes the Kelvin sign.
	local = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

	// named is a domain of several labels whose last one is no number, so that it is no IP address.
	named = regexp.MustCompile(`^(?:[a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$`)

	domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))
)

// Email returns a bare address in lower case, at most 254 octets of ASCII, its domain as the DNS
// writes it (xn--…). Case never tells two people apart, though a server may do so before the @.
func Email(s string) (string, error) {
	s, err := composed(strings.TrimSpace(s))
	if err != nil {
		return "", err
	}
	before, after, err := halves(s)
	if err != nil {
		return "", err
	}
	domain, err := domains.ToASCII(after)
	if err != nil || !named.MatchString(domain) {
		return "", EmailDomain
	}
	if len(before) > longestLocal || len(before)+len("@")+len(domain) > longestEmail {
		return "", EmailLong
	}
	return strings.ToLower(before) + "@" + domain, nil
}

// halves parts an address at its only @ and checks what stands before it.
func halves(s string) (before, after string, err error) {
	before, after, found := strings.Cut(s, "@")
	switch {
	case s == "":
		return "", "", EmailMissing
	case len(s) > 4*longestEmail: // a domain of other letters gets shorter in ASCII, not that much
		return "", "", EmailLong
	case strings.Contains(after, "@"):
		return "", "", EmailMany
	case len(strings.Fields(s)) > 1 || strings.ContainsAny(s, "<>()[]\\\",;:"):
		return "", "", EmailExtra
	case !found:
		return "", "", EmailNoAt
	case !local.MatchString(before):
		return "", "", EmailLocal
	}
	return before, after, nil
}

package openid

import (
	"crypto/subtle"
	"fmt"
	"regexp"
	"strings"
)

// Flow is what ties the person who comes back from the provider to the browser that was sent there:
// a secret of that browser, for a cookie of a few minutes.
type Flow struct {
	State    string
	Nonce    string
	Verifier string // of PKCE
}

// Encode returns the flow as text that a cookie or an address can hold.
func (f Flow) Encode() string {
	return f.State + "." + f.Nonce + "." + f.Verifier
}

var flowPart = regexp.MustCompile(`^[A-Za-z0-9_-]{20,128}$`)

// DecodeFlow reads what Encode wrote; it fails with ErrRefused.
func DecodeFlow(text string) (Flow, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return Flow{}, fmt.Errorf("%w: the flow is missing or malformed", ErrRefused)
	}
	for _, part := range parts {
		if !flowPart.MatchString(part) {
			return Flow{}, fmt.Errorf("%w: the flow is malformed", ErrRefused)
		}
	}
	return Flow{State: parts[0], Nonce: parts[1], Verifier: parts[2]}, nil
}

// same compares secrets in constant time; nothing is the same as a blank one.
func same(want, got string) bool {
	return want != "" && subtle.ConstantTimeCompare([]byte(want), []byte(got)) == 1
}

package user

import (
	"crypto/rand"
	"crypto/sha256"
)

// newToken draws what a browser or a link carries, 130 bits as text, and the hash of it that is kept.
func newToken() (token string, hash []byte) {
	token = rand.Text()
	return token, hashOf(token)
}

// hashOf hashes what is random enough to need no slow hash, and names what must not be kept.
func hashOf(parts ...string) []byte {
	h := sha256.New()
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return h.Sum(nil)
}

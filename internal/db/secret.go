package db

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
)

// secret is what the passwords of the two roles are derived from.
type secret []byte

// roleSecret takes the administrator's password; one who needs none (peer, certificate) gets a random
// secret, and the roles a new password at every start.
func roleSecret(adminPassword string) (secret, error) {
	if adminPassword != "" {
		return secret(adminPassword), nil
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("draw a password: %w", err)
	}
	return random, nil
}

func (s secret) password(role string) string {
	return hex.EncodeToString(sign(s, "hito role "+role))
}

// verifier returns what the server keeps instead of the password, so that the password itself is
// never sent nor logged.
func (s secret) verifier(role string) string {
	const rounds = 4096 // PostgreSQL's own number
	salt := sign(s, "hito salt "+role)[:16]
	salted, err := pbkdf2.Key(sha256.New, s.password(role), salt, rounds, sha256.Size)
	if err != nil {
		panic(err) // only for key lengths that FIPS forbids: this one is constant
	}
	stored := sha256.Sum256(sign(salted, "Client Key"))
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", rounds, b64(salt), b64(stored[:]), b64(sign(salted, "Server Key")))
}

// address returns base, a URL or a list of key=value, with another user and password.
func (s secret) address(base, role string) string {
	if !strings.HasPrefix(base, "postgres://") && !strings.HasPrefix(base, "postgresql://") {
		return fmt.Sprintf("%s user=%s password=%s", base, role, s.password(role))
	}
	u, err := url.Parse(base)
	if err != nil {
		return base // the administrator's connection has already refused it
	}
	query := u.Query()
	query.Del("user")
	query.Del("password")
	u.User, u.RawQuery = url.UserPassword(role, s.password(role)), query.Encode()
	return u.String()
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

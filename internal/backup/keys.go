package backup

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
)

// Recipients reads the public keys for which a back-up is encrypted, as age writes them: "age1…".
func Recipients(keys []string) ([]age.Recipient, error) {
	var list []age.Recipient
	for _, key := range keys {
		parsed, err := age.ParseRecipients(strings.NewReader(key))
		if err != nil {
			return nil, problem(err, "%q no es una clave pública de age (age1…), que muestra «age-keygen».", shortened(key))
		}
		list = append(list, parsed...)
	}
	return list, nil
}

// shortened keeps what was given by mistake, perhaps a secret, out of messages.
func shortened(key string) string {
	const most = 8
	if len(key) <= most {
		return key
	}
	return key[:most] + "…"
}

// Passphrase reads a passphrase from a file, whose last line break does not count.
func Passphrase(path string) (string, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return "", problem(err, "No se puede leer la contraseña de %s: %v.", path, err)
	}
	const least = 12
	phrase := strings.TrimRight(string(text), "\r\n")
	if len([]rune(phrase)) < least {
		return "", problem(nil, "La contraseña de %s es demasiado corta: escriba al menos %d caracteres.", path, least)
	}
	return phrase, nil
}

// ByPassphrase returns what encrypts a back-up by a passphrase.
func ByPassphrase(phrase string) (age.Recipient, error) {
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, fmt.Errorf("encrypt by a passphrase: %w", err)
	}
	return recipient, nil
}

// Identities reads the private keys with which a back-up is opened, from the file that age-keygen wrote.
func Identities(path string) ([]age.Identity, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, problem(err, "No se puede leer la clave de %s: %v.", path, err)
	}
	list, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, problem(err, "En %s no hay ninguna clave de age como las que escribe «age-keygen».", path)
	}
	return list, nil
}

// OpenedBy returns what opens a back-up that was encrypted by a passphrase.
func OpenedBy(phrase string) (age.Identity, error) {
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, fmt.Errorf("open by a passphrase: %w", err)
	}
	return identity, nil
}

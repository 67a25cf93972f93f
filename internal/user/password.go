package user

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"hito/internal/text"
)

// Lengths of a password, in characters of any kind.
const (
	ShortestPassword = 12
	LongestPassword  = 128
)

// OWASP's first choice for Argon2id: 46 MiB and one pass.
var hashing = &argon2id.Params{Memory: 47104, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// turns lets so many hashes be made at a time, half of the processors: pages go on beside a rush of sign-ins.
var turns = semaphore.NewWeighted(int64(max(1, runtime.GOMAXPROCS(0)/2)))

// nobodysHash is compared with where there is no account or no password, so that it takes as long.
const nobodysHash = "$argon2id$v=19$m=47104,t=1,p=1$bm9ib2R5J3Mgc2FsdCAhIQ$0000000000000000000000000000000000000000000"

// hashPassword hashes a password in its composed form, as keyboards differ. It waits for its turn, or until ctx ends.
func hashPassword(ctx context.Context, password string) (string, error) {
	if err := turns.Acquire(ctx, 1); err != nil {
		return "", fmt.Errorf("wait to hash a password: %w", err)
	}
	defer turns.Release(1)
	hash, err := argon2id.CreateHash(norm.NFC.String(password), hashing)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// matches compares a password with a hash, or with nobody's where there is none: the time is the same.
func matches(ctx context.Context, password, hash string) (bool, error) {
	if err := turns.Acquire(ctx, 1); err != nil {
		return false, fmt.Errorf("wait to compare a password: %w", err)
	}
	defer turns.Release(1)
	against := hash
	if against == "" {
		against = nobodysHash
	}
	same, err := argon2id.ComparePasswordAndHash(norm.NFC.String(password), against)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && hash != "", nil
}

// CheckPassword returns a sentence in Spanish as an error for a password that is too short, too long or easy to
// guess; about are words that tell of the person, such as name and e-mail.
func CheckPassword(password string, about ...string) error {
	length := utf8.RuneCountInString(norm.NFC.String(password)) // as it is hashed
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return sentence("La contraseña contiene caracteres que no se pueden guardar.")
	case length < ShortestPassword:
		return sentence("La contraseña debe tener al menos 12 caracteres. Pueden ser varias palabras con espacios.")
	case length > LongestPassword:
		return sentence("La contraseña no puede tener más de 128 caracteres.")
	}
	own := strings.Fields(text.Fold(strings.Join(about, " ")))
	if distinct(password) < fewestDistinct || worth(password, own) < leastWorth {
		return sentence("Esta contraseña es fácil de adivinar: es común, repite algo o se basa en datos conocidos. Pruebe con varias palabras sin relación.")
	}
	return nil
}

// fewestDistinct is below how many different characters a password is few again and again.
const fewestDistinct = 5

func distinct(password string) int {
	seen := map[rune]bool{}
	for _, r := range plain(password) {
		seen[r] = true
	}
	return len(seen)
}

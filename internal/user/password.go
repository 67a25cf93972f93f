package user

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/trustelem/zxcvbn"
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

// hashPassword waits for its turn, or until ctx ends.
func hashPassword(ctx context.Context, password string) (string, error) {
	if err := turns.Acquire(ctx, 1); err != nil {
		return "", fmt.Errorf("wait to hash a password: %w", err)
	}
	defer turns.Release(1)
	hash, err := argon2id.CreateHash(password, hashing)
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
	same, err := argon2id.ComparePasswordAndHash(password, against)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && hash != "", nil
}

// predictable are words that people here build passwords on, beside the dictionaries of zxcvbn.
var predictable = []string{
	"hito", "contrasena", "clave", "acceso", "bienvenido", "bienvenida", "usuario", "usuaria", "administrador",
	"administracion", "ayuntamiento", "diputacion", "municipal", "servicios", "sociales", "serviciossociales", "innovacion", "andalucia",
	"cordoba", "montilla", "espana", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
	"octubre", "noviembre", "diciembre", "primavera", "verano", "otono", "invierno", "madrid", "barcelona", "sevilla", "tequiero",
	"hito-demo-2022", // the password of the demo, which everybody may read
}

// weakest is the score of zxcvbn, 0 to 4, from which a password is taken: fewer than a million guesses find
// one that scores less.
const weakest = 2

// looked is how many characters of a password are looked at: the search for patterns grows faster than the
// text, and a longer one is strong by its length unless it repeats its beginning.
const looked = 48

// CheckPassword returns a sentence in Spanish as an error for a password that is too short, too long or easy to
// guess; about are words that tell of the person, such as name and e-mail.
func CheckPassword(password string, about ...string) error {
	length := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return sentence("La contraseña contiene caracteres que no se pueden guardar.")
	case length < ShortestPassword:
		return sentence("La contraseña debe tener al menos 12 caracteres. Pueden ser varias palabras con espacios.")
	case length > LongestPassword:
		return sentence("La contraseña no puede tener más de 128 caracteres.")
	}
	own := strings.Fields(text.Fold(strings.Join(about, " ")))
	beginning := []rune(plain(password))
	if len(beginning) > looked {
		beginning = beginning[:looked]
	}
	if fewOrKnown(password, own) || zxcvbn.PasswordStrength(string(beginning), append(own, predictable...)).Score < weakest {
		return sentence("Esta contraseña es fácil de adivinar: es común, repite algo o se basa en datos conocidos. Pruebe con varias palabras sin relación.")
	}
	return nil
}

// plain takes the marks off the letters: zxcvbn finds neither words nor repetitions in what is not ASCII.
func plain(password string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(password))
}

// Bounds below which a password is few characters again and again, or has little beside the person's own words:
// zxcvbn takes several words in a row for strong, whatever they are.
const (
	fewestDistinct = 5
	fewestBeside   = 6
)

func fewOrKnown(password string, own []string) bool {
	distinct := map[rune]bool{}
	for _, r := range plain(strings.ToLower(password)) {
		distinct[r] = true
	}
	slices.SortFunc(own, func(a, b string) int { return len(b) - len(a) }) // "ana" must not break "mariana"
	beside := text.Fold(password)
	for _, word := range own {
		if len(word) > 2 {
			beside = strings.ReplaceAll(beside, word, " ")
		}
	}
	known := beside != text.Fold(password) && len([]rune(strings.Join(strings.Fields(beside), ""))) < fewestBeside
	return len(distinct) < fewestDistinct || known
}

package challenge

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// Letters and digits that are hard to confuse when they are read aloud in Spanish: neither B nor V, no G nor J, no 0,
// 1, 8, I, L, O, Q, S, W or Z.
const alphabet = "2345679ACDEFHKMNPRTUXY"

const (
	codeLetters  = 15 // 66 bits
	groupLetters = 5
)

// newCode draws a code that nobody can guess.
func newCode() string {
	code := make([]byte, 0, codeLetters)
	b := make([]byte, 1)
	for len(code) < codeLetters {
		_, _ = rand.Read(b) // never fails
		if n := int(b[0]); n < 256/len(alphabet)*len(alphabet) {
			code = append(code, alphabet[n%len(alphabet)])
		}
	}
	return string(code)
}

// ReadCode reads a code as people type or hear it: letter case, spaces, dashes and points aside. Blank is none.
func ReadCode(typed string) string {
	code := strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "").Replace(strings.ToUpper(typed))
	if len(code) != codeLetters || strings.Trim(code, alphabet) != "" {
		return ""
	}
	return code
}

// Grouped writes a code in groups, as it is read aloud: "K7MD2-9PX4T-RA3CE".
func Grouped(code string) string {
	var groups []string
	for ; len(code) > groupLetters; code = code[groupLetters:] {
		groups = append(groups, code[:groupLetters])
	}
	return strings.Join(append(groups, code), "-")
}

// digestOf is what is stored of the code that an anonymous author keeps. It has enough random bits for a fast hash.
func digestOf(code string) []byte {
	sum := sha256.Sum256([]byte("reto\x00" + code))
	return sum[:]
}

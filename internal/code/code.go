// Package code makes codes that nobody can guess and that people read aloud and type: of retos, and of issued reports.
package code

import (
	"crypto/rand"
	"strings"
)

// Alphabet are letters and digits that are hard to confuse when they are read aloud in Spanish: neither B nor V, no G
// nor J, no 0, 1, 8, I, L, O, Q, S, W or Z.
const Alphabet = "2345679ACDEFHKMNPRTUXY"

// Letters is how many of them a code has: 66 bits.
const Letters = 15

const groupLetters = 5

// New draws a code that nobody can guess.
func New() string {
	code := make([]byte, 0, Letters)
	b := make([]byte, 1)
	for len(code) < Letters {
		_, _ = rand.Read(b) // never fails
		if n := int(b[0]); n < 256/len(Alphabet)*len(Alphabet) {
			code = append(code, Alphabet[n%len(Alphabet)])
		}
	}
	return string(code)
}

// Read reads a code as people type or hear it: letter case, spaces, dashes and points aside. Blank is none.
func Read(typed string) string {
	code := strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "").Replace(strings.ToUpper(typed))
	if len(code) != Letters || strings.Trim(code, Alphabet) != "" {
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

package challenge

import (
	"crypto/sha256"

	"hito/internal/code"
)

const (
	alphabet    = code.Alphabet
	codeLetters = code.Letters
)

// newCode draws a code that nobody can guess.
func newCode() string { return code.New() }

// ReadCode reads a code as people type or hear it: letter case, spaces, dashes and points aside. Blank is none.
func ReadCode(typed string) string { return code.Read(typed) }

// Grouped writes a code in groups, as it is read aloud: "K7MD2-9PX4T-RA3CE".
func Grouped(given string) string { return code.Grouped(given) }

// digestOf is what is stored of the code that an anonymous author keeps. It has enough random bits for a fast hash.
func digestOf(code string) []byte {
	sum := sha256.Sum256([]byte("reto\x00" + code))
	return sum[:]
}

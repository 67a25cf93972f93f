// Package text makes what people type fit to keep and to compare.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Refused is why something typed cannot be taken: a Spanish sentence to show beside its field.
type Refused string

// Error returns the sentence.
func (r Refused) Error() string { return string(r) }

// Why Line and Lines refuse a text; test with errors.Is.
const (
	Broken  Refused = "Contiene caracteres dañados, que se perdieron al copiar: bórrelos y escríbalo de nuevo."
	Hidden  Refused = "Contiene caracteres que no se ven o que cambian el orden del texto: bórrelos y escríbalo de nuevo."
	Stacked Refused = "Contiene acentos u otros signos sueltos o amontonados: bórrelos y escríbalo de nuevo."
	Unknown Refused = "Contiene caracteres que no se reconocen: bórrelos o escriba otros."
)

// Line returns one line of text composed (NFC), trimmed, with one space where any white space was.
// It refuses with a Refused what cannot be seen, was damaged, or reorders what stands around it.
func Line(s string) (string, error) {
	s, err := composed(s)
	if err != nil {
		return "", err
	}
	return strings.Join(strings.Fields(s), " "), nil
}

// breaks are the ways in which systems and word processors end a line.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n")

// Lines returns a text of several lines composed (NFC), its lines ended by LF and without trailing
// space, without blank lines around it; what is inside a line stays, as indents and tabs have a meaning.
// It refuses what Line refuses.
func Lines(s string) (string, error) {
	s, err := composed(s)
	if err != nil {
		return "", err
	}
	lines := strings.Split(breaks.Replace(s), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n"), nil
}

// composed returns s in NFC once every character in it has been found to belong in a text.
func composed(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", Broken
	}
	s = norm.NFC.String(s)
	return s, check([]rune(s))
}

// Package sheet makes texts fit for the cells of a spreadsheet.
package sheet

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// number is a negative figure as Spanish or plain notation writes it, which a spreadsheet reads as such.
var number = regexp.MustCompile(`^-[0-9]+(?:\.[0-9]{3})*(?:[.,][0-9]+)?(?:[ \x{a0}\x{202f}]?%)?$`)

// starters begin what a spreadsheet would calculate or carry out, in their full-width forms too.
const starters = "=+-@\t\r\n＝＋－＠"

// Cell returns text so that a spreadsheet shows it and calculates nothing: an apostrophe goes before what would
// begin a formula, also after spaces. Negative numbers stay numbers.
func Cell(text string) string {
	if number.MatchString(text) {
		return text
	}
	begun := strings.TrimLeftFunc(text, unseen)
	if first, size := utf8.DecodeRuneInString(begun); size > 0 && strings.ContainsRune(starters, first) {
		return "'" + text
	}
	return text
}

// unseen tells what a spreadsheet may skip before it looks at a cell.
func unseen(r rune) bool {
	return (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)) && !strings.ContainsRune(starters, r)
}

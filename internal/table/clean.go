package table

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean makes the bytes of a cell the text that a person reads in it: composed (NFC), trimmed, lines ended by LF, and
// without what cannot be seen. Damaged bytes become U+FFFD, so that whoever keeps the text can refuse it.
func clean(b []byte) string {
	b = bytes.TrimSpace(b)
	if plain(b) {
		return string(b)
	}
	s := strings.ToValidUTF8(string(b), "\ufffd")
	if strings.ContainsAny(s, "\r\u2028\u2029") {
		s = lineEnds.Replace(s)
	}
	s = norm.NFC.String(strings.Map(visible, s))
	// Composing puts an invisible joiner of its own into a flood of marks.
	return strings.TrimSpace(strings.ReplaceAll(s, "\u034f", ""))
}

func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// visible returns what stands for a letter in a text: a space for controls, nothing for what takes no ink.
func visible(r rune) rune {
	const accents, softHyphen = 0x2ff, 0xad // between blanks and marks
	switch {
	case r >= ' ' && r <= '~', r > '\u009f' && r <= accents && r != softHyphen: // nearly all letters of Spanish
		return r
	case r == '\n', r == '\u200d', r == '\ufe0e', r == '\ufe0f': // the joiner and the styles of emoji
		return r
	case r == 0:
		return -1
	case unicode.IsControl(r):
		return ' '
	case r >= 0xf020 && r <= 0xf0ff: // the Symbol fonts of Word: in practice, bullets
		return '•'
	case unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	}
	return r
}

// longerThanACell tells whether a text has more letters than a cell may hold.
func longerThanACell(b []byte) bool {
	return len(b) > LongestCell && utf8.RuneCount(b) > LongestCell
}

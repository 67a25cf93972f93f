package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the key by which names are compared: lower case without marks (ñ is n), with one
// space where punctuation or space was, and in one encoding. It never fails, and folds its own answer to itself.
func Fold(s string) string {
	if key, ok := foldASCII(s); ok {
		return key
	}
	return foldAny(s)
}

func foldAny(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	apart := false
	// Next to broken bytes norm leaves letters as they are, so those go first.
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\ufffd")) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case separates(r):
			apart = true
		default:
			if apart && b.Len() > 0 {
				b.WriteByte(' ')
			}
			apart = false
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// asciiKeys are what the characters of ASCII become; 0 for those that stand between words.
var asciiKeys = func() (keys [unicode.MaxASCII + 1]byte) {
	for r := range rune(len(keys)) {
		if !separates(r) {
			keys[r] = byte(unicode.ToLower(r))
		}
	}
	return keys
}()

// foldASCII is Fold, quickly, for texts of ASCII alone.
func foldASCII(s string) (key string, ok bool) {
	b := make([]byte, 0, len(s))
	apart := false
	for n := range len(s) {
		if s[n] > unicode.MaxASCII {
			return "", false
		}
		k := asciiKeys[s[n]]
		if k == 0 {
			apart = true
			continue
		}
		if apart && len(b) > 0 {
			b = append(b, ' ')
		}
		apart = false
		b = append(b, k)
	}
	return string(b), true
}

// separates tells what stands between words: spacing accents (´ ` ^) are typed as apostrophes.
func separates(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.P, unicode.Sk)
}

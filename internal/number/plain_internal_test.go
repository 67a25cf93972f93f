package number

import (
	"testing"

	"pgregory.net/rapid"
)

// What is read quickly is read as the grammar reads it, and nobody is in doubt of it.
func TestPlainIsOfTheGrammar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{0,4}[., ]?[0-9]{0,4}[.,]?[0-9x]{0,2}`).Draw(t, "digits")
		whole, fraction, ok := plain(s)
		if !ok {
			return
		}
		if doubtful.MatchString(s) || english.MatchString(s) {
			t.Errorf("%q is taken for plain", s)
		}
		if w, f, err := read(s); err != nil || w != whole || f != fraction {
			t.Errorf("%q is %q and %q, and by the grammar %q and %q, %v", s, whole, fraction, w, f, err)
		}
	})
}

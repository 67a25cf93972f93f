package text

import (
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

var ascii = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0, Hi: unicode.MaxASCII, Stride: 1}}}

func TestASCIIFoldsAsAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom(nil, ascii)).Draw(t, "text")
		if quick, ok := foldASCII(s); !ok || quick != foldAny(s) {
			t.Errorf("%q folds to %q, %v, and else to %q", s, quick, ok, foldAny(s))
		}
	})
}

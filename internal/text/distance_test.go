package text_test

import (
	"testing"

	"pgregory.net/rapid"

	"hito/internal/text"
)

func TestDistanceCountsTypingErrors(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "uts", 3}, {"uts", "", 3}, {"programas", "programas", 0}, {"progamas", "programas", 1},
		{"implentar", "implementar", 2}, {"porgramas", "programas", 1}, {"uts", "ats", 1}, {"ñandú", "nandu", 2}, {"ca", "abc", 3},
	} {
		if got := text.Distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestDistanceIsSymmetricAndBounded(t *testing.T) {
	word := rapid.SliceOfN(rapid.SampledFrom([]rune("abc")), 0, 8)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := text.Distance(a, b)
		if d != text.Distance(b, a) || d < max(len(a), len(b))-min(len(a), len(b)) || d > max(len(a), len(b)) || (d == 0) != (string(a) == string(b)) {
			t.Fatalf("Distance(%q, %q) = %d", string(a), string(b), d)
		}
	})
}

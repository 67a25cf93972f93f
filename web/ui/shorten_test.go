package ui

import "testing"

func TestShortenKeepsWholeLetters(t *testing.T) {
	cases := map[string]string{"": "", "ñandú": "ñandú", "ñandúes": "ñand…"}
	for text, want := range cases {
		if got := Shorten(text, 5); got != want {
			t.Errorf("Shorten(%q) = %q, want %q", text, got, want)
		}
	}
}

package ui_test

import (
	"strings"
	"testing"

	"hito/web/ui"
)

func TestSearchText(t *testing.T) {
	for typed, want := range map[string]string{
		"":                               "",
		" \t\n":                          "",
		"  dos \u00a0palabras\n":         "dos palabras",
		"innovacio\u0301n":               "innovación",
		"\x00a\xff\xfeb":                 "ab",
		strings.Repeat("ñ", 101):         strings.Repeat("ñ", ui.LongestSearch),
		strings.Repeat("n\u0303", 100):   strings.Repeat("ñ", ui.LongestSearch),
		strings.Repeat("a", 99) + " bcd": strings.Repeat("a", 99),
	} {
		if got := ui.SearchText(typed); got != want {
			t.Errorf("SearchText(%q) = %q, want %q", typed, got, want)
		}
	}
}

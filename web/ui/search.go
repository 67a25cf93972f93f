package ui

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// LongestSearch is how many letters of a search count; the search field takes no more.
const LongestSearch = 100

// SearchText brings what a person typed to search for into the form in which texts are stored
// (composed, NFC), on one line with single spaces, and cuts it after LongestSearch letters.
func SearchText(typed string) string {
	words := strings.FieldsFunc(norm.NFC.String(strings.ToValidUTF8(typed, "")), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	})
	letters := []rune(strings.Join(words, " "))
	return strings.TrimSpace(string(letters[:min(len(letters), LongestSearch)]))
}

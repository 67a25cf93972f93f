package ui

import "unicode/utf8"

// Shorten returns a text of at most so many letters, the last of them an ellipsis where it was cut.
func Shorten(text string, letters int) string {
	if utf8.RuneCountInString(text) <= letters {
		return text
	}
	return string([]rune(text)[:letters-1]) + "…"
}

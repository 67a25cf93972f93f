package user

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// commonText are the ten thousand passwords most used in the world, sorted (docs/dependencies.md says whence).
//
//go:embed common.txt
var commonText string

// commonWords are those of commonText and what people here build passwords on.
var commonWords = sync.OnceValue(func() []string {
	words := append(strings.Fields(commonText), predictable...)
	slices.Sort(words)
	return words
})

var predictable = []string{
	"hito", "contrasena", "clave", "acceso", "bienvenido", "bienvenida", "usuario", "usuaria", "administrador", "administracion",
	"ayuntamiento", "diputacion", "municipal", "servicios", "sociales", "innovacion", "andalucia", "cordoba", "montilla", "espana",
	"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	"primavera", "verano", "otono", "invierno", "madrid", "barcelona", "sevilla", "tequiero", "hito-demo-2022",
}

// rows are what fingers run along.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "1234567890"}

// Costs of a piece of a password, in characters that somebody who guesses would have to find.
const (
	ownCost     = 1 // a word that tells of the person, or the piece before once more
	commonCost  = 2 // a common word, a run or a year
	leastWorth  = 8 // a password that is worth less is refused
	longestWord = 24
	longest     = 64 // of a piece that is looked at
)

// worth counts the characters of a password that are left to guess when everything that is tried first is taken for
// the few characters it is: common words, also with digits for letters, own words, runs, rows of keys, years and
// repetitions. Blanks and hyphens count for nothing, between words or between the letters of one. It takes time in
// proportion to the length.
func worth(password string, own []string) int {
	letters := []rune(plain(password))
	together := slices.DeleteFunc(slices.Clone(letters), func(r rune) bool { return charCost(r) == 0 })
	return min(leastCost(letters, own), leastCost(together, own))
}

// leastCost is the cost of the cheapest way to take a text for pieces.
func leastCost(letters []rune, own []string) int {
	least := make([]int, len(letters)+1)
	for end := 1; end <= len(letters); end++ {
		least[end] = least[end-1] + charCost(letters[end-1])
		for begin := max(0, end-longest); begin < end-1; begin++ {
			if cost := pieceCost(letters, begin, end, own); cost > 0 {
				least[end] = min(least[end], least[begin]+cost)
			}
		}
	}
	return least[len(letters)]
}

// plain is a password without case and marks, as it is guessed.
func plain(password string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(password)))
}

func charCost(r rune) int {
	if unicode.IsSpace(r) || strings.ContainsRune("-_.", r) {
		return 0
	}
	return 1
}

var year = regexp.MustCompile(`^(19|20)\d\d$`)

// pieceCost returns what a piece of at least two characters costs, 0 for one that is nothing special.
func pieceCost(letters []rune, begin, end int, own []string) int {
	size := end - begin
	piece := letters[begin:end]
	if begin >= size && slices.Equal(letters[begin-size:begin], piece) {
		return ownCost
	}
	if size < 3 || size > longestWord {
		return 0
	}
	word := string(piece)
	switch {
	case slices.Contains(own, word):
		return ownCost
	case isRun(piece) || inRow(word) || year.MatchString(word) || common(word):
		return commonCost
	}
	return 0
}

// disguises are the digits and signs that stand for letters.
var disguises = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

func common(word string) bool {
	if len(word) < 4 {
		return false
	}
	_, found := slices.BinarySearch(commonWords(), word)
	if !found {
		_, found = slices.BinarySearch(commonWords(), disguises.Replace(word))
	}
	return found
}

// isRun tells characters that are all the same, or each the next one or the one before.
func isRun(piece []rune) bool {
	step := piece[1] - piece[0]
	if step < -1 || step > 1 {
		return false
	}
	for n := 2; n < len(piece); n++ {
		if piece[n]-piece[n-1] != step {
			return false
		}
	}
	return true
}

func inRow(word string) bool {
	letters := []rune(word)
	slices.Reverse(letters)
	backwards := string(letters)
	return slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, word) || strings.Contains(row, backwards) })
}

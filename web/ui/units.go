package ui

import "strings"

// singulars tells how words that end so, in the plural, end in the singular. The first that fits
// counts; what fits none stays as it is, for a guess would be worse than a plural.
var singulars = []struct{ plural, singular string }{
	{"iones", "ión"}, {"dades", "dad"}, {"tades", "tad"}, {"tudes", "tud"}, {"meses", "mes"},
	{"ales", "al"}, {"eles", "el"}, {"iles", "il"}, {"ores", "or"}, {"eres", "er"}, {"ares", "ar"},
	{"tes", "te"}, {"mes", "me"}, {"jes", "je"}, {"bles", "ble"}, {"as", "a"}, {"os", "o"},
}

// agreeing returns a unit as it is said of a number: "personas usuarias" becomes "persona usuaria"
// beside "1". Words after a preposition belong to another noun: "cuadro de mando".
func agreeing(number, unit string) string {
	if number != "1" && number != minus+"1" {
		return unit
	}
	words := strings.Fields(unit)
	for n, word := range words {
		if isPreposition(word) {
			break
		}
		words[n] = singular(word)
	}
	return strings.Join(words, " ")
}

func isPreposition(word string) bool {
	switch word {
	case "de", "del", "a", "al", "en", "con", "por", "para", "sin":
		return true
	default:
		return false
	}
}

// shortestPlural keeps words such as "mes" and "gas" from being taken for plurals.
const shortestPlural = 4

func singular(word string) string {
	if len(word) < shortestPlural {
		return word
	}
	for _, s := range singulars {
		if stem, ok := strings.CutSuffix(word, s.plural); ok {
			return stem + s.singular
		}
	}
	return word
}

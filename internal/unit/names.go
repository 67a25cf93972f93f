package unit

import (
	"regexp"
	"slices"

	"hito/internal/text"
)

// Typing errors count in names long enough for them not to make another name: ATS is not UTS.
const (
	oneErrorFrom  = 6
	twoErrorsFrom = 12
)

var (
	hardSeparator = regexp.MustCompile(`[/;,\r\n]+`)
	leadingWords  = regexp.MustCompile(`^(?:(?:unidad|servicio|area) de(?:l| la| el| los| las)?|unidad) `)
)

// keyOf folds a name. Separators stay apart from spaces, so that "Programas / Juventud" is not the
// unit "Programas Juventud", and "Infancia, Familia" is the one that is so called.
func keyOf(name string) string { return text.Fold(hardSeparator.ReplaceAllString(name, " | ")) }

// bare is a key without the words that do not matter before a name; alone they are the name.
func bare(key string) string {
	words := leadingWords.FindString(key)
	return key[len(words):]
}

// names finds units by what they are called: whole keys first, then bare ones.
type names struct {
	units []Unit
	whole map[string][]int
	bare  map[string][]int
}

func index(units []Unit) names {
	n := names{units: units, whole: map[string][]int{}, bare: map[string][]int{}}
	for i, u := range units {
		for _, name := range append([]string{u.Name}, u.Aliases...) {
			if key := keyOf(name); key != "" {
				put(n.whole, key, i)
				put(n.bare, bare(key), i)
			}
		}
	}
	return n
}

func put(under map[string][]int, key string, i int) {
	if !slices.Contains(under[key], i) {
		under[key] = append(under[key], i)
	}
}

// named returns the units that bear exactly a name.
func (n names) named(name string) []Unit {
	key := keyOf(name)
	if found := n.whole[key]; len(found) > 0 {
		return n.at(found)
	}
	return n.at(n.bare[bare(key)])
}

// similar returns the unit whose name a typing error may have made into this one, where one alone is nearest.
func (n names) similar(name string) []Unit {
	typed := []rune(bare(keyOf(name)))
	nearest, best := []int(nil), twoErrorsFrom
	if len(typed) < oneErrorFrom {
		return nil
	}
	for key, of := range n.bare {
		errors, near := typingErrors(typed, []rune(key))
		switch {
		case !near || errors > best:
		case errors < best:
			nearest, best = slices.Clone(of), errors
		default:
			nearest = append(nearest, of...)
		}
	}
	slices.Sort(nearest)
	if nearest = slices.Compact(nearest); len(nearest) != 1 {
		return nil
	}
	return n.at(nearest)
}

func (n names) at(indexes []int) []Unit {
	found := make([]Unit, len(indexes))
	for i, at := range indexes {
		found[i] = n.units[at]
	}
	return found
}

// typingErrors counts what was left out, added, changed or swapped between two keys, and tells
// whether it is few enough for the shorter one.
func typingErrors(a, b []rune) (errors int, near bool) {
	most := 0
	switch shorter := min(len(a), len(b)); {
	case shorter >= twoErrorsFrom:
		most = 2
	case shorter >= oneErrorFrom:
		most = 1
	}
	if most == 0 || max(len(a), len(b))-min(len(a), len(b)) > most {
		return 0, false
	}
	errors = text.Distance(a, b)
	return errors, errors <= most
}

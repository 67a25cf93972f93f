package board

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"hito/internal/dashboard"
	"hito/internal/progress"
)

// fold returns s as searches compare it: without accents, letter case and differences of encoding.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Filter returns every indicator of a board that the list asks for, in its order.
func (l List) Filter(b dashboard.Board) []dashboard.Indicator {
	found := l.matching(b)
	l.Order.sort(found, l.Descending)
	return found
}

// Counts returns how many indicators have each status among those that the list would ask for
// without its own.
func (l List) Counts(b dashboard.Board) map[progress.Status]int {
	l.Status = ""
	counts := make(map[progress.Status]int, len(dashboard.Statuses))
	for _, i := range l.matching(b) {
		counts[i.Status]++
	}
	return counts
}

// matching returns what the list asks for in the plan's order.
func (l List) matching(b dashboard.Board) []dashboard.Indicator {
	l = l.Within(b)
	words := strings.Fields(fold(l.Text))
	var found []dashboard.Indicator
	for _, o := range b.Objectives {
		if !l.takesObjective(o) {
			continue
		}
		left := absent(words, o.Code, o.Title)
		for _, i := range o.Indicators {
			if l.takes(i) && len(absent(left, append([]string{i.Code, i.Title, i.Description}, i.Units...)...)) == 0 {
				found = append(found, i)
			}
		}
	}
	return found
}

func (l List) takesObjective(o dashboard.Objective) bool {
	if l.Objective != "" && o.Code != l.Objective {
		return false
	}
	return among(l.Line, o.Lines)
}

func (l List) takes(i dashboard.Indicator) bool {
	return (l.Status == "" || i.Status == l.Status) && among(l.Unit, i.Units)
}

// among tells whether what is asked for is in a list: anything for blank, an empty list for None.
func among(asked string, list []string) bool {
	switch asked {
	case "":
		return true
	case None:
		return len(list) == 0
	default:
		return slices.Contains(list, asked)
	}
}

// absent returns the folded words that occur in none of the texts.
func absent(words []string, texts ...string) []string {
	if len(words) == 0 {
		return nil
	}
	text := fold(strings.Join(texts, "\n"))
	var left []string
	for _, word := range words {
		if !strings.Contains(text, word) {
			left = append(left, word)
		}
	}
	return left
}

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
		if !accent(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// accent tells a mark that stands on the letter before it; none comes before U+0300.
func accent(r rune) bool { return r >= 0x300 && unicode.Is(unicode.Mn, r) }

// Filter returns every indicator of a board that the list asks for, in its order.
func (l List) Filter(b dashboard.Board) []dashboard.Indicator {
	found := make([]dashboard.Indicator, 0, l.Within(b).most(b))
	l.each(b, func(i *dashboard.Indicator) { found = append(found, *i) })
	l.Order.sort(found, l.Descending)
	return found
}

// most returns how many indicators of a board the list may ask for.
func (l List) most(b dashboard.Board) int {
	n := 0
	for _, o := range b.Objectives {
		if l.takesObjective(o) {
			n += len(o.Indicators)
		}
	}
	return n
}

// Counts returns how many indicators have each status among those that the list would ask for
// without its own.
func (l List) Counts(b dashboard.Board) map[progress.Status]int {
	l.Status = ""
	counts := make(map[progress.Status]int, len(dashboard.Statuses))
	l.each(b, func(i *dashboard.Indicator) { counts[i.Status]++ })
	return counts
}

// each calls visit with what the list asks for, in the plan's order.
func (l List) each(b dashboard.Board, visit func(*dashboard.Indicator)) {
	l = l.Within(b)
	words := strings.Fields(fold(l.Text))
	for n := range b.Objectives {
		o := &b.Objectives[n]
		if !l.takesObjective(*o) {
			continue
		}
		left := absent(words, o.Code, o.Title)
		for k := range o.Indicators {
			i := &o.Indicators[k]
			if l.takes(i) && (len(left) == 0 || len(absent(left, textsOf(i)...)) == 0) {
				visit(i)
			}
		}
	}
}

// textsOf are the texts that a search looks through; results are there where the page loads them.
func textsOf(i *dashboard.Indicator) []string {
	texts := append([]string{i.Code, i.Title, i.Description}, i.Units...)
	for _, r := range i.Results {
		texts = append(texts, r.Title)
	}
	return texts
}

func (l List) takesObjective(o dashboard.Objective) bool {
	if l.Objective != "" && o.Code != l.Objective {
		return false
	}
	return among(l.Line, o.Lines)
}

func (l List) takes(i *dashboard.Indicator) bool {
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

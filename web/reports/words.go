package reports

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/progress"
	"hito/web/reports/paper"
	"hito/web/ui"
)

// joined writes parts as Spanish does: "a, b y c".
func joined(parts []string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	and := " y "
	if soundsLikeI(parts[last]) {
		and = " e "
	}
	return strings.Join(parts[:last], ", ") + and + parts[last]
}

// soundsLikeI tells a word before which "y" becomes "e".
func soundsLikeI(word string) bool {
	word = strings.ToLower(word)
	return strings.HasPrefix(word, "i") || strings.HasPrefix(word, "hi") && !strings.HasPrefix(word, "hie") && !strings.HasPrefix(word, "hia")
}

// named is something with its code: "O.E.1. Crear la unidad de innovación".
func named(code, title string) string { return code + ". " + strings.TrimSuffix(title, ".") }

// capital begins a sentence.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// stopped ends a text as a sentence.
func stopped(text string) string {
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "…") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}

// whole writes a number of things.
func whole(n int) string { return ui.Number(decimal.NewFromInt(int64(n)), 0) }

// statusAdjectives say in which state some indicators are, one and several.
var statusAdjectives = map[progress.Status][2]string{
	progress.StatusMet: {"cumplido", "cumplidos"}, progress.StatusOnTrack: {"en plazo", "en plazo"},
	progress.StatusDelayed: {"con retraso", "con retraso"}, progress.StatusCritical: {"crítico", "críticos"},
	progress.StatusNoData: {"sin dato", "sin dato"}, progress.StatusNotStarted: {"no iniciado", "no iniciados"},
	dashboard.Cancelled: {"anulado", "anulados"},
}

// counted says how many are in a state: "3 críticos".
func counted(n int, s progress.Status) string {
	return ui.Count(n, statusAdjectives[s][0], statusAdjectives[s][1])
}

// inStates says how many there are in each of some states that occur.
func inStates(counts map[progress.Status]int, states ...progress.Status) []string {
	var parts []string
	for _, s := range states {
		if counts[s] > 0 {
			parts = append(parts, counted(counts[s], s))
		}
	}
	return parts
}

// prose makes blocks of a text: paragraphs are parted by blank lines, and lines that begin with a dash are a list.
func prose(text string) []paper.Block {
	var blocks []paper.Block
	var lines, items []string
	flush := func() {
		if len(lines) > 0 {
			blocks = append(blocks, paper.Text{Body: strings.Join(lines, "\n")})
		}
		if len(items) > 0 {
			blocks = append(blocks, paper.List{Items: items})
		}
		lines, items = nil, nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		item, listed := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if strings.TrimSpace(line) == "" || listed != (len(items) > 0) {
			flush()
		}
		switch {
		case listed:
			items = append(items, item)
		case strings.TrimSpace(line) != "":
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	flush()
	return blocks
}

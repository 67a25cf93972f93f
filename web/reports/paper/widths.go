package paper

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"hito/web/ui"
)

// unbroken is up to how many letters a word is kept whole: a longer one would push a table off its page.
const unbroken = 24

// widths shares out the width of a table, roughly in hundredths: each column takes what it asks for, and never less than
// its longest word; what is left goes to those that say more.
func (t Table) widths(wide bool) []int {
	shares, wishes := make([]int, len(t.Columns)), make([]int, len(t.Columns))
	left, wished := 100, 0
	for n, column := range t.Columns {
		word, line := t.longest(n)
		shares[n] = max(column.Share, t.least(word, wide))
		left -= shares[n]
		if column.Share == 0 {
			wishes[n] = max(0, line-word)
			if n == 0 {
				wishes[n] *= 2 // what heads the rows is read first
			}
			wished += wishes[n]
		}
	}
	for n := range shares {
		if left > 0 && wished > 0 {
			shares[n] += left * wishes[n] / wished
		}
	}
	return shares
}

// least is the width that a word takes, with the margins of its cell, in hundredths of a page, or of one that lies down.
func (t Table) least(word int, wide bool) int {
	letter, margins := 11, 17 // tenths of a hundredth, in the type of tables
	if t.Compact {
		letter, margins = 9, 13
	}
	least := word*letter + margins
	if wide {
		least = least * pageWidth / widePage
	}
	return (least + 9) / 10
}

// longest is how many letters the longest word and the longest line of a column have, up to what it may ask for.
func (t Table) longest(n int) (word, line int) {
	const most = 48
	take := func(text string, whole bool) {
		for l := range strings.Lines(text) {
			l = strings.TrimSuffix(l, "\n")
			line = max(line, min(most, utf8.RuneCountInString(l)))
			for _, w := range strings.Split(l, " ") { // other spaces do not break
				word = max(word, min(unbroken, utf8.RuneCountInString(w)))
			}
			if whole {
				word = max(word, min(unbroken, utf8.RuneCountInString(l)))
			}
		}
	}
	take(t.Columns[n].Heading, false)
	for _, row := range t.Rows {
		if n < len(row.Cells) {
			take(row.Cells[n].words(), t.Columns[n].Numeric)
			if status := row.Cells[n].Status; status != "" {
				take("● "+ui.StatusWord(status), true)
			}
		}
	}
	return word, line
}

// columnClass names the width of a column in style sheets: to the nearest 5 % of the table's.
func columnClass(hundredths int) string {
	return "paper-col-" + strconv.Itoa(max(5, min(60, (hundredths+2)/5*5)))
}

// wordsClass names how the words of a cell run on.
func wordsClass(text string) string {
	for word := range strings.FieldsSeq(text) {
		if utf8.RuneCountInString(word) > unbroken {
			return "paper-words paper-breakable"
		}
	}
	return "paper-words"
}

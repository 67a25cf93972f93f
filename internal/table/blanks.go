package table

import (
	"regexp"
	"strings"
)

var gap = regexp.MustCompile(`[ \x{a0}]{2,}`)

// tabulate puts tabs where columns are set apart by two blanks or more, and tells whether there are such columns. Lines
// with gaps that follow each other, blank ones aside, are one table: it is cut where no line of it has a letter, so that
// a blank cell stays one, or where its lines have as many gaps; elsewhere the lines stay whole, as a figure in the wrong
// column is worse than none.
func tabulate(text []byte) (tabulated []byte, found bool) {
	lines := strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	var table []int // the lines of the one that goes on
	flush := func() {
		if len(table) > 1 && (cutAtGutters(lines, table) || cutAtGaps(lines, table)) {
			found = true
		}
		table = table[:0]
	}
	for i, line := range lines {
		line = strings.TrimRight(line, " \u00a0\r")
		lines[i] = line
		switch {
		case line == "":
		case gap.MatchString(line):
			table = append(table, i)
		default:
			flush()
		}
	}
	flush()
	return []byte(strings.Join(lines, "\n")), found
}

// cutAtGutters cuts the lines where two columns of letters or more are blank in all of them.
func cutAtGutters(lines []string, table []int) bool {
	rows := make([][]rune, len(table))
	var inked []bool
	most := 0 // columns of any line, as its gaps have it
	for n, i := range table {
		most = max(most, len(gap.Split(strings.TrimLeft(lines[i], " \u00a0"), -1)))
		rows[n] = []rune(lines[i])
		for len(inked) < len(rows[n]) {
			inked = append(inked, false)
		}
		for at, r := range rows[n] {
			inked[at] = inked[at] || r != ' ' && r != '\u00a0'
		}
	}
	starts := columnStarts(inked)
	if len(starts) < max(most, 2) {
		return false
	}
	for n, i := range table {
		lines[i] = cutAt(rows[n], starts)
	}
	return true
}

// columnStarts returns where columns begin that are two blanks apart or more.
func columnStarts(inked []bool) []int {
	var starts []int
	blanks := 2
	for at, ink := range inked {
		switch {
		case !ink:
			blanks++
		case blanks >= 2:
			starts = append(starts, at)
			blanks = 0
		default:
			blanks = 0
		}
	}
	return starts
}

func cutAt(row []rune, starts []int) string {
	cells := make([]string, len(starts))
	for n, from := range starts {
		to := len(row)
		if n+1 < len(starts) {
			to = min(to, starts[n+1])
		}
		if from < to {
			cells[n] = strings.TrimSpace(string(row[from:to]))
		}
	}
	return strings.Join(cells, "\t")
}

// cutAtGaps cuts the lines at their gaps, if each has as many.
func cutAtGaps(lines []string, table []int) bool {
	cut := make([]string, len(table))
	columns := 0
	for n, i := range table {
		cells := gap.Split(strings.Trim(lines[i], " \u00a0"), -1)
		if n == 0 {
			columns = len(cells)
		}
		if len(cells) != columns || columns < 2 {
			return false
		}
		cut[n] = strings.Join(cells, "\t")
	}
	for n, i := range table {
		lines[i] = cut[n]
	}
	return true
}

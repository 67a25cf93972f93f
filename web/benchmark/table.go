package main

import (
	"fmt"
	"strings"
)

// verdict says whether a figure keeps to its bound.
type verdict string

const (
	met       verdict = "met"
	missed    verdict = "NOT MET"
	unbounded verdict = ""
)

// row is a line of the table.
type row struct {
	what, measured, bound string
	verdict               verdict
}

// atMost is a row for a ratio.
func atMost(what, measured string, times, bound float64) row {
	r := row{what, fmt.Sprintf("%s: %.2f times", measured, times), fmt.Sprintf("≤ %.4g times", bound), met}
	if times > bound {
		r.verdict = missed
	}
	return r
}

// below is a row for an amount of a unit.
func below(what, measured string, amount, bound float64, unit string) row {
	r := row{what, measured, fmt.Sprintf("≤ %.4g %s", bound, unit), met}
	if amount > bound {
		r.verdict = missed
	}
	return r
}

// table is printed as Markdown.
type table struct{ rows []row }

func (t *table) add(rows ...row) { t.rows = append(t.rows, rows...) }

func (t table) String() string {
	var b strings.Builder
	b.WriteString("| what | measured | bound | |\n|---|---|---|---|\n")
	for _, r := range t.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.what, r.measured, r.bound, r.verdict)
	}
	return b.String()
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	var parts []string
	for len(text) > 3 {
		parts = append([]string{text[len(text)-3:]}, parts...)
		text = text[:len(text)-3]
	}
	return strings.Join(append([]string{text}, parts...), ",")
}

package transfer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"hito/internal/table"
	"hito/internal/text"
)

// role is what a row is in the table that it stands in.
type role int

const (
	stray  role = iota // nothing of the table: a page number, a note, a sum
	begins             // it describes something of its own
	goesOn             // it is more of the row above, which a page break or merged cells have cut
	leads              // it is the heading of the rows below, which belong to the objective that it names
)

// notes are folded beginnings of lines under a table.
var notes = regexp.MustCompile(`^(?:fuente|nota|notas|elaboracion|pagina|source|note)\b`)

func (s *scanner) role(row table.Row) role {
	known, short := s.knownCells(row)
	switch {
	case len(known) == 0, sumsUp(row), len(known) == 1 && notes.MatchString(text.Fold(firstText(row))):
		return stray
	case s.run.kind == Measurement:
		return begins
	case spanning(row) || len(known) == 1 && s.run.columns[known[0]].Number == s.leftmost() && !s.more(row):
		return s.alone(row, known)
	case s.more(row):
		return goesOn
	case s.run.text(row, "title")+s.run.text(row, "code") != "", !s.run.has("title"):
		return begins
	case short:
		s.problem(Problem{Sheet: s.name, Line: row.Line, Text: "Esta fila no dice de qué es: escriba su nombre o su código."})
	}
	return stray
}

// alone tells what a row is that says one thing: a heading of those below, or a name with nothing beside it. In pasted
// text it may as well be a paragraph.
func (s *scanner) alone(row table.Row, known []int) role {
	switch {
	case s.run.kind == Indicator && !s.run.has("objective", ObjectiveTitle):
		return leads
	case spanning(row) || s.file.Format == table.Pasted || s.run.columns[known[0]].Field != "title":
		return stray
	default:
		return begins
	}
}

// knownCells lists the indexes of the cells of a row that stand in columns of the table, and tells whether any of them
// is no text of words. What is merged with the row above is the row above.
func (s *scanner) knownCells(row table.Row) (known []int, short bool) {
	for n, c := range row.Cells {
		if n >= len(s.run.columns) || c.Text == "" || s.run.columns[n].Field == "" || s.merged(n, c) {
			continue
		}
		known = append(known, n)
		short = short || s.run.short(n)
	}
	return known, short
}

func (s *scanner) merged(n int, c table.Cell) bool {
	return c.Merged && s.fresh && n < len(s.pending.Cells) && s.pending.Cells[n].Text == c.Text
}

// short tells the columns of which a page break cuts nothing off.
func (t *run) short(n int) bool {
	switch h := dictionaries()[t.kind].holding[t.columns[n].Field]; h.Holds {
	case OfNumber, OfShare, OfDay, OfChoice:
		return true
	default:
		return h.Field == "code"
	}
}

func (s *scanner) leftmost() int {
	for _, c := range s.run.columns {
		if c.Field != "" {
			return c.Number
		}
	}
	return 0
}

// more tells whether a row is more of the one above: it has texts alone, and no name of its own but the rest of one.
func (s *scanner) more(row table.Row) bool {
	known, short := s.knownCells(row)
	if !s.fresh || short || len(known) == 0 || row.Line-s.last > pageBreak || !s.whole() {
		return false
	}
	title := s.run.places["title"] - 1
	first := row.Cells[known[0]].Text
	switch {
	case len(known) == 1 && s.run.columns[known[0]].Number == s.leftmost():
		return row.Line-s.last <= 2 && len(s.gap) == 0 && lower(first)
	case title >= 0 && title < len(row.Cells) && row.Cells[title].Text != "" && !s.merged(title, row.Cells[title]):
		return lower(row.Cells[title].Text)
	default:
		return true
	}
}

// whole tells whether the pending row has what no page break cuts off, so that a row without is not one like it.
func (s *scanner) whole() bool {
	for n, c := range s.pending.Cells {
		if n < len(s.run.columns) && c.Text != "" && s.run.columns[n].Field != "" && s.run.short(n) {
			return true
		}
	}
	return false
}

func lower(s string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	return unicode.IsLower(first)
}

// spanning tells a text that was merged over several columns.
func spanning(row table.Row) bool {
	merged, first := false, firstText(row)
	for _, c := range row.Cells {
		if c.Text != "" && c.Text != first {
			return false
		}
		merged = merged || c.Merged
	}
	return merged
}

// join puts the texts of a row behind those of the one above.
func (s *scanner) join(row table.Row) {
	known, _ := s.knownCells(row)
	for _, n := range known {
		between := " "
		h := dictionaries()[s.run.kind].holding[s.run.columns[n].Field]
		if h.Holds == OfLines && !lower(row.Cells[n].Text) {
			between = "\n"
		}
		s.append(n, row.Cells[n].Text, between)
	}
	s.last = row.Line
	if len(s.run.Joined) < mostListed {
		s.run.Joined = append(s.run.Joined, row.Line)
	}
	s.leaveOut()
}

package transfer

import (
	"strings"
	"unicode/utf8"

	"hito/internal/table"
	"hito/internal/text"
)

// forReading begins the headings of a workbook of Hito under which nothing is to be filled in.
const forReading = "Para leer: "

// longestHeading is how many letters a heading has at most; longer texts are what stands in a table.
const longestHeading = 80

// hitoColumn is the heading of the hidden column of keys in a workbook of Hito.
const hitoColumn = "hito"

// layout is what a row of headings says: the kind of the rows below it, and their columns by the index of their cells.
type layout struct {
	kind    Kind
	columns []Column
	own     bool // of a workbook of Hito
}

// recognised counts the columns of which it is known what they hold.
func (l layout) recognised() int {
	n := 0
	for _, c := range l.columns {
		if c.Field != "" {
			n++
		}
	}
	return n
}

func (l layout) has(fields ...Field) bool {
	for _, f := range fields {
		for _, c := range l.columns {
			if c.Field == f {
				return true
			}
		}
	}
	return false
}

// same tells a row of headings that was repeated, at the top of another page.
func (l layout) same(other layout) bool {
	if l.kind != other.kind || len(l.columns) != len(other.columns) {
		return false
	}
	for n, c := range l.columns {
		if c.Key != other.columns[n].Key {
			return false
		}
	}
	return true
}

// freeKinds are those of tables that people make, the likelier before.
var freeKinds = []Kind{Indicator, Objective, Measurement, Line}

// layoutOf reads a row as headings; it is not ok where it has none, or too few to tell what its rows are.
func (r *reader) layoutOf(row table.Row, of Kind) (best layout, ok bool) {
	if !r.mayBeHeadings(row) {
		return best, false
	}
	kinds := freeKinds
	if of != "" {
		kinds = append([]Kind{of}, freeKinds...)
	}
	for _, kind := range kinds {
		l := r.layoutAs(kind, row)
		if l.anchored(of) && l.recognised() > best.recognised() {
			best, ok = l, true
		}
	}
	return best, ok
}

// mayBeHeadings is a quick look, as every row of a file is looked at: whether any cell is called as a column is.
func (r *reader) mayBeHeadings(row table.Row) bool {
	if len(row.Cells) < 2 {
		return false
	}
	for _, c := range row.Cells {
		if c.Kind != table.Text || len(c.Text) > 2*longestHeading {
			continue
		}
		name, _, _ := strings.Cut(c.Text, "(")
		if r.headings[text.Fold(name)] {
			return true
		}
	}
	return false
}

// knownHeadings are the folded names of all columns, and those of which a person has told.
func knownHeadings(s Settings) map[string]bool {
	known := map[string]bool{hitoColumn: true}
	for _, d := range dictionaries() {
		for name := range d.fields {
			known[name] = true
		}
	}
	for key := range s.Columns {
		_, heading, _ := strings.Cut(key, ":")
		heading, _, _ = strings.Cut(heading, "#")
		heading, _, _ = strings.Cut(heading, "(")
		known[text.Fold(heading)] = true
	}
	return known
}

// layoutAs reads a row as the headings of a table of a kind. What a person said of a column holds before what it is
// called; of columns called alike the first one is it.
func (r *reader) layoutAs(kind Kind, row table.Row) layout {
	l := layout{kind: kind, columns: make([]Column, len(row.Cells))}
	seen, taken := map[string]int{}, map[Field]bool{}
	for n, c := range row.Cells {
		folded := text.Fold(c.Text)
		seen[folded]++
		col := Column{Key: ColumnKey(kind, c.Text, seen[folded]), Heading: c.Text, Number: n + 1, Guessed: true}
		if told, said := r.settings.Columns[col.Key]; said {
			col.Guessed, col.Field = false, told
			if told == OfDate {
				col.On, _ = toldDate(c)
			}
			taken[told] = true
		}
		l.columns[n] = col
	}
	words := dictionaries()[kind]
	r.guess(&l, row, taken, func(c table.Cell) Field { return words.exact(c.Text) })
	if l.recognised() > 1 {
		r.guess(&l, row, taken, func(c table.Cell) Field { return words.similar(c.Text) })
	}
	return l
}

// guess fills in the columns that nobody has told of and that find knows.
func (r *reader) guess(l *layout, row table.Row, taken map[Field]bool, find func(table.Cell) Field) {
	for n, c := range row.Cells {
		col := &l.columns[n]
		if !col.Guessed || col.Field != "" || c.Text == "" || c.Merged || utf8.RuneCountInString(c.Text) > longestHeading {
			continue
		}
		if text.Fold(c.Text) == hitoColumn {
			col.Field, l.own = KeyField, true
			continue
		}
		if on, dated := headingDate(c); dated && l.kind == Indicator {
			col.Field, col.On = OfDate, on
			continue
		}
		if strings.HasPrefix(c.Text, forReading) {
			col.Field = Ignored
			continue
		}
		if f := find(c); f != "" && !taken[f] {
			col.Field = f
			taken[f] = f != Ignored
		}
	}
}

// anchored tells whether the columns make a table of its kind. What names the rows has to be there, and one thing more
// that no table of another kind has; sheets that are called as those of Hito may say less.
func (l layout) anchored(of Kind) bool {
	if l.kind == of || l.own {
		return l.recognised() >= 2
	}
	switch l.kind {
	case Indicator:
		named := l.has("title") || l.has("code") && l.has(CurrentValue, OfDate)
		return named && l.has("target", "baseline", "description", "method", "source", "objective", "units", "unit_of_measure", "rule", "weight",
			ObjectiveTitle, LineTitle, Progress, Evidence, OfDate)
	case Objective:
		return l.has("title") && l.has("code", "weight", "lines", "standards", HowMany, Progress, LineTitle)
	case Measurement:
		return l.has("indicator", IndicatorTitle) && l.has("value")
	case Line:
		return l.has("title") && l.has("code", "description", "standards")
	default:
		return false
	}
}

package transfer

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"hito/internal/table"
	"hito/internal/text"
)

const (
	mostTables  = 200
	mostListed  = 1000 // lines of a table that are joined or left out
	mostSamples = 3
	sampleSize  = 80 // letters

	// A table is over after so many lines in which there is nothing of it.
	mostStrange = 60
	// A row that was cut by the end of a page goes on within so many lines.
	pageBreak = 8
)

// errSeen ends the reading of a sheet of which nothing more has to be seen.
var errSeen = errors.New("seen")

// readTables goes through all sheets for what is in them, values aside.
func (r *reader) readTables() error {
	for n, s := range r.file.Sheets {
		if err := r.readSheet(n, s, false); err != nil {
			return err
		}
	}
	if len(r.runs) > 0 || r.file.Format == table.Pasted {
		return nil
	}
	for n, s := range r.file.Sheets { // nobody knows these headings: they are shown, to be told what they are
		if s.Hidden {
			continue
		}
		if err := r.readSheet(n, s, true); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readSheet(n int, s table.Sheet, strange bool) error {
	scan := &scanner{reader: r, sheet: n, name: s.Name, hidden: s.Hidden, kind: kindOfSheet(s.Name), strange: strange}
	err := r.file.Rows(n, scan.row)
	if err != nil && !errors.Is(err, errSeen) {
		return err
	}
	return scan.flush()
}

// scanner goes through the rows of a sheet.
type scanner struct {
	*reader
	sheet   int
	name    string
	hidden  bool
	kind    Kind // that the name of the sheet tells
	strange bool // its headings are not known, and taken all the same
	started bool

	run     *run
	pending table.Row // what may go on in the next one
	fresh   bool      // pending holds a row
	last    int       // the last line of pending
	carried table.Row // the row before, for the cells that it gives to those below
	gap     []int     // lines since then that belong to no row
	group   string    // a line above rows that names their objective
}

func (s *scanner) row(row table.Row) error {
	first := !s.started
	s.started = true
	if s.run != nil && s.run.own {
		return s.add(row)
	}
	l, ok := s.layoutOf(row, s.kind)
	if !ok && s.strange && s.run == nil && len(row.Cells) > 1 {
		l, ok = s.layoutAs(Indicator, row), true
	}
	switch {
	case ok && s.run != nil && s.run.same(l):
		s.gap = append(s.gap, row.Line)
		return nil
	case ok && len(s.runs) < mostTables:
		return s.begin(row, l, first)
	case s.run == nil:
		if len(row.Cells) > 0 && !s.hidden {
			s.dated(titleDate(firstText(row)))
		}
		return nil
	default:
		return s.add(row)
	}
}

// begin opens the table under a row of headings. Hidden sheets are told and left out, but in a workbook of ours.
func (s *scanner) begin(row table.Row, l layout, first bool) error {
	if err := s.flush(); err != nil {
		return err
	}
	l.own = l.own && first && s.kind != ""
	s.run = &run{
		Table:  Table{Sheet: s.name, Hidden: s.hidden, Header: row.Line},
		layout: l, sheet: s.sheet, places: map[Field]int{}, byLine: map[int]*entry{}, single: map[string]*entry{},
		unread: s.strange || s.hidden && !l.own,
	}
	for _, c := range l.columns {
		switch {
		case c.Field == "":
		case s.run.places[c.Field] == 0:
			s.run.places[c.Field] = c.Number
		case c.Field != OfDate && c.Field != Ignored:
			s.problem(Problem{Sheet: s.name, Line: row.Line, Column: c.Number, Field: c.Field, Text: "«" + c.Heading +
				"» no se lee: otra columna ya es lo mismo. Diga qué es cada una, o deje fuera la que sobra."})
		}
	}
	s.runs = append(s.runs, s.run)
	if s.strange {
		s.problem(Problem{Sheet: s.name, Line: row.Line, Text: "No se reconocen las columnas de esta tabla: diga qué es cada una."})
	}
	if l.own && l.kind == Measurement {
		return errSeen // its rows are values, which are read later
	}
	return nil
}

// cell returns what a row has in the column of a field, a blank cell where that is nothing.
func (t *run) cell(row table.Row, f Field) table.Cell {
	if at := t.places[f]; at > 0 && at <= len(row.Cells) {
		return row.Cells[at-1]
	}
	return table.Cell{}
}

func (t *run) text(row table.Row, f Field) string { return t.cell(row, f).Text }

// add takes a row into the table that is open.
func (s *scanner) add(row table.Row) error {
	switch {
	case s.run.unread:
		s.sample(row)
		return s.counted(row)
	case s.run.own:
		return s.addOwn(row)
	}
	switch s.role(row) {
	case goesOn:
		s.join(row)
	case begins:
		if err := s.flush(); err != nil {
			return err
		}
		s.sample(row)
		s.hold(row)
		s.leaveOut()
	case leads:
		if err := s.flush(); err != nil {
			return err
		}
		s.group = firstText(row)
		s.gap = append(s.gap, row.Line)
	default:
		if !s.hidden {
			s.dated(titleDate(firstText(row)))
		}
		s.gap = append(s.gap, row.Line)
		if len(s.gap) > mostStrange {
			return s.close()
		}
	}
	return nil
}

// leaveOut notes that the lines since the last row are in the midst of the table, and nothing of it.
func (s *scanner) leaveOut() {
	if len(s.run.LeftOut) < mostListed {
		s.run.LeftOut = append(s.run.LeftOut, s.gap...)
	}
	s.gap = nil
}

// close ends the table that is open.
func (s *scanner) close() error {
	err := s.flush()
	s.run, s.gap, s.group, s.carried = nil, nil, "", table.Row{}
	return err
}

// flush makes an entry of the row that is pending.
func (s *scanner) flush() error {
	if !s.fresh {
		return nil
	}
	s.fresh = false
	row := s.carry(s.pending)
	s.carried = row
	if err := s.counted(table.Row{Line: s.last}); err != nil {
		return err
	}
	if s.run.First == 0 || row.Line < s.run.First {
		s.run.First = row.Line
	}
	if s.run.kind == Measurement {
		return nil
	}
	s.enter(s.run, row, s.group)
	return nil
}

func (s *scanner) counted(row table.Row) error {
	t := s.run
	if t.First == 0 {
		t.First = row.Line
	}
	t.Last = max(t.Last, row.Line)
	t.Rows++
	if len(s.entries) > mostEntries {
		return TooManyRows
	}
	return nil
}

// addOwn takes a row of a workbook of ours, whose texts may go on in the rows below, under the same key.
func (s *scanner) addOwn(row table.Row) error {
	if s.fresh && s.run.goesOnBelow(row, s.pending) {
		for n, c := range row.Cells {
			if s.run.columns[min(n, len(s.run.columns)-1)].Field != KeyField && c.Text != "" {
				s.append(n, c.Text, "")
			}
		}
		s.last = row.Line
		return nil
	}
	if err := s.flush(); err != nil {
		return err
	}
	s.sample(row)
	s.hold(row)
	return nil
}

// goesOnBelow tells the row in which long texts of the row above go on. A copy of it has its key too, and more than those.
func (t *run) goesOnBelow(row, above table.Row) bool {
	key := t.text(row, KeyField)
	if key == "" || key != t.text(above, KeyField) {
		return false
	}
	words := dictionaries()[t.kind]
	for n, c := range row.Cells[:min(len(row.Cells), len(t.columns))] {
		f := t.columns[n].Field
		if long := words.holding[f].Holds; c.Text != "" && f != KeyField && long != OfLines && long != OfList {
			return false
		}
	}
	return true
}

// hold keeps a row until the next one, whose cells may lie where its own do.
func (s *scanner) hold(row table.Row) {
	row.Cells = slices.Clone(row.Cells)
	s.pending, s.fresh, s.last = row, true, row.Line
}

// carry gives a row the cells of its objective that it leaves to the row above.
func (s *scanner) carry(row table.Row) table.Row {
	if s.run.own || s.run.kind != Indicator || s.run.text(row, ObjectiveTitle)+s.run.text(row, "objective") != "" {
		return row
	}
	for _, f := range []Field{"objective", ObjectiveTitle, LineTitle} {
		if at := s.run.places[f]; at > 0 && s.run.text(row, f) == "" && s.run.text(s.carried, f) != "" {
			row.Cells = padded(row.Cells, at)
			row.Cells[at-1] = s.run.cell(s.carried, f)
		}
	}
	return row
}

// padded returns cells that reach to a column at least, as a copy.
func padded(cells []table.Cell, to int) []table.Cell {
	return append(slices.Clone(cells), make([]table.Cell, max(0, to-len(cells)))...)
}

// append puts more text behind what the pending row has in a cell.
func (s *scanner) append(n int, more, between string) {
	s.pending.Cells = padded(s.pending.Cells, n+1)
	c := &s.pending.Cells[n]
	if c.Text != "" {
		more = c.Text + between + more
	}
	c.Kind, c.Text = table.Text, more
}

// sample keeps the first texts of each column, to be shown beside what it was taken for.
func (s *scanner) sample(row table.Row) {
	if s.run.samples == mostSamples {
		return
	}
	s.run.samples++
	for n, c := range row.Cells {
		if n >= len(s.run.columns) || c.Text == "" {
			continue
		}
		shown := strings.Join(strings.Fields(c.Text), " ")
		if utf8.RuneCountInString(shown) > sampleSize {
			shown = string([]rune(shown)[:sampleSize-1]) + "…"
		}
		col := &s.run.columns[n]
		col.Sample = append(col.Sample, shown)
	}
}

func firstText(row table.Row) string {
	for _, c := range row.Cells {
		if c.Text != "" {
			return c.Text
		}
	}
	return ""
}

// totals begin rows that sum up others.
var totals = []string{"total", "totales", "total general", "subtotal", "suma", "media", "promedio", "media total", "total plan", "progreso total", "total del plan"}

func sumsUp(row table.Row) bool { return slices.Contains(totals, text.Fold(firstText(row))) }

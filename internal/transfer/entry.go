package transfer

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/table"
	"hito/internal/text"
)

// enter makes an entry of a row; group is the objective that a line above names.
func (r *reader) enter(t *run, row table.Row, group string) {
	e := &entry{
		Record: Record{Kind: t.kind, At: Place{Sheet: t.Sheet, Line: row.Line, Columns: t.places}, Cells: map[Field]string{}},
		of:     t, objective: group,
	}
	for n, c := range row.Cells {
		if n < len(t.columns) && t.columns[n].Field != "" && t.places[t.columns[n].Field] == n+1 {
			r.take(e, t.columns[n], c)
		}
	}
	for _, c := range t.columns { // those behind the last cell of the row are blank
		if c.Number > len(row.Cells) && t.places[c.Field] == c.Number {
			r.take(e, c, table.Cell{})
		}
	}
	r.takeValues(e, t, row)
	if r.again(t, e) {
		return
	}
	t.byLine[row.Line] = e
	r.entries = append(r.entries, e)
}

// take reads a cell into an entry.
func (r *reader) take(e *entry, col Column, c table.Cell) {
	written, err := text.Line(e.of.typed(c.Text))
	if err != nil && c.Kind == table.Text {
		written = ""
	}
	if h := dictionaries()[e.Kind].holding[col.Field]; slices.ContainsFunc(Columns[e.Kind], func(own Heading) bool { return own.Field == h.Field }) {
		r.takeOwn(e, col.Field, c)
		return
	}
	switch col.Field {
	case KeyField:
		e.key = asKey(e.Kind, c.Text)
	case ObjectiveTitle:
		e.objective = cmp.Or(written, e.objective)
	case LineTitle:
		e.line = written
	case PlanTitle:
		r.title(written)
	case Evidence:
		e.evidence = e.of.typed(c.Text)
	case Progress:
		e.stated = statedIn(r, c, col.Number)
	case HowMany:
		e.howMany = written
	default: // values, which are read by themselves
	}
}

// takeOwn reads a cell of a column of Columns. Blank cells of what every record has say nothing of one that has it.
func (r *reader) takeOwn(e *entry, f Field, c table.Cell) {
	h := dictionaries()[e.Kind].holding[f]
	said, err := r.readCell(e.of, h, c)
	if err != nil {
		e.wrong = append(e.wrong, Problem{Sheet: e.At.Sheet, Line: e.At.Line, Column: e.At.Columns[f], Field: f, Text: message(err)})
		return
	}
	if said == "" && slices.Contains([]Field{"code", "decimals", "objective", "framework", "indicator", "slug"}, f) {
		return
	}
	e.Cells[f] = said
	if h.Holds == OfNumber && (f == "baseline" || f == "target") {
		e.figure(c, said)
	}
}

// figure notes how fine the figures of a new indicator are, and whether they are percentages.
func (e *entry) figure(c table.Cell, said string) {
	if d, err := decimal.NewFromString(said); err == nil {
		e.finest = max(e.finest, -d.Exponent())
		e.percent = e.percent || c.Percent || strings.HasSuffix(c.Text, "%")
	}
}

// takeValues reads the newest value of a row, by which its percentage is judged.
func (r *reader) takeValues(e *entry, t *run, row table.Row) {
	if t.kind != Indicator {
		return
	}
	for n, col := range t.columns {
		if n >= len(row.Cells) || col.Field != OfDate && col.Field != CurrentValue || saysNothing(row.Cells[n]) {
			continue
		}
		v, err := r.number(row.Cells[n])
		if err != nil {
			continue
		}
		e.figure(row.Cells[n], v.String())
		if on := r.dayOf(t, row, col); !e.current.Valid || on >= e.currentOn {
			e.current, e.currentOn = decimal.NewNullDecimal(v), on
		}
	}
}

// dayOf is the day of a value in a column of a row: the column's, the row's, or the one that was told; zero for none.
func (r *reader) dayOf(t *run, row table.Row, col Column) date.Date {
	if col.Field == OfDate {
		return cmp.Or(col.On, r.on)
	}
	on, err := readDay(t.cell(row, MeasuredOn))
	if err != nil {
		return 0
	}
	return cmp.Or(on, r.on)
}

// again tells a row that describes an indicator a second time, for another of its values.
func (r *reader) again(t *run, e *entry) bool {
	if t.kind != Indicator || t.own || !t.has(MeasuredOn) {
		return false
	}
	same := strings.Join([]string{e.objective, e.line, e.Cells["objective"]}, "\x00")
	for _, f := range slices.Sorted(maps.Keys(e.Cells)) {
		same += "\x00" + string(f) + "\x00" + e.Cells[f]
	}
	first, seen := t.single[same]
	if !seen {
		t.single[same] = e
		return false
	}
	t.byLine[e.At.Line] = first
	if e.current.Valid && e.currentOn >= first.currentOn {
		first.current, first.currentOn = e.current, e.currentOn
	}
	first.finest = max(first.finest, e.finest)
	if e.evidence != "" && !strings.Contains(first.evidence, e.evidence) {
		first.evidence = strings.TrimSpace(first.evidence + "\n" + e.evidence)
	}
	return true
}

// title notes what a file calls its plan.
func (r *reader) title(written string) {
	if written != "" && !slices.Contains(r.titles, written) && len(r.titles) < 10 {
		r.titles = append(r.titles, written)
	}
}

// wrongAt notes at a cell of an entry what is wrong with it.
func (e *entry) wrongAt(f Field, message string) {
	e.wrong = append(e.wrong, e.problemAt(f, message))
}

// problemAt is a problem at the cell of a field of a record, or of its whole line where it has no such cell.
func (r Record) problemAt(f Field, message string) Problem {
	return Problem{Sheet: r.At.Sheet, Line: r.At.Line, Column: r.At.Columns[f], Field: f, Text: message}
}

package paper

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"hito/internal/date"
	"hito/web/ui"
)

// page is a sheet in the making: it is written from the top, and the first error stays.
type page struct {
	book   *book
	name   string
	row    int       // the next one, from 1
	widths []float64 // of its columns, in letters
	heads  []int     // rows that head a table
	texts  []wrapped
	charts []func() error // drawn once all widths are known: they stand on columns
	err    error
}

// wrapped is a text that needs its row to be as high as its lines.
type wrapped struct {
	row, from, to int // its columns, from 0 to before the last
	text          string
	size          float64
}

func (b *book) sheet(name string, columns int) *page {
	s := &page{book: b, name: name, row: 1, widths: make([]float64, columns)}
	for n := range s.widths {
		s.widths[n] = 12
	}
	if columns == 1 {
		s.widths[0] = 84 // a page of text
	} else {
		s.widths[0] = 34
	}
	return s
}

func (s *page) try(err error) {
	if s.err == nil {
		s.err = err
	}
}

// cell names a cell of the row, by its column from 0.
func (s *page) cell(column int) string { return s.at(column, s.row) }

func (s *page) at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	s.try(err)
	return name
}

// put writes a text, a number, a time or nothing, with its look. Texts are typed as such: none becomes a formula.
func (s *page) put(column int, value any, l look) {
	cell := s.cell(column)
	if text, ok := value.(string); ok {
		s.try(s.book.SetCellStr(s.name, cell, clean(text)))
		if l.wrap {
			s.texts = append(s.texts, wrapped{s.row, column, column + 1, text, l.size})
		}
	} else if value != nil {
		s.try(s.book.SetCellValue(s.name, cell, value))
	}
	id, err := s.book.style(l)
	s.try(err)
	s.try(s.book.SetCellStyle(s.name, cell, cell, id))
}

// line writes a text over the whole width.
func (s *page) line(l look, text string) {
	s.put(0, text, look{size: l.size, bold: l.bold, underline: l.underline, colour: l.colour, fill: l.fill, wrap: l.wrap})
	if l.wrap {
		s.texts[len(s.texts)-1].to = len(s.widths)
	}
	if len(s.widths) > 1 {
		s.try(s.book.MergeCell(s.name, s.cell(0), s.cell(len(s.widths)-1)))
	}
	s.row++
}

// heights makes rows as high as their texts need: not every program does it by itself, and none for merged cells.
func (s *page) heights() {
	const (
		most   = 409 // points, which no row may exceed
		letter = .95 // of the digits in which columns are measured
	)
	rows := map[int]float64{}
	for _, t := range s.texts {
		width, size := 0.0, max(t.size, 10)
		for _, w := range s.widths[t.from:t.to] {
			width += w
		}
		lines := 0.0
		for part := range strings.SplitSeq(t.text, "\n") {
			lines += max(1, math.Ceil(float64(utf8.RuneCountInString(part))*size/10*letter/width))
		}
		rows[t.row] = max(rows[t.row], min(most, lines*size*1.3+4))
	}
	for row, height := range rows {
		s.try(s.book.SetRowHeight(s.name, row, height))
	}
}

func (s *page) block(block Block) {
	switch block := block.(type) {
	case Text:
		s.text(block)
	case Subheading:
		s.line(look{size: 12, bold: true, wrap: true}, block.Text)
	case List:
		for n, item := range block.Items {
			mark := "• "
			if block.Ordered {
				mark = strconv.Itoa(n+1) + ". "
			}
			s.line(look{wrap: true}, mark+item)
		}
	case Figures:
		s.figures(block)
	case Table:
		s.table(block)
	case Bars:
		s.bars(block)
	case Course:
		s.course(block)
	}
	s.row++
}

func (s *page) text(t Text) {
	l := look{wrap: true}
	switch t.Role {
	case Lead:
		l.size = 12
	case Note:
		l.size, l.colour = 9, "526167"
	case Plain:
	}
	for _, words := range paragraphs(t.Body) {
		s.line(l, words)
	}
}

func (s *page) figures(f Figures) {
	for _, item := range f.Items {
		s.put(0, item.Label, look{bold: true, ruled: true, wrap: true})
		s.put(1, item.Value, look{size: 13, bold: true, ruled: true, right: true})
		s.put(2, item.Detail, look{ruled: true, wrap: true, apart: true, colour: "526167"})
		s.widen(0, item.Label)
		s.widen(1, item.Value)
		s.widen(2, item.Detail)
		s.row++
	}
}

// head writes the caption of a table and the headings of its columns.
func (s *page) head(caption string, headings []string, numeric func(int) bool) {
	s.line(look{size: 11, bold: true, wrap: true}, caption)
	for n, heading := range headings {
		s.put(n, heading, look{bold: true, wrap: true, head: true, fill: "E3EFF1", right: numeric(n), apart: n > 0 && !numeric(n)})
		for word := range strings.FieldsSeq(heading) {
			s.widen(n, word+"  ")
		}
	}
	s.row++
}

func (s *page) table(t Table) {
	headings := make([]string, len(t.Columns))
	for n, c := range t.Columns {
		headings[n] = c.Heading
	}
	s.head(t.Caption, headings, func(n int) bool { return t.Columns[n].Numeric })
	s.heads = append(s.heads, s.row-1)
	for _, r := range t.Rows {
		if r.Group != "" {
			s.line(look{bold: true, colour: "0B5566", fill: "F3F2ED", wrap: true}, r.Group)
			continue
		}
		for n, c := range r.Cells {
			if n < len(t.Columns) {
				s.cellOf(n, c, t.Columns[n].Numeric)
			}
		}
		s.row++
	}
}

// cellOf writes a cell as what it is: a number, a day or a text, if there is a format that shows it as its text does.
func (s *page) cellOf(column int, c Cell, numeric bool) {
	l := look{ruled: true, wrap: true, right: numeric, bold: column == 0, apart: column > 0 && !numeric}
	if c.Status != "" {
		known := statusLooks[c.Status]
		l.colour, l.fill = known.colour, known.fill
	}
	s.widen(column, c.said())
	if c.Number != nil && !math.IsNaN(*c.Number) && !math.IsInf(*c.Number, 0) {
		if l.format = numberFormat(*c.Number, c.Percent, c.Places, c.said()); l.format != "" {
			l.wrap = false
			s.put(column, *c.Number, l)
			return
		}
	}
	if format := dayFormat(c.Date, c.Text); format != "" && c.Status == "" {
		l.format, l.wrap = format, false
		s.put(column, c.Date.Time(), l)
		return
	}
	s.put(column, c.said(), l)
}

const shortDay = `d"/"m"/"yyyy`

// dayFormat is the format with which a spreadsheet shows a day as a text does; blank where there is none.
func dayFormat(d date.Date, text string) string {
	switch {
	case d.IsZero():
		return ""
	case text == ui.ShortDate(d):
		return shortDay
	case text == ui.LongDate(d):
		return `[$-C0A]d" de "mmmm" de "yyyy`
	}
	return ""
}

// widen makes a column wide enough for a text, within what is still comfortable to read.
func (s *page) widen(column int, text string) {
	const widest = 46
	for line := range strings.Lines(text) {
		s.widths[column] = max(s.widths[column], min(widest, float64(utf8.RuneCountInString(line))*1.05+2))
	}
}

// finish sets widths and how the sheet is printed: on A4, as wide as the paper, with the heads of its table repeated.
func (s *page) finish(d Document, landscape bool) {
	const upright = 105 // letters that a page holds in a readable size
	total := 0.0
	for n, width := range s.widths {
		name, err := excelize.ColumnNumberToName(n + 1)
		s.try(err)
		s.try(s.book.SetColWidth(s.name, name, name, width))
		total += width
	}
	s.heights()
	for _, draw := range s.charts {
		s.try(draw())
	}
	a4, fit, orientation, wide, high := 9, true, "portrait", 1, 0
	if landscape || total > upright {
		orientation = "landscape"
	}
	s.try(s.book.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.try(s.book.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}))
	side, edge := .55, .75 // inches
	s.try(s.book.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &edge, Bottom: &edge}))
	s.try(s.book.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: footText(d)}))
	gridLines := false
	s.try(s.book.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &gridLines}))
	if len(s.heads) == 1 {
		row := strconv.Itoa(s.heads[0])
		s.try(s.book.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: "'" + strings.ReplaceAll(s.name, "'", "''") + "'!$" + row + ":$" + row,
		}))
	}
}

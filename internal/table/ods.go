package table

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// ods is a spreadsheet of OpenDocument: one part with all its sheets, one after the other.
type ods struct{ zip *archive }

const (
	odsContent = "content.xml"
	odsType    = "application/vnd.oasis.opendocument.spreadsheet" // templates have more behind it
)

func openODS(a *archive) (*File, error) {
	if err := odsOnly(a); err != nil {
		return nil, err
	}
	o := ods{zip: a}
	f := &File{Format: ODS, source: o}
	err := o.tables(func(m *markup, s Sheet) error {
		if len(f.Sheets) == mostSheets {
			return TooLarge
		}
		f.Sheets = append(f.Sheets, s)
		return m.skip()
	})
	if err == nil && len(f.Sheets) == 0 {
		err = NoSheets
	}
	return f, err
}

// odsOnly refuses documents of other kinds, and those behind a password.
func odsOnly(a *archive) error {
	in, err := a.open("mimetype")
	if err != nil {
		return err
	}
	defer in.Close()
	kind, err := io.ReadAll(io.LimitReader(in, 2*int64(len(odsType))))
	if err != nil {
		return Damaged
	}
	if !strings.HasPrefix(string(kind), odsType) {
		return Document
	}
	err = a.each("META-INF/manifest.xml", func(m *markup, t token) error {
		if t == opened && string(m.local()) == "encryption-data" {
			return Protected
		}
		return nil
	})
	if err == nil && !a.has(odsContent) {
		err = Damaged
	}
	return err
}

// tables calls fn with each sheet, which fn reads or skips. The copies that LibreOffice keeps of the sheets of other
// files to which formulas refer are none.
func (o ods) tables(fn func(*markup, Sheet) error) error {
	hidden, style := map[string]bool{}, ""
	return o.zip.each(odsContent, func(m *markup, t token) error {
		if t != opened {
			return nil
		}
		switch string(m.name) {
		case "style:style":
			style = m.attrText("style:name")
		case "style:table-properties":
			if string(m.attr("table:display")) == "false" && len(hidden) < mostSheets {
				hidden[style] = true
			}
		case "table:tracked-changes", "table:dde-links":
			return m.skip()
		case "table:table":
			name := m.attrText("table:name")
			if strings.HasPrefix(name, "'file:") {
				return m.skip()
			}
			return fn(m, Sheet{Name: clean([]byte(name)), Hidden: hidden[m.attrText("table:style-name")]})
		}
		return nil
	})
}

func (o ods) rows(sheet int, fn func(Row) error) error {
	n := -1
	err := o.tables(func(m *markup, _ Sheet) error {
		if n++; n < sheet {
			return m.skip()
		}
		r := odsReader{m: m, fn: fn}
		if err := r.table(); err != nil {
			return err
		}
		return errStop
	})
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

func (o ods) close() error { return nil }

// odsReader reads the rows of one sheet.
type odsReader struct {
	m      *markup
	fn     func(Row) error
	cover  cover
	line   int    // of the row that was read last
	text   []byte // of a cell, used again
	spread int    // cells that came from repeated rows
}

// table reads the sheet opened last.
func (r *odsReader) table() error {
	for outside := r.m.depth - 1; ; {
		t, err := r.m.next()
		switch {
		case err != nil:
			return err
		case t == closed && r.m.depth == outside:
			return nil
		case t != opened:
			continue
		}
		switch string(r.m.name) {
		case "table:table-row":
			err = r.row()
		case "table:shapes", "office:forms":
			err = r.m.skip()
		}
		if err != nil {
			return err
		}
	}
}

// row reads the row opened last and gives it as often as it is repeated.
func (r *odsReader) row() error {
	times := r.m.attrCount("table:number-rows-repeated")
	row := Row{Line: r.line + 1}
	column := 0
	for outside := r.m.depth - 1; ; {
		t, err := r.m.next()
		if err != nil {
			return err
		}
		if t == closed && r.m.depth == outside {
			return r.repeat(row, times)
		}
		if name := string(r.m.name); t == opened && (name == "table:table-cell" || name == "table:covered-table-cell") {
			if column, err = r.take(&row, column); err != nil {
				return err
			}
		}
	}
}

// repeat gives a row so many times.
func (r *odsReader) repeat(row Row, times int) error {
	if len(row.Cells) == 0 {
		r.line = min(r.line+times, MostRows+1)
		return nil
	}
	if r.spread += (times - 1) * len(row.Cells); r.spread > mostSpread {
		return TooSpread
	}
	if r.line+times > MostRows {
		return TooManyRows
	}
	for range times {
		r.line++
		again := Row{Line: r.line, Cells: slices.Clone(row.Cells)}
		if err := r.cover.fill(&again); err != nil {
			return err
		}
		if len(again.Cells) == 0 {
			continue
		}
		if err := r.fn(again); err != nil {
			return err
		}
	}
	return nil
}

// take reads the cell opened last, as often as it is repeated, and returns the column up to which it reaches.
func (r *odsReader) take(row *Row, column int) (int, error) {
	times := r.m.attrCount("table:number-columns-repeated")
	wide, high := r.m.attrCount("table:number-columns-spanned"), r.m.attrCount("table:number-rows-spanned")
	cell, err := r.cell()
	if err != nil {
		if errors.Is(err, TooLong) {
			return 0, tooLong(row.Line, column+1)
		}
		return 0, err
	}
	first := column + 1
	if column = min(column+times, MostRows); cell.Kind == Blank {
		return column, nil
	}
	if wide > 1 || high > 1 {
		r.cover.begin(span{top: row.Line, left: first, bottom: row.Line + high - 1, right: first + wide - 1}, cell)
	}
	for at := first; at <= column; at++ {
		if err := row.put(at, cell); err != nil {
			return 0, err
		}
	}
	return column, nil
}

// cell reads the cell opened last.
func (r *odsReader) cell() (Cell, error) {
	kind, value := string(r.m.attr("office:value-type")), r.odsValue()
	failed := string(r.m.attr("calcext:value-type")) == "error"
	calculated := r.m.attr("table:formula") != nil
	text, err := r.paragraphs(r.text[:0])
	if err != nil {
		return Cell{}, err
	}
	r.text = text
	text = bytes.TrimSpace(text)
	if failed || calculated && (bytes.HasPrefix(text, []byte("#")) && kind == "float" || bytes.HasPrefix(text, []byte("Err:"))) {
		return brokenCell(text), nil
	}
	return odsCell(kind, value, text), nil
}

// odsValue returns a copy of what a cell holds beside its text.
func (r *odsReader) odsValue() []byte {
	for _, name := range []string{"office:value", "office:date-value", "office:boolean-value", "office:string-value"} {
		if raw := r.m.attr(name); raw != nil {
			return appendUnescaped(nil, raw)
		}
	}
	return nil
}

// odsCell makes a cell of its type, its value, and the text that it shows.
func odsCell(kind string, value, text []byte) Cell {
	var c Cell
	switch kind {
	case "float", "currency":
		if on, is := shownFlag(text); is {
			return flagCell(on)
		}
		return readSerial(value, shownFormat(value, text, fixed), false)
	case "percentage":
		return readSerial(value, shownFormat(value, text, percent), false)
	case "date":
		c = isoDay(value)
	case "boolean":
		return flagCell(truth(value))
	default:
		if len(text) == 0 {
			text = value
		}
		return textCell(text)
	}
	if s := clean(text); s != "" {
		c.Text = s
	}
	return c
}

// shownFlag tells a true or false that LibreOffice keeps as a number, as it does with those of other formats.
func shownFlag(text []byte) (on, is bool) {
	switch string(text) {
	case "VERDADERO", "TRUE":
		return true, true
	case "FALSO", "FALSE":
		return false, true
	}
	return false, false
}

// shownFormat finds out with how many decimals a number is shown, whatever the language of the spreadsheet writes
// between its digits.
func shownFormat(value, text []byte, s shape) format {
	none := format{}
	if s == percent {
		none = format{shape: percent, places: 2}
	}
	d, ok := readNumber(value)
	digits := onlyDigits(string(text))
	if !ok || digits == "" || len(digits) > 2*shown {
		return none
	}
	if s == percent {
		d = d.Shift(2)
	}
	for places := range int32(shown) {
		if written := d.StringFixed(places); onlyDigits(written) == digits {
			marks := bytes.Count(text, []byte(".")) + bytes.Count(text, []byte(","))
			return format{shape: s, places: places, grouped: marks > min(int(places), 1)}
		}
	}
	return none
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

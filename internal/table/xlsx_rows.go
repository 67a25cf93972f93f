package table

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
)

// xlsxReader reads the rows of one sheet.
type xlsxReader struct {
	*xlsx
	m      *markup
	spans  []span // merged ranges that begin below, by line
	cover  cover
	line   int
	widest int // cells of a row so far
	cell   xlsxCell
}

// xlsxCell is a cell as it is written; its buffers are used again for the next one.
type xlsxCell struct {
	column, style  int
	kind           string // s, str, inlineStr, b, e, d, n or nothing
	value, formula []byte
	calculated     bool
}

var errStop = errors.New("the rest is not needed")

func (x *xlsx) rows(sheet int, fn func(Row) error) error {
	if err := x.readStrings(); err != nil {
		return err
	}
	spans, err := x.readSpans(x.parts[sheet])
	if err != nil {
		return err
	}
	r := &xlsxReader{xlsx: x, spans: spans}
	err = x.zip.each(x.parts[sheet], func(m *markup, t token) error {
		switch string(m.local()) {
		case "sheetData":
			if t == closed {
				return errStop
			}
		case "row":
			if t == opened {
				r.m = m
				return r.row(fn)
			}
		}
		return nil
	})
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// readSpans reads the merged ranges, which stand behind the rows.
func (x *xlsx) readSpans(part string) ([]span, error) {
	var spans []span
	err := x.zip.each(part, func(m *markup, t token) error {
		if t != opened || string(m.local()) != "mergeCell" {
			return nil
		}
		if len(spans) == mostMerged {
			return TooSpread
		}
		from, to, found := bytes.Cut(m.attr("ref"), []byte(":"))
		left, top := position(from)
		right, bottom := position(to)
		if !found || left == 0 || top == 0 || right < left || bottom < top {
			return nil
		}
		spans = append(spans, span{top: top, left: left, bottom: bottom, right: right})
		return nil
	})
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.top-b.top, a.left-b.left) })
	return spans, err
}

// row reads the row opened last and gives it to fn.
func (r *xlsxReader) row(fn func(Row) error) error {
	line, numbered := natural(r.m.attr("r"))
	switch {
	case !numbered: // it follows the one above
		line = r.line + 1
	case line <= r.line:
		return Damaged
	}
	r.line = line
	row := Row{Line: line, Cells: make([]Cell, 0, r.widest)}
	r.cell.column = 0
	for outside := r.m.depth - 1; ; {
		t, err := r.m.next()
		switch {
		case err != nil:
			return err
		case t == closed && r.m.depth == outside:
			r.widest = max(r.widest, len(row.Cells))
			return r.give(row, fn)
		case t == opened && string(r.m.local()) == "c":
			if err := r.take(&row); err != nil {
				return err
			}
		}
	}
}

// give completes a row by what merged cells put into it.
func (r *xlsxReader) give(row Row, fn func(Row) error) error {
	for len(r.spans) > 0 && r.spans[0].top <= row.Line {
		if s := r.spans[0]; s.top == row.Line && s.left <= len(row.Cells) {
			r.cover.begin(s, row.Cells[s.left-1])
		}
		r.spans = r.spans[1:]
	}
	if err := r.cover.fill(&row); err != nil || len(row.Cells) == 0 {
		return err
	}
	if row.Line > MostRows {
		return TooManyRows
	}
	return fn(row)
}

// take reads the cell opened last into its place.
func (r *xlsxReader) take(row *Row) error {
	c := &r.cell
	column, _ := position(r.m.attr("r"))
	if column == 0 { // it follows the one on its left
		column = c.column + 1
	}
	style, _ := natural(r.m.attr("s")) // 0 where there is none
	*c = xlsxCell{column: column, style: style, kind: string(r.m.attr("t")), value: c.value[:0], formula: c.formula[:0]}
	if err := r.content(c); err != nil {
		if errors.Is(err, TooLong) {
			return tooLong(row.Line, column)
		}
		return err
	}
	cell, err := r.decide(c)
	if err != nil {
		return err
	}
	return row.put(column, cell)
}

// content reads what stands in the cell opened last.
func (r *xlsxReader) content(c *xlsxCell) error {
	inValue, inFormula := false, false
	for outside := r.m.depth - 1; ; {
		t, err := r.m.next()
		if err != nil {
			return err
		}
		if t == characters {
			switch {
			case inValue:
				c.value = r.m.appendText(c.value)
			case inFormula && len(c.formula) < longestCode:
				c.formula = r.m.appendText(c.formula)
			}
			if longerThanACell(c.value) {
				return TooLong
			}
			continue
		}
		if t == closed && r.m.depth == outside {
			return nil
		}
		switch string(r.m.local()) {
		case "v":
			inValue = t == opened
		case "f":
			inFormula, c.calculated = t == opened, true
		case "is":
			if c.value, err = r.m.richText(c.value); err != nil {
				return err
			}
		}
	}
}

// decide makes a cell of what was read.
func (r *xlsxReader) decide(c *xlsxCell) (Cell, error) {
	switch c.kind {
	case "s":
		i, ok := natural(c.value)
		if !ok {
			return Cell{}, nil
		}
		s, err := r.strings.text(i)
		if s == "" {
			return Cell{}, err
		}
		return Cell{Kind: Text, Text: s}, err
	case "str", "inlineStr":
		return textCell(unescapeX(c.value)), nil
	case "b":
		return flagCell(truth(c.value)), nil
	case "e":
		return brokenCell(c.value), nil
	case "d":
		return isoDay(c.value), nil
	}
	switch {
	case len(c.value) > 0:
		return readSerial(bytes.TrimSpace(c.value), r.format(c.style), r.since1904), nil
	case c.calculated: // it was never calculated: what it would give is not known
		return Cell{Kind: Broken, Text: "=" + clean(c.formula[:min(len(c.formula), longestCode)])}, nil
	}
	return Cell{}, nil
}

func (r *xlsxReader) format(style int) format {
	if style >= len(r.formats) {
		return format{}
	}
	return r.formats[style]
}

// position reads "AB12" as column 28 and row 12; 0 where it tells none.
func position(ref []byte) (column, row int) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		letter := ref[i] &^ 0x20
		if letter < 'A' || letter > 'Z' {
			break
		}
		column = column*26 + int(letter-'A'+1)
	}
	row, _ = natural(ref[i:])
	return column, row
}

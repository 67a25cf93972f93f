package table

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// separated is a text file, or a pasted text.
type separated struct {
	text      []byte // in UTF-8
	separator byte
}

func openText(content []byte) (*File, error) {
	text, encoding, err := decode(content)
	if err != nil {
		return nil, Damaged
	}
	text, separator := told(text)
	if separator == 0 {
		separator = findSeparator(text)
	}
	return newText(CSV, encoding, separated{text: text, separator: separator})
}

// Paste reads a text that was copied from a document, a page or a spreadsheet. Its columns are set apart by tabs, as
// programs do, or by another separator or blanks where there are none.
func Paste(text string) (*File, error) {
	if strings.TrimSpace(text) == "" {
		return nil, EmptyPaste
	}
	s := separated{text: []byte(strings.ToValidUTF8(text, "\ufffd")), separator: '\t'}
	blanks := false
	if !bytes.Contains(s.text, []byte("\t")) {
		if s.separator = findSeparator(s.text); s.separator == 0 {
			if s.text, blanks = tabulate(s.text); blanks {
				s.separator = '\t'
			}
		}
	}
	f, err := newText(Pasted, "", s)
	if err != nil {
		return nil, err
	}
	f.Name = PastedName
	if blanks {
		f.Separator = ' '
	}
	return f, nil
}

func newText(format Format, encoding string, s separated) (*File, error) {
	sign, err := s.decimalSign()
	if err != nil {
		return nil, err
	}
	return &File{
		Format: format, Encoding: encoding, Separator: rune(s.separator), Decimal: sign,
		Sheets: []Sheet{{}}, source: s,
	}, nil
}

// told takes off the line "sep=;" with which Excel is told the separator, and returns it.
func told(text []byte) (rest []byte, separator byte) {
	line, after, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.Trim(line, "\" \r")
	const key = "sep="
	if len(line) != len(key)+1 || !strings.EqualFold(string(line[:len(key)]), key) {
		return text, 0
	}
	return after, line[len(key)]
}

// each calls fn with the number and the fields of each record that holds something, until it fails.
func (s separated) each(fn func(line int, fields [][]byte) error) error {
	r := records{text: s.text, separator: s.separator}
	for line := 1; ; line++ {
		fields, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case blankFields(fields):
			continue
		case line > MostRows:
			return TooManyRows
		}
		for i, field := range fields {
			if longerThanACell(field) {
				return tooLong(line, i+1)
			}
		}
		if err := fn(line, fields); err != nil {
			return err
		}
	}
}

func (s separated) rows(_ int, fn func(Row) error) error {
	return s.each(func(line int, fields [][]byte) error {
		row := Row{Line: line, Cells: make([]Cell, 0, len(fields))}
		for i, field := range fields {
			if err := row.put(i+1, textCell(field)); err != nil {
				return err
			}
		}
		if len(row.Cells) == 0 { // what looked like something takes no ink
			return nil
		}
		return fn(row)
	})
}

func (s separated) close() error { return nil }

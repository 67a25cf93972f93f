package table

import (
	"bytes"
	"io"
)

// records reads separated text. It takes the place of encoding/csv, which holds any number of fields in memory, and for
// which a quotation mark that is never closed swallows the rest of the file: texts of people have such marks.
type records struct {
	text      []byte
	separator byte // 0 where each line is one field
	at        int
	unclosed  int // no field that begins before here is closed on its line
	fields    [][]byte
	count     int // fields of the record read last, with those that have no room
}

// next returns the fields of the next record, which are valid until the one after; those beyond MostColumns are left
// out where they are blank, and refused elsewhere. At the end it fails with io.EOF.
func (r *records) next() ([][]byte, error) {
	if r.at >= len(r.text) {
		return nil, io.EOF
	}
	r.fields, r.count = r.fields[:0], 0
	for {
		field, more := r.field()
		r.count++
		if r.count <= MostColumns {
			r.fields = append(r.fields, field)
		} else if len(bytes.TrimSpace(field)) > 0 {
			return r.fields, TooManyCols
		}
		if !more {
			return r.fields, nil
		}
	}
}

// field reads a field, and tells whether another one follows in the record.
func (r *records) field() (field []byte, more bool) {
	if r.at < len(r.text) && r.text[r.at] == '"' && r.separator != 0 {
		if end, found := r.closing(); found {
			field = r.text[r.at+1 : end]
			if bytes.IndexByte(field, '"') >= 0 {
				field = bytes.ReplaceAll(field, []byte(`""`), []byte(`"`))
			}
			r.at = end + 1
			_, more = r.open()
			return field, more
		}
	}
	return r.open()
}

// open reads up to the separator or the end of the line.
func (r *records) open() (field []byte, more bool) {
	from := r.at
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == r.separator && c != 0:
			r.at++
			return r.text[from : r.at-1], true
		case c == '\n' || c == '\r':
			field = r.text[from:r.at]
			r.at++
			if c == '\r' && r.at < len(r.text) && r.text[r.at] == '\n' {
				r.at++
			}
			return field, false
		}
	}
	return r.text[from:], false
}

// closing finds the mark that closes the field that begins with one at r.at: one before a separator or the end of a line,
// with every mark in between doubled. A field with single ones is closed on its own line, or else is no quoted one.
func (r *records) closing() (int, bool) {
	const furthest = 4*LongestCell + 2 // bytes
	rest := r.text[r.at:min(len(r.text), r.at+furthest)]
	for i := 1; i < len(rest); i++ {
		next := bytes.IndexByte(rest[i:], '"')
		if next < 0 {
			return 0, false
		}
		i += next
		if r.ends(r.at + i + 1) {
			return r.at + i, true
		}
		if i+1 == len(rest) || rest[i+1] != '"' {
			return r.closingOnLine()
		}
		i++
	}
	return 0, false
}

// closingOnLine finds the mark before a separator or the end of this line.
func (r *records) closingOnLine() (int, bool) {
	if r.at < r.unclosed {
		return 0, false
	}
	for i := r.at + 1; i < len(r.text); i++ {
		switch r.text[i] {
		case '"':
			if r.ends(i + 1) {
				return i, true
			}
		case '\n', '\r':
			r.unclosed = i
			return 0, false
		}
	}
	r.unclosed = len(r.text)
	return 0, false
}

// ends tells whether a field may end at i: there, blanks aside, stand a separator, the end of the line or of the text.
func (r *records) ends(i int) bool {
	for ; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == r.separator, c == '\n', c == '\r':
			return true
		case c != ' ':
			return false
		}
	}
	return true
}

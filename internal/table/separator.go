package table

import (
	"bytes"
	"errors"
	"io"
)

// Of a text, so much tells how it is separated.
const (
	sampleBytes   = 512 << 10
	sampleRecords = 4000
)

// candidates are the separators that are looked for, the surest first: hardly any text has a tab in it.
var candidates = []byte{'\t', ';', '|', ','}

// findSeparator returns the separator by which the most records in a row have the same number of fields, or 0 where
// none makes a table.
func findSeparator(text []byte) byte {
	if len(text) > sampleBytes {
		text = text[:sampleBytes]
		if i := bytes.LastIndexByte(text, '\n'); i > 0 {
			text = text[:i]
		}
	}
	var best trial
	for _, separator := range candidates {
		if t := try(text, separator); t.table() && t.beats(best) {
			best = t
		}
	}
	return best.separator
}

// trial is what a text looks like by one separator.
type trial struct {
	separator byte
	records   int  // that hold something
	several   int  // with several fields
	alike     int  // with as many fields as the one before
	first     int  // fields of the first record, by separators that are no signs of decimals
	marks     int  // separators in all
	spaced    int  // separators before a space, as in prose
	listed    bool // some record has more than a number would: 1,5 is one, a,b and 1,2,3 are lists
}

func try(text []byte, separator byte) trial {
	t := trial{separator: separator}
	r := records{text: text, separator: separator}
	last := 0
	for range sampleRecords {
		from := r.at
		fields, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if !blankFields(fields) {
			t.look(text[from:r.at], r.count, last)
			last = r.count
		}
		if err != nil { // too many columns: whoever reads it will be told
			break
		}
	}
	return t
}

// look notes a record, and whether it has as many fields as the last one.
func (t *trial) look(record []byte, fields, last int) {
	t.records++
	amid := 0 // separators between digits
	for i := 1; i < len(record)-1; i++ {
		if record[i] != t.separator {
			continue
		}
		if record[i+1] == ' ' {
			t.spaced++
		}
		if digit(record[i-1]) && digit(record[i+1]) {
			amid++
		}
	}
	if t.records == 1 {
		t.first = fields - amid
	}
	if fields < 2 {
		return
	}
	t.several++
	t.marks += fields - 1
	t.listed = t.listed || fields > 2 || amid == 0
	if fields == last {
		t.alike++
	}
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// agreement is how many records have as many fields as the one before, less where others have other numbers.
func (t trial) agreement() float64 {
	if t.several == 0 {
		return 0
	}
	agree := float64(t.alike + 1)
	return agree * agree / float64(t.several)
}

// table tells whether the separator may be one: a tab wherever it stands, others in most records, unless they are the
// punctuation of sentences. Commas are looked at closer, as they are in both sentences and numbers.
func (t trial) table() bool {
	const most, few = 0.5, 3
	if t.separator == '\t' || t.several == 0 {
		return t.several > 0
	}
	if t.separator == ',' && (!t.listed || t.agreement() < most*float64(t.several)) {
		return false
	}
	perfect := t.several == t.records && t.alike+1 == t.records && t.records >= few
	return perfect || 2*t.spaced <= t.marks && 2*t.several > t.records
}

// beats tells the better of two. Where both make a table it is the one that cuts the first record, the headings, into
// more fields: in the others it may be the sign of decimals.
func (t trial) beats(other trial) bool {
	const alike = 0.9
	a, b := t.agreement(), other.agreement()
	if a >= alike*b && b >= alike*a {
		return t.first > other.first
	}
	return a > b
}

func blankFields(fields [][]byte) bool {
	for _, field := range fields {
		if len(bytes.TrimSpace(field)) > 0 {
			return false
		}
	}
	return true
}

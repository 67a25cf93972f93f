package workbook

import "hito/internal/transfer"

// blankRows is how many rows wait for something new under what a sheet holds.
const blankRows = 25

// records writes the sheet of a kind.
func (b *book) records(kind transfer.Kind, name string, list []transfer.Record) error {
	columns := toFill(transfer.Columns[kind])
	s, err := b.begin(name, columns, kind != transfer.Head)
	if err != nil {
		return err
	}
	for _, r := range list {
		contents := make([]any, len(columns))
		for n, c := range columns {
			contents[n] = content(c.Heading, r.Cells[c.Field])
		}
		if err := s.addLong(key(kind, r.ID), contents...); err != nil {
			return err
		}
	}
	return s.end(blanksOf(kind, len(list)))
}

// blanksOf is how many rows wait: of the plan itself there is one and no more.
func blanksOf(kind transfer.Kind, written int) int {
	if kind != transfer.Head {
		return blankRows
	}
	return 1 - min(written, 1)
}

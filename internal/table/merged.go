package table

// span is a merged range of cells, counted from 1, with its ends.
type span struct{ top, left, bottom, right int }

// cover fills the cells of merged ranges with what their first cell holds, as rows are read in order.
type cover struct {
	under  []covering // by column, counted from 1: the range that reached it last
	last   int        // the lowest line that any of them reaches
	spread int        // cells filled so far
}

type covering struct {
	span
	cell Cell
}

// begin notes a range whose first cell was read.
func (c *cover) begin(s span, first Cell) {
	if first.Kind == Blank || s.left > MostColumns {
		return
	}
	first.Merged = true
	s.right = min(s.right, MostColumns)
	for len(c.under) <= s.right {
		c.under = append(c.under, covering{})
	}
	for column := s.left; column <= s.right; column++ {
		c.under[column] = covering{span: s, cell: first}
	}
	c.last = max(c.last, s.bottom)
}

// fill puts into a row what covers it. A row that holds nothing of its own is blank all the same.
func (c *cover) fill(row *Row) error {
	if len(row.Cells) == 0 || c.last < row.Line {
		return nil
	}
	for column := 1; column < len(c.under); column++ {
		u := &c.under[column]
		if u.bottom < row.Line || u.top == row.Line && u.left == column {
			continue
		}
		for len(row.Cells) < column {
			row.Cells = append(row.Cells, Cell{})
		}
		row.Cells[column-1] = u.cell
		c.spread++
	}
	if c.spread > mostSpread {
		return TooSpread
	}
	for i := range row.Cells {
		if row.Cells[i].Kind != Blank && !row.Cells[i].Merged {
			return nil
		}
	}
	row.Cells = nil
	return nil
}

// put places a cell into a row, by its column counted from 1; blank ones take no place.
func (r *Row) put(column int, c Cell) error {
	switch {
	case c.Kind == Blank:
		return nil
	case column > MostColumns:
		return TooManyCols
	}
	for len(r.Cells) < column-1 {
		r.Cells = append(r.Cells, Cell{})
	}
	if len(r.Cells) >= column {
		r.Cells[column-1] = c
		return nil
	}
	r.Cells = append(r.Cells, c)
	return nil
}

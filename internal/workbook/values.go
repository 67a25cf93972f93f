package workbook

import (
	"strconv"

	"hito/internal/transfer"
)

// valueColumns are those of the sheet of values, with what each indicator is called. The key of a row says whose value it
// is, so that its code cannot be made another.
func valueColumns() []column {
	list := toFill(transfer.Columns[transfer.Measurement])
	list[0].fixed = true
	return append([]column{list[0], toRead("indicador", transfer.OfText, widthOfTitle)}, list[1:]...)
}

// valueSheets are the sheets of values: as many as it takes where one does not hold them.
type valueSheets struct {
	*tab
	begun      int
	most       int // rows of a sheet
	indicators map[string]transfer.Record
}

// values writes the values of a plan, a row for each.
func (b *book) values(name string, d Data, indicators []transfer.Record, most int) error {
	v := valueSheets{most: most, indicators: make(map[string]transfer.Record, len(indicators))}
	for _, r := range indicators {
		v.indicators[r.Cells["code"]] = r
	}
	if err := v.next(b, name); err != nil {
		return err
	}
	if d.Values != nil {
		err := d.Values(func(one transfer.Value) error {
			if v.row == v.most {
				if err := v.end(0); err != nil {
					return err
				}
				if err := v.next(b, name); err != nil {
					return err
				}
			}
			return v.value(one)
		})
		if err != nil {
			return err
		}
	}
	return v.end(min(blankRows, v.most-v.row))
}

// next begins another sheet: "Valores", then "Valores 2".
func (v *valueSheets) next(b *book, name string) (err error) {
	if v.begun++; v.begun > 1 {
		name += " " + strconv.Itoa(v.begun)
	}
	v.tab, err = b.begin(name, valueColumns(), true)
	return err
}

func (v *valueSheets) value(one transfer.Value) error {
	of := v.indicators[one.Code]
	return v.add(key(transfer.Indicator, of.ID), one.Code, textOrNothing(of.Cells["title"]), day(one.On), figure(one.Value), textOrNothing(one.Comment))
}

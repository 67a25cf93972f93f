package workbook

import (
	"github.com/xuri/excelize/v2"

	"hito/internal/transfer"
)

// look is how a cell is shown, and whether it may be filled in.
type look struct {
	holds   transfer.Holding
	part    part
	rounded bool // a figure of which two decimals are shown
}

// part is what a cell is for.
type part int

const (
	reading part = iota // locked
	filling             // to be filled in
	below               // under the last row that was written: to be filled in too
	heading
	title // of the instructions
	prose // of the instructions
)

// Colours have a contrast of 4.5 at least with the text on them.
const (
	inkOfHeading  = "FFFFFF"
	fillOfHeading = "1F3A5F"
	fillOfInput   = "FFF8DC"
	lineOfInput   = "D9CFA3"
	fillOfReading = "F2F2F2"
)

const dayFormat = "dd/mm/yyyy"

// Formats that every spreadsheet knows by number.
const (
	generalFormat = 0
	roundedFormat = 4  // #,##0.00
	percentFormat = 10 // 0.00%
	textFormat    = 49 // whatever is typed stays the text that it is
)

func (b *book) style(l look) (int, error) {
	if id, known := b.styles[l]; known {
		return id, nil
	}
	id, err := b.file.NewStyle(l.style())
	b.styles[l] = id
	return id, err
}

func (l look) style() *excelize.Style {
	s := &excelize.Style{
		Alignment:  &excelize.Alignment{Vertical: "top", WrapText: true},
		Protection: &excelize.Protection{Locked: l.part != filling && l.part != below},
	}
	l.format(s)
	switch l.part {
	case filling:
		s.Fill = solid(fillOfInput)
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: lineOfInput, Style: 1})
		}
	case reading:
		s.Fill = solid(fillOfReading)
	case heading:
		s.Fill, s.Font = solid(fillOfHeading), &excelize.Font{Bold: true, Color: inkOfHeading}
		s.Alignment.Vertical = "center"
	case title:
		s.Font, s.Alignment.Vertical = &excelize.Font{Bold: true, Size: 14}, "bottom"
	case below, prose:
	}
	return s
}

// format tells how what a cell holds is shown.
func (l look) format(s *excelize.Style) {
	if l.part >= heading {
		return
	}
	switch l.holds {
	case transfer.OfDay:
		format := dayFormat
		s.CustomNumFmt = &format
	case transfer.OfShare:
		s.NumFmt = percentFormat
	case transfer.OfNumber:
		if s.NumFmt = generalFormat; l.rounded {
			s.NumFmt = roundedFormat
		}
	case transfer.OfText, transfer.OfLines, transfer.OfChoice, transfer.OfList:
		s.NumFmt = textFormat
	}
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

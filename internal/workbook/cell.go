package workbook

import (
	"cmp"
	"math"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/internal/date"
	"hito/internal/transfer"
)

// Spreadsheets count days from this one; before March 1900 they count a day that never was.
var (
	dayZero  = date.New(1899, 12, 30)
	firstDay = date.New(1900, 3, 1)
	lastDay  = date.New(2200, 12, 31)
)

// content is what a cell of a column holds for the canonical text of a record: a text, a number, or nil for nothing.
// What does not fit the column stays the text that it is.
func content(h transfer.Heading, text string) any {
	switch h.Holds {
	case transfer.OfNumber, transfer.OfShare:
		if d, err := decimal.NewFromString(text); err == nil {
			return figure(d)
		}
	case transfer.OfDay:
		if d, err := date.Parse(text); err == nil {
			return day(d)
		}
	case transfer.OfChoice:
		return textOrNothing(choiceName(h, text))
	case transfer.OfText, transfer.OfLines, transfer.OfList:
	}
	return textOrNothing(text)
}

// figure is a number as a cell holds it. Spreadsheets compute with doubles: one with more digits than those can tell
// apart goes as a text, as it would come back as another number.
func figure(d decimal.Decimal) any {
	f := d.InexactFloat64()
	if !decimal.NewFromFloat(f).Equal(d) {
		return strings.Replace(d.String(), ".", ",", 1)
	}
	return f
}

func figureOrNothing(d decimal.NullDecimal) any {
	if !d.Valid {
		return nil
	}
	return figure(d.Decimal)
}

// day is a day as a cell holds it: a number, which its style shows as a date.
func day(d date.Date) any {
	switch {
	case d.IsZero():
		return nil
	case d < firstDay:
		return d.Time().Format("2/1/2006")
	default:
		return int(d - dayZero)
	}
}

// pieces cuts a text into what one cell each can hold, within words: what reads a cell leaves out the space around it.
func pieces(text string) []string {
	var list []string
	for {
		fits := fitting(text)
		list = append(list, text[:fits])
		if text = text[fits:]; text == "" {
			return list
		}
	}
}

// fitting is how many bytes of a text fit into a cell, whose limit is counted in UTF-16.
func fitting(text string) int {
	units, within, before := 0, 0, ' '
	for n, r := range text {
		if !unicode.IsSpace(before) && !unicode.IsSpace(r) {
			within = n
		}
		before = r
		if units += utf16.RuneLen(r); units > excelize.TotalCellChars {
			return cmp.Or(within, n)
		}
	}
	return len(text)
}

func textOrNothing(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// lineHeight is that of a line of text, and tallest that of a row at most, in points.
const (
	lineHeight = 15
	tallest    = excelize.MaxRowHeight
)

func heightOf(lines int) float64 { return min(float64(lines)*lineHeight, tallest) }

// linesOf estimates into how many lines a text is wrapped in a column that is so many letters wide.
func linesOf(text string, width float64) int {
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		lines += max(1, int(math.Ceil(float64(utf8.RuneCountInString(line))/width)))
	}
	return lines
}

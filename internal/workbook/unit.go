package workbook

import (
	"fmt"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/transfer"
)

// Sheet is what a unit is sent: its indicators, with a cell each for the value that is owed on a day.
type Sheet struct {
	Slug, Title string // of the plan
	Unit        string
	On          date.Date // of the values
	At          time.Time // when it is written
	Rows        []SheetRow
}

// SheetRow is an indicator of a unit's sheet.
type SheetRow struct {
	ID            int64
	Code, Title   string
	Objective     string // its code and title
	UnitOfMeasure string
	Last          decimal.NullDecimal // the newest value on or before the day
	LastOn        date.Date
	Target        decimal.Decimal
	Planned       decimal.Decimal // for the day
}

// WriteSheet writes a unit's sheet. What is filled in comes back as values of the plan.
func WriteSheet(w io.Writer, s Sheet) error {
	return newBook(s.Title+": "+s.Unit, s.At).finish(w, func(b *book) error {
		if err := b.open(s.Slug, sheetInstructions(s)); err != nil {
			return err
		}
		if err := b.unit(s); err != nil {
			return fmt.Errorf("sheet of %q: %w", s.Unit, err)
		}
		return nil
	})
}

// sheetColumns are those of a unit's sheet: what helps to read a row, and then what is filled in.
func sheetColumns() []column {
	fill := toFill(transfer.Columns[transfer.Measurement])
	code := fill[0]
	code.part = reading
	planned := toRead("previsto a la fecha", transfer.OfNumber, 14)
	planned.rounded = true
	return append([]column{
		code, toRead("indicador", transfer.OfText, widthOfTitle), toRead("objetivo", transfer.OfText, 36), toRead("unidad de medida", transfer.OfText, 18),
		toRead("último valor", transfer.OfNumber, 14), toRead("fecha del último valor", transfer.OfDay, 13), toRead("meta", transfer.OfNumber, 14), planned,
	}, fill[1:]...)
}

func (b *book) unit(of Sheet) error {
	s, err := b.begin(sheetName(transfer.Measurement), sheetColumns(), false)
	if err != nil {
		return err
	}
	for _, r := range of.Rows {
		err := s.add(key(transfer.Indicator, r.ID), r.Code, textOrNothing(r.Title), textOrNothing(r.Objective), textOrNothing(r.UnitOfMeasure),
			figureOrNothing(r.Last), day(r.LastOn), figure(r.Target), r.Planned.InexactFloat64(), day(of.On), nil, nil)
		if err != nil {
			return err
		}
	}
	return s.end(0)
}

// sheetName is that of the sheet of a kind.
func sheetName(kind transfer.Kind) string {
	for _, s := range transfer.SheetNames {
		if s.Kind == kind {
			return s.Name
		}
	}
	return string(kind)
}

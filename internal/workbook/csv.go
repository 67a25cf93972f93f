package workbook

import (
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/sheet"
	"hito/internal/transfer"
)

// WriteCSV writes the indicators of a plan as separated text, each with its objective and its newest value on or before
// a day. Hito reads it back as the indicators and values that it holds; the rest of a plan is in Write alone.
func WriteCSV(w io.Writer, f sheet.Flavour, d Data, on date.Date) error {
	current, err := currentValues(d, on)
	if err != nil {
		return fmt.Errorf("write indicators: %w", err)
	}
	of := recordsByKind(d.Records)
	objectives := map[string]string{}
	for _, r := range of[transfer.Objective] {
		objectives[r.Cells["code"]] = r.Cells["title"]
	}
	headings := transfer.Columns[transfer.Indicator]
	names := make([]string, 0, len(headings)+len(extraNames))
	for _, h := range headings {
		names = append(names, h.Name)
	}
	out, err := sheet.NewWriter(w, f, append(names, extraNames...))
	if err != nil {
		return err
	}
	for _, r := range of[transfer.Indicator] {
		line := make([]any, 0, cap(names))
		for _, h := range headings {
			line = append(line, plain(h, r.Cells[h.Field]))
		}
		value := current[r.Cells["code"]]
		line = append(line, objectives[r.Cells["objective"]], value.figure, value.on, value.comment)
		if err := out.Line(line...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// extraNames are what stands beside an indicator's own columns.
var extraNames = []string{"Objetivo específico", "Valor actual", "Fecha del valor", "Comentario"}

type currentValue struct {
	figure  decimal.NullDecimal
	on      date.Date
	comment string
}

// currentValues are the newest values on or before a day by the codes of their indicators.
func currentValues(d Data, on date.Date) (map[string]currentValue, error) {
	current := map[string]currentValue{}
	if d.Values == nil {
		return current, nil
	}
	return current, d.Values(func(v transfer.Value) error {
		if v.On <= on && v.On >= current[v.Code].on {
			current[v.Code] = currentValue{decimal.NewNullDecimal(v.Value), v.On, v.Comment}
		}
		return nil
	})
}

// plain is the content of a cell of separated text.
func plain(h transfer.Heading, text string) any {
	switch h.Holds {
	case transfer.OfNumber, transfer.OfShare:
		if d, err := decimal.NewFromString(text); err == nil {
			return d
		}
	case transfer.OfDay:
		if d, err := date.Parse(text); err == nil {
			return d
		}
	case transfer.OfChoice:
		return choiceName(h, text)
	case transfer.OfText, transfer.OfLines, transfer.OfList:
	}
	return text
}

// choiceName is what people read for a choice; what is none of them stays as it is.
func choiceName(h transfer.Heading, value string) string {
	for _, c := range h.Choices {
		if c.Value == value {
			return c.Name
		}
	}
	return value
}

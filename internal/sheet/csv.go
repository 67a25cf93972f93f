package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Flavour is how separated text is written.
type Flavour string

// Flavours.
const (
	Spanish Flavour = "csv"        // as Spanish spreadsheets read it: semicolons, decimal comma, 5/11/2022, with a byte order mark
	Plain   Flavour = "csv-simple" // as programs read it: commas, decimal point, 2022-11-05, and nothing before the first heading
)

// Flavours lists them in the order in which they are offered.
var Flavours = []Flavour{Spanish, Plain}

// Known tells a flavour that there is.
func (f Flavour) Known() bool { return f == Spanish || f == Plain }

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\ufeff"

// Writer writes separated text in which no cell calculates anything. Figures go out with all their digits.
type Writer struct {
	flavour Flavour
	out     *csv.Writer
}

// NewWriter begins a file with the names of its columns.
func NewWriter(w io.Writer, f Flavour, columns []string) (*Writer, error) {
	out := &Writer{flavour: f, out: csv.NewWriter(w)}
	if f == Spanish {
		out.out.Comma, out.out.UseCRLF = ';', true
		columns = append([]string{byteOrderMark + columns[0]}, columns[1:]...)
	}
	return out, out.out.Write(columns)
}

// Line writes a row. Its cells are texts, whole numbers, decimals, which may be missing, days and booleans.
func (w *Writer) Line(cells ...any) error {
	row := make([]string, len(cells))
	for n, cell := range cells {
		text, err := w.text(cell)
		if err != nil {
			return err
		}
		row[n] = Cell(text)
	}
	return w.out.Write(row)
}

// Flush sends what is still held back.
func (w *Writer) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

func (w *Writer) text(cell any) (string, error) {
	switch cell := cell.(type) {
	case string:
		return cell, nil
	case int:
		return strconv.Itoa(cell), nil
	case int64:
		return strconv.FormatInt(cell, 10), nil
	case decimal.Decimal:
		return w.figure(cell), nil
	case decimal.NullDecimal:
		if !cell.Valid {
			return "", nil
		}
		return w.figure(cell.Decimal), nil
	case date.Date:
		return w.day(cell), nil
	case bool:
		return yes[cell], nil
	default:
		return "", fmt.Errorf("a cell of separated text cannot be a %T", cell)
	}
}

var yes = map[bool]string{true: "Sí", false: "No"}

func (w *Writer) figure(d decimal.Decimal) string {
	if w.flavour == Spanish {
		return strings.Replace(d.String(), ".", ",", 1)
	}
	return d.String()
}

func (w *Writer) day(d date.Date) string {
	if w.flavour == Spanish && !d.IsZero() {
		return d.Time().Format("2/1/2006")
	}
	return d.String()
}

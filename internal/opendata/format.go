package opendata

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/sheet"
)

// Format is a form in which datasets are given out, by the ending of their addresses.
type Format string

// Formats.
const (
	CSV        Format = "csv"    // for programs: commas, decimal points
	SpanishCSV Format = "es.csv" // for Spanish spreadsheets: semicolons, decimal commas
	JSON       Format = "json"
	XLSX       Format = "xlsx"
)

// Formats lists the formats in the order in which they are offered.
var Formats = []Format{SpanishCSV, XLSX, CSV, JSON}

// MediaType is the format as the web names it.
func (f Format) MediaType() string {
	switch f {
	case JSON:
		return "application/json"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	default:
		return "text/csv"
	}
}

// SplitName splits the name of a file of open data: "indicadores.es.csv".
func SplitName(file string) (name string, f Format, ok bool) {
	name, ending, _ := strings.Cut(file, ".")
	for _, f := range Formats {
		if string(f) == ending {
			return name, f, true
		}
	}
	return "", "", false
}

// Heading is what a table says of itself where its format has a place for it.
type Heading struct {
	Title, Publisher, Licence string
	Fields                    []Field
}

// HeadingOf is the heading of a dataset of a plan.
func HeadingOf(p Plan, d Dataset) Heading {
	return Heading{Title: d.Title + ". " + p.Title, Publisher: p.Body, Licence: string(p.Licence), Fields: d.Fields(p)}
}

// NewTable begins a table in a format.
func NewTable(w io.Writer, f Format, h Heading) (Table, error) {
	switch f {
	case JSON:
		return newJSONTable(w, h)
	case XLSX:
		return newWorkbook(w, h)
	case SpanishCSV:
		return newCSVTable(w, sheet.Spanish, h)
	default:
		return newCSVTable(w, sheet.Plain, h)
	}
}

type csvTable struct{ *sheet.Writer }

func newCSVTable(w io.Writer, f sheet.Flavour, h Heading) (Table, error) {
	names := make([]string, len(h.Fields))
	for n, field := range h.Fields {
		names[n] = field.Name
	}
	out, err := sheet.NewWriter(w, f, names)
	return csvTable{out}, err
}

// Row writes a line; lists are joined.
func (t csvTable) Row(cells []any) error {
	line := make([]any, len(cells))
	for n, cell := range cells {
		if list, ok := cell.([]string); ok {
			cell = joined(list)
		}
		line[n] = cell
	}
	return t.Line(line...)
}

// Close sends what is left.
func (t csvTable) Close() error { return t.Flush() }

// Discard has nothing to let go of.
func (csvTable) Discard() {}

func joined(list []string) string { return strings.Join(list, "; ") }

// jsonTable is an object with what the table says of itself, and its rows, one a line.
type jsonTable struct {
	w     io.Writer
	names [][]byte
	begun bool
}

func newJSONTable(w io.Writer, h Heading) (Table, error) {
	t := &jsonTable{w: w}
	for _, f := range h.Fields {
		name, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		t.names = append(t.names, name)
	}
	head, err := json.Marshal(struct {
		Title     string `json:"titulo"`
		Publisher string `json:"publicado_por"`
		Licence   string `json:"licencia"`
	}{h.Title, h.Publisher, h.Licence})
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(w, "%s,\"datos\":[", head[:len(head)-1])
	return t, err
}

// Row writes an object. Figures are numbers with all their digits.
func (t *jsonTable) Row(cells []any) error {
	line := make([]byte, 0, 512)
	if t.begun {
		line = append(line, ',')
	}
	t.begun = true
	line = append(line, '\n', '{')
	for n, cell := range cells {
		value, err := jsonValue(cell)
		if err != nil {
			return err
		}
		if n > 0 {
			line = append(line, ',')
		}
		line = append(append(append(line, t.names[n]...), ':'), value...)
	}
	_, err := t.w.Write(append(line, '}'))
	return err
}

// Close ends the document.
func (t *jsonTable) Close() error {
	_, err := io.WriteString(t.w, "\n]}\n")
	return err
}

// Discard has nothing to let go of.
func (*jsonTable) Discard() {}

func jsonValue(cell any) ([]byte, error) {
	switch cell := cell.(type) {
	case decimal.Decimal:
		return []byte(cell.String()), nil
	case decimal.NullDecimal:
		if cell.Valid {
			return []byte(cell.Decimal.String()), nil
		}
		return []byte("null"), nil
	case date.Date:
		return json.Marshal(cell) // null for none
	case []string:
		if cell == nil {
			return []byte("[]"), nil
		}
	}
	return json.Marshal(cell)
}

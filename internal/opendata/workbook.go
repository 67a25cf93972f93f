package opendata

import (
	"fmt"
	"io"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/internal/date"
)

// rowsOfSheet is how many rows a sheet has at most, its heading included: what comes after goes to another one.
const rowsOfSheet = excelize.TotalRows

// widestColumn is how wide a column of texts is, in letters.
const widestColumn = 40

// workbook is a table as a spreadsheet, written row by row: what was written is kept in a file until it goes out.
type workbook struct {
	w       io.Writer
	file    *excelize.File
	heading Heading
	most    int // rows of a sheet

	sheets  int
	rows    int // of the last sheet
	stream  *excelize.StreamWriter
	bold    int
	day     int
	written []any
}

func newWorkbook(w io.Writer, h Heading) (Table, error) { return startWorkbook(w, h, rowsOfSheet) }

func startWorkbook(w io.Writer, h Heading, most int) (*workbook, error) {
	t := &workbook{w: w, file: excelize.NewFile(), heading: h, most: most, written: make([]any, len(h.Fields))}
	format := "yyyy-mm-dd"
	var err error
	if t.bold, err = t.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err == nil {
		t.day, err = t.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	}
	if err == nil {
		err = t.file.SetDocProps(&excelize.DocProperties{Title: h.Title, Creator: h.Publisher, Language: "es-ES", Description: h.Licence})
	}
	if err == nil {
		err = t.next()
	}
	if err != nil {
		t.Discard()
		return nil, fmt.Errorf("begin a spreadsheet: %w", err)
	}
	return t, nil
}

// next begins another sheet with the names of the fields.
func (t *workbook) next() error {
	if t.stream != nil {
		if err := t.stream.Flush(); err != nil {
			return err
		}
	}
	t.sheets++
	name := "Datos"
	if t.sheets > 1 {
		name += " " + strconv.Itoa(t.sheets)
	}
	names := make([]any, len(t.heading.Fields))
	for n, f := range t.heading.Fields {
		names[n] = f.Name
	}
	return t.begin(name, names, func(n int) float64 { return widthOf(t.heading.Fields[n]) })
}

// begin opens a sheet with a heading that stays in view.
func (t *workbook) begin(name string, heading []any, width func(column int) float64) error {
	var err error
	if t.sheets == 1 && t.stream == nil {
		err = t.file.SetSheetName(t.file.GetSheetName(0), name)
	} else {
		_, err = t.file.NewSheet(name)
	}
	if err == nil {
		t.stream, err = t.file.NewStreamWriter(name)
	}
	for n := range heading {
		if err == nil {
			err = t.stream.SetColWidth(n+1, n+1, width(n))
		}
	}
	if err == nil {
		err = t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if err == nil {
		err = t.stream.SetRow("A1", heading, excelize.RowOpts{StyleID: t.bold})
	}
	t.rows = 1
	return err
}

func widthOf(f Field) float64 {
	if f.Type == Text && (f.Name == "titulo" || f.Name == "descripcion" || f.Name == "comentario") {
		return widestColumn
	}
	return float64(max(len(f.Name)+2, 12)) //nolint:mnd // letters
}

// Row writes a line. Texts are never formulas, and figures are numbers.
func (t *workbook) Row(cells []any) error {
	if t.rows == t.most {
		if err := t.next(); err != nil {
			return err
		}
	}
	for n, cell := range cells {
		t.written[n] = t.cell(cell)
	}
	return t.put(t.written)
}

func (t *workbook) put(cells []any) error {
	t.rows++
	return t.stream.SetRow("A"+strconv.Itoa(t.rows), cells)
}

// cell is a value as spreadsheets know it, nil for none.
func (t *workbook) cell(cell any) any {
	switch cell := cell.(type) {
	case decimal.Decimal:
		return cell.InexactFloat64()
	case decimal.NullDecimal:
		if cell.Valid {
			return cell.Decimal.InexactFloat64()
		}
		return nil
	case date.Date:
		if cell.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: t.day, Value: cell.Time()}
	case []string:
		return joined(cell)
	default:
		return cell
	}
}

// Close adds what each field means and sends the file.
func (t *workbook) Close() error {
	defer t.Discard()
	if err := t.dictionary(); err != nil {
		return fmt.Errorf("end a spreadsheet: %w", err)
	}
	if err := t.file.Write(t.w); err != nil {
		return fmt.Errorf("send a spreadsheet: %w", err)
	}
	return nil
}

// Discard removes what was kept on disk.
func (t *workbook) Discard() { _ = t.file.Close() }

func (t *workbook) dictionary() error {
	if err := t.stream.Flush(); err != nil {
		return err
	}
	t.sheets++
	err := t.begin("Diccionario", []any{"campo", "significado", "tipo", "unidad"}, func(n int) float64 {
		return []float64{24, 90, 16, 18}[n]
	})
	for _, f := range t.heading.Fields {
		if err == nil {
			err = t.put([]any{f.Name, f.Meaning, string(f.Type), f.Unit})
		}
	}
	for _, line := range []string{t.heading.Title, "Publicado por: " + t.heading.Publisher, "Licencia: " + t.heading.Licence} {
		if err == nil {
			err = t.put([]any{nil, line})
		}
	}
	if err == nil {
		err = t.stream.Flush()
	}
	return err
}

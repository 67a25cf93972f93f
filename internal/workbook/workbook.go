// Package workbook writes plans as spreadsheets (XLSX) that Hito reads back without loss: a sheet for each kind of
// record, cells that may be filled in and others that are locked, and in a hidden column what each row is in the plan.
package workbook

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"hito/internal/date"
	"hito/internal/transfer"
)

// Data is a plan that goes out as a workbook. Without a slug it is the template of one that is not there yet.
type Data struct {
	Slug, Title string
	At          time.Time // when it is written
	Records     []transfer.Record
	Values      func(func(transfer.Value) error) error // gives each value to its argument, in order; nil for none
}

// Properties of a workbook's document by which Hito knows its own, however it was renamed.
const (
	PlanProperty   = "hito-plan"   // the slug of the plan; blank in a template
	FormatProperty = "hito-format" // Format
)

// Format counts the ways in which workbooks were written over time.
const Format = 1

// rowsOfSheet is how many rows a sheet of a spreadsheet holds.
const rowsOfSheet = excelize.TotalRows

// Write writes a plan as a workbook. Rows are kept in a temporary file while they come, so that memory does not grow
// with the plan, and nothing goes out before the last value has come.
func Write(w io.Writer, d Data) error { return write(w, d, rowsOfSheet) }

func write(w io.Writer, d Data, most int) error {
	return newBook(d.Title, d.At).finish(w, func(b *book) error {
		about := planInstructions(d.Title, date.Of(d.At))
		if d.Slug == "" {
			about = templateInstructions()
		}
		if err := b.open(d.Slug, about); err != nil {
			return err
		}
		of := recordsByKind(d.Records)
		for _, s := range transfer.SheetNames {
			if s.Kind == transfer.Measurement {
				if err := b.values(s.Name, d, of[transfer.Indicator], most); err != nil {
					return fmt.Errorf("sheet of values: %w", err)
				}
				continue
			}
			if err := b.records(s.Kind, s.Name, of[s.Kind]); err != nil {
				return fmt.Errorf("sheet %q: %w", s.Name, err)
			}
		}
		return nil
	})
}

func recordsByKind(list []transfer.Record) map[transfer.Kind][]transfer.Record {
	of := map[transfer.Kind][]transfer.Record{}
	for _, r := range list {
		of[r.Kind] = append(of[r.Kind], r)
	}
	return of
}

// key is what the hidden column says of a record; nothing of one that has no number of its own.
func key(kind transfer.Kind, id int64) string {
	if id == 0 {
		return ""
	}
	return string(kind) + ":" + strconv.FormatInt(id, 10)
}

// book is a workbook that is being written.
type book struct {
	file   *excelize.File
	title  string
	at     time.Time
	styles map[look]int
}

func newBook(title string, at time.Time) *book {
	return &book{file: excelize.NewFile(), title: title, at: at, styles: map[look]int{}}
}

// finish fills the book and writes it, straight into w: the compressed file is never held as a whole.
func (b *book) finish(w io.Writer, fill func(*book) error) error {
	defer b.file.Close()
	if err := fill(b); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	b.file.SetActiveSheet(0)
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	if err := b.file.Write(io.Discard); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return nil
}

// open gives the book its properties and its first sheet.
func (b *book) open(slug string, about []paragraph) error {
	when := b.at.UTC().Format("2006-01-02T15:04:05Z")
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: b.title, Creator: "Hito", LastModifiedBy: "Hito", Language: "es-ES", Created: when, Modified: when,
		Description: "Libro de Hito. La hoja «" + instructionsName + "» explica qué se puede rellenar y cómo devolverlo.",
	})
	if err != nil {
		return err
	}
	for _, p := range []excelize.CustomProperty{{Name: PlanProperty, Value: slug}, {Name: FormatProperty, Value: int32(Format)}} {
		if err := b.file.SetCustomProps(p); err != nil {
			return err
		}
	}
	return b.instructions(about)
}

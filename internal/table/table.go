// Package table reads the tables that people bring: spreadsheets (XLSX, ODS), separated text (CSV, TSV) and text pasted
// from a document. It finds out by itself how a file is written, and knows nothing of plans.
package table

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Format is what kind of file a table came in.
type Format string

// Formats that are read.
const (
	XLSX   Format = "xlsx"
	ODS    Format = "ods"
	CSV    Format = "csv" // separated by whatever File.Separator says
	Pasted Format = "pasted"
)

// File is a file that was opened: what it is, how it is written, and the sheets that it holds. Encoding and Separator
// are blank for spreadsheets.
type File struct {
	Name      string
	Format    Format
	Encoding  string // "UTF-8", "UTF-8 con BOM", "UTF-16", "Windows-1252"
	Separator rune
	Decimal   rune // ',' or '.', as the numbers of a text file are written as a whole; 0 where nothing tells
	Sheets    []Sheet

	source source
}

// Sheet is a table of a file. Text files have one without a name.
type Sheet struct {
	Name   string
	Hidden bool
}

// Row is a line of a sheet, counted from 1 as spreadsheets do. Cells end with the last one that holds something.
type Row struct {
	Line  int
	Cells []Cell
}

// CellKind tells what a cell holds.
type CellKind int

// Kinds of cells. Text files hold texts alone.
const (
	Blank CellKind = iota
	Text
	Number
	Day
	Flag   // true or false: Text is "sí" or "no"
	Broken // a formula that failed: Text is what it shows, such as #¡DIV/0!
)

// Cell is one cell. Text is always what a person reads in it, composed (NFC) and trimmed; Value and On are exact.
type Cell struct {
	Kind    CellKind
	Text    string
	Value   decimal.Decimal // of a Number: exactly as stored; a percentage of 80 % is 0.8
	Percent bool            // of a Number that is shown as a percentage
	On      date.Date       // of a Day
	Merged  bool            // the cell is part of a merged one that begins above or to the left, and holds its text
}

// source gives the rows of an opened file.
type source interface {
	// rows calls fn with each row of the sheet with an index, in order, blank ones left out, until fn fails.
	rows(sheet int, fn func(Row) error) error
	close() error
}

// Rows calls fn with each row of the sheet with an index, in order, until fn fails; rows without any text are left out.
// It reads as it goes: memory does not grow with the file. What is wrong with the file is a Refused.
func (f *File) Rows(sheet int, fn func(Row) error) error { return f.source.rows(sheet, fn) }

// Close gives back what reading took: a temporary file, where the texts of a spreadsheet do not fit into memory.
func (f *File) Close() error { return f.source.close() }

// Package paper is a report as it is put on paper: blocks whose texts and figures are decided and formatted, so that the
// page, the PDF, the DOCX and the XLSX that are made of it say the same to the digit. It knows nothing of plans.
package paper

import (
	"time"

	"hito/internal/date"
)

// Document is a whole report.
type Document struct {
	Title    string    // "Informe de seguimiento del I Plan de Innovación"
	Subtitle string    // "Datos a 30 de noviembre de 2022"
	Body     string    // the organisation
	Emblem   []byte    // its emblem, a PNG or JPEG; nil for the mark of Hito
	To       string    // "A la atención de la Alcaldía"; may be blank
	Number   string    // "Informe 3/2026"; blank in a draft
	Code     string    // by which it is verified; blank in a draft
	Verify   string    // whole address of the page that verifies it; blank in a draft
	Issued   time.Time // zero in a draft
	Location *time.Location
	Sections []Section
}

// Section is a part of a report; the cover and the contents are none.
type Section struct {
	ID      string // unique in the page: letters, digits and hyphens; "indice" is the contents
	Heading string
	Break   bool // begins a page
	Wide    bool // stands on pages of its own that lie down, for tables of many columns
	Blocks  []Block
}

// Block is a part of a section: one of the types below.
type Block interface{ block() }

// Text is a paragraph.
type Text struct {
	Body string
	Role TextRole
}

// TextRole is how a paragraph stands out.
type TextRole string

// Roles of paragraphs.
const (
	Plain TextRole = ""
	Lead  TextRole = "lead" // larger, at the beginning
	Note  TextRole = "note" // smaller: how something is to be read
)

// Subheading divides a section.
type Subheading struct{ Text string }

// List is a list of points.
type List struct {
	Items   []string
	Ordered bool
}

// Figures are a few large figures side by side.
type Figures struct{ Items []Figure }

// Figure is a figure with what it is.
type Figure struct{ Value, Label, Detail string }

// Table is a table; its first column heads its rows.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row
	Compact bool // many columns: smaller letters
}

// Column is a column of a table. Share is how much of the width it takes, in hundredths; 0 shares what is left.
type Column struct {
	Heading string
	Numeric bool // aligned to the right
	Share   int
}

// Row is a line of a table: as many cells as there are columns; or a heading over the rows below, in Group.
type Row struct {
	Group string
	Cells []Cell
}

// Cell is a cell of a table. Number is what a spreadsheet calculates with, nil for a text: a percentage is a fraction of
// 1 with Percent.
type Cell struct {
	Text    string
	Status  string    // of progress: brings its mark and its word; Text may be blank or that same word then; blank for none
	Date    date.Date // the day that Text writes, a date in a spreadsheet; zero for none
	Number  *float64
	Percent bool
	Places  int // decimals of Number as Text shows it (of a percentage, those of the percentage)
}

// Bars are progress bars with what was expected: a chart in a spreadsheet, a drawing elsewhere. Shares are fractions of
// 1; Expected is negative where nothing was.
type Bars struct {
	Caption string
	Heading string // what the items are, where they stand in a column: "Objetivo"; blank for "Concepto"
	Items   []Bar
}

// Bar is a progress bar. Text and Beside are as they are read: "66,67 %", "Previsto: 70,96 %".
type Bar struct {
	Label, Text, Beside string
	Status              string
	Share, Expected     float64
}

// Course is progress over time against what was expected: two lines over the same days.
type Course struct {
	Caption string
	Days    []string    // as they are read, in order
	Dates   []date.Date // the same days, to space them by; nil spaces them evenly
	Actual  []*float64  // fractions of 1; nil where there is none
	Planned []float64
}

func (Text) block()       {}
func (Subheading) block() {}
func (List) block()       {}
func (Figures) block()    {}
func (Table) block()      {}
func (Bars) block()       {}
func (Course) block()     {}

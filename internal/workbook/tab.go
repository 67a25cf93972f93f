package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"hito/internal/transfer"
)

// KeyHeading is the heading of the hidden column that says what each row is in the plan.
const KeyHeading = "hito"

// forReading begins the headings of columns that help to read a row, so that nobody takes them for what is filled in.
const forReading = "Para leer: "

// column is a column of a sheet.
type column struct {
	transfer.Heading
	part    part
	fixed   bool // not to be filled in but in new rows
	rounded bool
	width   float64
}

// toFill are the columns that Hito reads back.
func toFill(headings []transfer.Heading) []column {
	list := make([]column, len(headings))
	for n, h := range headings {
		list[n] = column{Heading: h, part: filling, width: widthOf(h)}
	}
	return list
}

// toRead is a column that helps to read a row.
func toRead(name string, holds transfer.Holding, width float64) column {
	return column{Heading: transfer.Heading{Name: forReading + name, Holds: holds}, part: reading, width: width}
}

// widths in letters, by what a column holds.
var widths = map[transfer.Holding]float64{
	transfer.OfText: 22, transfer.OfLines: 44, transfer.OfNumber: 13, transfer.OfDay: 13, transfer.OfChoice: 20, transfer.OfList: 22, transfer.OfShare: 13,
}

const (
	widthOfTitle = 48
	widthOfCode  = 16
)

func widthOf(h transfer.Heading) float64 {
	switch h.Field {
	case "title":
		return widthOfTitle
	case "code", "objective", "indicator", "framework":
		return widthOfCode
	default:
		return widths[h.Holds]
	}
}

// tab is a sheet that is being written, row by row.
type tab struct {
	book    *book
	name    string
	columns []column // but the hidden one, which is the last
	styles  []int    // of the cells of each column
	known   []int    // of those in rows of what the plan has
	out     *excelize.StreamWriter
	row     int // the last that was written
	cells   []any
}

// begin opens a sheet with its headings, which stay in sight. One that grows takes rows below its last one too.
func (b *book) begin(name string, columns []column, grows bool) (*tab, error) {
	if _, err := b.file.NewSheet(name); err != nil {
		return nil, err
	}
	fit := true
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return nil, err
	}
	out, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &tab{book: b, name: name, columns: columns, out: out, cells: make([]any, len(columns)+1)}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	if err := s.shape(grows); err != nil {
		return nil, err
	}
	return s, s.headings()
}

// shape gives the columns their widths, and the cells below the last row what they may hold.
func (s *tab) shape(grows bool) error {
	for n, c := range s.columns {
		style, err := s.book.style(look{holds: c.Holds, part: c.part, rounded: c.rounded})
		if err != nil {
			return err
		}
		s.styles, s.known = append(s.styles, style), append(s.known, style)
		if c.fixed {
			if s.known[n], err = s.book.style(look{holds: c.Holds, part: reading}); err != nil {
				return err
			}
		}
		if grows && c.part == filling {
			if style, err = s.book.style(look{holds: c.Holds, part: below}); err != nil {
				return err
			}
			if err := s.out.SetColStyle(n+1, n+1, style); err != nil {
				return err
			}
		}
		if err := s.out.SetColWidth(n+1, n+1, c.width); err != nil {
			return err
		}
	}
	hidden := len(s.columns) + 1
	return s.out.SetColVisible(hidden, hidden, false)
}

func (s *tab) headings() error {
	style, err := s.book.style(look{part: heading})
	if err != nil {
		return err
	}
	for n, c := range s.columns {
		s.cells[n] = excelize.Cell{StyleID: style, Value: c.Name}
	}
	s.cells[len(s.columns)] = excelize.Cell{StyleID: style, Value: KeyHeading}
	return s.flush()
}

// add writes a row: what each column holds, nil for nothing, and what the row is in the plan.
func (s *tab) add(key string, contents ...any) error {
	styles := s.styles
	s.cells[len(s.columns)] = nil
	if key != "" {
		styles, s.cells[len(s.columns)] = s.known, key
	}
	for n := range s.columns {
		s.cells[n] = excelize.Cell{StyleID: styles[n], Value: contents[n]}
	}
	return s.flush()
}

// addLong is add for texts that may be longer than a cell can hold: they go on in rows below, under the same key.
func (s *tab) addLong(key string, contents ...any) error {
	for {
		rest := make([]any, len(contents))
		more := false
		for n, c := range contents {
			if long, is := c.(string); is {
				list := pieces(long)
				if contents[n] = list[0]; len(list) > 1 {
					rest[n], more = long[len(list[0]):], true
				}
			}
		}
		if err := s.add(key, contents...); err != nil || !more {
			return err
		}
		contents = rest
	}
}

// flush writes the row, as high as its texts need: not every spreadsheet finds that out when it opens a file.
func (s *tab) flush() error {
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	lines := 1
	for n, c := range s.columns {
		if cell, is := s.cells[n].(excelize.Cell); is {
			if text, is := cell.Value.(string); is {
				lines = max(lines, linesOf(text, c.width))
			}
		}
	}
	if lines == 1 {
		return s.out.SetRow(at, s.cells)
	}
	return s.out.SetRow(at, s.cells, excelize.RowOpts{Height: heightOf(lines)})
}

// end closes the sheet, with so many rows below its last one in which something new can be written.
func (s *tab) end(blank int) error {
	written := s.row
	nothing := make([]any, len(s.columns))
	for range blank {
		if err := s.add("", nothing...); err != nil {
			return err
		}
	}
	for _, step := range []func(rows int) error{s.filter, s.validate, s.protect, s.print} {
		if err := step(written); err != nil {
			return err
		}
	}
	return s.out.Flush()
}

// column is the name of a column that is counted from 0.
func columnName(n int) string {
	name, err := excelize.ColumnNumberToName(n + 1)
	if err != nil {
		panic(err) // columns are a few
	}
	return name
}

func (s *tab) filter(rows int) error {
	return s.book.file.AutoFilter(s.name, fmt.Sprintf("A1:%s%d", columnName(len(s.columns)-1), rows), nil)
}

// protect locks what is not to be filled in. There is no password: it guards against slips alone.
func (s *tab) protect(int) error { return s.book.lock(s.name) }

func (b *book) lock(sheet string) error {
	return b.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		AutoFilter: true, FormatColumns: true, FormatRows: true, InsertRows: true, SelectLockedCells: true, SelectUnlockedCells: true,
		EditObjects: true, EditScenarios: true,
	})
}

// print fits the sheet to the width of a page that lies, with its headings on each.
func (s *tab) print(rows int) error {
	quoted := "'" + s.name + "'!"
	names := []excelize.DefinedName{
		{Name: "_xlnm.Print_Titles", Scope: s.name, RefersTo: quoted + "$1:$1"},
		{Name: "_xlnm.Print_Area", Scope: s.name, RefersTo: fmt.Sprintf("%s$A$1:$%s$%d", quoted, columnName(len(s.columns)-1), rows)},
	}
	for _, name := range names {
		if err := s.book.file.SetDefinedName(&name); err != nil {
			return err
		}
	}
	return s.book.page(s.name, "landscape")
}

const (
	paperA4      = 9
	longestTitle = 120 // letters of a footer, which holds 255 with its codes
)

// page lays a sheet out for printing on A4, as wide as a page and as long as it is.
func (b *book) page(sheet, orientation string) error {
	size, wide, long := paperA4, 1, 0
	err := b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &long})
	if err != nil {
		return err
	}
	title := []rune(b.title)
	if len(title) > longestTitle {
		title = append(title[:longestTitle-1], '…')
	}
	footer := strings.ReplaceAll(string(title), "&", "&&")
	return b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + footer + "&R&A, página &P de &N"})
}

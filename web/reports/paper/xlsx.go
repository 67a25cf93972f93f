package paper

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"hito/web/ui"
)

// XLSX writes the document as a workbook: a sheet with what the cover says, and one for each section, in which figures
// are numbers and days are dates, with native charts. It holds no formulas, and equal documents give equal bytes.
func XLSX(w io.Writer, d Document) error {
	b := &book{File: excelize.NewFile(), styles: map[look]int{}}
	defer b.Close()
	err := b.write(d)
	if err == nil {
		err = b.Write(w)
	}
	if err != nil {
		return fmt.Errorf("write report as XLSX: %w", err)
	}
	return nil
}

// book is a workbook in the making.
type book struct {
	*excelize.File
	styles map[look]int
	names  []string // of its sheets, in lower case
}

func (b *book) write(d Document) error {
	if err := b.describe(d); err != nil {
		return err
	}
	if err := b.SetDefaultFont(typeface); err != nil {
		return err
	}
	titles := []string{"Portada"}
	for _, s := range d.Sections {
		titles = append(titles, s.Heading)
	}
	names := make([]string, len(titles))
	for n, title := range titles {
		names[n] = b.name(title)
		if _, err := b.NewSheet(names[n]); err != nil {
			return err
		}
	}
	if err := b.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	if err := b.cover(d, names); err != nil {
		return err
	}
	for n, s := range d.Sections {
		if err := b.section(names[n+1], d, s); err != nil {
			return err
		}
	}
	b.SetActiveSheet(0)
	// The library lists the kinds of pictures that there might be in any order.
	kinds := b.ContentTypes.Defaults
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].Extension < kinds[j].Extension })
	return nil
}

func (b *book) describe(d Document) error {
	stamp := d.stamp()
	if stamp == "" {
		stamp = "1980-01-01T00:00:00Z" // a draft is not dated; the library would put a date of its own
	}
	err := b.SetDocProps(&excelize.DocProperties{
		Title: clean(d.Title), Subject: clean(d.Subtitle), Creator: clean(d.Body), LastModifiedBy: clean(d.Body), Identifier: clean(d.Number),
		Language: "es-ES", Created: stamp, Modified: stamp,
	})
	if err != nil {
		return err
	}
	return b.SetAppProps(&excelize.AppProperties{Application: "Hito"})
}

// name turns a heading into the name of a sheet that no other has.
func (b *book) name(heading string) string {
	const longest = 31
	name := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, clean(heading)), "' \t\n")
	if name == "" {
		name = "Hoja"
	}
	for n := 1; ; n++ {
		suffix := ""
		if n > 1 {
			suffix = fmt.Sprintf(" (%d)", n)
		}
		tried := strings.TrimRight(units(name, longest-len(suffix)), "' ") + suffix
		if !b.taken(tried) {
			b.names = append(b.names, strings.ToLower(tried))
			return tried
		}
	}
}

// taken tells a name that another sheet has, or that is not to be had.
func (b *book) taken(name string) bool {
	lower := strings.ToLower(name)
	for _, other := range append(b.names, "history", "sheet1") {
		if lower == other {
			return true
		}
	}
	return false
}

// units is a text up to so many of the units in which spreadsheets count letters.
func units(text string, most int) string {
	for n, r := range text {
		if most -= utf16.RuneLen(r); most < 0 {
			return text[:n]
		}
	}
	return text
}

func (b *book) cover(d Document, names []string) error {
	s := b.sheet(names[0], 1)
	s.line(look{size: 11, bold: true, colour: "0C3742"}, d.Body)
	s.line(look{bold: true, colour: "8A5A0E"}, d.standing())
	s.line(look{size: 20, bold: true, colour: "0C3742", wrap: true}, d.Title)
	lines := append([]string{d.Subtitle, d.To, d.issued()}, d.verification()...)
	for _, line := range lines {
		if line != "" {
			s.line(look{wrap: true}, line)
		}
	}
	s.row++
	s.line(look{size: 13, bold: true, colour: "0B5566"}, "Índice")
	for n, section := range d.Sections {
		cell := s.cell(0)
		s.line(look{colour: "09596B", underline: true}, section.Heading)
		s.try(b.SetCellHyperLink(s.name, cell, "'"+strings.ReplaceAll(names[n+1], "'", "''")+"'!A1", "Location"))
	}
	s.finish(d, false)
	return s.err
}

func (b *book) section(name string, d Document, section Section) error {
	s := b.sheet(name, columnsOf(section))
	s.line(look{size: 16, bold: true, colour: "0B5566"}, section.Heading)
	s.row++
	for _, block := range section.Blocks {
		s.block(block)
	}
	s.finish(d, section.Wide)
	return s.err
}

// columnsOf is how many columns a section needs: those of its widest block.
func columnsOf(s Section) int {
	columns := 1
	for _, block := range s.Blocks {
		switch block := block.(type) {
		case Table:
			columns = max(columns, len(block.Columns))
		case Bars:
			columns = max(columns, len(barHeadings))
		case Course, Figures:
			columns = max(columns, 3)
		}
	}
	return columns
}

// clean is a text as a workbook can hold it.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= ' ' && r != utf8.RuneError && r != 0xfffe && r != 0xffff {
			return r
		}
		return -1
	}, text)
}

// footText is at the foot of printed sheets, where an ampersand begins a code.
func footText(d Document) string {
	text := strings.ReplaceAll(ui.Shorten(clean(d.running()), 80), "&", "&&")
	return "&L&8 " + text + "&R&8Página &P de &N" // the space ends the size of the letters
}

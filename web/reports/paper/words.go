package paper

import (
	"bytes"
	"image"
	_ "image/jpeg" // emblems are one of these two
	_ "image/png"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/web/ui"
)

// standing is the number of an issued report, or what a draft is told by.
func (d Document) standing() string {
	if d.Number == "" {
		return "Borrador"
	}
	return d.Number
}

// issued tells the day of issue; it is blank in a draft.
func (d Document) issued() string {
	if d.Issued.IsZero() {
		return ""
	}
	return "Emitido el " + ui.LongDate(date.Of(d.moment()))
}

// moment is when the report was issued, in its own place.
func (d Document) moment() time.Time {
	if d.Location == nil {
		return d.Issued.UTC()
	}
	return d.Issued.In(d.Location)
}

// verification are the lines that lead to the page where the report is verified; a draft has none.
func (d Document) verification() []string {
	var lines []string
	if d.Code != "" {
		lines = append(lines, "Código de verificación: "+d.Code)
	}
	if d.Verify != "" {
		lines = append(lines, "Compruebe este documento en "+d.Verify)
	}
	return lines
}

// running is what stands at the foot of every page but the cover: whose report this is, and which.
func (d Document) running() string {
	const longest = 96 // letters, which fit beside the page's number
	parts := []string{d.standing(), d.Title}
	if d.Body != "" {
		parts = append([]string{d.Body}, parts...)
	}
	return ui.Shorten(strings.Join(parts, " · "), longest)
}

// emblem is a picture that every rendering can show.
type emblem struct {
	format        string // "png" or "jpeg"
	bytes         []byte
	width, height int
}

// emblem reads the document's emblem; nil where there is none, or it is no picture.
func (d Document) emblem() *emblem {
	size, format, err := image.DecodeConfig(bytes.NewReader(d.Emblem))
	if err != nil || size.Width == 0 || size.Height == 0 {
		return nil
	}
	return &emblem{format, d.Emblem, size.Width, size.Height}
}

// paragraphs divides a text at its blank lines; line breaks within stay.
func paragraphs(text string) []string {
	var list []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = strings.Trim(part, "\n"); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// words is what a cell says beside its mark: nothing where its text is the word of its status.
func (c Cell) words() string {
	if c.Status != "" && c.Text == ui.StatusWord(c.Status) {
		return ""
	}
	return c.Text
}

// said is all that a cell says, its status included.
func (c Cell) said() string {
	switch words := c.words(); {
	case c.Status == "":
		return c.Text
	case words == "":
		return ui.StatusWord(c.Status)
	default:
		return words + " · " + ui.StatusWord(c.Status)
	}
}

// heading is what stands over the items of bars in a column.
func (b Bars) heading() string {
	if b.Heading == "" {
		return "Concepto"
	}
	return b.Heading
}

// expects tells whether anything was expected of any of them.
func (b Bars) expects() bool {
	for _, item := range b.Items {
		if item.Expected >= 0 {
			return true
		}
	}
	return false
}

// barsNote tells how bars are read.
const barsNote = "Barra: conseguido. Marca vertical: previsto."

// group are rows of a table under one heading, which may be blank.
type group struct {
	heading string
	rows    []Row
}

// groups divides the rows of a table at their headings.
func (t Table) groups() []group {
	var list []group
	for _, row := range t.Rows {
		switch {
		case row.Group != "":
			list = append(list, group{heading: row.Group})
		case len(list) == 0:
			list = []group{{rows: []Row{row}}}
		default:
			list[len(list)-1].rows = append(list[len(list)-1].rows, row)
		}
	}
	return list
}

// percent writes a fraction of a course as it is read, with one decimal.
func percent(fraction float64) string { return ui.Percent(decimal.NewFromFloat(fraction), 1) }

// actual writes what had been achieved on a day, "sin dato" where nothing is known.
func (c Course) actual(n int) string {
	if n >= len(c.Actual) || c.Actual[n] == nil {
		return "sin dato"
	}
	return percent(*c.Actual[n])
}

// planned writes what was expected on a day.
func (c Course) planned(n int) string {
	if n >= len(c.Planned) {
		return "sin dato"
	}
	return percent(c.Planned[n])
}

// table is a course as a table.
func (c Course) table() Table {
	t := Table{Caption: c.Caption, Columns: []Column{{Heading: "Día"}, {Heading: "Conseguido", Numeric: true}, {Heading: "Previsto", Numeric: true}}}
	for n, day := range c.Days {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: day}, {Text: c.actual(n)}, {Text: c.planned(n)}}})
	}
	return t
}

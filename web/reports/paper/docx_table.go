package paper

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hito/web/ui"
)

// sign is how a status is told apart: by the shape of its mark, and its colour.
type sign struct{ mark, colour string }

// The marks are in every common font.
var signs = map[string]sign{
	"met": {"◆", "06503D"}, "on_track": {"●", "2B5A1F"}, "delayed": {"▲", "764300"}, "critical": {"■", "8F1A14"},
	"no_data": {"○", "49565B"}, "not_started": {"□", "33507C"}, "cancelled": {"◊", "564F5C"},
}

// openTable begins a table whose first row heads its columns, and whose first column heads its rows, where it is headed.
func (b *body) openTable(style, caption string, widths []int, headed bool) {
	look, total := `w:val="0600" w:firstRow="0" w:firstColumn="0"`, 0
	if headed {
		look = `w:val="06A0" w:firstRow="1" w:firstColumn="1"`
	}
	for _, width := range widths {
		total += width
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblLook %s w:lastRow="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>`,
		style, total, look, escaped(ui.Shorten(caption, 200)))
	for _, width := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, width)
	}
	b.raw(`</w:tblGrid>`)
}

// closeTable ends a table with a narrow space: tables that touch become one.
func (b *body) closeTable() { b.raw(`</w:tbl><w:p><w:pPr><w:pStyle w:val="Trazo"/></w:pPr></w:p>`) }

const (
	headerRow = `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`
	wholeRow  = `<w:tr><w:trPr><w:cantSplit/></w:trPr>`
	longRow   = `<w:tr>`
	endRow    = `</w:tr>`
)

// open begins a cell of so many columns.
func (b *body) open(width, columns int, properties string) {
	span := ""
	if columns > 1 {
		span = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, columns)
	}
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s%s</w:tcPr>`, width, span, properties)
}

// words is a paragraph of a cell.
func (b *body) words(style, text, status string, numeric, keep bool) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>`)
	if keep {
		b.raw(`<w:keepNext/>`)
	}
	if numeric {
		b.raw(`<w:jc w:val="right"/>`)
	}
	b.raw(`</w:pPr>`)
	if text != "" || status == "" {
		b.run("", text)
	}
	if status != "" {
		if text != "" {
			b.raw(`<w:r><w:br/></w:r>`)
		}
		colour := signs[status].colour
		if colour == "" {
			colour = signs["no_data"].colour
		}
		b.run(`<w:b/><w:color w:val="`+colour+`"/>`, strings.TrimLeft(signs[status].mark+"\u00a0"+ui.StatusWord(status), "\u00a0"))
	}
	b.raw(`</w:p>`)
}

func (b *body) table(t Table) {
	b.paragraph("Descripcin", t.Caption)
	if len(t.Columns) == 0 {
		return
	}
	style := "Celda"
	if t.Compact {
		style = "Celdacompacta"
	}
	widths := b.onPage(t.widths(b.wide))
	b.openTable("Tabla", t.Caption, widths, true)
	b.raw(headerRow)
	for n, c := range t.Columns {
		b.open(widths[n], 1, `<w:vAlign w:val="bottom"/>`)
		b.words(style, c.Heading, "", c.Numeric, true)
		b.raw(`</w:tc>`)
	}
	b.raw(endRow)
	for _, r := range t.Rows {
		b.row(t, r, widths, style)
	}
	b.closeTable()
}

// row writes a row in one piece, unless it might be longer than a page.
func (b *body) row(t Table, r Row, widths []int, style string) {
	const onePage = 1500 // letters of a cell
	if r.Group != "" {
		b.raw(wholeRow)
		b.open(b.width(), len(widths), `<w:shd w:val="clear" w:color="auto" w:fill="F3F2ED"/>`)
		b.words(style, r.Group, "", false, true)
		b.raw(`</w:tc>` + endRow)
		return
	}
	begin := wholeRow
	for _, c := range r.Cells {
		if utf8.RuneCountInString(c.Text) > onePage {
			begin = longRow
		}
	}
	b.raw(begin)
	for n, width := range widths {
		var c Cell
		if n < len(r.Cells) {
			c = r.Cells[n]
		}
		b.open(width, 1, "")
		b.words(style, c.words(), c.Status, t.Columns[n].Numeric, false)
		b.raw(`</w:tc>`)
	}
	b.raw(endRow)
}

// onPage turns hundredths of the page into lengths that fill it.
func (b *body) onPage(shares []int) []int {
	total, left := 0, b.width()
	for _, s := range shares {
		total += s
	}
	widths := make([]int, len(shares))
	for n, s := range shares {
		widths[n] = b.width() * s / total
		left -= widths[n]
	}
	widths[len(widths)-1] += left
	return widths
}

// figures stand side by side, four to a row.
func (b *body) figures(f Figures) {
	const most = 4
	for len(f.Items) > 0 {
		row := f.Items[:min(most, len(f.Items))]
		f.Items = f.Items[len(row):]
		shares := make([]int, len(row))
		for n := range shares {
			shares[n] = 1
		}
		widths := b.onPage(shares)
		b.openTable("Cifras", "Cifras principales", widths, false)
		b.raw(wholeRow)
		for n, item := range row {
			b.open(widths[n], 1, "")
			b.paragraph("Cifra", item.Value)
			b.raw(`<w:p><w:pPr><w:pStyle w:val="Celda"/></w:pPr>`)
			b.run(`<w:b/>`, item.Label)
			b.raw(`</w:p>`)
			if item.Detail != "" {
				b.paragraph("Nota", item.Detail)
			}
			b.raw(`</w:tc>`)
		}
		b.raw(endRow)
		b.closeTable()
	}
}

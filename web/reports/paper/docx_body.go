package paper

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// body writes the XML of a text document, and remembers what its other parts need to hold.
type body struct {
	strings.Builder
	link    string  // of the page that verifies the report; blank for none
	media   []media // pictures
	drawn   int     // how often one was drawn
	ordered int     // numbered lists so far
	wide    bool    // pages lie down
	turned  bool    // pages have been turned before
}

func (b *body) raw(xml string) { _, _ = b.WriteString(xml) } // a strings.Builder takes everything

// escaped is a text as XML holds it; characters that XML cannot hold are replaced.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// document is the main part: the cover with the contents, and the sections.
func (b *body) document(d Document) string {
	b.raw(xmlHead + `<w:document ` + wordNS + ` xmlns:r="` + relNS + `"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>`)
	b.cover(d)
	b.contents(d.Sections)
	for n, s := range d.Sections {
		if s.Wide != b.wide { // its pages are others: what came before ends with a description of its own
			b.raw(`<w:p><w:pPr><w:pStyle w:val="Trazo"/>`)
			b.pages()
			b.raw(`</w:pPr></w:p>`)
			b.wide, b.turned = s.Wide, true
		}
		b.section(n, s)
	}
	b.pages()
	b.raw(`</w:body></w:document>`)
	return b.String()
}

// Widths between the margins, in twentieths of a point: of a page, and of one that lies down.
const (
	pageWidth = 9638
	widePage  = 14570
)

// width is what tables fill.
func (b *body) width() int {
	if b.wide {
		return widePage
	}
	return pageWidth
}

// pages describes the pages so far: A4 with margins of 20 mm. The very first has no footer.
func (b *body) pages() {
	size, foot, first := `w:w="11906" w:h="16838"`, "pie", `<w:titlePg/>`
	if b.wide {
		size, foot = `w:w="16838" w:h="11906" w:orient="landscape"`, "pieapaisado"
	}
	if b.turned {
		first = ""
	}
	b.raw(`<w:sectPr><w:footerReference w:type="default" r:id="` + foot + `"/><w:pgSz ` + size + `/>` +
		`<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>` + first + `</w:sectPr>`)
}

func (b *body) cover(d Document) {
	if e := d.emblem(); e != nil {
		b.raw(`<w:p><w:pPr><w:keepNext/></w:pPr>`)
		b.coat(*e, "Emblema de "+d.Body)
		b.raw(`</w:p>`)
	}
	b.paragraph("Entidad", d.Body)
	b.paragraph("Nmero", d.standing())
	b.paragraph("Ttulo", d.Title)
	for _, line := range []string{d.Subtitle, d.To} {
		if line != "" {
			b.paragraph("Subttulo", line)
		}
	}
	if issued := d.issued(); issued != "" {
		b.paragraph("Verificacin", issued)
	}
	for _, line := range d.verification() {
		if d.Verify == "" || !strings.HasSuffix(line, d.Verify) || b.link == "" {
			b.paragraph("Verificacin", line)
			continue
		}
		b.raw(`<w:p><w:pPr><w:pStyle w:val="Verificacin"/></w:pPr>`)
		b.run("", strings.TrimSuffix(line, d.Verify))
		b.raw(`<w:hyperlink r:id="verificacion">`)
		b.run(`<w:rStyle w:val="Hipervnculo"/>`, d.Verify)
		b.raw(`</w:hyperlink></w:p>`)
	}
}

// coat draws the emblem 18 mm high and at most 60 mm wide.
func (b *body) coat(e emblem, description string) {
	const millimetre, high, widest = 36000, 18, 60
	width := min(widest*millimetre, high*millimetre*e.width/e.height)
	b.picture(e.bytes, e.format, description, width, width*e.height/e.width)
}

// contents is a field that a word processor can bring up to date; until then it says what it would.
func (b *body) contents(sections []Section) {
	if len(sections) < 2 {
		return
	}
	b.paragraph("TtuloTDC", "Índice")
	for n, s := range sections {
		b.raw(`<w:p><w:pPr><w:pStyle w:val="TDC1"/></w:pPr>`)
		if n == 0 {
			b.raw(fieldBegin + `<w:r><w:instrText xml:space="preserve"> TOC \o "1-1" \n \h </w:instrText></w:r>` + fieldSays)
		}
		b.raw(`<w:hyperlink w:anchor="` + bookmark(n) + `" w:history="1">`)
		b.run("", s.Heading)
		b.raw(`</w:hyperlink>`)
		if n == len(sections)-1 {
			b.raw(fieldEnd)
		}
		b.raw(`</w:p>`)
	}
}

func bookmark(n int) string { return "_Toc" + strconv.Itoa(100000+n) }

func (b *body) section(n int, s Section) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="Ttulo1"/>`)
	if n == 0 || s.Break {
		b.raw(`<w:pageBreakBefore/><w:spacing w:before="0"/>`)
	}
	fmt.Fprintf(b, `</w:pPr><w:bookmarkStart w:id="%d" w:name="%s"/>`, n, bookmark(n))
	b.run("", s.Heading)
	fmt.Fprintf(b, `<w:bookmarkEnd w:id="%d"/></w:p>`, n)
	for _, block := range s.Blocks {
		b.block(block)
	}
}

var roleStyles = map[TextRole]string{Plain: "Normal", Lead: "Entradilla", Note: "Nota"}

func (b *body) block(block Block) {
	switch block := block.(type) {
	case Text:
		for _, words := range paragraphs(block.Body) {
			b.paragraph(roleStyles[block.Role], words)
		}
	case Subheading:
		b.paragraph("Ttulo2", block.Text)
	case List:
		b.list(block)
	case Figures:
		b.figures(block)
	case Table:
		b.table(block)
	case Bars:
		b.bars(block)
	case Course:
		b.table(block.table())
	}
}

func (b *body) list(l List) {
	id := 1
	if l.Ordered {
		b.ordered++
		id = b.ordered + 1
	}
	for _, item := range l.Items {
		fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="Prrafodelista"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr></w:pPr>`, id)
		b.run("", item)
		b.raw(`</w:p>`)
	}
}

func (b *body) paragraph(style, text string) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	b.run("", text)
	b.raw(`</w:p>`)
}

// run writes a text with its properties, its line breaks and tabs kept.
func (b *body) run(properties, text string) {
	b.raw(`<w:r>`)
	if properties != "" {
		b.raw(`<w:rPr>` + properties + `</w:rPr>`)
	}
	for n, line := range strings.Split(text, "\n") {
		if n > 0 {
			b.raw(`<w:br/>`)
		}
		for m, piece := range strings.Split(line, "\t") {
			if m > 0 {
				b.raw(`<w:tab/>`)
			}
			if piece != "" {
				b.raw(`<w:t xml:space="preserve">` + escaped(piece) + `</w:t>`)
			}
		}
	}
	b.raw(`</w:r>`)
}

const (
	fieldBegin = `<w:r><w:fldChar w:fldCharType="begin"/></w:r>`
	fieldSays  = `<w:r><w:fldChar w:fldCharType="separate"/></w:r>`
	fieldEnd   = `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
)

func (b *body) field(code string) {
	b.raw(fieldBegin + `<w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r>` + fieldSays)
	b.run("", "1")
	b.raw(fieldEnd)
}

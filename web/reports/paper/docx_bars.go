package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"hito/web/ui"
)

// fills are the colours of bars, by status.
var fills = map[string]color.Color{
	"met": color.RGBA{0x0b, 0x6b, 0x52, 0xff}, "on_track": color.RGBA{0x3f, 0x84, 0x30, 0xff}, "delayed": color.RGBA{0xb3, 0x6a, 0x00, 0xff},
	"critical": color.RGBA{0xb3, 0x26, 0x1e, 0xff}, "no_data": color.RGBA{0x6d, 0x7a, 0x80, 0xff},
	"not_started": color.RGBA{0x4f, 0x6f, 0x9f, 0xff}, "cancelled": color.RGBA{0x7b, 0x74, 0x80, 0xff},
}

var (
	neutral = color.RGBA{0x0b, 0x64, 0x78, 0xff} // of a bar without a status
	track   = color.RGBA{0xdc, 0xda, 0xd2, 0xff}
	ink     = color.RGBA{0x14, 0x26, 0x2b, 0xff}
)

// bars are a table whose second column draws what the third says.
func (b *body) bars(bars Bars) {
	b.paragraph("Descripcin", bars.Caption)
	columns := [...]struct {
		width   int
		heading string
	}{{2900, bars.heading()}, {2240, "Progreso"}, {1290, "Conseguido"}, {1720, "Previsto"}, {1488, "Estado"}}
	var widths []int
	for _, c := range columns {
		widths = append(widths, c.width)
	}
	b.openTable("Tabla", bars.Caption, widths, true)
	b.raw(headerRow)
	for n, c := range columns {
		b.open(c.width, 1, "")
		b.words("Celda", c.heading, "", n == 2, true)
		b.raw(`</w:tc>`)
	}
	b.raw(endRow)
	for _, item := range bars.Items {
		b.raw(wholeRow)
		for n, cell := range [len(columns)]Cell{{Text: item.Label}, {}, {Text: item.Text}, {Text: item.Beside}, {Status: item.Status}} {
			b.open(columns[n].width, 1, "")
			if n == 1 {
				b.bar(item)
			} else {
				b.words("Celda", cell.Text, cell.Status, n == 2, false)
			}
			b.raw(`</w:tc>`)
		}
		b.raw(endRow)
	}
	b.closeTable()
	if bars.expects() {
		b.paragraph("Nota", barsNote)
	}
}

// bar is drawn as a picture: shaded cells would be as high as their row, and read aloud.
func (b *body) bar(item Bar) {
	const width, height = 2080 * 635, 2080 * 635 * barHigh / barWide // in English metric units
	says := []string{item.Label, item.Text, item.Beside}
	if item.Status != "" {
		says = append(says, ui.StatusWord(item.Status))
	}
	b.raw(`<w:p><w:pPr><w:pStyle w:val="Celda"/></w:pPr>`)
	b.picture(item.png(), "png", ui.Shorten(strings.Join(says, ". "), 250), width, height)
	b.raw(`</w:p>`)
}

// barWide and barHigh are in pixels: fine enough for paper.
const barWide, barHigh = 520, 40

// png draws a bar on a clear ground.
func (b Bar) png() []byte {
	fill, known := fills[b.Status]
	if !known {
		fill = neutral
	}
	drawn := image.NewPaletted(image.Rect(0, 0, barWide, barHigh), color.Palette{color.Transparent, track, fill, ink})
	paint := func(from, to, top int, colour uint8) {
		for y := top; y < barHigh-top; y++ {
			for x := max(0, from); x < min(to, barWide); x++ {
				drawn.SetColorIndex(x, y, colour)
			}
		}
	}
	paint(0, barWide, 9, 1)
	paint(0, int(within(b.Share)*barWide), 9, 2)
	if b.Expected >= 0 {
		at := min(int(within(b.Expected)*barWide), barWide-4)
		paint(at-3, at+3, 0, 3)
	}
	var out bytes.Buffer
	_ = png.Encode(&out, drawn) // a bytes.Buffer takes everything
	return out.Bytes()
}

// media is a picture of the document: equal ones are kept once.
type media struct {
	name  string // of its file
	bytes string
}

// picture draws a picture in the line, with its description, in English metric units.
func (b *body) picture(content []byte, format, description string, width, height int) {
	n := 0
	for n < len(b.media) && b.media[n].bytes != string(content) {
		n++
	}
	if n == len(b.media) {
		b.media = append(b.media, media{fmt.Sprintf("imagen%d.%s", n+1, format), string(content)})
	}
	b.drawn++
	fmt.Fprintf(b, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[2]d"/>`+
		`<wp:docPr id="%[4]d" name="Imagen %[4]d" descr="%[3]s"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">`+
		`<pic:pic><pic:nvPicPr><pic:cNvPr id="%[4]d" name="Imagen %[4]d" descr="%[3]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="imagen%[5]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`, width, height, escaped(description), b.drawn, n+1)
}

package paper

import (
	"archive/zip"
	"embed"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The parts of a DOCX that are the same in all: content types, settings in Spanish, and the styles under the names by
// which word processors know them, so that what is pasted elsewhere takes the style of there.
//
//go:embed docx/*.xml
var docxParts embed.FS

// DOCX writes the document for a word processor: headings, captions and lists by their styles, tables with header rows
// that are repeated, contents and page numbers as fields. Equal documents give equal bytes.
//
// The parts are written here: no library that was tried writes footers with fields, styles in a language and properties
// with a date that is given.
func DOCX(w io.Writer, d Document) error {
	b := &body{link: webAddress(d.Verify)}
	content := b.document(d)
	parts := []part{
		fixed("[Content_Types].xml", "content-types.xml"), fixed("_rels/.rels", "rels.xml"),
		{"docProps/core.xml", d.properties()}, fixed("docProps/app.xml", "app.xml"),
		{"word/document.xml", content}, {"word/_rels/document.xml.rels", b.relations()},
		fixed("word/styles.xml", "styles.xml"), fixed("word/settings.xml", "settings.xml"),
		{"word/numbering.xml", b.numbering()}, {"word/footer1.xml", footer(d, pageWidth)}, {"word/footer2.xml", footer(d, widePage)},
	}
	for _, m := range b.media {
		parts = append(parts, part{"word/media/" + m.name, m.bytes})
	}
	if err := pack(w, parts); err != nil {
		return fmt.Errorf("write report as DOCX: %w", err)
	}
	return nil
}

// part is a file of the package.
type part struct{ name, content string }

func fixed(name, file string) part {
	content, err := docxParts.ReadFile("docx/" + file)
	if err != nil {
		panic("paper: " + err.Error()) // it is embedded: a mistake in a name, which any document brings to light
	}
	return part{name, string(content)}
}

// packed is the date of every part: when a file was made is told by its properties alone.
var packed = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

func pack(w io.Writer, parts []part) error {
	archive := zip.NewWriter(w)
	for _, p := range parts {
		out, err := archive.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, p.content); err != nil {
			return err
		}
	}
	return archive.Close()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// properties are those that file managers show; a draft has no date.
func (d Document) properties() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"` +
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, property := range [][2]string{{"dc:title", d.Title}, {"dc:subject", d.Subtitle}, {"dc:creator", d.Body}, {"dc:identifier", d.Number},
		{"dc:language", "es-ES"}, {"cp:lastModifiedBy", d.Body}} {
		if property[1] != "" {
			fmt.Fprintf(&b, "<%s>%s</%[1]s>", property[0], escaped(property[1]))
		}
	}
	if when := d.stamp(); when != "" {
		for _, name := range []string{"created", "modified"} {
			fmt.Fprintf(&b, `<dcterms:%s xsi:type="dcterms:W3CDTF">%s</dcterms:%[1]s>`, name, when)
		}
	}
	b.WriteString("</cp:coreProperties>")
	return b.String()
}

// stamp is the moment of issue as properties of files hold it; blank in a draft.
func (d Document) stamp() string {
	if d.Issued.IsZero() {
		return ""
	}
	return d.Issued.UTC().Format(time.RFC3339)
}

// relations name the parts that the document refers to.
func (b *body) relations() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	relation := func(id, kind, target, mode string) {
		fmt.Fprintf(&out, `<Relationship Id="%s" Type="%s/%s" Target="%s"%s/>`, id, relNS, kind, escaped(target), mode)
	}
	relation("estilos", "styles", "styles.xml", "")
	relation("ajustes", "settings", "settings.xml", "")
	relation("listas", "numbering", "numbering.xml", "")
	relation("pie", "footer", "footer1.xml", "")
	relation("pieapaisado", "footer", "footer2.xml", "")
	for n, m := range b.media {
		relation("imagen"+strconv.Itoa(n+1), "image", "media/"+m.name, "")
	}
	if b.link != "" {
		relation("verificacion", "hyperlink", b.link, ` TargetMode="External"`)
	}
	out.WriteString("</Relationships>")
	return out.String()
}

// webAddress returns an address that may be followed, blank for any other.
func webAddress(address string) string {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return address
}

// numbering are the lists: one of points, and as many numbered ones as there are, each from 1.
func (b *body) numbering() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<w:numbering ` + wordNS + `>`)
	for id, level := range []string{`<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>`, `<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>`} {
		fmt.Fprintf(&out, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>%s`+
			`<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr><w:rPr><w:b/><w:color w:val="0B5566"/></w:rPr></w:lvl></w:abstractNum>`, id, level)
	}
	out.WriteString(`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	for n := range b.ordered {
		fmt.Fprintf(&out, `<w:num w:numId="%d"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, n+2)
	}
	out.WriteString(`</w:numbering>`)
	return out.String()
}

// footer is the foot of pages of a width: of every one but the first.
func footer(d Document, width int) string {
	var b body
	fmt.Fprintf(&b, xmlHead+`<w:ftr `+wordNS+`><w:p><w:pPr><w:pStyle w:val="Piedepgina"/><w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs></w:pPr>`, width)
	b.run("", d.running())
	b.raw(`<w:r><w:tab/></w:r>`)
	b.run("", "Página ")
	b.field("PAGE")
	b.run("", " de ")
	b.field("NUMPAGES")
	b.raw(`</w:p></w:ftr>`)
	return b.String()
}

package paper_test

import (
	"archive/zip"
	"bytes"
	"regexp"
	"strings"
	"testing"

	"hito/web/reports/paper"
)

func TestDOCXHasWhatAnOfficialFileAsksFor(t *testing.T) {
	d := sample()
	d.Emblem = coat(t)
	parts := partsOf(t, docxOf(t, d))
	document := string(parts["word/document.xml"])
	for part, want := range map[string]int{
		`<w:tblHeader/>`: 4, `<w:pStyle w:val="Ttulo1"/>`: 5, `<w:pStyle w:val="Ttulo2"/>`: 2, `<w:pStyle w:val="Ttulo"/>`: 1,
		`<w:pStyle w:val="Descripcin"/>`: 4, `w:firstRow="1" w:firstColumn="1"`: 4, ` TOC \o "1-1" \n \h `: 1, `w:orient="landscape"`: 1,
		`<w:sectPr>`: 3, `<w:titlePg/>`: 1, `<w:numId w:val="1"/>`: 2, `<w:numId w:val="2"/>`: 3, `<w:numId w:val="3"/>`: 2,
		`<w:hyperlink r:id="verificacion">`: 1, `descr="Emblema de Ayuntamiento de Montilla"`: 2, `w:w="11906" w:h="16838"`: 2,
	} {
		if got := strings.Count(document, part); got != want {
			t.Errorf("%d of %s, want %d", got, part, want)
		}
	}
	// Every row but those that might be longer than a page stays in one piece.
	if rows, whole := strings.Count(document, "<w:tr>"), strings.Count(document, "<w:cantSplit/>"); rows != whole || rows < 60 {
		t.Errorf("%d rows, %d of them whole", rows, whole)
	}
	for name, want := range map[string]string{
		"word/styles.xml": `<w:lang w:val="es-ES"`, "word/footer1.xml": " PAGE ", "word/footer2.xml": " NUMPAGES ", "docProps/core.xml": "<dc:creator>Ayuntamiento de Montilla</dc:creator>",
		"word/_rels/document.xml.rels": `Target="https://hito.montilla.example/informes/H7QK-2MXD-9RTF" TargetMode="External"`,
	} {
		if !strings.Contains(string(parts[name]), want) {
			t.Errorf("%s lacks %s", name, want)
		}
	}
	if core := string(parts["docProps/core.xml"]); !strings.Contains(core, ">2026-11-27T08:30:00Z<") || !strings.Contains(core, "<dc:title>"+d.Title) {
		t.Errorf("properties: %s", core)
	}
}

// A word processor refuses a document that names a style, a list or a part that is not there.
func TestDOCXNamesNothingThatIsMissing(t *testing.T) {
	for _, d := range []paper.Document{sample(), hostile()} {
		parts := partsOf(t, docxOf(t, d))
		document := string(parts["word/document.xml"]) + string(parts["word/footer1.xml"])
		named := func(pattern, in, format string) {
			for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(document, -1) {
				if !strings.Contains(string(parts[in]), strings.ReplaceAll(format, "?", m[1])) {
					t.Errorf("%s does not have %s", in, m[1])
				}
			}
		}
		named(`<w:(?:pStyle|tblStyle|rStyle) w:val="([^"]+)"`, "word/styles.xml", `w:styleId="?"`)
		named(`<w:numId w:val="(\d+)"`, "word/numbering.xml", `<w:num w:numId="?">`)
		named(`r:(?:id|embed)="([^"]+)"`, "word/_rels/document.xml.rels", `Id="?"`)
		for _, m := range regexp.MustCompile(`Target="([^"]+)"/>`).FindAllStringSubmatch(string(parts["word/_rels/document.xml.rels"]), -1) {
			if parts["word/"+m[1]] == nil {
				t.Errorf("there is no %s", m[1])
			}
		}
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`<wp:docPr id="(\d+)"`).FindAllStringSubmatch(document, -1) {
			if ids[m[1]] {
				t.Errorf("two pictures have the id %s", m[1])
			}
			ids[m[1]] = true
		}
	}
}

func TestDOCXBeginsWithItsContentTypes(t *testing.T) {
	file := docxOf(t, sample())
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	must(t, err)
	if archive.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", archive.File[0].Name)
	}
}

func TestEqualBarsAreOnePicture(t *testing.T) {
	item := paper.Bar{Label: "Uno", Text: "50\u00a0%", Share: .5, Expected: -1}
	parts := partsOf(t, docxOf(t, paper.Document{Title: "Barras", Sections: []paper.Section{{ID: "a", Heading: "A", Blocks: []paper.Block{
		paper.Bars{Caption: "Barras", Items: []paper.Bar{item, item}},
	}}}}))
	if parts["word/media/imagen1.png"] == nil || parts["word/media/imagen2.png"] != nil {
		t.Error("two equal bars are not one picture")
	}
}

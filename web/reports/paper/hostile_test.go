package paper_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestHostileTextsStayTextsInHTML(t *testing.T) {
	for _, page := range []interface{ Length() int }{
		pageOf(t, hostile()).Find("script, b, ya, [style], [onload], a[href^=javascript], img"),
		read(t, htmlOf(t, hostile())).Find("script, b, ya, [style], [onload], a[href^=javascript], img"),
	} {
		if page.Length() != 0 {
			t.Errorf("%d elements came out of texts", page.Length())
		}
	}
	content := string(htmlOf(t, hostile()))
	if got := strings.Count(content, "</style>"); got != 1 {
		t.Errorf("the style ends %d times", got)
	}
	if !strings.Contains(textOfHTML(t, []byte(content)), "&amp; <ya> \"escapado\" 'todo'") {
		t.Error("a text is not as it was")
	}
}

func TestHostileTextsStayTextsInDOCX(t *testing.T) {
	parts := partsOf(t, docxOf(t, hostile()))
	for name, part := range parts {
		if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
			continue
		}
		decoder := xml.NewDecoder(bytes.NewReader(part))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	if rels := string(parts["word/_rels/document.xml.rels"]); strings.Contains(rels, "javascript") || strings.Contains(rels, "hyperlink") {
		t.Errorf("a link leads to what is no page: %s", rels)
	}
	text := textOfWord(t, parts["word/document.xml"])
	for _, want := range []string{"</script><script>alert(1)</script>", "=1+1", "&amp; <ya>", "مرحبا بالعالم", "👩‍🚀 emoji", "tab\ty\nlínea", strings.Repeat("larguísimo", 1000)} {
		if !strings.Contains(text, want) {
			t.Errorf("DOCX lacks %.40q", want)
		}
	}
}

func TestHostileTextsStayTextsInXLSX(t *testing.T) {
	file := xlsxOf(t, hostile())
	for name, part := range partsOf(t, file) {
		if strings.HasPrefix(name, "xl/worksheets/sheet") && bytes.Contains(part, []byte("<f>")) {
			t.Errorf("%s holds a formula", name)
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	must(t, err)
	defer book.Close()
	seen := map[string]bool{}
	for _, sheet := range book.GetSheetList() {
		if lower := strings.ToLower(sheet); seen[lower] || sheet == "" || len([]rune(sheet)) > 31 {
			t.Errorf("no name for a sheet: %q", sheet)
		} else {
			seen[lower] = true
		}
		rows, err := book.GetRows(sheet)
		must(t, err)
		for r, row := range rows {
			for c, text := range row {
				if text == "" || !strings.ContainsAny(text[:1], "=+-@") {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(c+1, r+1)
				must(t, err)
				if kind, err := book.GetCellType(sheet, cell); err != nil || kind != excelize.CellTypeSharedString {
					t.Errorf("%s!%s is of type %v, %v: %q", sheet, cell, kind, err, text)
				}
				seen["="] = seen["="] || text == "=1+1"
			}
		}
	}
	if !seen["="] {
		t.Error("the text =1+1 was not found")
	}
}

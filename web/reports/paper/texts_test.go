package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"hito/web/reports/paper"
	"hito/web/ui"
)

// renderings are the forms of a document that can be compared here; each returns all that a reader of it can read.
var renderings = map[string]func(*testing.T, paper.Document) string{
	"page": func(t *testing.T, d paper.Document) string {
		var out bytes.Buffer
		must(t, paper.Page(d).Render(t.Context(), &out))
		return textOfHTML(t, out.Bytes())
	},
	"html": func(t *testing.T, d paper.Document) string { return textOfHTML(t, htmlOf(t, d)) },
	"docx": func(t *testing.T, d paper.Document) string {
		return textOfWord(t, partsOf(t, docxOf(t, d))["word/document.xml"])
	},
	"xlsx": func(t *testing.T, d paper.Document) string { return textOfBook(t, xlsxOf(t, d)) },
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func htmlOf(t *testing.T, d paper.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, paper.HTML(t.Context(), &out, d))
	return out.Bytes()
}

func docxOf(t *testing.T, d paper.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, paper.DOCX(&out, d))
	return out.Bytes()
}

func xlsxOf(t *testing.T, d paper.Document) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, paper.XLSX(&out, d))
	return out.Bytes()
}

// textOfHTML is the text of every element that has one of its own, a line each.
func textOfHTML(t *testing.T, content []byte) string {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(content))
	must(t, err)
	var b strings.Builder
	page.Find("body *").Each(func(_ int, s *goquery.Selection) { b.WriteString(s.Text() + "\n") })
	page.Find("[role=img]").Each(func(_ int, s *goquery.Selection) { b.WriteString(s.AttrOr("aria-label", "") + "\n") })
	return b.String()
}

func partsOf(t *testing.T, file []byte) map[string][]byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	must(t, err)
	parts := map[string][]byte{}
	for _, f := range archive.File {
		in, err := f.Open()
		must(t, err)
		parts[f.Name], err = io.ReadAll(in)
		must(t, err)
	}
	return parts
}

func textOfWord(t *testing.T, part []byte) string {
	t.Helper()
	var b strings.Builder
	decoder := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		must(t, err)
		switch token := token.(type) {
		case xml.CharData:
			b.Write(token)
		case xml.EndElement:
			switch token.Name.Local {
			case "p", "br":
				b.WriteByte('\n')
			case "tab":
				b.WriteByte('\t')
			}
		}
	}
}

func textOfBook(t *testing.T, file []byte) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	must(t, err)
	defer book.Close()
	var b strings.Builder
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		must(t, err)
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\n") + "\n")
		}
	}
	return b.String()
}

// texts are all those of a document, as it gives them.
func texts(d paper.Document) []string {
	list := []string{d.Title, d.Subtitle, d.Body, d.To, d.Number, d.Code, d.Verify}
	for _, s := range d.Sections {
		list = append(list, s.Heading)
		for _, block := range s.Blocks {
			list = append(list, textsOf(block)...)
		}
	}
	return list
}

func textsOf(block paper.Block) []string {
	var list []string
	switch block := block.(type) {
	case paper.Text:
		return strings.Split(block.Body, "\n\n")
	case paper.Subheading:
		return []string{block.Text}
	case paper.List:
		return block.Items
	case paper.Figures:
		for _, f := range block.Items {
			list = append(list, f.Value, f.Label, f.Detail)
		}
	case paper.Table:
		list = append(list, block.Caption)
		for _, c := range block.Columns {
			list = append(list, c.Heading)
		}
		for _, r := range block.Rows {
			list = append(list, r.Group)
			for _, c := range r.Cells {
				list = append(list, c.Text, statusWord(c.Status))
			}
		}
	case paper.Bars:
		list = append(list, block.Caption)
		for _, item := range block.Items {
			list = append(list, item.Label, item.Text, item.Beside, statusWord(item.Status))
		}
	case paper.Course:
		return append(block.Days, block.Caption)
	}
	return list
}

func statusWord(status string) string {
	if status == "" {
		return ""
	}
	return ui.StatusWord(status)
}

// even makes texts comparable: a workbook shows numbers as the reader's language does, and here as in English.
func even(text string) string {
	spaced := strings.Join(strings.Fields(strings.NewReplacer(",", "·", ".", "·", "\u00a0", " ").Replace(text)), " ")
	return strings.ReplaceAll(spaced, " %", "%")
}

func TestEveryTextIsInEveryRendering(t *testing.T) {
	for name, render := range renderings {
		got := even(render(t, sample()))
		missing := 0
		for _, text := range texts(sample()) {
			if !strings.Contains(got, even(text)) && missing < 5 {
				missing++
				t.Errorf("%s lacks %q", name, text)
			}
		}
	}
}

func TestACourseSaysItsFiguresInEveryRendering(t *testing.T) {
	for name, render := range renderings {
		content := even(render(t, sample()))
		for _, figure := range []string{"15,2\u00a0%", "64,9\u00a0%", "73,4\u00a0%", "37,5\u00a0%"} {
			if !strings.Contains(content, even(figure)) {
				t.Errorf("%s lacks %s", name, figure)
			}
		}
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	for _, d := range []paper.Document{sample(), hostile()} {
		for name, render := range map[string]func(*testing.T, paper.Document) []byte{"html": htmlOf, "docx": docxOf, "xlsx": xlsxOf} {
			if !bytes.Equal(render(t, d), render(t, d)) {
				t.Errorf("%s differs from one time to the next", name)
			}
		}
	}
}

func TestADraftSaysSoAndHasNoDate(t *testing.T) {
	d := sample()
	d.Number, d.Code, d.Verify, d.Issued = "", "", "", time.Time{}
	for name, render := range renderings {
		got := render(t, d)
		if !strings.Contains(got, "Borrador") || strings.Contains(got, "Emitido") || strings.Contains(got, "verificación") {
			t.Errorf("%s: a draft is told as an issued report", name)
		}
	}
	if core := string(partsOf(t, docxOf(t, d))["docProps/core.xml"]); strings.Contains(core, "created") {
		t.Errorf("a draft is dated: %s", core)
	}
}

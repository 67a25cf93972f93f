package table_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"hito/internal/table"
)

// ole is the beginning of a file of Office before 2007 with a stream of this name.
func ole(stream string) []byte {
	b := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...)
	for _, unit := range utf16.Encode([]rune(stream)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return append(b, make([]byte, 512)...)
}

// What a file is is told by its content.
func TestOtherFilesAreRefusedWithWhatToDo(t *testing.T) {
	pages := `<html><table><tr><td>1</td></tr></table></html>`
	for name, c := range map[string]struct {
		content []byte
		why     table.Refused
	}{
		"nothing":            {nil, table.Empty},
		"blanks":             {[]byte(" \r\n\t"), table.Empty},
		"xls":                {ole("Workbook"), table.OldExcel},
		"xlsb":               {archive(t, "[Content_Types].xml", "<Types/>", "xl/workbook.bin", "\x00"), table.OldExcel},
		"xlsx, password":     {ole("EncryptedPackage"), table.Protected},
		"doc":                {ole("WordDocument"), table.Document},
		"docx":               {archive(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>"), table.Document},
		"pptx":               {archive(t, "[Content_Types].xml", "<Types/>", "ppt/presentation.xml", "<p/>"), table.Document},
		"odt":                {archive(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>"), table.Document},
		"ods, password":      {openDocument(t, "", "META-INF/manifest.xml", `<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>`), table.Protected},
		"rtf":                {[]byte(`{\rtf1\ansi Hola}`), table.Document},
		"pdf":                {[]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), table.PDF},
		"html called xls":    {[]byte(pages), table.WebPage},
		"html with a mark":   {[]byte("\ufeff\r\n  <!DOCTYPE html>" + pages), table.WebPage},
		"xml of Excel 2003":  {[]byte(`<?xml version="1.0"?><Workbook/>`), table.WebPage},
		"page in one file":   {[]byte("MIME-Version: 1.0\r\n\r\n<html>"), table.WebPage},
		"png":                {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00"), table.Picture},
		"gzip":               {[]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x00\x01\x02\x03\x04\x05\x06\x07\x00\x00\x00"), table.Packed},
		"zip":                {archive(t, "tabla.csv", "a;b"), table.Packed},
		"zip with nothing":   {archive(t), table.Packed},
		"numbers":            {archive(t, "Index/Document.iwa", "x"), table.Numbers},
		"a program":          {[]byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 64)), table.Unknown},
		"cut":                {workbook(t, "<sheetData/>")[:300], table.Damaged},
		"no sheets":          {workbook(t, "", "xl/workbook.xml", "<workbook><sheets/></workbook>"), table.NoSheets},
		"no workbook":        {archive(t, "[Content_Types].xml", "<Types/>"), table.Damaged},
		"ods with no sheets": {openDocument(t, ""), table.NoSheets},
		"ods with nothing":   {archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), table.Damaged},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.content, c.why) })
	}
}

// A name says nothing: the content does.
func TestNamesAreNotBelieved(t *testing.T) {
	f, err := table.Open("  datos\x00.csv ", workbook(t, `<sheetData><row><c><v>1</v></c></row></sheetData>`))
	if err != nil || f.Format != table.XLSX || f.Name != "datos.csv" {
		t.Fatalf("got %+v, %v", f, err)
	}
	if f, err = table.Open("plan.xlsx", []byte("a;b\n1;2")); err != nil || f.Format != table.CSV {
		t.Fatalf("got %+v, %v", f, err)
	}
}

// A text may begin as files of other kinds do.
func TestTextsThatLookLikeOtherFiles(t *testing.T) {
	for _, text := range []string{"BM;b\n1;2", "PK;b\n1;2", "MZ;b\n1;2", "GIF89a;b\n1;2", "{a;b\n1;2", "#!;b\n1;2"} {
		if f := open(t, []byte(text)); f.Format != table.CSV || f.Separator != ';' {
			t.Errorf("%q: got %+v", text, f)
		}
	}
}

func TestDamagedSheetsAreRefused(t *testing.T) {
	for name, sheet := range map[string]string{
		"cut":              `<sheetData><row><c><v>1</v>`,
		"no end":           `<sheetData><row`,
		"tag in a tag":     `<sheetData><row <c/></row></sheetData>`,
		"text that is cut": `<sheetData><row><c><v>1`,
		"rows backwards":   `<sheetData><row r="2"/><row r="1"/></sheetData>`,
		"no such text":     `<sheetData><row><c t="s"><v>7</v></c></row></sheetData>`,
		"comment":          `<sheetData><!-- `,
		"CDATA":            `<sheetData><row><c><v><![CDATA[`,
	} {
		t.Run(name, func(t *testing.T) { refused(t, workbook(t, sheet), table.Damaged) })
	}
	t.Run("too many ends", func(t *testing.T) {
		refused(t, workbook(t, "", "xl/worksheets/sheet1.xml", `</a>`), table.Damaged)
	})
	t.Run("text outside", func(t *testing.T) {
		refused(t, workbook(t, "", "xl/worksheets/sheet1.xml", `hola`), table.Damaged)
	})
	t.Run("other encoding", func(t *testing.T) {
		refused(t, workbook(t, "", "xl/worksheets/sheet1.xml", `<?xml version="1.0" encoding="UTF-16"?><worksheet/>`), table.Encoded)
	})
	flipped := workbook(t, `<sheetData><row><c><v>1</v></c></row></sheetData>`)
	at := strings.Index(string(flipped), "xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml") + 20
	flipped[at] ^= 0xff
	t.Run("flipped bits", func(t *testing.T) { refused(t, flipped, table.Damaged) })
}

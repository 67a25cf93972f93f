package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"hito/internal/table"
)

// open opens a file that must be read, and closes it with the test.
func open(t testing.TB, content []byte) *table.File {
	t.Helper()
	f, err := table.Open("prueba", content)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func rowsOf(t testing.TB, f *table.File, sheet int) []table.Row {
	t.Helper()
	var rows []table.Row
	if err := f.Rows(sheet, func(r table.Row) error { rows = append(rows, r); return nil }); err != nil {
		t.Fatalf("Rows: %v", err)
	}
	return rows
}

// mark tells the kinds of cells in what show writes.
var mark = map[table.CellKind]string{
	table.Blank: "", table.Text: "", table.Number: "#", table.Day: "@", table.Flag: "?", table.Broken: "!",
}

// show writes the rows of a sheet, a line each: "3: texto | #80,00%=0.8 | ^merged".
func show(t testing.TB, f *table.File, sheet int) string {
	t.Helper()
	var b strings.Builder
	for _, r := range rowsOf(t, f, sheet) {
		cells := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = mark[c.Kind] + strings.ReplaceAll(c.Text, "\n", "⏎")
			if c.Kind == table.Number {
				cells[i] += "=" + c.Value.String()
			}
			if c.Kind == table.Day {
				cells[i] += "=" + c.On.String()
			}
			if c.Percent != strings.HasSuffix(c.Text, "%") && c.Kind == table.Number {
				t.Errorf("line %d: %q, percent %v", r.Line, c.Text, c.Percent)
			}
			if c.Merged {
				cells[i] = "^" + cells[i]
			}
		}
		b.WriteString(strings.TrimSpace(strconv.Itoa(r.Line)+": "+strings.Join(cells, " | ")) + "\n")
	}
	return b.String()
}

// want compares what show writes with what is expected, blank lines and indents aside.
func want(t testing.TB, got, expected string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(expected) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if expected = strings.Join(lines, "\n"); strings.TrimSpace(got) != expected {
		t.Errorf("got\n%s\nwant\n%s", got, expected)
	}
}

// refused wants a file to be refused, when opened or when read.
func refused(t testing.TB, content []byte, why table.Refused) {
	t.Helper()
	if err := readAll(content); !errors.Is(err, why) {
		t.Errorf("got %v, want %v", err, why)
	}
}

// readAll opens a file and reads all its sheets.
func readAll(content []byte) error {
	f, err := table.Open("prueba", content)
	if err != nil {
		return err
	}
	defer f.Close()
	for i := range f.Sheets {
		if err := f.Rows(i, func(table.Row) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// archive makes a ZIP of parts, in pairs of name and content.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`

// workbook makes an XLSX with one sheet of this XML, and further parts or other ones in place of its own.
func workbook(t testing.TB, sheet string, others ...string) []byte {
	t.Helper()
	parts := []string{
		"_rels/.rels", xmlHead + `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", xmlHead + `<workbook xmlns:r="x"><sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships>
			<Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/>
			<Relationship Id="rId2" Type="http://x/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>
			<Relationship Id="rId3" Type="http://x/relationships/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", xmlHead + `<worksheet>` + sheet + `</worksheet>`,
	}
	return archive(t, replaced(parts, others)...)
}

// replaced puts parts in the place of those with their names, or behind.
func replaced(parts, others []string) []string {
	for i := 0; i < len(others); i += 2 {
		found := false
		for j := 0; j < len(parts); j += 2 {
			if parts[j] == others[i] {
				parts[j+1], found = others[i+1], true
			}
		}
		if !found {
			parts = append(parts, others[i], others[i+1])
		}
	}
	return parts
}

// openDocument makes an ODS with this XML in its spreadsheet, and further parts.
func openDocument(t testing.TB, body string, others ...string) []byte {
	t.Helper()
	parts := []string{
		"mimetype", "application/vnd.oasis.opendocument.spreadsheet",
		"content.xml", xmlHead + `<office:document-content><office:automatic-styles>
			<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>
			<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
			</office:automatic-styles><office:body><office:spreadsheet>` + body + `</office:spreadsheet></office:body></office:document-content>`,
	}
	return archive(t, replaced(parts, others)...)
}

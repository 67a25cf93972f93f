package table_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"hito/internal/table"
)

// sane reads a file to its end and wants what every reader may rely on.
func sane(t failer, content []byte) {
	t.Helper()
	f, err := table.Open("cualquiera", content)
	if err != nil {
		saneError(t, err)
		return
	}
	saneFile(t, f)
}

// failer is what tests, fuzz tests and properties fail with.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func saneError(t failer, err error) {
	t.Helper()
	if !errors.As(err, new(table.Refused)) {
		t.Fatalf("not a Refused: %v", err)
	}
}

func saneFile(t failer, f *table.File) {
	t.Helper()
	if len(f.Sheets) == 0 {
		t.Fatalf("no sheets")
	}
	for i, s := range f.Sheets {
		saneText(t, s.Name)
		last := 0
		err := f.Rows(i, func(r table.Row) error {
			if r.Line <= last || r.Line > table.MostRows || len(r.Cells) == 0 || len(r.Cells) > table.MostColumns {
				t.Fatalf("row %d after %d has %d cells", r.Line, last, len(r.Cells))
			}
			if r.Cells[len(r.Cells)-1].Kind == table.Blank {
				t.Fatalf("row %d ends in nothing", r.Line)
			}
			last = r.Line
			for _, c := range r.Cells {
				saneCell(t, c)
			}
			return nil
		})
		if err != nil {
			saneError(t, err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
}

func saneCell(t failer, c table.Cell) {
	t.Helper()
	saneText(t, c.Text)
	switch {
	case (c.Kind == table.Blank) != (c.Text == ""):
		t.Fatalf("kind %d with the text %q", c.Kind, c.Text)
	case c.Kind == table.Day && c.On.IsZero():
		t.Fatalf("a day without one")
	case c.Kind != table.Number && (c.Percent || !c.Value.IsZero()):
		t.Fatalf("a value in kind %d", c.Kind)
	case c.Kind == table.Number && (c.Value.Exponent() > 400 || c.Value.Exponent() < -400):
		t.Fatalf("the number %v", c.Value)
	}
}

func saneText(t failer, s string) {
	t.Helper()
	if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || strings.TrimSpace(s) != s {
		t.Fatalf("not composed, or not trimmed: %q", s)
	}
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || r == '\ufeff' || r == '\u200b') {
			t.Fatalf("control in %q", s)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		"a;b\n1,5;\"dos\ntres\"\n", "sep=,\na,b\n", "\xff\xfea\x00;\x00b\x00", "\xf3;b\n", "\ufeffa\tb\r\n\"\"\"\";\"x", "a|b\n|\n", "a,b\n1,2\n", "<html>", "%PDF-",
		"e\u0301\u200b;\x00\x01\u034f;\uf0b7\u2028", "\"a\"b\";\"c\n\"",
	} {
		f.Add([]byte(s))
	}
	for _, name := range []string{"libreoffice.xlsx", "libreoffice.ods", "anexo.txt"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) { sane(t, content) })
}

func FuzzPaste(f *testing.F) {
	f.Add("a\tb\n1\t2")
	f.Add("Uno   Dos\n1       2\n\n")
	f.Add("a;b\n\"1;2")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := table.Paste(text)
		if err != nil {
			saneError(t, err)
			return
		}
		saneFile(t, file)
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(`<sheetData><row r="1"><c r="A1" s="1"><v>44895.5</v></c><c t="s"><v>0</v></c><c t="e"><f>1/0</f><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B3"/></mergeCells>`, `<si><t>a_x000D_</t></si>`, "dd/mm/yyyy")
	f.Add(`<sheetData><row><c t="inlineStr"><is><r><t>a&amp;&#0;</t></r></is></c><c t="d"><v>2022-11-30</v></c></row><row><c r="B2"><v>1E400</v></c></row></sheetData>`, `<si/>`, "[h]:mm")
	f.Add(`<sheetData><row><c t="b"><v>1</v></c><c><f>A</f></c><c><![CDATA[]]></c></row>`, ``, "#,##0.00%")
	f.Fuzz(func(t *testing.T, sheet, texts, code string) {
		sane(t, workbook(t, sheet, "xl/sharedStrings.xml", "<sst>"+texts+"</sst>",
			"xl/styles.xml", `<s><numFmt numFmtId="200" formatCode="`+code+`"/><cellXfs><xf/><xf numFmtId="200"/></cellXfs></s>`))
	})
}

func FuzzODS(f *testing.F) {
	f.Add(`<table:table table:name="a" table:style-name="ta2"><table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float" office:value="1.50"><text:p>1,50</text:p></table:table-cell></table:table-row></table:table>`)
	f.Add(`<table:table><table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="date" office:date-value="2022-11-30T25:00"/><table:covered-table-cell/><table:table-cell office:value-type="percentage" office:value="0.8"><text:p>a<text:s text:c="3"/></text:p><text:p/></table:table-cell></table:table-row></table:table>`)
	f.Fuzz(func(t *testing.T, body string) { sane(t, openDocument(t, body)) })
}

// FuzzDecimal wants the sign of decimals to be found from any number that has one, as it is written in either way.
func FuzzDecimal(f *testing.F) {
	f.Add(uint32(1234), uint16(5), false, false)
	f.Add(uint32(0), uint16(333), true, true)
	f.Fuzz(func(t *testing.T, whole uint32, fraction uint16, grouped, percent bool) {
		findsSign(t, whole, fraction, grouped, percent)
	})
}

func TestDecimalIsFoundFromAnyNumberThatTells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		findsSign(t, rapid.Uint32().Draw(t, "whole"), rapid.Uint16().Draw(t, "fraction"), rapid.Bool().Draw(t, "grouped"), rapid.Bool().Draw(t, "percent"))
	})
}

func findsSign(t failer, whole uint32, fraction uint16, grouped, percent bool) {
	t.Helper()
	for _, sign := range []string{",", "."} {
		digits, other := strconv.FormatUint(uint64(whole), 10), map[string]string{",": ".", ".": ","}[sign]
		written := digits
		for i := len(digits) - 3; grouped && i > 0; i -= 3 {
			written = written[:i] + other + written[i:]
		}
		decimals := strconv.Itoa(int(fraction))
		telling := len(decimals) != 3 || len(digits) > 3 || whole == 0
		if written += sign + decimals; percent {
			written += " %"
		}
		file, err := table.Open("número", []byte("código;valor\nuno;"+written+"\n"))
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if want := rune(sign[0]); telling && file.Decimal != want || !telling && file.Decimal != 0 {
			t.Fatalf("%s: got %q", written, file.Decimal)
		}
	}
}

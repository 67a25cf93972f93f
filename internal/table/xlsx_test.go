package table_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hito/internal/table"
)

// made returns the XLSX that excelize writes of what fill puts into it.
func made(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// put writes cells of the first sheet, in pairs of reference and value.
func put(f *excelize.File, cells ...any) error {
	for i := 0; i < len(cells); i += 2 {
		if err := f.SetCellValue("Sheet1", cells[i].(string), cells[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// styled gives a cell a number format.
func styled(f *excelize.File, cell, code string) error {
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	return f.SetCellStyle("Sheet1", cell, cell, style)
}

func TestXLSXCells(t *testing.T) {
	content := made(t, func(f *excelize.File) error {
		return put(f,
			"B3", "  Indicador ", "C3", "N/D", "D3", "-", "E3", "s/d", "F3", "—",
			"B4", 80, "C4", 66.67, "D4", true, "E4", false, "F4", "",
			"B6", "Innovacio\u0301n\r\nen dos líneas", "C6", "'=1+1", "D6", "=1+1", "E6", "Uno & <dos>",
			"H9", "Objetivo", "I9", "Objetivo")
	})
	f := open(t, content)
	want(t, show(t, f, 0), `
		3:  | Indicador | N/D | - | s/d | —
		4:  | #80=80 | #66,67=66.67 | ?sí | ?no
		6:  | Innovación⏎en dos líneas | '=1+1 | =1+1 | Uno & <dos>
		9:  |  |  |  |  |  |  | Objetivo | Objetivo`)
	if f.Format != table.XLSX || f.Encoding != "" || f.Separator != 0 || f.Decimal != 0 || f.Name != "prueba" {
		t.Errorf("got %+v", f)
	}
}

// Each format with what the number 44895.5 (30 November 2022 at noon), or another one, reads as.
func TestXLSXNumberFormats(t *testing.T) {
	const noon = 44895.5
	for _, c := range []struct {
		code  string
		value float64
		want  string
	}{
		{"General", noon, "#44895,5=44895.5"},
		{"0", 1234.5, "#1235=1234.5"},
		{"0.00", 33.333, "#33,33=33.333"},
		{"#,##0.00", -1234567.891, "#-1.234.567,89=-1234567.891"},
		{"#,##0", 999, "#999=999"},
		{"0%", 0.8, "#80%=0.8"},
		{"0.00%", 1.0 / 3, "#33,33%=0.3333333333333333"},
		{`0.0\%`, 33.3, "#33,3=33.3"},
		{`0" días"`, 5, "#5=5"},
		{`#,##0.00 "€"`, 12, "#12,00=12"},
		{`#,##0.00\ [$€-C0A];[Red]\-#,##0.00\ [$€-C0A]`, -12, "#-12,00=-12"},
		{"[Red]0;[Blue]-0", 7, "#7=7"},
		{"0.00E+00", 12345, "#12345=12345"},
		{"# ?/?", 0.5, "#0,5=0.5"},
		{"@", 7, "#7=7"},
		{"dd/mm/yyyy", noon, "@30/11/2022=2022-11-30"},
		{`[$-C0A]d" de "mmmm" de "yyyy;@`, noon, "@30/11/2022=2022-11-30"},
		{"mmm-yy", 44895, "@30/11/2022=2022-11-30"},
		{"yyyy", 44895, "@30/11/2022=2022-11-30"},
		{"dd/mm/yyyy hh:mm", noon, "@30/11/2022 12:00=2022-11-30"},
		{"h:mm AM/PM", 0.5, "12:00"},
		{"h:mm:ss", 0.500011574, "12:00:01"},
		{"[h]:mm", 1.5, "#1,5=1.5"},
		{"dd/mm/yyyy", 0, "#0=0"},
		{"dd/mm/yyyy", 1, "@01/01/1900=1900-01-01"},
		{"dd/mm/yyyy", 59, "@28/02/1900=1900-02-28"},
		{"dd/mm/yyyy", 61, "@01/03/1900=1900-03-01"},
		{"dd/mm/yyyy", -1, "#-1=-1"},
		{"dd/mm/yyyy", 2958466, "#2958466=2958466"},
	} {
		content := made(t, func(f *excelize.File) error {
			if err := put(f, "A1", c.value); err != nil {
				return err
			}
			return styled(f, "A1", c.code)
		})
		if got := show(t, open(t, content), 0); got != "1: "+c.want+"\n" {
			t.Errorf("%s of %v: got %swant %s", c.code, c.value, got, c.want)
		}
	}
}

func TestXLSXBuiltInFormats(t *testing.T) {
	for id, want := range map[int]string{
		0: "#44895=44895", 2: "#44895,00=44895", 4: "#44.895,00=44895", 9: "#4489500%=44895", 14: "@30/11/2022=2022-11-30",
		22: "@30/11/2022 00:00=2022-11-30", 30: "@30/11/2022=2022-11-30", 38: "#44.895=44895", 49: "#44895=44895", 57: "@30/11/2022=2022-11-30",
		21: "#44895=44895", 120: "#44895=44895",
	} {
		content := workbook(t, `<sheetData><row r="1"><c r="A1" s="1"><v>44895</v></c></row></sheetData>`,
			"xl/styles.xml", `<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="`+strconv.Itoa(id)+`"/></cellXfs></styleSheet>`)
		if got := show(t, open(t, content), 0); got != "1: "+want+"\n" {
			t.Errorf("format %d: got %swant %s", id, got, want)
		}
	}
}

func TestXLSXDaysSince1904(t *testing.T) {
	content := made(t, func(f *excelize.File) error {
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			return err
		}
		if err := put(f, "A1", 43433, "B1", 0, "C1", 0.5); err != nil {
			return err
		}
		if err := styled(f, "B1", "dd/mm/yyyy"); err != nil {
			return err
		}
		if err := styled(f, "C1", "h:mm"); err != nil {
			return err
		}
		return styled(f, "A1", "dd/mm/yyyy")
	})
	want(t, show(t, open(t, content), 0), `1: @30/11/2022=2022-11-30 | @01/01/1904=1904-01-01 | 12:00`)
}

func TestXLSXDaysThatExcelizeWrites(t *testing.T) {
	content := made(t, func(f *excelize.File) error {
		return put(f, "A1", time.Date(2024, time.February, 29, 0, 0, 0, 0, time.UTC))
	})
	if c := rowsOf(t, open(t, content), 0)[0].Cells[0]; c.Kind != table.Day || c.On.String() != "2024-02-29" {
		t.Errorf("got %+v", c)
	}
}

// Excel stores a number with the digits of its double; people typed fewer.
func TestXLSXNumbersAreWhatWasTyped(t *testing.T) {
	for stored, want := range map[string]string{
		"80.099999999999994": "#80,1=80.1", "0.33333333333333331": "#0,3333333333=0.33333333333333331", "66.666666666666671": "#66,66666667=66.666666666666671",
		"1E-3": "#0,001=0.001", "1.5E+2": "#150=150", "-0": "#0=0", "12345678901234567890.12": "#12345678901234567890=12345678901234567890.12",
		"1234567890123456.7": "#1234567890123457=1234567890123456.7", "1E+15": "#1000000000000000=1000000000000000",
		"0.000012345678901234": "#0,0000123456789=0.000012345678901234",
		"NaN":                  "NaN", "INF": "INF", "1E999999999": "1E999999999", "1E999": "1E999", "0x1p4": "0x1p4", "1_000": "1_000", "1,5": "1,5",
	} {
		content := workbook(t, `<sheetData><row r="1"><c r="A1"><v>`+stored+`</v></c></row></sheetData>`)
		if got := show(t, open(t, content), 0); got != "1: "+want+"\n" {
			t.Errorf("%s: got %swant %s", stored, got, want)
		}
	}
}

func TestXLSXFormulas(t *testing.T) {
	content := workbook(t, `<sheetData><row r="1">
		<c r="A1"><f>B1*2</f><v>14</v></c>
		<c r="B1" t="str"><f>"N"&amp;"D"</f><v>ND</v></c>
		<c r="C1" t="str"><f>""</f><v></v></c>
		<c r="D1" t="b"><f>TRUE()</f><v>1</v></c>
		<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>
		<c r="F1" t="e"><f>NA()</f><v>#N/A</v></c>
		<c r="G1"><f>SUM(A1:B1)</f></c>
		<c r="H1"><f>SUM(A1:B1)</f><v/></c>
		<c r="I1" t="e"><v>#GETTING_DATA</v></c>
		<c r="J1" t="e"/></row></sheetData>`)
	want(t, show(t, open(t, content), 0),
		`1: #14=14 | ND |  | ?sí | !#¡DIV/0! | !#N/D | !=SUM(A1:B1) | !=SUM(A1:B1) | !#GETTING_DATA | !#N/D`)
}

func TestXLSXMergedCells(t *testing.T) {
	content := made(t, func(f *excelize.File) error {
		if err := put(f, "A1", "Plan", "A2", "Objetivo", "B2", "Indicador", "C2", "Valor",
			"A3", "O.E.1", "B3", "Uno", "C3", 1, "B4", "Dos", "C4", 2, "B6", "Tres", "B5", "oculto", "A8", "Fin"); err != nil {
			return err
		}
		for _, m := range [][2]string{{"A1", "C1"}, {"A3", "A6"}, {"B4", "B5"}, {"A8", "A90"}, {"F3", "G4"}} {
			if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
				return err
			}
		}
		return nil
	})
	want(t, show(t, open(t, content), 0), `
		1: Plan | ^Plan | ^Plan
		2: Objetivo | Indicador | Valor
		3: O.E.1 | Uno | #1=1
		4: ^O.E.1 | Dos | #2=2
		6: ^O.E.1 | Tres
		8: Fin`)
}

func TestXLSXMergedNumbersKeepTheirValue(t *testing.T) {
	content := workbook(t, `<sheetData><row r="1"><c r="A1"><v>5</v></c><c r="B1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row></sheetData>
		<mergeCells><mergeCell ref="A1:A2"/></mergeCells>`)
	want(t, show(t, open(t, content), 0), `
		1: #5=5 | #1=1
		2: ^#5=5 | #2=2`)
}

func TestXLSXSheets(t *testing.T) {
	content := made(t, func(f *excelize.File) error {
		for _, name := range []string{"Oculta", "Muy oculta", "Números & más"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
		}
		if err := f.SetSheetVisible("Oculta", false); err != nil {
			return err
		}
		if err := f.SetSheetVisible("Muy oculta", false, true); err != nil {
			return err
		}
		return f.SetCellValue("Números & más", "A1", "aquí")
	})
	f := open(t, content)
	wanted := []table.Sheet{{Name: "Sheet1"}, {Name: "Oculta", Hidden: true}, {Name: "Muy oculta", Hidden: true}, {Name: "Números & más"}}
	if !slices.Equal(f.Sheets, wanted) {
		t.Errorf("got %v", f.Sheets)
	}
	want(t, show(t, f, 0), ``)
	want(t, show(t, f, 3), `1: aquí`)
}

func TestXLSXRichTextAndEscapes(t *testing.T) {
	content := workbook(t, `<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><r><t>Uno</t></r><r><rPr><b/></rPr><t xml:space="preserve"> dos</t></r></is></c><c t="s"><v>2</v></c></row>
		<row><c r="B2" t="s"><v>3</v></c></row></sheetData>`,
		"xl/sharedStrings.xml", xmlHead+`<sst uniqueCount="99999999"><si><r><t>Servicios</t></r><r><t xml:space="preserve"> sociales</t></r><rPh sb="0" eb="1"><t>NO</t></rPh></si>
			<si><t>Uno_x000D_&#10;dos _x005F_x000D_ &amp;amp;</t></si><si><t xml:space="preserve">  </t></si><si><t>&#243;<![CDATA[<á>&amp;]]><!-- no --></t></si></sst>`)
	want(t, show(t, open(t, content), 0), `
		1: Servicios sociales | Uno⏎dos _x000D_ &amp; | Uno dos
		2:  | ó<á>&amp;`)
}

// Other producers write prefixes, other names of parts, cells without references, and dimensions that are not so.
func TestXLSXOfOtherProducers(t *testing.T) {
	content := archive(t, "[Content_Types].xml", `<Types/>`,
		"_rels/.rels", `<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/XL/Book.xml"/></Relationships>`,
		"xl/book.xml", "\xef\xbb\xbf"+`<x:workbook><x:workbookPr date1904="false"/><x:sheets>
			<x:sheet name="Gráfico" rel:id="c"/><x:sheet name="Datos" rel:id="b" state="visible"/></x:sheets></x:workbook>`,
		"xl/_rels/book.xml.rels", `<Relationships><Relationship Id="b" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="..\xl\hojas\una.xml"/>
			<Relationship Id="c" Type="http://x/chartsheet" Target="charts/1.xml"/><Relationship Id="d" Type="http://x/hyperlink" Target="https://ejemplo.es" TargetMode="External"/></Relationships>`,
		"xl/hojas/una.xml", `<x:worksheet><x:dimension ref="A1:XFD1048576"/><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Uno</x:t></x:is></x:c><x:c t="d"><x:v>2022-11-30T00:00:00Z</x:v></x:c></x:row>
			<x:row/><x:row r="7"><x:c r="B7" t="n"><x:v> 5 </x:v></x:c><x:c><x:v>6</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	f := open(t, content)
	if len(f.Sheets) != 1 || f.Sheets[0].Name != "Datos" {
		t.Fatalf("got %v", f.Sheets)
	}
	want(t, show(t, f, 0), `
		1: Uno | @30/11/2022=2022-11-30
		7:  | #5=5 | #6=6`)
}

func TestXLSXOf200Columns(t *testing.T) {
	content := sheet(t, 3, 200, func(row, column int) any { return row*1000 + column })
	rows := rowsOf(t, open(t, content), 0)
	if len(rows) != 3 || len(rows[2].Cells) != 200 || rows[2].Cells[199].Value.String() != "3200" {
		t.Errorf("got %d rows", len(rows))
	}
}

// Sheets often end in thousands of rows and columns that have borders and nothing else.
func TestXLSXStyledBlanksAreLeftOut(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="XFD1" s="1"/></row>`)
	for n := 2; n < 5000; n++ {
		b.WriteString(`<row r="` + strconv.Itoa(n) + `" s="1" customFormat="1"><c r="A` + strconv.Itoa(n) + `" s="1"/></row>`)
	}
	b.WriteString(`<row r="1048577"><c r="A1048577" s="1"/></row></sheetData>`)
	want(t, show(t, open(t, workbook(t, b.String())), 0), `1: #1=1`)
}

// Whoever reads a sheet may stop, and read it again.
func TestRowsStopsAndBeginsAgain(t *testing.T) {
	f := open(t, sheet(t, 5, 2, func(row, column int) any { return row * column }))
	for range 2 {
		n := 0
		err := f.Rows(0, func(table.Row) error {
			if n++; n == 2 {
				return table.Empty
			}
			return nil
		})
		if !errors.Is(err, table.Empty) || n != 2 {
			t.Errorf("got %v after %d rows", err, n)
		}
	}
}

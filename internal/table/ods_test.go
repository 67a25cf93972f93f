package table_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"hito/internal/table"
)

func TestODSCells(t *testing.T) {
	content := openDocument(t, `<table:table table:name="Uno" table:style-name="ta1">
		<table:shapes><draw:frame><table:table><table:table-row><table:table-cell><text:p>dibujo</text:p></table:table-cell></table:table-row></table:table></draw:frame></table:shapes>
		<table:table-column table:number-columns-repeated="16384"/>
		<table:table-header-rows><table:table-row>
			<table:table-cell office:value-type="string"><text:p>Indicador</text:p><office:annotation><text:p>nota</text:p></office:annotation></table:table-cell>
			<table:table-cell office:value-type="string"><text:p>Resultados<text:s text:c="2"/><text:span>alcan</text:span>zados</text:p><text:p>segunda<text:tab/>línea<text:line-break/>tercera</text:p></table:table-cell>
		</table:table-row></table:table-header-rows>
		<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
		<table:table-row-group><table:table-row>
			<table:table-cell office:value-type="float" office:value="80.5"><text:p>80,50</text:p></table:table-cell>
			<table:table-cell office:value-type="percentage" office:value="0.333333333333333"><text:p>33,33%</text:p></table:table-cell>
			<table:table-cell office:value-type="date" office:date-value="2022-11-30"><text:p>30/11/22</text:p></table:table-cell>
			<table:table-cell office:value-type="date" office:date-value="2022-11-30T10:30:00"/>
			<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VERDADERO</text:p></table:table-cell>
			<table:table-cell office:value-type="currency" office:currency="EUR" office:value="12"><text:p>12,00 €</text:p></table:table-cell>
			<table:table-cell office:value-type="time" office:time-value="PT12H30M00S"><text:p>12:30</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="7"/>
			<table:table-cell office:value-type="percentage" office:value="0.8"/>
			<table:table-cell office:value-type="float" office:value="-1234.5"><text:p>-1,234.50</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="1234"><text:p>1.234</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="0.0001"><text:p>1,00E-04</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="5"><text:p>-</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="0"><text:p>FALSO</text:p></table:table-cell>
			<table:table-cell table:number-columns-repeated="3"/>
			<table:table-cell office:value-type="string" office:string-value="solo valor"/>
			<table:table-cell table:number-columns-repeated="16000"/>
		</table:table-row></table:table-row-group>
		<table:table-row>
			<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
			<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#¡DIV/0!</text:p></table:table-cell>
			<table:table-cell table:formula="of:=X" office:value-type="string"><text:p>Err:508</text:p></table:table-cell>
			<table:table-cell table:formula="of:=A" office:value-type="string"><text:p>#1 de la lista</text:p></table:table-cell>
			<table:table-cell office:value-type="date" office:date-value="0001-01-01"><text:p>antes</text:p></table:table-cell>
			<table:table-cell office:value-type="float" office:value="1E999"><text:p>1E999</text:p></table:table-cell>
		</table:table-row>
		<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
	</table:table>`)
	f := open(t, content)
	want(t, show(t, f, 0), `
		1: Indicador | Resultados  alcanzados⏎segunda línea⏎tercera
		4: #80,50=80.5 | #33,33%=0.333333333333333 | @30/11/22=2022-11-30 | @30/11/2022 10:30=2022-11-30 | ?sí | #12,00=12 | 12:30 | #7=7 | #80,00%=0.8 | #-1.234,50=-1234.5 | #1.234=1234 | #0,0001=0.0001 | #5=5 | ?no |  |  |  | solo valor
		5: !#¡DIV/0! | !#¡DIV/0! | !Err:508 | #1 de la lista | antes | 1E999`)
	if f.Format != table.ODS {
		t.Errorf("got %s", f.Format)
	}
}

func TestODSRepeatedAndMerged(t *testing.T) {
	content := openDocument(t, `<table:table table:name="Uno"><table:table-row>
			<table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>Plan</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="2"/>
		</table:table-row><table:table-row>
			<table:table-cell table:number-rows-spanned="3" office:value-type="string"><text:p>O.E.1</text:p></table:table-cell>
			<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>
		</table:table-row><table:table-row table:number-rows-repeated="2">
			<table:covered-table-cell office:value-type="string"><text:p>oculto</text:p></table:covered-table-cell>
			<table:table-cell/><table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>
		</table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>Fin</text:p></table:table-cell></table:table-row></table:table>`)
	want(t, show(t, open(t, content), 0), `
		1: Plan | ^Plan | ^Plan
		2: O.E.1 | #1=1 | #1=1
		3: ^O.E.1 |  | #2=2
		4: ^O.E.1 |  | #2=2
		5: Fin`)
}

func TestODSSheets(t *testing.T) {
	row := `<table:table-row><table:table-cell office:value-type="string"><text:p>aquí</text:p></table:table-cell></table:table-row>`
	content := openDocument(t, `<table:tracked-changes><table:table table:name="No"/></table:tracked-changes>
		<table:table table:name="Una &amp; otra" table:style-name="ta1"/>
		<table:table table:name="'file:///tmp/otro.ods'#$Hoja1">`+row+`</table:table>
		<table:table table:name="Oculta" table:style-name="ta2">`+row+`</table:table>
		<table:dde-links><table:dde-link><table:table table:name="No"/></table:dde-link></table:dde-links>`)
	f := open(t, content)
	if wanted := []table.Sheet{{Name: "Una & otra"}, {Name: "Oculta", Hidden: true}}; !slices.Equal(f.Sheets, wanted) {
		t.Errorf("got %v", f.Sheets)
	}
	want(t, show(t, f, 0), ``)
	want(t, show(t, f, 1), `1: aquí`)
}

var update = flag.Bool("update", false, "have LibreOffice write the workbooks of testdata anew")

// fixture is what LibreOffice was given to write testdata/libreoffice.xlsx and .ods.
func fixture(t *testing.T) []byte {
	return made(t, func(f *excelize.File) error {
		if err := put(f, "A1", "Plan de innovación", "A2", "Objetivo", "B2", "Indicador", "C2", "Progreso", "D2", "Fecha", "E2", "Valor",
			"A3", "O.E.1", "B3", "Se han creado «alianzas»\ncon agentes", "C3", 1.0/3, "D3", 44895, "E3", 1234.5,
			"B4", "N/D", "C4", 0.8, "D4", "s/d", "E4", true, "A6", "'=1+1", "B6", "-"); err != nil {
			return err
		}
		for cell, code := range map[string]string{"C3": "0.00%", "C4": "0%", "D3": "dd/mm/yyyy", "E3": "#,##0.00"} {
			if err := styled(f, cell, code); err != nil {
				return err
			}
		}
		for cell, formula := range map[string]string{"C6": "1/0", "D6": "E3*2", "E6": `"a"&"b"`} {
			if err := f.SetCellFormula("Sheet1", cell, formula); err != nil {
				return err
			}
		}
		if err := f.MergeCell("Sheet1", "A1", "E1"); err != nil {
			return err
		}
		if err := f.MergeCell("Sheet1", "A3", "A4"); err != nil {
			return err
		}
		if _, err := f.NewSheet("Oculta"); err != nil {
			return err
		}
		return f.SetSheetVisible("Oculta", false)
	})
}

// TestLibreOffice reads the same workbook as LibreOffice writes it in both formats.
func TestLibreOffice(t *testing.T) {
	if *update {
		convert(t, fixture(t))
	}
	for _, name := range []string{"libreoffice.xlsx", "libreoffice.ods"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, content)
		if wanted := []table.Sheet{{Name: "Sheet1"}, {Name: "Oculta", Hidden: true}}; !slices.Equal(f.Sheets, wanted) {
			t.Errorf("%s: got %v", name, f.Sheets)
		}
		want(t, show(t, f, 0), `
			1: Plan de innovación | ^Plan de innovación | ^Plan de innovación | ^Plan de innovación | ^Plan de innovación
			2: Objetivo | Indicador | Progreso | Fecha | Valor
			3: O.E.1 | Se han creado «alianzas»⏎con agentes | #33,33%=0.333333333333333 | @30/11/2022=2022-11-30 | #1.234,50=1234.5
			4: ^O.E.1 | N/D | #80%=0.8 | s/d | ?sí
			6: '=1+1 | - | !#¡DIV/0! | #2469=2469 | ab`)
	}
}

// convert has LibreOffice write a workbook into testdata.
func convert(t *testing.T, content []byte) {
	t.Helper()
	folder := t.TempDir()
	from := filepath.Join(folder, "libreoffice.xlsx")
	if err := os.WriteFile(from, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"ods", "xlsx"} {
		out, err := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+filepath.Join(folder, "profile"),
			"--headless", "--convert-to", format, "--outdir", "testdata", from).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

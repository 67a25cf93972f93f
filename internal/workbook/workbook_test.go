package workbook_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/internal/date"
	"hito/internal/transfer"
	"hito/internal/workbook"
)

var at = time.Date(2026, time.March, 14, 9, 0, 0, 0, time.UTC)

func record(kind transfer.Kind, id int64, cells map[transfer.Field]string) transfer.Record {
	return transfer.Record{Kind: kind, ID: id, Cells: cells}
}

// small is a plan with one of most things, some of them hostile.
func small() workbook.Data {
	return workbook.Data{
		Slug: "plan", Title: "Plan & «prueba»", At: at,
		Records: []transfer.Record{
			record(transfer.Head, 7, map[transfer.Field]string{
				"slug": "plan", "title": "Plan & «prueba»", "body": "=HYPERLINK(\"http://x\")", "starts_on": "2021-07-01", "ends_on": "2023-06-30",
				"on_track_from": "0.9", "delayed_from": "0.705",
			}),
			record(transfer.Line, 3, map[transfer.Field]string{"code": "1", "title": "+cmd|' /C calc'!A0"}),
			record(transfer.Objective, 12, map[transfer.Field]string{"code": "O.E.1", "title": "@SUM(A1)", "weight": "1.5", "lines": "1", "cancelled_on": "1900-01-31"}),
			record(transfer.Indicator, 40, map[transfer.Field]string{
				"code": "1.10", "objective": "O.E.1", "title": "-1+1", "rule": "maintain_at_most", "target": "-5", "baseline": "0.1", "steps": "si",
				"description": "Una línea\nOtra  con _x0041_ y <b>", "units": "Una; Otra",
			}),
			record(transfer.Point, 0, map[transfer.Field]string{"indicator": "1.10", "on": "2022-06-30", "value": "1234567890.123456"}),
			record(transfer.Result, 5, map[transfer.Field]string{"title": "\t=1", "indicators": "1.10"}),
		},
		Values: func(fn func(transfer.Value) error) error {
			for n, v := range []string{"-5", "0.1", "123456789012345.123456"} {
				one := transfer.Value{Code: "1.10", On: date.New(2022, time.November, 28) + date.Date(n), Value: decimal.RequireFromString(v), Comment: "=1"}
				if err := fn(one); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func opened(t *testing.T, write func(*bytes.Buffer) error) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func written(t *testing.T, d workbook.Data) *excelize.File {
	t.Helper()
	return opened(t, func(w *bytes.Buffer) error { return workbook.Write(w, d) })
}

// rows are the raw cells of a sheet.
func rows(t *testing.T, f *excelize.File, name string) [][]string {
	t.Helper()
	all, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func cell(t *testing.T, f *excelize.File, name, at string) string {
	t.Helper()
	text, err := f.GetCellValue(name, at, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSheetsAreThoseOfEveryKindBehindTheInstructions(t *testing.T) {
	f := written(t, small())
	want := []string{"Instrucciones"}
	for _, s := range transfer.SheetNames {
		want = append(want, s.Name)
	}
	if got := f.GetSheetList(); !slices.Equal(got, want) || f.GetActiveSheetIndex() != 0 {
		t.Errorf("sheets are %v, and %d is open; want %v", got, f.GetActiveSheetIndex(), want)
	}
	for _, s := range transfer.SheetNames {
		heads := rows(t, f, s.Name)[0]
		if heads[len(heads)-1] != workbook.KeyHeading {
			t.Errorf("%s ends with %q", s.Name, heads[len(heads)-1])
		}
		var names []string
		for _, h := range heads[:len(heads)-1] {
			if !strings.HasPrefix(h, "Para leer: ") {
				names = append(names, h)
			}
		}
		var columns []string
		for _, h := range transfer.Columns[s.Kind] {
			columns = append(columns, h.Name)
		}
		if !slices.Equal(names, columns) {
			t.Errorf("%s has %v, want %v", s.Name, names, columns)
		}
	}
}

func TestCellsHoldWhatTheyMean(t *testing.T) {
	f := written(t, small())
	for _, c := range []struct {
		sheet, at, want string
		kind            excelize.CellType
	}{
		{"Plan", "G2", "44378", excelize.CellTypeUnset}, // 1 July 2021, as spreadsheets count days
		{"Plan", "I2", "0.9", excelize.CellTypeUnset},
		{"Plan", "L2", "plan:7", excelize.CellTypeInlineString},
		{"Objetivos", "C2", "1.5", excelize.CellTypeUnset},
		{"Objetivos", "F2", "31/1/1900", excelize.CellTypeInlineString}, // spreadsheets and calendars disagree on that day
		{"Objetivos", "H2", "objective:12", excelize.CellTypeInlineString},
		{"Indicadores", "A2", "1.10", excelize.CellTypeInlineString},
		{"Indicadores", "D2", "Una línea\nOtra  con _x0041_ y <b>", excelize.CellTypeInlineString},
		{"Indicadores", "I2", "Sin indicar", excelize.CellTypeInlineString},
		{"Indicadores", "L2", "Mantener como mucho", excelize.CellTypeInlineString},
		{"Indicadores", "M2", "0.1", excelize.CellTypeUnset},
		{"Indicadores", "N2", "-5", excelize.CellTypeUnset},
		{"Indicadores", "Q2", "Sí", excelize.CellTypeInlineString},
		{"Valores previstos", "C2", "1234567890.123456", excelize.CellTypeUnset},
		{"Valores", "B2", "-1+1", excelize.CellTypeInlineString},
		{"Valores", "C4", "44895", excelize.CellTypeUnset},
		{"Valores", "D2", "-5", excelize.CellTypeUnset},
		{"Valores", "D4", "123456789012345,123456", excelize.CellTypeInlineString}, // more digits than a spreadsheet's numbers have
		{"Valores", "F2", "indicator:40", excelize.CellTypeInlineString},
	} {
		kind, err := f.GetCellType(c.sheet, c.at)
		if got := cell(t, f, c.sheet, c.at); err != nil || got != c.want || kind != c.kind {
			t.Errorf("%s!%s is %q of kind %d, want %q of kind %d (%v)", c.sheet, c.at, got, kind, c.want, c.kind, err)
		}
	}
	if shown, err := f.GetCellValue("Plan", "G2"); err != nil || shown != "01/07/2021" {
		t.Errorf("a day is shown as %q, %v", shown, err)
	}
	if shown, err := f.GetCellValue("Plan", "I2"); err != nil || shown != "90.00%" {
		t.Errorf("a share is shown as %q, %v", shown, err)
	}
}

// everyCell calls fn with each cell of each sheet that was written.
func everyCell(t *testing.T, f *excelize.File, fn func(sheet, at, text string)) {
	t.Helper()
	for _, name := range f.GetSheetList() {
		for y, row := range rows(t, f, name) {
			for x, text := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				fn(name, at, text)
			}
		}
	}
}

func TestSecurity17NothingIsAFormula(t *testing.T) {
	f, hostile := written(t, small()), 0
	everyCell(t, f, func(sheet, at, text string) {
		if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
			t.Errorf("%s!%s calculates %q, %v", sheet, at, formula, err)
		}
		if kind, err := f.GetCellType(sheet, at); strings.ContainsAny(text[:min(1, len(text))], "=+@\t") {
			hostile++
			if err != nil || kind != excelize.CellTypeInlineString {
				t.Errorf("%s!%s holds %q as %d", sheet, at, text, kind)
			}
		}
	})
	if hostile < 6 {
		t.Errorf("only %d hostile cells are there", hostile)
	}
}

func locked(t *testing.T, f *excelize.File, sheet, at string) bool {
	t.Helper()
	id, err := f.GetCellStyle(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	tinted := len(style.Fill.Color) > 0 && style.Fill.Color[0] == "FFF8DC"
	open := style.Protection != nil && !style.Protection.Locked
	if tinted != open {
		t.Errorf("%s!%s is tinted: %v, may be filled in: %v", sheet, at, tinted, open)
	}
	return !open
}

func TestWhatIsFilledInIsOpenAndTheRestIsLocked(t *testing.T) {
	f := written(t, small())
	for _, name := range f.GetSheetList() {
		p, err := f.GetSheetProtection(name)
		if err != nil || p.Password != "" || p.Sort || p.DeleteColumns || !p.SelectUnlockedCells || !p.InsertRows {
			t.Errorf("%s is protected by %+v, %v", name, p, err)
		}
	}
	for at, want := range map[string]bool{
		"A1": true, "E1": true, "A2": true, "B2": true, "C2": false, "D2": false, "E2": false, "F2": true, "A29": false, "B29": true, "E29": false, "F29": true,
	} {
		if got := locked(t, f, "Valores", at); got != want {
			t.Errorf("Valores!%s is locked: %v, want %v", at, got, want)
		}
	}
	if cells := rows(t, f, "Plan"); len(cells) != 2 {
		t.Errorf("the plan has %d rows", len(cells))
	}
	for name, hidden := range map[string]string{"Plan": "L", "Objetivos": "H", "Valores": "F"} {
		if visible, err := f.GetColVisible(name, hidden); err != nil || visible {
			t.Errorf("%s!%s is to be seen: %v, %v", name, hidden, visible, err)
		}
	}
}

func TestCellsAreValidated(t *testing.T) {
	f := written(t, small())
	kinds := map[string]string{}
	for _, name := range []string{"Plan", "Indicadores", "Valores"} {
		rules, err := f.GetDataValidations(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rules {
			if r.Error == nil || !r.ShowErrorMessage || !r.AllowBlank {
				t.Errorf("%s!%s says nothing of what is wrong", name, r.Sqref)
			}
			first, _, _ := strings.Cut(r.Sqref, ":")
			kinds[name+"!"+first] = r.Type + " " + r.Formula1
		}
	}
	for at, want := range map[string]string{
		"Plan!G2": "date 61", "Plan!I2": "decimal 0", "Indicadores!L2": `list "Alcanzar la meta,Mantener al menos,Mantener como mucho"`,
		"Indicadores!N2": "decimal -1000000000000000", "Valores!C2": "date 61", "Valores!D2": "decimal -1000000000000000",
	} {
		if kinds[at] != want {
			t.Errorf("%s is checked by %q, want %q", at, kinds[at], want)
		}
	}
}

func TestTheBookSaysWhatItIs(t *testing.T) {
	f := written(t, small())
	doc, err := f.GetDocProps()
	if err != nil || doc.Title != "Plan & «prueba»" || doc.Creator != "Hito" || doc.Language != "es-ES" || doc.Created != "2026-03-14T09:00:00Z" {
		t.Errorf("%+v, %v", doc, err)
	}
	props, err := f.GetCustomProps()
	if err != nil || len(props) != 2 || props[0].Value != "plan" || props[1].Value != int32(workbook.Format) {
		t.Errorf("%+v, %v", props, err)
	}
	panes, err := f.GetPanes("Valores")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the headings stay: %+v, %v", panes, err)
	}
	page, err := f.GetPageLayout("Valores")
	if err != nil || *page.Size != 9 || *page.FitToWidth != 1 || *page.FitToHeight != 0 || *page.Orientation != "landscape" {
		t.Errorf("printed as %+v, %v", page, err)
	}
	if props, err := f.GetSheetProps("Valores"); err != nil || !*props.FitToPage {
		t.Errorf("%+v, %v", props, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name+" "+n.Scope] = n.RefersTo
	}
	if names["_xlnm.Print_Area Valores"] != "'Valores'!$A$1:$E$4" || names["_xlnm.Print_Titles Valores"] != "'Valores'!$1:$1" {
		t.Errorf("%v", names)
	}
	about := strings.Join(slices.Concat(rows(t, f, "Instrucciones")...), " ")
	for _, want := range []string{"Plan & «prueba»", "a 14/3/2026", "celdas amarillas", "no tiene contraseña", "«Importar»", "No cambie los encabezados"} {
		if !strings.Contains(about, want) {
			t.Errorf("the instructions do not say %q", want)
		}
	}
}

func TestATemplateIsEmptyButForItsInstructions(t *testing.T) {
	f := written(t, workbook.Data{Title: "Plantilla", At: at})
	for _, s := range transfer.SheetNames {
		if got := rows(t, f, s.Name); len(got) != 1 {
			t.Errorf("%s has %d rows", s.Name, len(got))
		}
	}
	if locked(t, f, "Plan", "A2") || !locked(t, f, "Plan", "A4") {
		t.Error("of the plan itself there is one row to fill in, and no more")
	}
	if about := strings.Join(slices.Concat(rows(t, f, "Instrucciones")...), " "); !strings.Contains(about, "código «O.E.1»") {
		t.Errorf("no example: %s", about)
	}
}

// A cell holds so many letters; what is longer goes on below, under the same key.
func TestATextThatIsTooLongForACellGoesOnBelow(t *testing.T) {
	long := strings.Repeat("Una línea de quince.\n", 2000) + strings.Repeat("😀", 20_000)
	f := written(t, workbook.Data{Slug: "plan", At: at, Records: []transfer.Record{
		record(transfer.Section, 4, map[transfer.Field]string{"heading": "Contexto", "body": long}),
		record(transfer.Section, 5, map[transfer.Field]string{"heading": "Otro", "body": "b"}),
	}})
	got := rows(t, f, "Apartados")[1:]
	var text string
	for n, row := range got[:len(got)-1] {
		if row[2] != "section:4" || n > 0 && row[0] != "" {
			t.Errorf("row %d is %q of %q", n, row[0], row[2])
		}
		if units := len(utf16.Encode([]rune(row[1]))); units > excelize.TotalCellChars || strings.TrimSpace(row[1]) != row[1] {
			t.Errorf("row %d holds %d units, %q at its end", n, units, row[1][len(row[1])-9:])
		}
		text += row[1]
	}
	if last := got[len(got)-1]; text != long || len(got) < 4 || last[2] != "section:5" {
		t.Errorf("%d rows with %d letters of %d, and %v", len(got), len(text), len(long), last)
	}
}

func TestAUnitsSheet(t *testing.T) {
	of := workbook.Sheet{
		Slug: "plan", Title: "Plan", Unit: "Unidad de Innovación", On: date.New(2022, 11, 30), At: at,
		Rows: []workbook.SheetRow{
			{ID: 1, Code: "I.1", Title: "=1", Objective: "O.E.1. Uno", UnitOfMeasure: "días", Last: decimal.NewNullDecimal(decimal.New(125, -1)), LastOn: date.New(2022, 10, 1), Target: decimal.NewFromInt(7), Planned: decimal.NewFromInt(1).Div(decimal.NewFromInt(3))},
			{ID: 2, Code: "I.2", Title: "Dos", Target: decimal.NewFromInt(-5)},
		},
	}
	f := opened(t, func(w *bytes.Buffer) error { return workbook.WriteSheet(w, of) })
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Instrucciones", "Valores"}) {
		t.Fatalf("sheets are %v", got)
	}
	want := [][]string{
		{"Código del indicador", "Para leer: indicador", "Para leer: objetivo", "Para leer: unidad de medida", "Para leer: último valor", "Para leer: fecha del último valor", "Para leer: meta", "Para leer: previsto a la fecha", "Fecha del valor", "Valor", "Comentario", "hito"},
		{"I.1", "=1", "O.E.1. Uno", "días", "12.5", "44835", "7", "0.3333333333333333", "44895", "", "", "indicator:1"},
		{"I.2", "Dos", "", "", "", "", "-5", "0", "44895", "", "", "indicator:2"},
	}
	if got := rows(t, f, "Valores"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
	if shown, err := f.GetCellValue("Valores", "H2"); err != nil || shown != "0.33" {
		t.Errorf("what was planned is shown as %q, %v", shown, err)
	}
	for at, want := range map[string]bool{"A2": true, "E2": true, "H2": true, "I2": false, "J2": false, "K3": false, "L2": true} {
		if got := locked(t, f, "Valores", at); got != want {
			t.Errorf("%s is locked: %v, want %v", at, got, want)
		}
	}
	everyCell(t, f, func(sheet, at, _ string) {
		if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
			t.Errorf("%s!%s calculates %q, %v", sheet, at, formula, err)
		}
	})
}

// What fails while it is written leaves nothing, not even half a file.
func TestABookThatFailsWritesNothing(t *testing.T) {
	broken := fmt.Errorf("broken")
	var out bytes.Buffer
	err := workbook.Write(&out, workbook.Data{Slug: "p", At: at, Values: func(func(transfer.Value) error) error { return broken }})
	if err == nil || out.Len() > 0 {
		t.Errorf("%v, and %d bytes", err, out.Len())
	}
}

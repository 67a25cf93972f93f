package paper_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"hito/web/reports/paper"
)

func openBook(t *testing.T, d paper.Document) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(xlsxOf(t, d)))
	must(t, err)
	t.Cleanup(func() { book.Close() })
	return book
}

// find returns the cell that says a text.
func find(t *testing.T, book *excelize.File, sheet, text string) (column, row int) {
	t.Helper()
	cells, err := book.SearchSheet(sheet, text)
	must(t, err)
	if len(cells) == 0 {
		t.Fatalf("%s has no cell %q", sheet, text)
	}
	column, row, err = excelize.CellNameToCoordinates(cells[0])
	must(t, err)
	return column, row
}

func TestFiguresAreNumbersAndDaysAreDates(t *testing.T) {
	book := openBook(t, sample())
	const sheet = "Resultados por objetivo"
	_, row := find(t, book, sheet, "El plan de innovación es comunicado a la ciudadanía")
	for column, want := range map[int]string{3: "44880", 4: "0.3333333333333333"} {
		cell, err := excelize.CoordinatesToCellName(column, row)
		must(t, err)
		if raw, err := book.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true}); err != nil || raw != want {
			t.Errorf("%s holds %q, %v; want %s", cell, raw, err, want)
		}
		if kind, err := book.GetCellType(sheet, cell); err != nil || kind == excelize.CellTypeSharedString {
			t.Errorf("%s is a text, %v", cell, err)
		}
	}
	if text, err := book.GetCellValue("Indicadores con sus cifras", "D6"); err != nil || even(text) != even("613,25 horas") {
		t.Errorf("a quantity reads %q, %v", text, err)
	}
}

func TestSheetsArePrintedOnA4(t *testing.T) {
	book := openBook(t, sample())
	if want := []string{"Portada", "En una página", "Evolución del plan", "Resultados por objetivo", "Indicadores con sus cifras", "Cómo se calcula"}; !slices.Equal(book.GetSheetList(), want) {
		t.Errorf("sheets = %q", book.GetSheetList())
	}
	for _, sheet := range book.GetSheetList() {
		layout, err := book.GetPageLayout(sheet)
		must(t, err)
		props, err := book.GetSheetProps(sheet)
		must(t, err)
		if *layout.Size != 9 || !*props.FitToPage || *layout.FitToWidth != 1 {
			t.Errorf("%s is printed on %d, fit %t", sheet, *layout.Size, *props.FitToPage)
		}
		if wide := *layout.Orientation == "landscape"; sheet == "Cómo se calcula" && wide || sheet == "Indicadores con sus cifras" && !wide {
			t.Errorf("%s lies down: %t", sheet, wide)
		}
	}
	var titles []string
	for _, name := range book.GetDefinedName() {
		titles = append(titles, name.Scope+" "+name.RefersTo)
	}
	if !slices.Contains(titles, "Indicadores con sus cifras 'Indicadores con sus cifras'!$4:$4") {
		t.Errorf("the heads of a table are not repeated: %q", titles)
	}
	props, err := book.GetDocProps()
	must(t, err)
	if props.Title != sample().Title || props.Creator != "Ayuntamiento de Montilla" || props.Language != "es-ES" || props.Created != "2026-11-27T08:30:00Z" {
		t.Errorf("properties = %+v", props)
	}
}

func TestChartsAreNative(t *testing.T) {
	charts := map[string]string{}
	for name, part := range partsOf(t, xlsxOf(t, sample())) {
		if strings.HasPrefix(name, "xl/charts/chart") {
			charts[name] = string(part)
		}
	}
	if len(charts) != 2 {
		t.Fatalf("%d charts", len(charts))
	}
	for kind, want := range map[string]string{
		"<c:barChart>": "&#39;En una página&#39;!$B$13:$B$21", "<c:lineChart>": "&#39;Evolución del plan&#39;!$C$5:$C$10",
	} {
		found := false
		for _, chart := range charts {
			chart = strings.NewReplacer("<barChart>", "<c:barChart>", "<lineChart>", "<c:lineChart>", "'", "&#39;").Replace(chart)
			if strings.Contains(chart, kind) {
				found = strings.Contains(chart, want) && strings.Contains(chart, "14262B")
			}
		}
		if !found {
			t.Errorf("no %s of %s with readable axes", kind, want)
		}
	}
}

func TestSheetsHaveNamesOfTheirOwn(t *testing.T) {
	book := openBook(t, paper.Document{Sections: []paper.Section{
		{ID: "a", Heading: "Resultados: [uno/dos]"}, {ID: "b", Heading: "resultados  uno dos"}, {ID: "c", Heading: "'portada'"}, {ID: "d", Heading: "???"},
		{ID: "e", Heading: strings.Repeat("á", 40)}, {ID: "f", Heading: strings.Repeat("á", 40)}, {ID: "g", Heading: "History"},
	}})
	want := []string{"Portada", "Resultados   uno dos", "resultados  uno dos", "portada (2)", "Hoja", strings.Repeat("á", 31), strings.Repeat("á", 27) + " (2)", "History (2)"}
	if got := book.GetSheetList(); !slices.Equal(got, want) {
		t.Errorf("sheets = %q\nwant     %q", got, want)
	}
}

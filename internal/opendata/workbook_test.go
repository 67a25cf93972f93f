package opendata

import (
	"bytes"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"hito/internal/date"
)

// What does not fit into a sheet goes on in another one, with its heading.
func TestALongTableGoesOnInAnotherSheet(t *testing.T) {
	var out bytes.Buffer
	h := Heading{Title: "Prueba", Publisher: "Ayuntamiento", Licence: "CC0-1.0", Fields: []Field{
		{Name: "titulo", Meaning: "Qué es.", Type: Text}, {Name: "valor", Meaning: "Cuánto.", Type: Decimal, Unit: "horas"}, {Name: "fecha", Meaning: "Cuándo.", Type: Day},
	}}
	w, err := startWorkbook(&out, h, 3)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		if err := w.Row([]any{"fila", decimal.New(int64(n), -1), date.Date(0)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for sheet, rows := range map[string]int{"Datos": 3, "Datos 2": 3, "Datos 3": 2, "Diccionario": 7} {
		got, err := file.GetRows(sheet)
		if err != nil || len(got) != rows {
			t.Errorf("%s has %d rows, want %d: %v", sheet, len(got), rows, err)
		}
	}
	if value, _ := file.GetCellValue("Datos 3", "B2"); value != "0.4" {
		t.Errorf("the last value is %q", value)
	}
	if meaning, _ := file.GetCellValue("Diccionario", "B3"); meaning != "Cuánto." {
		t.Errorf("the dictionary says %q", meaning)
	}
}

package main

import (
	"strings"
	"testing"

	"hito/internal/transfer"
)

func TestColumnsAreToldBySpanishNames(t *testing.T) {
	for kind := range transfer.Columns {
		fields := []transfer.Field{transfer.KeyField, transfer.Ignored}
		for _, h := range transfer.FieldsOf(kind) {
			fields = append(fields, h.Field)
		}
		for _, f := range fields {
			if name := meaning(kind, transfer.Column{Field: f}); name == "" || name == string(f) {
				t.Errorf("%s: %q is told as %q", kind, f, name)
			}
		}
	}
}

func TestATableWithoutRowsSaysSo(t *testing.T) {
	var b strings.Builder
	found(&b, transfer.Import{Understood: transfer.Understood{Tables: []transfer.Table{
		{Kind: transfer.Point, Sheet: "Valores previstos", Header: 1}, {Kind: transfer.Measurement, Sheet: "Valores", Header: 1, First: 2, Last: 9, Rows: 8},
	}}})
	for _, says := range []string{"encabezados en la línea 1, sin filas\n", "filas de la 2 a la 9\n"} {
		if !strings.Contains(b.String(), says) {
			t.Errorf("%q is not said in %s", says, b.String())
		}
	}
}

package imports

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/transfer"
)

func asking(t *testing.T, query string) *http.Request {
	t.Helper()
	return httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/planes/importar/7"+query, nil)
}

func TestWhatNeedsSomebodyIsShownFirst(t *testing.T) {
	for want, i := range map[transfer.Outcome]transfer.Import{
		transfer.Created: {},
		transfer.Wrong:   {Understood: transfer.Understood{Problems: []transfer.Problem{{Line: 3}}}, Counts: transfer.Counts{transfer.Objective: {transfer.Created: 3}}},
		transfer.Changed: {Counts: transfer.Counts{transfer.Objective: {transfer.Created: 3, transfer.Changed: 1}}},
		transfer.Same:    {Counts: transfer.Counts{transfer.Measurement: {transfer.Same: 3}}},
	} {
		if got := readAsked(asking(t, ""), i).outcome; got != want {
			t.Errorf("%s is shown, want %s", got, want)
		}
	}
}

func TestWhatIsAskedForHasAnAddress(t *testing.T) {
	for _, o := range outcomes {
		a := asked{outcome: o.outcome, page: 3, valuePage: 2}
		address, err := url.Parse(a.href(7))
		if err != nil || address.Path != "/planes/importar/7" || address.Fragment != "cambios" {
			t.Fatalf("%v, %v", address, err)
		}
		if back := readAsked(asking(t, "?"+address.RawQuery), transfer.Import{}); back != a {
			t.Errorf("%+v comes back as %+v", a, back)
		}
	}
	for _, query := range []string{"?ver=otros&pagina=-1&valores=x", "?pagina=99999999999999999999"} {
		if a := readAsked(asking(t, query), transfer.Import{}); a.page != 1 || a.valuePage != 1 || a.outcome != transfer.Created {
			t.Errorf("%s: %+v", query, a)
		}
	}
}

func TestChangesAreToldCellByCell(t *testing.T) {
	row := newChange(transfer.Change{
		Record: transfer.Record{Kind: transfer.Indicator, At: transfer.Place{Sheet: "Datos", Line: 14}},
		Label:  "I.2.2 · Evaluación", Outcome: transfer.Changed,
		Edits: []transfer.Edit{{Field: "target", Before: "3", After: "4.5"}, {Field: "ends_on", Before: "", After: "2023-06-30"}},
	})
	if row.Kind != "Indicador" || row.Where != "hoja «Datos», línea 14" || len(row.Cells) != 0 {
		t.Errorf("%+v", row)
	}
	if want := (editRow{"Meta", "3", "4,5"}); row.Edits[0] != want {
		t.Errorf("%+v, want %+v", row.Edits[0], want)
	}
	if want := (editRow{"Fin", "", "30/6/2023"}); row.Edits[1] != want {
		t.Errorf("%+v, want %+v", row.Edits[1], want)
	}
}

func TestNewThingsShowTheirCells(t *testing.T) {
	row := newChange(transfer.Change{
		Record: transfer.Record{Kind: transfer.Indicator, Cells: map[transfer.Field]string{
			transfer.KeyField: "indicator:3", "target": "100", "title": "Proyectos", "baseline": "", transfer.CurrentValue: "80",
		}},
		Outcome: transfer.Created,
	})
	want := []editRow{{Field: "Indicador", After: "Proyectos"}, {Field: "Meta", After: "100"}, {Field: "Valor actual", After: "80"}}
	if len(row.Cells) != len(want) {
		t.Fatalf("%+v", row.Cells)
	}
	for n := range want {
		if row.Cells[n] != want[n] {
			t.Errorf("%+v, want %+v", row.Cells[n], want[n])
		}
	}
}

func TestErrorsSayWhereAndWhy(t *testing.T) {
	row := newChange(transfer.Change{
		Record: transfer.Record{Kind: transfer.Indicator, At: transfer.Place{Line: 9}}, Outcome: transfer.Wrong,
		Problems: []transfer.Problem{{Line: 9, Column: 7, Field: "target", Text: "Escriba un número."}, {Line: 9, Text: "Falta el código."}},
	})
	if got := strings.Join(row.Problems, "|"); got != "Línea 9, columna G. Meta: Escriba un número.|Falta el código." {
		t.Errorf("%q", got)
	}
	lone := newProblem(transfer.Problem{Line: 4, Column: 2, Field: "value", Text: "No es un número."}, "")
	if lone != (problemRow{"línea 4, columna B", "Valor", "No es un número."}) {
		t.Errorf("%+v", lone)
	}
}

func TestErrorsGoOutAsLines(t *testing.T) {
	i := transfer.Import{ID: 7, Understood: transfer.Understood{Problems: []transfer.Problem{{Sheet: "Datos", Line: 4, Text: "No se entiende."}}, More: 2}}
	changes := []transfer.Change{{
		Record: transfer.Record{Kind: transfer.Objective}, Label: "O.E.1", Problems: []transfer.Problem{{Line: 5, Column: 1, Field: "code", Text: "Repetido."}},
	}}
	values := []transfer.ValueChange{{Line: 6, Column: 8, Code: "I.1.1", On: november, Value: decimal.NewFromInt(3), Problem: "Fuera de fechas."}}
	var got []string
	for _, line := range errorLines(i, changes, values) {
		var cells []string
		for _, cell := range line {
			text, _ := cell.(string)
			cells = append(cells, spaced(text))
		}
		got = append(got, strings.Join(cells, ";"))
	}
	want := []string{
		"Datos;4;;;;No se entiende.", ";;;;;Y 2 líneas más que tampoco se entienden.",
		";5;A;Código;Objetivo: O.E.1;Repetido.", ";6;H;;Valor de I.1.1 a 30/11/2022;Fuera de fechas.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}

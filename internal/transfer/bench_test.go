package transfer_test

import (
	"fmt"
	"strings"
	"testing"

	"hito/internal/date"
	"hito/internal/transfer"
)

const (
	manyIndicators = 10_000
	perObjective   = 50
)

// manyRows is a table of 10,000 indicators of 200 objectives named in words, each with a value of each of some months.
// What letters adds to the titles makes them other ones.
func manyRows(months int, letters string) string {
	var b strings.Builder
	b.WriteString("Objetivo;Indicador;Descripción;Responsables;Valor inicial;Meta;Peso")
	for month := range months {
		fmt.Fprintf(&b, ";%02d/%d", month%12+1, 2015+month/12)
	}
	for n := range manyIndicators {
		fmt.Fprintf(&b, "\nMejorar el servicio número %d de atención a la ciudadanía;Personas atendidas por%s el servicio %d en el municipio %d;Número de personas;Dirección / UTS;0;%d,5;1",
			n/perObjective, letters, n/perObjective, n, n%90+10)
		for month := range months {
			fmt.Fprintf(&b, ";%d,5", (n+month)%100)
		}
	}
	return b.String()
}

func BenchmarkInterpretAndCompare(b *testing.B) {
	has := newPlan()
	made := read(b, opened(b, manyRows(0, "")), transfer.Settings{Mode: transfer.NewPlan}, has).applied(has)
	for _, c := range []struct {
		name, file string
		has        transfer.Existing
		mode       transfer.Mode
		want       transfer.Outcome
	}{
		{"new", manyRows(0, ""), has, transfer.NewPlan, transfer.Created},
		{"same", manyRows(0, ""), made, transfer.Update, transfer.Same},
		{"misspelt", manyRows(0, "r"), made, transfer.Update, transfer.Changed},
		{"values", manyRows(60, ""), made, transfer.Values, ""},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := opened(b, c.file)
			for b.Loop() {
				values := 0
				u, err := transfer.Interpret(f, transfer.Settings{Mode: c.mode, On: date.New(2022, 11, 30)}, c.has, func(transfer.Value) error {
					values++
					return nil
				})
				if err != nil || len(u.Problems) > 0 {
					b.Fatal(err, u.Problems)
				}
				n := 0
				for _, change := range transfer.Compare(c.has, u, c.mode) {
					if change.Kind == transfer.Indicator && change.Outcome == c.want {
						n++
					}
				}
				if want := manyIndicators; c.want != "" && n != want || c.want == "" && values != 60*want {
					b.Fatalf("%d indicators, %d values", n, values)
				}
			}
		})
	}
}

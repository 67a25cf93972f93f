package transfer_test

import (
	"fmt"
	"strings"
	"testing"

	"hito/internal/transfer"
)

func TestClaimsAgainstTheirValues(t *testing.T) {
	const head = "Objetivo;Indicador;Valor inicial;Meta;Valor actual;Progreso\n"
	for _, c := range []struct{ name, file, want, why string }{
		{"agrees to the decimals it has", head + "Uno;a;0;3;1;33,3%", "agrees", "(1 − 0) / (3 − 0) = 33,33 %"},
		{"agrees without decimals", head + "Uno;a;0;3;2;67 %", "agrees", "66,67 %"},
		{"going down", head + "Uno;a;-10;-30;-20,5;52,50%", "agrees", "(−20,5 − −10) / (−30 − −10) = 52,50 %"},
		{"held at 100 %", head + "Uno;a;0;10;15;100%", "clamped", "150,00 %, que el fichero deja entre 0 y 100 %"},
		{"held at 0 %", head + "Uno;a;10;20;5;0%", "clamped", "−50,00 %"},
		{"value over target", head + "Uno;a;4;14;10;71,43%", "rule", "60,00 %; el fichero da 71,43 %, que es valor / meta"},
		{"cut off", head + "Uno;a;0;3;2;66,66%", "rule", "que corta los decimales"},
		{"mistaken", head + "Uno;a;0;3;1;0,00%", "mistaken", "33,33 %; el fichero dice 0,00 %"},
		{"without a value", head + "Uno;a;0;3;;50%", "unknown", "no tiene un valor"},
		{"maintained", head + "Uno;a;4;4;3;75%", "agrees", "3 / 4 = 75,00 %"},
		{"a blank baseline is 0", head + "Uno;a;;97;97;100,00%", "agrees", "(97 − 0) / (97 − 0)"},
		{"fractions of 1", head + "Uno;a;0;10;5;0,5\nUno;b;0;10;10;1", "agrees agrees", "50,00 %"},
		{"numbers of a hundred", head + "Uno;a;0;10;5;50\nUno;b;0;1000;10;1", "agrees agrees", "50,00 %"},
		{"no percentage at all", head + "Uno;a;0;10;5;#DIV/0!\nUno;b;0;10;5;s/d", "", ""},
	} {
		r := read(t, opened(t, c.file), transfer.Settings{Mode: transfer.NewPlan, On: november}, newPlan())
		var verdicts []string
		why := ""
		for n, claim := range r.Claims {
			verdicts = append(verdicts, string(claim.Verdict))
			if n == 0 {
				why = strings.ReplaceAll(claim.Why, "\u00a0", " ")
			}
		}
		if got := strings.Join(verdicts, " "); got != c.want || !strings.Contains(why, c.why) {
			t.Errorf("%s: %s, %q; want %s, %q", c.name, got, why, c.want, c.why)
		}
	}
}

func TestClaimsOfObjectives(t *testing.T) {
	const indicators = "\n\nObjetivo;Indicador;Valor inicial;Meta;Valor actual;Progreso\nUno;a;0;10;20;200%\nUno;b;0;4;1;%s\nDos;c;0;4;;"
	for _, c := range []struct{ objective, second, want, why string }{
		{"62,5%", "25%", "agrees", "media de 200,00 %; 25,00 % = 62,50 %"},
		{"112,5%", "25%", "rule", "cuenta más del 100 %"},
		{"90%", "80%", "inherited", "el fichero hace la media de lo que dice de cada indicador (200,00 %; 80,00 %)"},
		{"12%", "80%", "mistaken", "el fichero dice 12 %"},
		{"12%", "25%", "mistaken", "el fichero dice 12 %"},
	} {
		file := "Código;Objetivo;Progreso\n1;Uno;" + c.objective + "\n2;Dos;0%\n3;Tres;0%" + fmt.Sprintf(strings.ReplaceAll(strings.ReplaceAll(indicators, "%;", "%%;"), "200%", "200%%"), c.second)
		r := read(t, opened(t, file), transfer.Settings{Mode: transfer.NewPlan, On: november}, newPlan())
		var objectives []transfer.Claim
		for _, claim := range r.Claims {
			if claim.Kind == transfer.Objective {
				objectives = append(objectives, claim)
			}
		}
		if len(objectives) != 3 || string(objectives[0].Verdict) != c.want || !strings.Contains(strings.ReplaceAll(objectives[0].Why, "\u00a0", " "), c.why) {
			t.Errorf("%s, %s: %+v; want %s, %q", c.objective, c.second, objectives, c.want, c.why)
			continue
		}
		if objectives[1].Verdict != transfer.Agrees || objectives[2].Verdict != transfer.Unknown {
			t.Errorf("without data: %+v; without indicators: %+v", objectives[1], objectives[2])
		}
	}
}

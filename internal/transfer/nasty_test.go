package transfer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hito/internal/transfer"
)

// nasty are files as people have them, with what comes of them: indicators as "code|title|baseline|target", values as
// "code=value@day", and beginnings of what is wrong as "line,column: text".
var nasty = []struct {
	name, file string
	want       string
	values     string
	wrong      []string
}{
	{
		name: "notations and nothings",
		file: "Objetivo;Indicador;Valor inicial;Meta;Valor actual\nUno;a;N/D;1.234,5;-\nUno;b;-;80,00%;s/d\nUno;c;s/d;1 234,5;2\nUno;d;;80.0;\n",
		want: "O.E.1.1|a||1234.5 O.E.1.2|b||80 O.E.1.3|c||1234.5 O.E.1.4|d||80", values: "O.E.1.3=2@2022-11-30",
	},
	{
		name: "an ambiguous number, read as the file writes its decimals",
		file: "Objetivo;Indicador;Meta\nUno;a;1.234\nUno;b;2,5\n", want: "O.E.1.1|a||1234 O.E.1.2|b||2.5",
	},
	{
		name: "an ambiguous number with nothing that tells is asked", file: "Objetivo;Indicador;Meta\nUno;a;1.234\nUno;b;2\n",
		want: "O.E.1.2|b||2", wrong: []string{"2,3: ¿1234 o 1,234?"},
	},
	{
		name:   "columns of months, quarters and days",
		file:   "Objetivo;Indicador;Meta;nov-22;2022-10;septiembre de 2022;T2 2022;31/1/2022\nUno;a;10;1;2;3;4;5\nUno;b;10;;;;;x\n",
		want:   "O.E.1.1|a||10 O.E.1.2|b||10",
		values: "O.E.1.1=1@2022-11-30 O.E.1.1=2@2022-10-31 O.E.1.1=3@2022-09-30 O.E.1.1=4@2022-06-30 O.E.1.1=5@2022-01-31",
		wrong:  []string{"3,8: No es un número"},
	},
	{
		name: "duplicate headings are kept apart: the first one counts",
		file: "Objetivo;Indicador;Meta;Meta\nUno;a;10;20\n", want: "O.E.1.1|a||10",
	},
	{
		name: "a blank objective is that above, names may be the same, sums are left out",
		file: "Objetivo;Indicador;Descripción;Meta\nUno;a;x;1\n;a;y;2\nDos;a;;3\n;;;\nTotal;;;6\n",
		want: "O.E.1.1|a||1 O.E.1.2|a||2 O.E.2.1|a||3",
	},
	{
		name: "objectives as lines above their indicators",
		file: "Indicador;Meta;Responsable\nO.E.3 Crear redes;;\na;1;\nb;2;\nO.E.4 Otra cosa;;\nc;3;\n",
		want: "O.E.3.1|a||1 O.E.3.2|b||2 O.E.4.1|c||3",
	},
	{
		name: "a row that a page break cuts, headings again, a page number",
		file: "Objetivo;Indicador;Resultados;Meta\nUno;Se han creado alianzas;Convenio con;1\nPágina 2;;;\nObjetivo;Indicador;Resultados;Meta\n;con agentes clave;la universidad;\nUno;b;;2\n",
		want: "O.E.1.1|Se han creado alianzas con agentes clave||1 O.E.1.2|b||2",
	},
	{
		name: "English names, headings with a typing error, a line of headings that is not the first",
		file: "Plan of something;;;\n;;;\nSpecific objective;Indicator;Baselin;Target value\nOne;a;1;2\n", want: "O.E.1.1|a|1|2",
	},
	{
		name: "codes and what is missing are told",
		file: "Código;Objetivo;Indicador;Meta\nI.1;Uno;a;1\nI.1;Uno;b;2\nI 3;Uno;c;3\nI.4;;d;\n",
		want: "I.1|a||1", wrong: []string{"3,1: El código «I.1» ya lo tiene la fila 2", "4,1: El código puede tener letras", "5,4: Escriba un número."},
	},
	{
		name: "a long table of values beside one of indicators",
		file: "Código;Objetivo;Indicador;Meta;Decimales\nI.1;Uno;Redes creadas;1;2\n\n\nIndicador;Fecha;Valor;Observaciones\nI.1;30/11/2022;0,5;bien\nRedes creada;31-10-2022;0,25;\nRedes creadas;1/9/2022 0:00;s/d;\nOtra cosa;1/9/2022;1;\nI.1;ayer;1;\n",
		want: "I.1|Redes creadas||1", values: "I.1=0.5@2022-11-30 I.1=0.25@2022-10-31",
		wrong: []string{"9,1: El plan no tiene este indicador: «Otra cosa»", "10,2: No es una fecha"},
	},
	{
		name: "rows that repeat an indicator for its values",
		file: "Código;Objetivo;Indicador;Meta;Valor;Fecha\nI.1;Uno;a;10;1;1/1/2022\nI.1;Uno;a;10;2;1/2/2022\n",
		want: "I.1|a||10", values: "I.1=1@2022-01-01 I.1=2@2022-02-01",
	},
	{
		name: "units and choices", file: "Objetivo;Indicador;Regla;Naturaleza;Meta;Valor inicial\nUno;a;Mantener al menos;outcome;1;1\nUno;b;otra;;2;0\nUno;c;Alcanzar la meta;;3;3\n",
		want: "O.E.1.1|a|1|1", wrong: []string{"3,3: Elija una de las opciones: «Alcanzar la meta»", "4,5: Para alcanzar una meta"},
	},
	{
		name: "no table at all", file: "hola;adiós\n1;2\n", wrong: []string{"1,0: No se reconocen las columnas"},
	},
}

func TestNastyFiles(t *testing.T) {
	for _, c := range nasty {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, opened(t, c.file), transfer.Settings{Mode: transfer.NewPlan, On: november}, newPlan())
			var got, values, wrong []string
			for _, i := range r.of(transfer.Indicator) {
				if i.Outcome == transfer.Created {
					got = append(got, strings.Join([]string{i.Cells["code"], i.Cells["title"], i.Cells["baseline"], i.Cells["target"]}, "|"))
				}
				r.Problems = append(r.Problems, i.Problems...)
			}
			for _, v := range r.values {
				values = append(values, fmt.Sprintf("%s=%s@%s", v.Code, v.Value, v.On))
			}
			for _, p := range r.Problems {
				wrong = append(wrong, fmt.Sprintf("%d,%d: %s", p.Line, p.Column, p.Text))
			}
			if strings.Join(got, " ") != c.want || strings.Join(values, " ") != c.values {
				t.Errorf("%q, want %q\n%q, want %q", strings.Join(got, " "), c.want, strings.Join(values, " "), c.values)
			}
			if !slices.EqualFunc(wrong, c.wrong, strings.HasPrefix) {
				t.Errorf("%q, want %q", wrong, c.wrong)
			}
		})
	}
}

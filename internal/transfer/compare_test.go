package transfer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/transfer"
)

// what tells what becomes of each record of some kinds, and what is wrong, short enough to be held against.
func (r reading) what(kinds ...transfer.Kind) string {
	var list []string
	for _, c := range r.changes {
		if !slices.Contains(kinds, c.Kind) {
			continue
		}
		said := []string{string(c.Outcome), c.Cells["code"]}
		for _, e := range c.Edits {
			said = append(said, fmt.Sprintf("%s:%s→%s", e.Field, e.Before, e.After))
		}
		for _, p := range c.Problems {
			words := strings.Fields(p.Text)
			said = append(said, fmt.Sprintf("%s@%d,%d:%s", p.Field, p.Line, p.Column, strings.Join(words[:min(4, len(words))], " ")))
		}
		list = append(list, strings.Join(said, " "))
	}
	return strings.Join(list, "\n")
}

func TestTablesOfPeopleOverAPlan(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	for _, c := range []struct {
		name, file string
		mode       transfer.Mode
		kinds      []transfer.Kind
		want       string
	}{
		{
			"what the file does not say stays", "Código del indicador;Indicador;Meta\nI.1.1;Redes creadas;12", transfer.Update,
			[]transfer.Kind{transfer.Indicator, transfer.Objective}, "changed I.1.1 target:10→12",
		},
		{
			"a blank cell clears", "Código del indicador;Indicador;Meta;Valor inicial;Responsable;Unidad de medida\nI.1.1;Redes creadas;10;;;", transfer.Update,
			[]transfer.Kind{transfer.Indicator}, "changed I.1.1 unit_of_measure:redes→ units:UTS→ baseline:0→",
		},
		{
			"what is needed cannot be cleared", "Código del indicador;Indicador;Meta\nI.1.1;Redes creadas;", transfer.Update,
			[]transfer.Kind{transfer.Indicator}, "wrong I.1.1 target@2,3:Escriba un número.",
		},
		{
			"found by its title, with what is new and what the file has not", "Objetivo;Indicador;Meta\nCrear redes.;Redes creadas;10\nCrear redes;Otras redes nuevas;5", transfer.Update,
			[]transfer.Kind{transfer.Indicator}, "same I.1.1\nnew I.1.2",
		},
		{
			"what the plan has and the file has not", "Código del indicador;Objetivo;Indicador;Meta\nI.9.9;Crear redes;Otra cosa muy distinta;5", transfer.Update,
			[]transfer.Kind{transfer.Indicator}, "new I.9.9\ngone I.1.1",
		},
		{
			"the same one twice", "Código del indicador;Indicador;Meta\nI.1.1;Redes creadas;10\nI.1.1;Redes creadas;11", transfer.Update,
			[]transfer.Kind{transfer.Indicator}, "same I.1.1\nwrong I.1.1 @3,0:Esta fila y la",
		},
		{
			"references that are not there", "Código;Código del objetivo;Indicador;Meta;Estándares;Peso\nI.2.1;O.E.8;Nueva;1;;1\nI.2.2;O.E.1;Nueva;1;III.9;1\nI.2.3;oe1;Nueva;1;III.1;2", transfer.Update,
			[]transfer.Kind{transfer.Indicator}, "wrong I.2.1 objective@2,2:No hay ningún objetivo\nwrong I.2.2 standards@3,5:No hay ningún estándar\nnew I.2.3\ngone I.1.1",
		},
		{
			"what belongs to something in error is in error", "Código;Objetivo;Peso\nO.E.2;Nuevo objetivo;-1\n\nObjetivo;Indicador;Meta\nNuevo objetivo;Nuevo;1", transfer.Update,
			[]transfer.Kind{transfer.Objective, transfer.Indicator}, "wrong O.E.2 weight@2,3:El peso va de\ngone O.E.1\nwrong I.2.1 objective@5,0:El objetivo «O.E.2» tiene\ngone I.1.1",
		},
		{
			"cancelled and not", "Código;Objetivo;Anulado desde;Motivo de la anulación\nO.E.1;Crear redes;1/6/2025;\nO.E.2;Nuevo;1/6/2025;Ya no hace falta", transfer.Update,
			[]transfer.Kind{transfer.Objective}, "wrong O.E.1 cancel_reason@2,4:Escriba por qué se\nnew O.E.2",
		},
		{
			"results are no structure", "Objetivo;Indicador;Meta;Resultados\nCrear redes;Redes creadas;11;Otro convenio", transfer.Structure,
			[]transfer.Kind{transfer.Indicator, transfer.Result}, "changed I.1.1 target:10→11",
		},
		{
			"a result that is there serves more", "Objetivo;Indicador;Meta;Resultados\nCrear redes;Nueva;11;UN CONVENIO.", transfer.Update,
			[]transfer.Kind{transfer.Result}, "changed  indicators:I.1.1→I.1.1; I.1.2",
		},
		{
			"of values alone the structure stays", "Objetivo;Indicador;Meta\nCrear redes;Redes creadas;11", transfer.Values,
			[]transfer.Kind{transfer.Indicator}, "",
		},
		{
			"lines in words", "Código;Objetivo;Línea estratégica\nO.E.1;Crear redes;Ciudadania\nO.E.2;Otro;Profesionales", transfer.Update,
			[]transfer.Kind{transfer.Line, transfer.Objective}, "new L.E.2\nsame O.E.1\nnew O.E.2",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, opened(t, c.file), transfer.Settings{Mode: c.mode}, w.Existing)
			if got := r.what(c.kinds...); got != c.want {
				t.Errorf("%s\nwant\n%s\n%+v", got, c.want, r.Problems)
			}
		})
	}
}

// A line is written before the standards that it names, and compared after them.
func TestALineOfAStandardInErrorIsInError(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	edited := slices.Clone(w.Records)
	edited = append(edited, transfer.Record{Kind: transfer.Standard, Cells: map[transfer.Field]string{"framework": "ACSA", "code": "III 2", "title": "Dos"}},
		transfer.Record{Kind: transfer.Line, Cells: map[transfer.Field]string{"code": "L.E.2", "title": "Otra", "standards": "ACSA III 2"}})
	r := read(t, w.book(t, edited), transfer.Settings{Mode: transfer.Update}, w.Existing)
	if got := r.what(transfer.Line, transfer.Standard); got != "same L.E.1\nwrong L.E.2 standards@3,4:El estándar «ACSA III\nsame III.1\nwrong III 2 code@3,2:El código puede tener" {
		t.Error(got)
	}
}

// Where code and text say different things a person decides; so long, codes do.
func TestACodeAndATextThatContradictEachOtherAreAsked(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	d := &drawn{world: w, ids: map[transfer.Kind]int64{transfer.Objective: 1}}
	d.add(transfer.Objective, map[transfer.Field]string{"code": "O.E.2", "title": "Simplificar la gestión", "weight": "1", "lines": "", "standards": "", "cancelled_on": "", "cancel_reason": ""})
	const file = "Código;Objetivo;Peso\nO.E.1;Simplificar la gestión;1\n"
	r := read(t, opened(t, file), transfer.Settings{Mode: transfer.Update}, d.Existing)
	if got := r.what(transfer.Objective); got != "changed O.E.1 title:Crear redes→Simplificar la gestión weight:2→1\ngone O.E.2" || len(r.Questions) != 1 {
		t.Fatalf("%s\n%+v", got, r.Questions)
	}
	q := r.Questions[0]
	r = read(t, opened(t, file), transfer.Settings{Mode: transfer.Update, Answers: map[string]string{q.Key: q.Options[1].Value}}, d.Existing)
	if got := r.what(transfer.Objective); got != "wrong O.E.1 code@2,1:Ya hay otro objetivo\ngone O.E.1" {
		t.Error(got)
	}
}

func TestObjectivesInWordsAreFoundInManyWays(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	d := &drawn{world: w, ids: map[transfer.Kind]int64{transfer.Objective: 1}}
	for n, title := range []string{"Facilitar la relación telemática con la ciudadanía", "Fase 1 del despliegue de planes", "Fase 2 del despliegue de planes"} {
		d.add(transfer.Objective, map[transfer.Field]string{"code": fmt.Sprintf("O.E.%d", n+2), "title": title, "weight": "1"})
	}
	for written, want := range map[string]string{
		"FACILITAR LA RELACION TELEMATICA CON LA CIUDADANIA": "O.E.2", "O.E.2. Facilitar la relación": "O.E.2", "OE 2": "O.E.2", "2. Facilitar la relación telemática con la ciudadanía.": "O.E.2",
		"Facilitar la relacion telematica con la ciudadanía - Un plan": "O.E.2", "Facilitar relación telemática con la ciudadania": "O.E.2 asked",
		"Fase 2 del despliegue de planes": "O.E.4", "Fase 2 del desplegue de planes": "O.E.4 asked", "Fase 3 del despliegue de planes": "O.E.5", "Algo que no se parece": "O.E.5",
	} {
		r := read(t, opened(t, "Objetivo;Indicador;Meta\n"+written+";Nuevo;1\n"), transfer.Settings{Mode: transfer.Update}, d.Existing)
		got := r.of(transfer.Indicator)[0].Cells["objective"]
		if len(r.Questions) > 0 {
			got += " asked"
		}
		if got != want {
			t.Errorf("%q is %s, want %s: %+v", written, got, want, r.Questions)
		}
	}
}

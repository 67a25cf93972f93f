package reports

import (
	"hito/internal/dashboard"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
	"hito/web/ui/board"
)

func rulesText(source) string {
	return "Todas las cifras de este informe salen de los valores de los indicadores por estas reglas. Solo se redondea al mostrarlas."
}

// rulesOf are the rules of progress in words, with the limits of a plan.
func rulesOf(b dashboard.Board) []string {
	return []string{
		"Indicador que debe subir o bajar: lo recorrido desde el valor inicial, dividido entre todo el camino hasta la meta, (valor − inicial) ÷ (meta − inicial). Sin valor inicial se parte de 0.",
		"Indicador que debe mantenerse: 100\u00a0% mientras el valor respeta la meta; si no, la proporción entre el valor y la meta.",
		"Sin dato: un indicador sin ningún valor no tiene porcentaje y cuenta como 0 en las medias. Cada media dice cuántos indicadores tienen dato.",
		"Objetivos, líneas y plan: media ponderada de los indicadores en cada objetivo, y de los objetivos en cada línea y en el plan. Ningún indicador aporta menos de 0 ni más de 100\u00a0%. Lo anulado y lo que tiene peso 0 no cuenta; un objetivo sin indicadores vale 0.",
		"Progreso previsto: la parte del plazo que ha pasado, contada en días, o la que marcan los valores planificados. Lo que debe mantenerse se espera al 100\u00a0% desde el principio.",
		"Estado: en plazo si el progreso llega al " + board.Exactly(b.Plan.OnTrackFrom) + " de lo previsto; con retraso, si llega al " +
			board.Exactly(b.Plan.DelayedFrom) + "; crítico, por debajo.",
		"Los puntos porcentuales (p.\u00a0p.) son la diferencia entre dos porcentajes.",
	}
}

func rulesBlocks(s source, _ report.Options) []paper.Block {
	b := s.board
	blocks := []paper.Block{paper.List{Items: rulesOf(b)}}
	if len(b.Objectives) > 0 {
		blocks = append(blocks, planSum(b)...)
	}
	if b.Size() > 0 {
		blocks = append(blocks, indicatorSums(b))
	}
	return blocks
}

// planSum is how the progress of the plan comes about, as its pages explain it.
func planSum(b dashboard.Board) []paper.Block {
	x := board.ExplainPlan(b)
	blocks := []paper.Block{paper.Subheading{Text: "El progreso del plan"}, paper.Text{Body: x.Rule}}
	if len(x.Formula) > 0 {
		blocks = append(blocks, paper.List{Items: x.Formula})
	}
	if len(x.Inputs) > 0 {
		t := paper.Table{Caption: "Lo que aporta cada objetivo", Columns: []paper.Column{{Heading: x.Head[0], Share: 50}}}
		for _, heading := range x.Head[1:] {
			t.Columns = append(t.Columns, paper.Column{Heading: heading, Numeric: true})
		}
		for _, input := range x.Inputs {
			row := paper.Row{}
			for _, text := range input {
				row.Cells = append(row.Cells, paper.Cell{Text: text})
			}
			t.Rows = append(t.Rows, row)
		}
		blocks = append(blocks, t)
	}
	for _, out := range x.LeftOut {
		blocks = append(blocks, paper.Text{Role: paper.Note, Body: "No cuenta: " + stopped(out)})
	}
	for _, note := range x.Notes {
		blocks = append(blocks, paper.Text{Role: paper.Note, Body: note})
	}
	return blocks
}

func indicatorSums(b dashboard.Board) paper.Table {
	t := paper.Table{Caption: "El progreso de cada indicador, con sus números", Compact: true, Columns: []paper.Column{
		{Heading: "Indicador", Share: 20}, {Heading: "Progreso", Share: 40}, {Heading: "Previsto", Share: 40},
	}}
	for _, i := range b.Indicators() {
		progressed, expected := board.OwnNumbers(b, i)
		if i.Status == dashboard.Cancelled {
			expected = "anulado el " + ui.ShortDate(i.CancelledOn) + ": no cuenta"
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Text: named(i.Code, i.Title)}, {Text: progressed}, {Text: expected}}})
	}
	return t
}

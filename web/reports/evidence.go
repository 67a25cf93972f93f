package reports

import (
	"cmp"
	"slices"
	"strings"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/internal/report"
	"hito/web/reports/paper"
	"hito/web/ui"
)

// evidence is a result with the codes of the indicators that it serves.
type evidence struct {
	indicator.Result
	serves []string
}

// evidences returns the results of a board, each once: the oldest first, and those without a day last.
func evidences(b dashboard.Board) []evidence {
	at := map[int64]int{}
	var list []evidence
	for _, i := range b.Indicators() {
		for _, r := range i.Results {
			n, there := at[r.ID]
			if !there {
				n = len(list)
				at[r.ID] = n
				list = append(list, evidence{Result: r})
			}
			list[n].serves = append(list[n].serves, i.Code)
		}
	}
	slices.SortStableFunc(list, func(x, y evidence) int {
		if x.AchievedOn.IsZero() || y.AchievedOn.IsZero() {
			return cmp.Compare(y.AchievedOn, x.AchievedOn) // no day is 0, the least
		}
		return cmp.Compare(x.AchievedOn, y.AchievedOn)
	})
	return list
}

func evidenceText(s source) string {
	list, files := evidences(s.board), 0
	for _, e := range list {
		files += len(s.files[e.ID])
	}
	text := "A " + s.day() + " el plan no tiene resultados que lo acrediten."
	if len(list) > 0 {
		text = "A " + s.day() + " el plan tiene " + ui.Count(len(list), "resultado", "resultados") + ". Junto a cada uno están los indicadores a los que sirve."
	}
	if files == 0 {
		return text
	}
	return text + " Con " + ui.Count(files, "fichero", "ficheros") +
		": su huella (SHA-256) permite comprobar que un fichero es exactamente el que se guardó."
}

func evidenceBlocks(s source, _ report.Options) []paper.Block {
	list := evidences(s.board)
	if len(list) == 0 {
		return nil
	}
	results := paper.Table{Caption: "Resultados", Compact: true, Columns: []paper.Column{
		{Heading: "Resultado"}, {Heading: "Fecha", Share: 10}, {Heading: "Indicadores", Share: 15},
	}}
	links := slices.ContainsFunc(list, func(e evidence) bool { return e.URL != "" })
	if links {
		results.Columns = append(results.Columns, paper.Column{Heading: "Enlace", Share: 25})
	}
	files := paper.Table{Caption: "Ficheros", Compact: true, Columns: []paper.Column{
		{Heading: "Fichero", Share: 25}, {Heading: "Resultado", Share: 25}, {Heading: "Tamaño", Share: 10, Numeric: true}, {Heading: "SHA-256", Share: 40},
	}}
	for _, e := range list {
		row := paper.Row{Cells: []paper.Cell{{Text: noted(e.Title, e.Description)}, dayCell(e.AchievedOn), {Text: strings.Join(e.serves, ", ")}}}
		if links {
			row.Cells = append(row.Cells, paper.Cell{Text: e.URL})
		}
		results.Rows = append(results.Rows, row)
		for _, f := range s.files[e.ID] {
			files.Rows = append(files.Rows, paper.Row{Cells: []paper.Cell{
				{Text: f.Name}, {Text: e.Title}, {Text: ui.FileSize(f.Size)}, {Text: f.SHA256},
			}})
		}
	}
	blocks := []paper.Block{results}
	if len(files.Rows) > 0 {
		blocks = append(blocks, files)
	}
	return blocks
}

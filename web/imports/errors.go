package imports

import (
	"net/http"
	"strconv"

	"hito/internal/transfer"
	"hito/web/ui"
)

// mostErrors is how many errors of each kind a file of them has: nobody corrects more by hand.
const mostErrors = 100_000

var errorColumns = []string{"Hoja", "Línea", "Columna", "Campo", "Qué es", "Motivo"}

// Errors answers /planes/importar/{id}/errores.csv with everything of the file that is left out, and why.
func (p Pages) Errors(w http.ResponseWriter, r *http.Request) error {
	i, err := p.find(r)
	if err != nil {
		return err
	}
	actor := ui.Actor(r.Context())
	changes, _, err := p.Imports.Changes(r.Context(), actor, i.ID, transfer.Wrong, "", mostErrors, 0)
	if err != nil {
		return err
	}
	values, _, err := p.Imports.ValueChanges(r.Context(), actor, i.ID, transfer.Wrong, mostErrors, 0)
	if err != nil {
		return err
	}
	list := ui.CSV{Name: "errores-importacion-" + idText(i.ID), Columns: errorColumns, Fill: func(line func(...any) error) error {
		for _, row := range errorLines(i, changes, values) {
			if err := line(row...); err != nil {
				return err
			}
		}
		return nil
	}}
	return ui.ServeCSV(w, r, ui.CSVOf(r.URL.Query()), list)
}

// errorLines are the lines of the file of errors.
func errorLines(i transfer.Import, changes []transfer.Change, values []transfer.ValueChange) [][]any {
	var lines [][]any
	add := func(what string, kind transfer.Kind, p transfer.Problem) {
		told := newProblem(p, kind)
		lines = append(lines, []any{p.Sheet, numberOf(p.Line), columnLetters(p.Column), told.Field, what, p.Text})
	}
	for _, p := range i.Understood.Problems {
		add("", "", p)
	}
	if i.Understood.More > 0 {
		lines = append(lines, []any{"", "", "", "", "", "Y " + ui.Count(i.Understood.More, "línea más", "líneas más") + " que tampoco se entienden."})
	}
	for _, c := range changes {
		for _, p := range c.Problems {
			add(kindName(c.Kind)+": "+c.Label, c.Kind, p)
		}
	}
	for _, v := range values {
		what := "Valor de " + v.Code + " a " + ui.ShortDate(v.On)
		lines = append(lines, []any{v.Sheet, numberOf(v.Line), columnLetters(v.Column), "", what, v.Problem})
	}
	return lines
}

func numberOf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

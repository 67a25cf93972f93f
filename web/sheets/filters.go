package sheets

import (
	"cmp"
	"slices"

	"hito/internal/indicator"
	"hito/internal/text"
	"hito/web/ui"
)

// filters chooses the day of the sheet, and which rows it shows.
type filters struct {
	Action string
	On     string // YYYY-MM-DD
	Show   ui.Select
	Unit   ui.Select
	Object ui.Select
	Clear  string // address of the whole sheet; blank where it is shown
	First  string // id of the first cell to type in; blank without rows
	Result string // "Faltan 9 de 21 indicadores por registrar a 30/11/2022"
}

func filtersOf(s indicator.Sheet, q query) filters {
	f := filters{
		Action: "/planes/" + s.Plan.Slug + "/hoja", On: s.On.String(), Result: pendingText(s),
		Show: ui.Select{Name: showName, Label: "Mostrar", Options: []ui.Option{
			{Text: "Todos los indicadores"}, {Value: showPending, Text: "Los que faltan", Selected: q.pending},
		}},
		Unit:   ui.Select{Name: unitName, Label: "Unidad", Options: []ui.Option{{Text: "Todas"}}},
		Object: ui.Select{Name: objectiveName, Label: "Objetivo", Options: []ui.Option{{Text: "Todos"}}},
	}
	for _, unit := range unitsOf(s.Rows) {
		f.Unit.Options = append(f.Unit.Options, ui.Option{Value: unit, Text: unit, Selected: unit == q.unit})
	}
	last := ""
	for _, r := range s.Rows {
		if r.Objective != last {
			last = r.Objective
			f.Object.Options = append(f.Object.Options, ui.Option{Value: last, Text: last + ". " + r.ObjectiveTitle, Selected: last == q.objective})
		}
	}
	if q.narrowed() {
		f.Clear = query{on: q.on, page: 1}.path(s.Plan.Slug)
	}
	return f
}

// unitsOf lists the units that answer for rows, in alphabetical order.
func unitsOf(rows []indicator.SheetRow) []string {
	seen := map[string]bool{}
	var units []string
	for _, r := range rows {
		for _, unit := range r.Units {
			if !seen[unit] {
				seen[unit] = true
				units = append(units, unit)
			}
		}
	}
	slices.SortFunc(units, func(a, b string) int { return cmp.Or(cmp.Compare(text.Fold(a), text.Fold(b)), cmp.Compare(a, b)) })
	return units
}

func pendingText(s indicator.Sheet) string {
	pending := 0
	for _, r := range s.Rows {
		if r.Pending(s.On) {
			pending++
		}
	}
	day := ui.LongDate(s.On)
	if pending == 0 {
		return "Todos los indicadores tienen valor a " + day + "."
	}
	return agree(pending, "Falta 1", "Faltan %d") + " de " + ui.Count(len(s.Rows), "indicador", "indicadores") + " por registrar a " + day + "."
}

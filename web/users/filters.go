package users

import (
	"fmt"
	"strconv"

	"hito/internal/access"
	"hito/internal/unit"
	"hito/web/ui"
)

func filters(asked query, total int, units []unit.Counted) ui.FiltersProps {
	f := ui.FiltersProps{
		ID: "personas", Action: listPath,
		Search:  &ui.Search{Name: "texto", Label: "Buscar una persona", Value: asked.text, Hint: "Nombre o correo"},
		Selects: []ui.Select{roleFilter(asked), stateFilter(asked), unitFilter(asked, units)},
		Result:  result(asked, total),
	}
	if asked.narrows() {
		f.Clear = listPath
	}
	return f
}

func roleFilter(asked query) ui.Select {
	s := ui.Select{Name: "papel", Label: "Papel", Options: []ui.Option{{Value: "", Text: "Todos"}}}
	for _, role := range access.Roles {
		s.Options = append(s.Options, ui.Option{Value: string(role), Text: ui.RoleName(role), Selected: role == asked.role})
	}
	return s
}

func stateFilter(asked query) ui.Select {
	s := ui.Select{Name: "estado", Label: "Estado", Options: []ui.Option{{Value: "", Text: "Todos"}}}
	for _, state := range states {
		s.Options = append(s.Options, ui.Option{Value: state.value, Text: state.text, Selected: state.value == asked.state})
	}
	return s
}

func unitFilter(asked query, units []unit.Counted) ui.Select {
	s := ui.Select{Name: "unidad", Label: "Unidad", Options: []ui.Option{{Value: "", Text: "Todas"}}}
	for _, u := range units {
		s.Options = append(s.Options, ui.Option{Value: strconv.FormatInt(u.ID, 10), Text: u.Name, Selected: u.ID == asked.unit})
	}
	return s
}

// result tells how many people were found and which of them this page shows.
func result(asked query, total int) string {
	if total == 0 {
		return "" // the empty state says it
	}
	text := ui.Count(total, "persona", "personas")
	if asked.narrows() {
		text = ui.Count(total, "persona coincide", "personas coinciden")
	}
	if total > pageSize {
		from := (asked.page-1)*pageSize + 1
		text += fmt.Sprintf("; se muestran de la %d a la %d", from, min(from+pageSize-1, total))
	}
	return text
}

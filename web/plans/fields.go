package plans

import (
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

// Fields that several forms of a plan have, with what was typed and what is wrong with it.

func titleField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.FieldProps{
		Name: "title", Label: "Título", Value: typed, Error: wrong["title"], Autocomplete: "off", MaxLength: 300,
		Hint: "Como se publica, con sus años: «II Plan de Innovación 2024-2026».",
	}
}

func bodyField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.FieldProps{
		Name: "body", Label: "Organismo", Value: typed, Error: wrong["body"], Autocomplete: "organization", MaxLength: 300, Hint: "De quién es el plan.",
	}
}

func slugField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.FieldProps{
		Name: "slug", Label: "Dirección web", Value: typed, Error: wrong["slug"], Autocomplete: "off", MaxLength: 80, Optional: true,
		Hint: "Lo que sigue a «/planes/» en la dirección: minúsculas sin tilde, cifras y guiones. En blanco, se saca del título. Después no se puede cambiar.",
	}
}

func startField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.DateField(ui.FieldProps{Name: "starts_on", Label: "Fecha de inicio", Value: typed, Error: wrong["starts_on"]})
}

func endField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.DateField(ui.FieldProps{Name: "ends_on", Label: "Fecha de fin", Value: typed, Error: wrong["ends_on"]})
}

func generalField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.FieldProps{
		Name: "general_objective", Label: "Objetivo general", Value: typed, Error: wrong["general_objective"], Rows: 4, Optional: true, MaxLength: 4000,
		Hint: "Una frase o dos: qué quiere conseguir el plan entero.",
	}
}

func summaryField(typed string, wrong fault.Invalid) ui.FieldProps {
	return ui.FieldProps{
		Name: "summary", Label: "Resumen", Value: typed, Error: wrong["summary"], Rows: 3, Optional: true, MaxLength: 4000,
		Hint: "Sale bajo el título y en las listas.",
	}
}

func periodField(row int, name, label, typed string, wrong fault.Invalid) ui.FieldProps {
	field := plan.PeriodField(row, name)
	return ui.FieldProps{Name: field, Label: label, Value: typed, Error: wrong[field], Autocomplete: "off"}
}

package units

import (
	"strconv"
	"strings"

	"hito/internal/fault"
	"hito/internal/unit"
	"hito/web/ui"
)

var formDone = map[string]string{
	"creada":   "La unidad se ha creado.",
	"guardada": "Los cambios se han guardado.",
}

// formProps is the form of a unit, new or not.
type formProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Now      []ui.Definition // what somebody else has written meanwhile; nil where nobody did
	Form     ui.FormProps
	Name     ui.FieldProps
	Aliases  ui.FieldProps
	Submit   string
	Use      *use             // nil for a unit that does not exist yet
	History  *ui.HistoryProps // likewise
}

// use is what names a unit, and the way to remove one that nothing names.
type use struct {
	Counts []ui.Definition
	Kept   string           // why it cannot be removed; blank where it can
	Delete *ui.ConfirmProps // nil where it cannot
}

func newForm(f typed) formProps {
	p := fields(f)
	p.Page, p.Head = frame("Nueva unidad"), ui.PageHeadProps{Title: "Nueva unidad"}
	p.Form, p.Submit = ui.FormProps{Action: listPath, Label: "Nueva unidad"}, "Crear la unidad"
	return p
}

// editForm is the form of a unit with what was typed; version is the one that the form was made from.
func editForm(u unit.Counted, f typed, version int) formProps {
	p := fields(f)
	hidden := []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}}
	p.Page, p.Head = frame(u.Name), ui.PageHeadProps{Eyebrow: "Unidad", Title: u.Name}
	p.Form, p.Submit = ui.FormProps{Action: pathOf(u.ID), Label: "Datos de la unidad", Hidden: hidden}, "Guardar"
	p.Use = useOf(u)
	return p
}

func fields(f typed) formProps {
	return formProps{
		Name: ui.FieldProps{
			Name: "name", Label: "Nombre", Value: f.name, Autocomplete: "off", MaxLength: 200,
			Hint: "El oficial, como «Unidad de Trabajo Social». Así se muestra en los planes.",
		},
		Aliases: ui.FieldProps{
			Name: "aliases", Label: "Otros nombres", Value: f.aliases, Rows: 6, Optional: true, Autocomplete: "off",
			Hint: "Uno en cada línea, también siglas y erratas habituales. Así se encuentran en las hojas de cálculo: «Unidad Innovación», «Unidad progamas». " +
				"Mayúsculas, tildes y signos dan igual.",
		},
	}
}

// refused puts the messages at their fields.
func (p formProps) refused(wrong fault.Invalid) formProps {
	p.Page.Refused = true
	p.Name.Error, p.Aliases.Error = wrong["name"], wrong["aliases"]
	p.Problems = ui.Problems(wrong, "name", "name", "aliases", "aliases")
	return p
}

// stored is a unit as its form shows it before anything is typed.
func stored(u unit.Unit) typed { return typed{name: u.Name, aliases: strings.Join(u.Aliases, "\n")} }

// valuesOf lists what a unit holds.
func valuesOf(u unit.Unit) []ui.Definition {
	aliases := strings.Join(u.Aliases, " · ")
	if aliases == "" {
		aliases = "Ninguno"
	}
	return []ui.Definition{{Term: "Nombre", Text: u.Name}, {Term: "Otros nombres", Text: aliases}}
}

func peoplePath(id int64) string {
	return "/administracion/personas?unidad=" + strconv.FormatInt(id, 10)
}

func useOf(u unit.Counted) *use {
	people := ui.Definition{Term: "Pertenecen a ella", Text: ui.Count(u.People, "persona", "personas")}
	if u.People > 0 {
		people.Href = peoplePath(u.ID)
	}
	shown := &use{Counts: []ui.Definition{people, {Term: "Responde de", Text: ui.Count(u.Indicators, "indicador", "indicadores")}}}
	if u.Challenges > 0 {
		shown.Counts = append(shown.Counts, ui.Definition{Term: "La nombran", Text: ui.Count(u.Challenges, "reto", "retos")})
	}
	switch {
	case u.People+u.Indicators > 0:
		shown.Kept = "Mientras tenga personas o indicadores no se puede dar de baja: asígnelos antes a otra unidad."
		return shown
	case u.Used():
		shown.Kept = "No se puede dar de baja: hay retos que vienen de ella, que tiene asignados o cuyo proyecto lleva."
		return shown
	}
	shown.Delete = &ui.ConfirmProps{
		Form: ui.FormProps{
			Action: pathOf(u.ID) + "/baja", Label: "Dar de baja la unidad", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(u.Version)}},
		},
		Open: "Dar de baja…", Text: "La unidad desaparecerá de las listas, con sus otros nombres. Los seguimientos cerrados no cambian.",
		Do: "Dar de baja la unidad", Danger: true,
	}
	return shown
}

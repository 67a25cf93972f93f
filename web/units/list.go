package units

import (
	"strings"

	"hito/internal/unit"
	"hito/web/ui"
)

var listDone = map[string]string{"baja": "La unidad se ha dado de baja."}

// listProps is everything that the list of units shows.
type listProps struct {
	Page  ui.PageProps
	Head  ui.PageHeadProps
	Done  string
	Rows  []row
	Empty *ui.EmptyProps
}

// row is a unit in the list.
type row struct {
	Name, Href string
	Aliases    string
	People     string
	PeopleHref string // blank where there is nobody to list
	Indicators string
}

// frame is the frame of a page below the list.
func frame(title string) ui.PageProps {
	return ui.AdministrationPage(title, ui.Crumb{Text: "Unidades", Href: listPath})
}

func buildList(all []unit.Counted, done string) listProps {
	p := listProps{
		Page: ui.AdministrationPage("Unidades"),
		Head: ui.PageHeadProps{
			Title: "Unidades", Lead: "Las partes de la organización que responden de los indicadores, y los nombres con los que aparecen en las hojas de cálculo.",
			Actions: newButton(),
		},
		Done: done,
	}
	for _, u := range all {
		p.Rows = append(p.Rows, newRow(u))
	}
	if len(all) == 0 {
		p.Empty = &ui.EmptyProps{
			Title: "Todavía no hay ninguna unidad",
			Text:  "Las unidades dicen quién responde de cada indicador y qué valores puede aportar cada persona.",
			Link:  &ui.Link{Text: "Crear la primera", Href: newPath},
		}
	}
	return p
}

func newRow(u unit.Counted) row {
	r := row{
		Name: u.Name, Href: pathOf(u.ID), Aliases: strings.Join(u.Aliases, " · "),
		People: ui.Count(u.People, "persona", "personas"), Indicators: ui.Count(u.Indicators, "indicador", "indicadores"),
	}
	if r.Aliases == "" {
		r.Aliases = "Ninguno"
	}
	if u.People > 0 {
		r.PeopleHref = peoplePath(u.ID)
	}
	return r
}

// listCSV is the list of units as data.
func listCSV(all []unit.Counted) ui.CSV {
	columns := []string{"Unidad", "Otros nombres", "Personas", "Indicadores"}
	return ui.CSV{Name: "unidades", Columns: columns, Fill: func(line func(...any) error) error {
		for _, u := range all {
			if err := line(u.Name, strings.Join(u.Aliases, "; "), u.People, u.Indicators); err != nil {
				return err
			}
		}
		return nil
	}}
}

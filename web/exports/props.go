package exports

import (
	"strconv"

	"hito/internal/access"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// props is everything that the page shows.
type props struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Problems []ui.FieldError
	Whole    ui.FormProps
	Sheets   *sheetsProps // nil for those who send no sheets, and plans of which none can be sent
	Lists    []ui.Link
	Import   []ui.Link // for whoever brings files back
}

// sheetsProps is the form that asks for the sheets of units.
type sheetsProps struct {
	Form  ui.FormProps
	Day   ui.FieldProps
	Units []unitChoice
	All   string // address of all of them in one file; blank for a single one
}

// unitChoice is a unit whose sheet can be asked for.
type unitChoice struct{ Name, Value, Indicators string }

func build(s indicator.Sheet, units []owed, typed typedDay, actor access.Actor) props {
	of := s.Plan
	p := props{
		Page: ui.PageProps{
			Title: "Exportar", Section: "/planes", Crumbs: board.CrumbsOf(of, ui.Crumb{Text: "Exportar"}), Plan: board.NavOf(of, ui.PlanAbout, false),
			Refused: typed.problem != "",
		},
		Head: ui.PageHeadProps{
			Eyebrow: of.Body, Title: "Exportar el plan",
			Lead: "Para trabajar fuera de Hito y traerlo después, o para llevarse los datos a otra aplicación. Cada descarga queda registrada, salvo las listas.",
		},
		Whole: ui.FormProps{Action: pathOf(of.Slug) + "/plan.xlsx", Class: "form-inline"},
		Lists: listLinks(of, actor),
	}
	if typed.problem != "" {
		p.Problems = []ui.FieldError{{ID: dayField, Text: typed.problem}}
	}
	if len(units) > 0 {
		p.Sheets = buildSheets(s, units, typed)
	}
	if access.Can(actor, access.CreatePlan, access.Target{}) {
		p.Import = []ui.Link{{Text: "Importar un fichero", Href: "/planes/importar?plan=" + of.Slug}, {Text: "Plantilla vacía para un plan nuevo", Href: templatePath}}
	}
	return p
}

func buildSheets(s indicator.Sheet, units []owed, typed typedDay) *sheetsProps {
	day := typed.text
	if typed.problem == "" {
		day = s.On.String()
	}
	p := &sheetsProps{
		Form: ui.FormProps{Action: pathOf(s.Plan.Slug) + "/hoja.xlsx", Class: "export-sheets"},
		Day: ui.DateField(ui.FieldProps{
			Name: dayField, Label: "Valores a fecha", Value: day, Error: typed.problem, Hint: "La que irá puesta en cada fila.",
		}),
	}
	for _, u := range units {
		p.Units = append(p.Units, unitChoice{
			Name: u.Name, Value: strconv.FormatInt(u.ID, 10), Indicators: ui.Count(len(u.rows), "indicador", "indicadores"),
		})
	}
	if len(units) > 1 {
		p.All = pathOf(s.Plan.Slug) + "/hojas.zip"
	}
	return p
}

// listLinks lead to the lists of a plan that go out as data from their own pages.
func listLinks(of plan.Plan, actor access.Actor) []ui.Link {
	base := "/planes/" + of.Slug
	list := []ui.Link{
		{Text: "Indicadores", Href: base + "/indicadores"}, {Text: "Objetivos", Href: base + "/seguimiento"},
		{Text: "Líneas estratégicas", Href: base + "/lineas"}, {Text: "Resultados", Href: base + "/resultados"},
		{Text: "Seguimientos cerrados", Href: base + "/seguimientos"}, {Text: "Cambios entre los dos últimos momentos", Href: base + "/comparar"},
	}
	if access.Can(actor, access.ReadHistory, of.Target()) {
		list = append(list, ui.Link{Text: "Rondas", Href: base + "/rondas"})
	}
	return list
}

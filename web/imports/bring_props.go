package imports

import (
	"slices"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/web/ui"
	"hito/web/ui/board"
)

// bringProps is everything that the form which brings a file shows.
type bringProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Form     ui.FormProps

	By   ui.ChoicesProps
	File fileProps
	Text ui.FieldProps

	Mode              ui.ChoicesProps
	Plan              ui.SelectFieldProps
	NoPlans           bool // there is none to choose
	Title, Body, Slug ui.FieldProps
	Start, End        ui.FieldProps
	On                ui.FieldProps

	Cancel   string
	Earlier  earlierProps
	Mappings []savedMapping
}

// fileProps is the field of the file.
type fileProps struct{ Hint, Error string }

// accepted are the endings of the names of files that browsers offer to choose.
const accepted = ".xlsx,.ods,.csv,.tsv,.txt"

func buildBring(b bringing, place placeOf) bringProps {
	p := bringProps{
		Page: ui.PageProps{
			Title: "Importar", Section: plansPath, Script: script,
			Crumbs: []ui.Crumb{{Text: "Inicio", Href: "/"}, {Text: "Planes", Href: plansPath}, {Text: "Importar"}},
		},
		Head: ui.PageHeadProps{
			Title: "Importar una hoja de cálculo",
			Lead:  "El plan, sus indicadores y sus valores, tal como los tiene hoy en su hoja o en un documento. Primero se le enseña qué se ha entendido y qué cambiaría; nada se escribe hasta que usted lo aplica, y después se puede deshacer.",
		},
		Form:   ui.FormProps{Action: basePath, Label: "Importar", Class: "import-form form-wide", Files: true},
		Cancel: plansPath,
	}
	if b.chosen != nil {
		p.Head.Eyebrow, p.Cancel = b.chosen.Title, planPath(b.chosen.Slug)
		p.Page.Plan = board.NavOf(*b.chosen, ui.PlanKeep, false)
		p.Page.Crumbs = board.CrumbsOf(*b.chosen, ui.Crumb{Text: "Importar"})
	}
	p.fillSource(b)
	p.fillAim(b)
	p.Earlier = buildEarlier(b, place)
	for _, m := range b.mappings {
		p.Mappings = append(p.Mappings, newSavedMapping(m))
	}
	return p
}

// fillSource sets the fields of what is brought.
func (p *bringProps) fillSource(b bringing) {
	p.By = ui.ChoicesProps{Name: "by", Legend: "De dónde viene", Single: true, Options: []ui.ChoiceOption{
		{Value: byFile, Text: "Un fichero", Hint: "Excel (.xlsx), LibreOffice (.ods), CSV o TSV.", Checked: b.by != byText},
		{Value: byText, Text: "Texto pegado", Hint: "Lo copiado de una hoja, de un PDF o de un documento.", Checked: b.by == byText},
	}}
	p.File = fileProps{Hint: "Hasta 25 MB. La codificación, el separador, los decimales y los encabezados se averiguan solos."}
	p.Text = ui.FieldProps{
		Name: "text", Label: "Tabla pegada", Value: b.text, Rows: 10, Autocomplete: "off",
		Hint: "Con sus encabezados. Puede haber varias tablas y texto entre ellas.",
	}
}

// fillAim sets the fields of what it is for.
func (p *bringProps) fillAim(b bringing) {
	p.Mode = ui.ChoicesProps{Name: "mode", Legend: "Para qué es", Single: true}
	for _, m := range modes {
		p.Mode.Options = append(p.Mode.Options, ui.ChoiceOption{Value: string(m), Text: modeNames[m], Hint: modeHints[m], Checked: m == b.mode})
	}
	p.Plan = ui.SelectFieldProps{Select: ui.Select{Name: "plan", Label: "Plan", Options: []ui.Option{{Text: "Elija un plan"}}}}
	for _, open := range b.plans {
		p.Plan.Options = append(p.Plan.Options, ui.Option{Value: open.Slug, Text: open.Title, Selected: open.Slug == b.slug})
	}
	p.NoPlans = len(b.plans) == 0
	p.Title, p.Body, p.Slug, p.Start, p.End = headFields(b.head)
	for _, f := range []*ui.FieldProps{&p.Title, &p.Body, &p.Start, &p.End} {
		f.Optional = true
	}
	p.On = ui.DateField(ui.FieldProps{
		Name: "on", Label: "Fecha de los valores", Value: b.on,
		Hint: "Para los que no digan la suya: a qué día corresponde la columna «valor actual».",
	})
}

// headFields are those of the head of a new plan.
func headFields(head plan.Creation) (title, body, slug, start, end ui.FieldProps) {
	title = ui.FieldProps{Name: "title", Label: "Título", Value: head.Title, Autocomplete: "off", MaxLength: 300, Hint: "Con sus años: «II Plan de Innovación 2024-2026»."}
	body = ui.FieldProps{Name: "body", Label: "Organismo", Value: head.Body, Autocomplete: "organization", MaxLength: 300}
	slug = ui.FieldProps{
		Name: "slug", Label: "Dirección web", Value: head.Slug, Autocomplete: "off", MaxLength: 80, Optional: true,
		Hint: "Minúsculas sin tilde, cifras y guiones. En blanco, se saca del título. Después no se puede cambiar.",
	}
	start = ui.DateField(ui.FieldProps{Name: "starts_on", Label: "Fecha de inicio", Value: head.StartsOn})
	end = ui.DateField(ui.FieldProps{Name: "ends_on", Label: "Fecha de fin", Value: head.EndsOn})
	return title, body, slug, start, end
}

// bringFields pairs the names of messages with the ids of their fields, in the order of the form.
var bringFields = []string{"file", "file", "text", "text", "mode", "mode", "plan", "plan", "on", "on"}

// refused puts the messages at their fields. Browsers keep no file that was chosen: whoever chose one is told so.
func (p bringProps) refused(wrong fault.Invalid) bringProps {
	p.Page.Refused, p.Done = true, ""
	p.File.Error, p.Text.Error, p.Mode.Error, p.Plan.Error = wrong["file"], wrong["text"], wrong["mode"], wrong["plan"]
	p.On.Error = wrong["on"]
	if p.byFile() && p.File.Error == "" {
		p.File.Error = "Vuelva a elegir el fichero: el navegador no lo conserva."
		wrong = with(wrong, "file", p.File.Error)
	}
	p.Problems = ui.Problems(wrong, bringFields...)
	return p
}

func (p bringProps) byFile() bool {
	return slices.ContainsFunc(p.By.Options, func(o ui.ChoiceOption) bool { return o.Value == byFile && o.Checked })
}

// with returns messages with one more.
func with(wrong fault.Invalid, field, text string) fault.Invalid {
	more := fault.Invalid{field: text}
	for name, message := range wrong {
		more[name] = message
	}
	return more
}

// savedMapping is a format that was kept, as the page lists it.
type savedMapping struct {
	Name, Text string
	Drop       ui.ConfirmProps
}

func newSavedMapping(m transfer.SavedMapping) savedMapping {
	return savedMapping{
		Name: m.Name, Text: ui.Count(len(m.Columns), "columna", "columnas"),
		Drop: ui.ConfirmProps{
			Form: ui.FormProps{Action: mappingsPath + "/" + idText(m.ID) + "/baja", Label: "Quitar el formato " + m.Name},
			Open: "Quitar…", Do: "Quitar el formato", Danger: true,
			Text: "«" + m.Name + "» dejará de ofrecerse. Lo que ya se importó con él no cambia.",
		},
	}
}

package frameworks

import (
	"strconv"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// blankRows is how many rows a form has for standards that are not there yet.
const blankRows = 3

// formProps is the form of a framework, new or not.
type formProps struct {
	ID          int64 // 0 for a new framework
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Problems    []ui.FieldError
	Conflict    *ui.ConflictProps // nil where nobody else has changed the framework meanwhile
	Form        ui.FormProps
	Code        ui.FieldProps
	Title       ui.FieldProps
	Description ui.FieldProps
	Rows        []row
	Submit      string
	Cancel      string           // address of the structure
	Delete      *ui.ConfirmProps // nil for a new framework
	History     *ui.HistoryProps // likewise, and for whoever may not read it
}

// row is a standard, or the place for one.
type row struct {
	ID          string // blank for a new one
	Legend      string
	Code, Title ui.FieldProps
}

func newForm(o plan.Outline, f typed) formProps {
	p := fields(f)
	p.Page, p.Head = board.KeepPage(o.Plan, "Nuevo marco de referencia"), ui.PageHeadProps{
		Title: "Nuevo marco de referencia",
		Lead:  "Un conjunto de estándares externos a los que responde el plan, como los de ACSA o los del PIISSA.",
	}
	p.Form, p.Submit = ui.FormProps{Action: listPath(o.Slug), Label: "Nuevo marco de referencia"}, "Añadir el marco"
	p.Cancel = board.OutlinePath(o.Slug, "", false, "marcos")
	return p
}

// editForm is the form of a framework with what was typed.
func editForm(o plan.Outline, now plan.OutlineFramework, f typed) formProps {
	p := fields(f)
	p.ID = now.ID
	p.Page, p.Head = board.KeepPage(o.Plan, "Marco "+now.Code), ui.PageHeadProps{Title: "Marco " + now.Code, Lead: now.Title}
	p.Form = ui.FormProps{Action: editPath(o.Slug, now.Code), Label: "Datos del marco", Hidden: board.HiddenEdit(f.Edit)}
	p.Submit, p.Cancel = "Guardar", board.OutlinePath(o.Slug, "", false, anchor(now.Code))
	p.Delete = &ui.ConfirmProps{
		Form: ui.FormProps{
			Action: listPath(o.Slug) + "/" + now.Code + "/baja", Label: "Quitar el marco",
			Hidden: board.HiddenEdit(plan.Edit{ID: now.ID, Version: now.Version}),
		},
		Open: "Quitar el marco…", Do: "Quitar el marco", Danger: true,
		Text: "Desaparecerá del plan con " + contents(now) + ". Los seguimientos cerrados no cambian, y el historial guarda todo lo que decía.",
	}
	return p
}

// contents tells what goes with a framework: "sus 13 estándares y 22 vínculos".
func contents(now plan.OutlineFramework) string {
	links := 0
	for _, s := range now.Standards {
		links += s.Links
	}
	return ui.Count(len(now.Standards), "estándar", "estándares") + " y " +
		ui.Count(links, "vínculo con líneas, objetivos e indicadores", "vínculos con líneas, objetivos e indicadores")
}

func fields(f typed) formProps {
	p := formProps{
		Code: ui.FieldProps{Name: "code", Label: "Código", Value: f.Code, Autocomplete: "off", MaxLength: 32, Focus: f.ID == 0 && f.Code == "", Hint: "Corto, como «ACSA»."},
		Title: ui.FieldProps{
			Name: "title", Label: "Nombre", Value: f.Title, Autocomplete: "off", MaxLength: 500,
		},
		Description: ui.FieldProps{
			Name: "description", Label: "Descripción", Value: f.Description, Rows: 4, Optional: true, Autocomplete: "off",
			Hint: "Qué es y de dónde salen sus estándares.",
		},
	}
	blank := 0
	for n, s := range f.Standards {
		if s.ID == "" && s.Blank() {
			blank++
		}
		p.Rows = append(p.Rows, rowOf(n, s))
	}
	for ; blank < blankRows; blank++ {
		p.Rows = append(p.Rows, rowOf(len(p.Rows), plan.StandardDraft{}))
	}
	return p
}

func rowOf(n int, s plan.StandardDraft) row {
	shown := row{
		ID: s.ID, Legend: "Estándar " + strconv.Itoa(n+1),
		Code: ui.FieldProps{
			ID: plan.StandardField(n, "code"), Name: "standard_code", Label: "Código", Value: s.Code, Autocomplete: "off", MaxLength: 32, Optional: true,
		},
		Title: ui.FieldProps{
			ID: plan.StandardField(n, "title"), Name: "standard_title", Label: "Estándar", Value: s.Title, Rows: 2, Autocomplete: "off", MaxLength: 1000, Optional: true,
		},
	}
	return shown
}

// refused puts the messages at their fields, and a problem of the whole form on top of them.
func (p formProps) refused(wrong fault.Invalid, problem string) formProps {
	p.Page.Refused = true
	p.Code.Error, p.Title.Error, p.Description.Error = wrong["code"], wrong["title"], wrong["description"]
	names := []string{"code", "code", "title", "title", "description", "description"}
	for n := range p.Rows {
		for _, field := range []*ui.FieldProps{&p.Rows[n].Code, &p.Rows[n].Title} {
			field.Error = wrong[field.ID]
			names = append(names, field.ID, field.ID)
		}
	}
	p.Problems = ui.OnTop(problem, ui.Problems(wrong, names...))
	return p
}

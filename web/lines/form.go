package lines

import (
	"strings"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// formProps is the form of a line, new or not.
type formProps struct {
	ID          int64 // 0 for a new line
	Page        ui.PageProps
	Head        ui.PageHeadProps
	Problems    []ui.FieldError
	Conflict    *ui.ConflictProps // nil where nobody else has changed the line meanwhile
	Form        ui.FormProps
	Code        ui.FieldProps
	Title       ui.FieldProps
	Description ui.FieldProps
	Standards   board.StandardFieldsProps
	Submit      string
	Cancel      string           // address of the structure
	Use         *use             // nil for a new line
	History     *ui.HistoryProps // likewise, and for whoever may not read it
}

// use is what belongs to a line, and the way to take it away while nothing does.
type use struct {
	Show       string // address of the line's page
	Objectives []ui.Link
	Delete     *ui.ConfirmProps // nil where it cannot
}

func newForm(o plan.Outline, f typed) formProps {
	p := fields(o, f)
	p.Page, p.Head = board.KeepPage(o.Plan, "Nueva línea estratégica"), ui.PageHeadProps{Title: "Nueva línea estratégica"}
	p.Form, p.Submit = ui.FormProps{Action: listPath(o.Slug), Label: "Nueva línea estratégica"}, "Añadir la línea"
	p.Cancel = board.OutlinePath(o.Slug, "", false, "lineas")
	return p
}

// editForm is the form of a line with what was typed.
func editForm(o plan.Outline, l plan.OutlineLine, f typed) formProps {
	p := fields(o, f)
	p.ID = l.ID
	p.Page, p.Head = board.KeepPage(o.Plan, "Línea "+l.Code), ui.PageHeadProps{Title: "Línea " + l.Code, Lead: l.Title}
	p.Form = ui.FormProps{Action: editPath(o.Slug, l.Code), Label: "Datos de la línea", Hidden: board.HiddenEdit(f.Edit)}
	p.Submit, p.Cancel = "Guardar", board.OutlinePath(o.Slug, "", false, "l-"+l.Code)
	p.Use = useOf(o, l)
	return p
}

func fields(o plan.Outline, f typed) formProps {
	standards := board.StandardFieldsOf(o.Frameworks, f.Standards)
	standards.Hint = "A los que responde la línea."
	return formProps{
		Code: ui.FieldProps{
			Name: "code", Label: "Código", Value: f.Code, Autocomplete: "off", MaxLength: 32, Hint: "Corto, como «L.E.1». Es parte de su dirección web.",
		},
		Title: ui.FieldProps{
			Name: "title", Label: "Título", Value: f.Title, Autocomplete: "off", MaxLength: 500, Focus: f.ID == 0 && f.Title == "",
		},
		Description: ui.FieldProps{
			Name: "description", Label: "Descripción", Value: f.Description, Rows: 6, Optional: true, Autocomplete: "off",
			Hint: "Qué se busca con ella. Se lee en la página de la línea.",
		},
		Standards: standards,
	}
}

// refused puts the messages at their fields, and a problem of the whole form on top of them.
func (p formProps) refused(wrong fault.Invalid, problem string) formProps {
	p.Page.Refused = true
	p.Code.Error, p.Title.Error, p.Description.Error, p.Standards.Error = wrong["code"], wrong["title"], wrong["description"], wrong["standards"]
	p.Problems = ui.OnTop(problem, ui.Problems(wrong, "code", "code", "title", "title", "description", "description", "standards", "standards"))
	return p
}

// version makes the form one of another version of the line.
func (p formProps) version(version int) formProps {
	p.Form.Hidden = board.HiddenEdit(plan.Edit{ID: p.ID, Version: version})
	return p
}

func useOf(o plan.Outline, l plan.OutlineLine) *use {
	shown := &use{Show: listPath(o.Slug) + "/" + l.Code}
	for _, code := range l.Objectives {
		shown.Objectives = append(shown.Objectives, ui.Link{Text: code, Href: "/planes/" + o.Slug + "/objetivos/" + code + "/editar"})
	}
	if len(shown.Objectives) > 0 {
		return shown
	}
	shown.Delete = &ui.ConfirmProps{
		Form: ui.FormProps{
			Action: listPath(o.Slug) + "/" + l.Code + "/baja", Label: "Quitar la línea", Hidden: board.HiddenEdit(plan.Edit{ID: l.ID, Version: l.Version}),
		},
		Open: "Quitar la línea…", Do: "Quitar la línea", Danger: true,
		Text: "La línea desaparecerá del plan. Los seguimientos cerrados no cambian, y el historial guarda todo lo que decía.",
	}
	return shown
}

func trimmed(code string) string { return strings.TrimSpace(code) }

package plans

import (
	"strconv"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// sectionProps is the form of a section of the narrative, new or not.
type sectionProps struct {
	Page          ui.PageProps
	Head          ui.PageHeadProps
	Problems      []ui.FieldError
	Conflict      *ui.ConflictProps
	Preview       *section // nil where none was asked for
	Form          ui.FormProps
	Heading, Body ui.FieldProps
	Submit        string
	Cancel        string
	Delete        *ui.ConfirmProps // nil for what is not there yet
	History       *ui.HistoryProps
}

// sectionForm is the form of a section with what was typed; the zero section is a new one.
func sectionForm(of plan.Plan, s plan.KeptSection, d plan.SectionDraft, wrong fault.Invalid) sectionProps {
	p := sectionProps{
		Page: board.KeepPage(of, "Nuevo apartado"), Head: ui.PageHeadProps{Eyebrow: "Texto del plan", Title: "Nuevo apartado"},
		Form: ui.FormProps{Action: sectionsPath(of.Slug), Label: "Apartado", Class: "section-form"},
		Heading: ui.FieldProps{
			Name: "heading", Label: "Título", Value: d.Heading, Error: wrong["heading"], Autocomplete: "off", MaxLength: plan.LongestHeading,
		},
		Body: ui.FieldProps{
			Name: "body", Label: "Texto", Value: d.Body, Error: wrong["body"], Rows: 18, Optional: true,
			Hint: "Hasta " + ui.Count(plan.LongestSection, "letra", "letras") + ". Deje una línea en blanco entre párrafos. «## Título» hace un título, «- » una lista, " +
				"**negrita**, *cursiva* y [texto](https://…) un enlace.",
		},
		Submit: "Añadir el apartado", Cancel: sectionsPath(of.Slug),
		Problems: ui.Problems(wrong, sameNames("heading", "body")...),
	}
	p.Page.Refused = wrong != nil
	if s.ID == 0 {
		return p
	}
	p.Page.Title, p.Head.Title, p.Submit = s.Heading, s.Heading, "Guardar"
	p.Page.Crumbs[len(p.Page.Crumbs)-1].Text = s.Heading
	p.Form.Action = sectionPath(of.Slug, s.ID)
	p.Delete = &ui.ConfirmProps{
		Form: ui.FormProps{
			Action: p.Form.Action + "/baja", Label: "Quitar el apartado", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(s.Version)}},
		},
		Open: "Quitar el apartado…", Text: "El apartado desaparece de la página del plan. Su texto queda en el historial, y los seguimientos cerrados no cambian.",
		Do: "Quitar el apartado", Danger: true,
	}
	return p.version(s.Version)
}

// version tells the form from which version it was made; nothing for what is not there yet.
func (p sectionProps) version(version int) sectionProps {
	if p.Delete != nil {
		p.Form.Hidden = []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}}
	}
	return p
}

// refused puts a problem of the whole form on top; blank for none.
func (p sectionProps) refused(problem string) sectionProps {
	p.Page.Refused = true
	if problem != "" {
		p.Problems = append(p.Problems, ui.FieldError{Text: problem})
	}
	return p
}

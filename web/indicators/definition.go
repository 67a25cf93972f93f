package indicators

import (
	"strconv"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

var newDone = map[string]string{"otro": "El indicador se ha creado. Aquí puede escribir el siguiente."}

var editDone = map[string]string{
	"creado":   "El indicador se ha creado.",
	"guardado": "Los cambios se han guardado.",
	"recalculado": "Los cambios se han guardado. El progreso de este indicador se calcula ya con ellos, también el de fechas pasadas; " +
		"los seguimientos cerrados no cambian.",
	"anulado":    "El indicador se ha anulado.",
	"recuperado": "El indicador vuelve a contar.",
}

// definitionProps is the page with the form of an indicator, new or not.
type definitionProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	After    []ui.Link // ways on from what was done; nil for none
	Problems []ui.FieldError
	Conflict *ui.ConflictProps // nil where nobody else changed it
	Preview  *preview          // nil where it was not asked for
	Empty    *ui.EmptyProps    // instead of the form, where there is no objective yet
	Notice   *ui.NoticeProps   // what a change means for values that are there; nil for none
	Form     ui.FormProps
	Fields   fields
	Submit   string
	Another  bool // the form offers to go on with another indicator
	Cancel   string
	Standing *standing         // nil for a new one
	History  []ui.HistoryEntry // likewise
	All      string            // address of the plan's whole history
}

func newDefinition(d workbench, typed indicator.TypedDraft) definitionProps {
	p := definitionProps{
		Page:   board.KeepPage(d.plan, "Nuevo indicador"),
		Head:   ui.PageHeadProps{Title: "Nuevo indicador", Lead: "Qué se mide, con qué meta y quién responde. Los valores se registran después."},
		Form:   ui.FormProps{Action: "/planes/" + d.plan.Slug + "/indicadores", Label: "Nuevo indicador", Class: "form-wide"},
		Fields: fieldsOf(d.frame, typed), Submit: "Crear el indicador", Another: true, Cancel: outlinePath(d.plan),
	}
	if len(d.frame.Objectives) == 0 {
		p.Empty = &ui.EmptyProps{
			Icon: "target", Title: "Antes hace falta un objetivo", Text: "Cada indicador mide el avance de un objetivo del plan, y este todavía no tiene ninguno.",
			Link: &ui.Link{Text: "Ir a la estructura del plan", Href: outlinePath(d.plan)},
		}
	}
	return p
}

// editDefinition is the form of an indicator with what was typed; version is the one that the form was made from.
func editDefinition(d workbench, typed indicator.TypedDraft, version int) definitionProps {
	path := editPath(d.plan, d.kept.Code)
	p := definitionProps{
		Page: board.KeepPage(d.plan, "Indicador "+d.kept.Code),
		Head: ui.PageHeadProps{
			Eyebrow: "Editar el indicador " + d.kept.Code, Title: d.kept.Title, Actions: showButton(indicatorPath(d.plan, d.kept.Code)),
		},
		Form:   ui.FormProps{Action: path, Label: "Definición del indicador", Class: "form-wide", Hidden: board.HiddenEdit(plan.Edit{ID: d.kept.ID, Version: version})},
		Fields: fieldsOf(d.frame, typed), Submit: "Guardar", Cancel: indicatorPath(d.plan, d.kept.Code),
		Standing: standingOf(d), All: "/planes/" + d.plan.Slug + "/historia",
		After: []ui.Link{
			{Text: "Ver el indicador", Href: indicatorPath(d.plan, d.kept.Code)},
			{Text: "Añadir otro al mismo objetivo", Href: newPath(d.plan, objectiveCode(d.frame, d.kept.ObjectiveID))},
			{Text: "Volver a editar el plan", Href: outlinePath(d.plan) + "#i-" + d.kept.Code},
		},
	}
	if n := d.kept.Measurements; n > 0 {
		p.Notice = &ui.NoticeProps{
			Kind: ui.NoticeInfo,
			Text: "Ya hay valores registrados (" + ui.Count(n, "fecha", "fechas") + "). Si cambia la meta, la regla, el plazo, los puntos planificados o el peso, " +
				"cambiará el progreso que se muestra, también el de fechas pasadas. Los seguimientos cerrados no cambian.",
		}
	}
	return p
}

// refused puts the messages at their fields.
func (p definitionProps) refused(wrong fault.Invalid) definitionProps {
	p.Page.Refused = true
	p.Fields.refuse(wrong)
	p.Problems = ui.Problems(wrong, p.Fields.names()...)
	for n, problem := range p.Problems {
		if label := p.Fields.labels()[problem.ID]; label != "" {
			p.Problems[n].Text = label + ": " + problem.Text
		}
	}
	return p
}

func objectiveCode(f indicator.Frame, id int64) string {
	for _, o := range f.Objectives {
		if o.ID == id {
			return o.Code
		}
	}
	return ""
}

func number64(id int64) string { return strconv.FormatInt(id, 10) }

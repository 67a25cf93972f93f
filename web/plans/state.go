package plans

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/dashboard"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// stateProps is where a plan stands in its life, and what whoever keeps it can do about it.
type stateProps struct {
	Text  string
	Steps []stepForm
}

// stepForm is a step with what it asks for.
type stepForm struct {
	Confirm ui.ConfirmProps
	Reason  *ui.FieldProps // nil where none is asked for
}

// stepText is how a step is offered.
type stepText struct{ value, open, text, do, reason, done string }

const panelID = "estado-del-plan"

var stepTexts = map[plan.Step]stepText{
	plan.Activate: {
		value: "poner-en-vigor", open: "Poner en vigor…", do: "Poner en vigor", done: "en-vigor",
		text: "El personal de las unidades podrá ver el plan y enviar los valores de sus indicadores.",
	},
	plan.Close: {
		value: "cerrar", open: "Cerrar el plan…", do: "Cerrar el plan", reason: "Motivo", done: "cerrado",
		text: "Nadie podrá cambiar nada del plan ni registrar valores. Se puede reabrir después, diciendo por qué.",
	},
	plan.Reopen: {
		value: "reabrir", open: "Reabrir el plan…", do: "Reabrir el plan", reason: "Motivo", done: "reabierto",
		text: "El plan volverá a estar en vigor y se podrá escribir en él. Los seguimientos cerrados no cambian.",
	},
	plan.Redraft: {
		value: "borrador", open: "Volver a borrador…", do: "Volver a borrador", done: "borrador",
		text: "El personal de las unidades dejará de ver el plan, salvo que esté publicado. Solo se puede mientras no haya ningún valor registrado.",
	},
}

var stateNames = map[plan.State]string{plan.Draft: "En borrador", plan.Active: "En vigor", plan.Closed: "Cerrado"}

var stateTexts = map[plan.State]string{
	plan.Draft:  "El plan está en borrador: se puede escribir entero y todavía no se piden valores a las unidades.",
	plan.Active: "El plan está en vigor: se registran valores y se cierran seguimientos.",
	plan.Closed: "El plan está cerrado: es de solo lectura.",
}

// tried is a step that was not taken.
type tried struct {
	step     plan.Step
	reason   string
	wrong    fault.Invalid
	conflict *ui.ConflictProps
}

// problems lists what was wrong with a step, each with where to put it right.
func (t tried) problems() []ui.FieldError {
	return ui.Problems(t.wrong, "reason", "reason", "step", panelID)
}

// stateOf is nil for whoever has nothing to decide about the plan. Measured plans are not offered to be drafts again.
func stateOf(p plan.Plan, actor access.Actor, measured bool, t tried) *stateProps {
	var forms []stepForm
	for _, step := range p.Steps(actor) {
		if step != plan.Redraft || !measured {
			forms = append(forms, newStepForm(p, step, t))
		}
	}
	if len(forms) == 0 {
		return nil
	}
	return &stateProps{Text: stateTexts[p.State], Steps: forms}
}

func newStepForm(p plan.Plan, step plan.Step, t tried) stepForm {
	texts := stepTexts[step]
	form := stepForm{Confirm: ui.ConfirmProps{
		Form: ui.FormProps{
			Action: planPath(p.Slug) + "/estado", Label: texts.do,
			Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(p.Version)}, {Name: "paso", Value: texts.value}},
		},
		Open: texts.open, Text: texts.text, Do: texts.do, Danger: step == plan.Close, Opened: t.step == step,
	}}
	if texts.reason != "" {
		form.Reason = &ui.FieldProps{Name: "reason", Label: texts.reason, Rows: 2, Optional: step == plan.Close, Hint: "Queda en el historial del plan."}
		if t.step == step {
			form.Reason.Value, form.Reason.Error = t.reason, t.wrong["reason"]
		}
	}
	return form
}

// measured tells whether any indicator has a value.
func measured(b dashboard.Board) bool { return b.Coverage.WithData > 0 }

func stepOf(value string) (plan.Step, error) {
	for step, texts := range stepTexts {
		if texts.value == value {
			return step, nil
		}
	}
	return "", fmt.Errorf("step %q: %w", value, fault.BadInput)
}

// Take answers POST /planes/{plan}/estado.
func (p Pages) Take(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	step, err := stepOf(r.PostFormValue("paso"))
	if err != nil {
		return err
	}
	slug, t := chi.URLParam(r, "plan"), tried{step: step, reason: r.PostFormValue("reason")}
	err = p.Plans.Take(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, version, step, t.reason)
	t.wrong = ui.Invalid(err)
	switch {
	case t.wrong != nil:
		return p.show(w, r, http.StatusUnprocessableEntity, t)
	case errors.Is(err, fault.Conflict):
		return p.stateConflict(w, r, t)
	case err != nil:
		return err
	}
	return ui.See(w, r, planPath(slug)+"?hecho="+stepTexts[step].done)
}

// stateConflict shows the plan as it is now beside what was wanted of it.
func (p Pages) stateConflict(w http.ResponseWriter, r *http.Request, t tried) error {
	doc, err := p.load(r)
	if err != nil {
		return err
	}
	conflict, err := ui.ConflictOf(r.Context(), p.Pool, audit.Object{Type: "plan", ID: doc.ID}, p.Location, planPath(doc.Slug), []ui.ConflictRow{
		{Field: panelID, Label: "Estado", Mine: stepTexts[t.step].do, Theirs: stateNames[doc.State]},
		{Field: "reason", Label: "Motivo", Mine: t.reason},
	})
	if err != nil {
		return err
	}
	t.conflict = &conflict
	return p.show(w, r, http.StatusConflict, t)
}

// closedNotice tells that nothing of a plan is written, and leads whoever may reopen it to where that is done.
func closedNotice(state *stateProps) ui.NoticeProps {
	notice := ui.NoticeProps{Kind: ui.NoticeInfo, Title: "Plan cerrado", Text: "Es de solo lectura: no se cambia ni se registran valores."}
	if state != nil {
		notice.Text = board.ClosedText
		notice.Link = &ui.Link{Text: "Ir a su estado", Href: "#" + panelID}
	}
	return notice
}

// keepLinks lead whoever keeps a plan to where its parts are written, with state the panel further down its page.
func keepLinks(p plan.Plan, r *http.Request, state *stateProps) []ui.Link {
	path := planPath(p.Slug)
	var links []ui.Link
	if access.Can(ui.Actor(r.Context()), access.WritePlan, p.Target()) {
		links = []ui.Link{
			{Text: "Líneas, objetivos e indicadores", Href: board.OutlinePath(p.Slug, "", false, "")},
			{Text: "Datos y fechas", Href: path + "/editar"},
			{Text: "Texto del plan", Href: path + "/apartados"},
			{Text: "Importar", Href: importPath + "?plan=" + p.Slug},
		}
	}
	if state != nil {
		links = append(links, ui.Link{Text: "Estado: " + strings.ToLower(stateNames[p.State]), Href: "#" + panelID})
	}
	if access.Can(ui.Actor(r.Context()), access.PublishPlan, p.Target()) {
		links = append(links, ui.Link{Text: "Publicación", Href: "#publicacion"})
	}
	if mayCreate(r) {
		links = append(links, ui.Link{Text: "Duplicar el plan", Href: path + "/duplicar"})
	}
	if len(links) > 0 {
		links = append(links, ui.Link{Text: "Historia de los cambios", Href: path + "/historia"})
	}
	return links
}

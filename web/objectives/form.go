package objectives

import (
	"slices"
	"strconv"
	"strings"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// formProps is the form of an objective, new or not.
type formProps struct {
	ID        int64 // 0 for a new objective
	Page      ui.PageProps
	Head      ui.PageHeadProps
	Problems  []ui.FieldError
	Conflict  *ui.ConflictProps // nil where nobody else has changed the objective meanwhile
	Form      ui.FormProps
	Code      ui.FieldProps
	Title     ui.FieldProps
	Weight    ui.FieldProps
	Lines     ui.ChoicesProps // without options where the plan has no lines
	Standards board.StandardFieldsProps
	Submit    string
	Cancel    string           // address of the structure
	Life      *life            // nil for a new objective
	History   *ui.HistoryProps // likewise, and for whoever may not read it
}

// life is whether an objective counts, and the ways to change that.
type life struct {
	Show         string // address of the objective's page
	Text         string
	Cancellation *cancellation    // nil where it is cancelled
	Restore      *ui.ConfirmProps // nil where it is not
	Delete       *ui.ConfirmProps // nil where it has indicators
}

// cancellation is the form to cancel an objective.
type cancellation struct {
	ui.ConfirmProps
	On, Reason ui.FieldProps
}

func newForm(o plan.Outline, f typed) formProps {
	p := fields(o, f)
	p.Page, p.Head = board.KeepPage(o.Plan, "Nuevo objetivo"), ui.PageHeadProps{Title: "Nuevo objetivo específico"}
	p.Form, p.Submit = ui.FormProps{Action: listPath(o.Slug), Label: "Nuevo objetivo específico"}, "Añadir el objetivo"
	p.Cancel = board.OutlinePath(o.Slug, "", false, "objetivos")
	return p
}

// editForm is the form of an objective with what was typed, also into that by which it is cancelled.
func editForm(o plan.Outline, objective plan.OutlineObjective, f typed, d plan.Cancellation) formProps {
	p := fields(o, f)
	p.ID = objective.ID
	p.Page, p.Head = board.KeepPage(o.Plan, "Objetivo "+objective.Code), ui.PageHeadProps{Title: "Objetivo " + objective.Code, Lead: objective.Title}
	p.Form = ui.FormProps{Action: editPath(o.Slug, objective.Code), Label: "Datos del objetivo", Hidden: board.HiddenEdit(f.Edit)}
	p.Submit, p.Cancel = "Guardar", board.OutlinePath(o.Slug, "", false, "o-"+objective.Code)
	p.Life = lifeOf(o.Plan, objective, d)
	return p
}

func fields(o plan.Outline, f typed) formProps {
	p := formProps{
		Code: ui.FieldProps{
			Name: "code", Label: "Código", Value: f.Code, Autocomplete: "off", MaxLength: 32, Hint: "Corto, como «O.E.1». Es parte de su dirección web.",
		},
		Title: ui.FieldProps{
			Name: "title", Label: "Objetivo", Value: f.Title, Rows: 3, Autocomplete: "off", MaxLength: 1000, Focus: f.ID == 0 && f.Title == "",
		},
		Weight: ui.FieldProps{
			Name: "weight", Label: "Peso", Value: f.Weight, Autocomplete: "off", InputMode: "decimal", Optional: true,
			Hint: "Cuánto cuenta en la media del plan y en las de sus líneas: 1 si todos cuentan igual; 0 para que no cuente.",
		},
		Lines:     ui.ChoicesProps{Name: "lines", Legend: "Líneas estratégicas a las que pertenece", Hint: "Una, varias o ninguna."},
		Standards: board.StandardFieldsOf(o.Frameworks, f.Standards),
	}
	for _, l := range o.Lines {
		value := strconv.FormatInt(l.ID, 10)
		p.Lines.Options = append(p.Lines.Options, ui.ChoiceOption{Value: value, Text: l.Code + ". " + l.Title, Checked: slices.Contains(f.Lines, value)})
	}
	p.Standards.Hint = "A los que responde el objetivo."
	return p
}

// lineCodes writes the codes of the lines that are ticked.
func lineCodes(o plan.Outline, ticked []string) string {
	var codes []string
	for _, l := range o.Lines {
		if slices.Contains(ticked, strconv.FormatInt(l.ID, 10)) {
			codes = append(codes, l.Code)
		}
	}
	return strings.Join(codes, ", ")
}

// refused puts the messages at their fields, and a problem of the whole form on top of them.
func (p formProps) refused(wrong fault.Invalid, problem string) formProps {
	p.Page.Refused = true
	p.Code.Error, p.Title.Error, p.Weight.Error = wrong["code"], wrong["title"], wrong["weight"]
	p.Lines.Error, p.Standards.Error = wrong["lines"], wrong["standards"]
	if p.Life != nil && p.Life.Cancellation != nil {
		p.Life.Cancellation.On.Error, p.Life.Cancellation.Reason.Error = wrong["cancelled_on"], wrong["cancel_reason"]
	}
	p.Problems = ui.OnTop(problem, ui.Problems(wrong, "code", "code", "title", "title", "weight", "weight", "lines", "lines", "standards", "standards",
		"cancelled_on", "cancelled_on", "cancel_reason", "cancel_reason"))
	return p
}

// opened shows the form to cancel unfolded.
func (p formProps) opened(open bool) formProps {
	if p.Life != nil && p.Life.Cancellation != nil {
		p.Life.Cancellation.Opened = open
	}
	return p
}

func lifeOf(of plan.Plan, o plan.OutlineObjective, d plan.Cancellation) *life {
	action := func(to, label string) ui.FormProps {
		return ui.FormProps{
			Action: showPath(of.Slug, o.Code) + to, Label: label, Hidden: board.HiddenEdit(plan.Edit{ID: o.ID, Version: o.Version}),
		}
	}
	l := &life{Show: showPath(of.Slug, o.Code), Text: "Cuenta en las medias del plan, con " + with(o) + "."}
	if o.CancelledOn.IsZero() {
		l.Cancellation = cancellationOf(o, d, action("/anulacion", "Anular el objetivo"))
	} else {
		l.Text = "Anulado desde el " + ui.LongDate(o.CancelledOn) + ": no cuenta desde entonces, con " + with(o) + ". Motivo: " + o.CancelReason
		l.Restore = &ui.ConfirmProps{
			Form: action("/restauracion", "Recuperar el objetivo"), Open: "Recuperar…", Do: "Recuperar el objetivo",
			Text: "Volverá a contar en todas las medias, también en las de fechas pasadas que se calculen desde ahora. Los seguimientos cerrados no cambian.",
		}
	}
	if o.Indicators == 0 {
		l.Delete = &ui.ConfirmProps{
			Form: action("/baja", "Quitar el objetivo"), Open: "Quitar del plan…", Do: "Quitar el objetivo", Danger: true,
			Text: "El objetivo desaparecerá del plan. Los seguimientos cerrados no cambian, y el historial guarda todo lo que decía.",
		}
	}
	return l
}

func with(o plan.OutlineObjective) string {
	switch o.Indicators {
	case 0:
		return "ningún indicador"
	case 1:
		return "su indicador"
	default:
		return "sus " + ui.Count(o.Indicators, "indicador", "indicadores")
	}
}

func cancellationOf(o plan.OutlineObjective, d plan.Cancellation, action ui.FormProps) *cancellation {
	return &cancellation{
		ConfirmProps: ui.ConfirmProps{
			Form: action, Open: "Anular…", Do: "Anular el objetivo", Danger: true,
			Text: "Deja de contar en las medias desde la fecha que indique, con " + with(o) + ". Se conserva todo, y se puede recuperar.",
		},
		On: ui.DateField(ui.FieldProps{Name: "cancelled_on", Label: "Desde", Value: d.On}),
		Reason: ui.FieldProps{
			Name: "cancel_reason", Label: "Motivo", Value: d.Reason, Rows: 3, Autocomplete: "off", MaxLength: 2000,
			Hint: "Se lee en la página del objetivo.",
		},
	}
}

package indicators

import (
	"hito/internal/access"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/web/ui"
	"hito/web/ui/board"
)

// valuesPath is the address to which the values of an indicator are sent.
func valuesPath(b dashboard.Board, code string) string {
	return "/planes/" + b.Plan.Slug + path + "/" + code + "/valores"
}

// recording is the form with which a value is recorded or corrected. What is nil is not asked for.
type recording struct {
	Form     ui.FormProps
	Unit     string // stands beside the value; may be blank
	Value    ui.FieldProps
	On       *ui.FieldProps
	Comment  ui.FieldProps
	Reason   *ui.FieldProps
	Evidence *evidenceFields
	Submit   string
	Cancel   string // address; blank for no way back
}

// evidenceFields are the result that may be told beside a value.
type evidenceFields struct {
	Open           bool
	Title, On, URL ui.FieldProps
}

// recordingOf is the form of a value of an indicator, with what was typed; cancelledOn is when the indicator was
// cancelled, no date where it was not.
func recordingOf(b dashboard.Board, i dashboard.Indicator, e entered, cancelledOn date.Date) recording {
	on := ui.DateField(ui.FieldProps{Name: "measured_on", Label: "Fecha", Value: e.MeasuredOn, Error: e.Wrong["measured_on"]})
	if !cancelledOn.IsZero() {
		on.Hint = "Anterior al " + ui.ShortDate(cancelledOn) + ", cuando se anuló."
	}
	r := recording{
		Form:    ui.FormProps{ID: "registro", Action: valuesPath(b, i.Code), Label: "Registrar un valor de " + i.Code, Hidden: e.hidden(i.ID)},
		Unit:    i.UnitOfMeasure,
		Value:   valueField(i, e),
		On:      &on,
		Comment: commentField(e),
		Submit:  "Registrar",
	}
	if e.Basis > 0 {
		r.Reason, r.Submit = reasonField(e.Reason, e.Wrong["reason"]), "Corregir el valor"
	}
	return r
}

func valueField(i dashboard.Indicator, e entered) ui.FieldProps {
	f := ui.FieldProps{Name: "value", Label: "Valor", Value: e.Value, Error: e.Wrong["value"], Autocomplete: "off", Hint: valueHint(i)}
	if !i.Baseline.Decimal.IsNegative() && !i.Target.IsNegative() && !i.Value.Decimal.IsNegative() {
		f.InputMode = "decimal" // its keyboard on telephones has no minus
	}
	return f
}

func valueHint(i dashboard.Indicator) string {
	if i.Value.Valid {
		return "El último, " + quantity(i, i.Value.Decimal) + ", es del " + ui.ShortDate(i.MeasuredOn) + "."
	}
	if i.UnitOfMeasure != "" {
		return "Todavía no tiene ninguno. En " + i.UnitOfMeasure + "."
	}
	return "Todavía no tiene ninguno."
}

func commentField(e entered) ui.FieldProps {
	return ui.FieldProps{
		Name: "comment", Label: "Comentario", Value: e.Comment, Error: e.Wrong["comment"], Rows: 2, Optional: true, Autocomplete: "off",
		Hint: "Se lee junto al valor, también en público si el plan lo es: no incluya datos personales.",
	}
}

func reasonField(typed, problem string) *ui.FieldProps {
	return &ui.FieldProps{
		Name: "reason", Label: "Motivo de la corrección", Value: typed, Error: problem, Rows: 2, Autocomplete: "off",
		Hint: "Se lee junto al valor, también en público si el plan lo es: no incluya datos personales.",
	}
}

func evidenceOf(e entered) *evidenceFields {
	return &evidenceFields{
		Open: e.ResultTitle != "" || e.ResultOn != "" || e.ResultURL != "",
		Title: ui.FieldProps{
			Name: "result_title", Label: "Título del resultado", Value: e.ResultTitle, Error: e.Wrong["result_title"], Optional: true, Autocomplete: "off",
			Hint: "Lo que se ha conseguido, como «Convenio firmado». Si ya consta con la misma fecha, se vincula.",
		},
		On: ui.DateField(ui.FieldProps{
			Name: "result_on", Label: "Fecha del resultado", Value: e.ResultOn, Error: e.Wrong["result_on"], Optional: true,
			Hint: "En blanco, la del valor.",
		}),
		URL: ui.FieldProps{
			Name: "result_url", Label: "Enlace", Value: e.ResultURL, Error: e.Wrong["result_url"], Optional: true, Autocomplete: "off", InputMode: "url",
			Hint: "Dirección completa, como https://ejemplo.org/informe.",
		},
	}
}

// offer is what the page of an indicator offers to whoever may record its values.
type offer struct {
	Form *recording
	Away *ui.NoticeProps // why there is no form, and where to go
}

// offerOf decides what is offered in a view; nil where nothing is.
func offerOf(s dashboard.Story, asked board.Asked, v visit) *offer {
	switch {
	case v.Records && live(s.Board, asked):
		e := entered{Typed: indicator.Typed{MeasuredOn: asked.Today.String()}, AtToday: asked.Query != ""}
		cancelledOn := cancelledOn(s)
		if !cancelledOn.IsZero() {
			e.MeasuredOn = ""
		}
		if v.Entered != nil {
			e = *v.Entered
		}
		form := recordingOf(s.Board, s.Indicator, e, cancelledOn)
		form.Evidence = evidenceOf(e)
		return &offer{Form: &form}
	case v.Records && asked.Query == "": // the plan is over, and shows its last snapshot
		return &offer{Away: &ui.NoticeProps{
			Kind: ui.NoticeInfo, Text: "Esta página muestra un seguimiento cerrado, que no cambia.",
			Link: &ui.Link{Text: "Registrar un valor en los datos de hoy", Href: todayPath(s.Board, asked, path+"/"+s.Indicator.Code) + "#registrar"},
		}}
	case s.Now.Target().Closed && access.Can(v.Actor, access.ReopenPlan, s.Now.Target()):
		return &offer{Away: closedNotice(s.Now.Slug)}
	default:
		return nil
	}
}

// closedNotice says why nothing can be written, and where that is changed.
func closedNotice(slug string) *ui.NoticeProps {
	return &ui.NoticeProps{
		Kind: ui.NoticeInfo, Text: "El plan está cerrado: para cambiarlo hay que reabrirlo.",
		Link: &ui.Link{Text: "Ir al plan", Href: "/planes/" + slug},
	}
}

// live tells a board of what holds today, and no past or frozen one.
func live(b dashboard.Board, asked board.Asked) bool { return b.Frozen == nil && b.On == asked.Today }

// todayPath is the address of a page below a plan with what holds today, which has to be asked for once the plan is over.
func todayPath(b dashboard.Board, asked board.Asked, below string) string {
	if b.Now.Over(asked.Today) {
		return "/planes/" + b.Now.Slug + below + "?fecha=" + asked.Today.String()
	}
	return "/planes/" + b.Now.Slug + below
}

// cancelledOn is when an indicator, or its objective, was cancelled; no date where neither was.
func cancelledOn(s dashboard.Story) date.Date {
	own, of := s.Indicator.CancelledOn, s.Of.CancelledOn
	if own.IsZero() || !of.IsZero() && of < own {
		return of
	}
	return own
}

package inboxes

import (
	"cmp"
	"strconv"
	"strings"

	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/round"
	"hito/web/ui"
)

// rowProps is an indicator in an inbox.
type rowProps struct {
	ID          string
	Code, Title string
	Href        string
	Last        string
	Target      string
	Sent        string // "19 días, a 30/11/2026"; blank for nothing
	Who         string // "Lo envió Ana Ruiz el 5/11/2026, 9:05"
	Comment     string
	Result      string
	Review      string // what was said when it was returned or corrected
	Reviewer    string
	State       ui.TagProps
	Change      string // address at which what was sent can be written over; blank where it cannot
	Clash       string // who has changed it meanwhile; blank for nobody
	Fields      *rowFields

	rank     int // what comes first in its round
	problems []ui.FieldError
}

// rowFields is what can be filled in.
type rowFields struct {
	Hidden                        []ui.Hidden
	Value, MeasuredOn, Comment    ui.FieldProps
	ResultTitle, ResultOn, Result ui.FieldProps
	Opened                        bool // the result's part
}

func (p Pages) newRow(l round.Line, v view) rowProps {
	key := suffix(l.Key())
	one := rowProps{
		ID: "fila-" + key, Code: l.Code, Title: l.Title, Href: "/planes/" + l.Slug + "/indicadores/" + l.Code,
		Last: "sin dato", Target: ui.Quantity(l.Target, l.Decimals, l.UnitOfMeasure), Review: l.Review, State: stateOf(l.Standing),
	}
	if l.Last.Valid {
		one.Last = ui.Quantity(l.Last.Decimal, l.Decimals, l.UnitOfMeasure) + ", a " + ui.ShortDate(l.LastOn)
	}
	if l.Value.Valid {
		one.Sent = ui.Quantity(l.Value.Decimal, l.Decimals, l.UnitOfMeasure) + ", a " + ui.ShortDate(l.MeasuredOn)
		one.Who = "Lo envió " + cmp.Or(l.Sender, "alguien") + " el " + ui.EventTime(l.SentAt, p.Location)
		one.Comment, one.Result = l.Comment, l.ResultTitle
	}
	if l.Review != "" {
		one.Reviewer = cmp.Or(l.Reviewer, "Quien lleva el plan") + ", " + ui.EventTime(l.ReviewedAt, p.Location)
	}
	p.fill(&one, l, v)
	return one
}

// fill gives a row its fields, where there is something to be filled in.
func (p Pages) fill(one *rowProps, l round.Line, v view) {
	came, known := v.typed[l.Key()]
	wrong, clash := v.outcome.Wrong[l.Key()], v.outcome.Clashes[l.Key()]
	kept := known && came.filled() && (wrong != nil || clash) && wrong["row"] == ""
	owed := l.Standing == round.StandsOwed || l.Standing == round.StandsReturned
	changes := l.Standing == round.StandsSent && (v.change == suffix(l.Key()) || kept)
	if l.Standing == round.StandsSent {
		one.Change = ui.InboxPath + "?cambiar=" + suffix(l.Key()) + "#" + one.ID
	}
	if !owed && !changes {
		return
	}
	typed, version, shown := typedOf(l), l.Version, mark(typedOf(l))
	if kept {
		typed, shown = came.Typed, came.shown
	}
	if kept && clash {
		one.Clash = p.clash(l)
		one.problems = append(one.problems, ui.FieldError{ID: one.ID, Text: l.Code + ": " + one.Clash})
	} else if kept {
		version = came.Version
	}
	one.Fields = newFields(l, typed, wrong, []ui.Hidden{
		{Name: "row", Value: l.Slug + "/" + strings.ReplaceAll(suffix(l.Key()), "-", "/")},
		{Name: "version-" + suffix(l.Key()), Value: strconv.Itoa(version)},
		{Name: "shown-" + suffix(l.Key()), Value: shown},
	})
	one.problems = append(one.problems, problemsOf(l, wrong)...)
	if l.Standing == round.StandsReturned {
		one.rank = 1
	}
	if kept {
		one.rank = 2
	}
}

// clash says what somebody else has done with an entry meanwhile.
func (p Pages) clash(l round.Line) string {
	if l.Standing == round.StandsReturned {
		return "Mientras usted escribía, se devolvió lo que se había enviado. Si envía de nuevo, sustituirá lo anterior."
	}
	return "Mientras usted escribía, " + cmp.Or(l.Sender, "alguien") + " envió " + ui.Quantity(l.Value.Decimal, l.Decimals, l.UnitOfMeasure) +
		" (" + ui.EventTime(l.SentAt, p.Location) + "). Si envía de nuevo, lo sustituirá."
}

func newFields(l round.Line, t indicator.Typed, wrong fault.Invalid, hidden []ui.Hidden) *rowFields {
	field := func(name, label, value string) ui.FieldProps {
		return ui.FieldProps{Name: name + "-" + suffix(l.Key()), Label: label, Value: value, Error: wrong[name], Autocomplete: "off", Optional: true}
	}
	f := &rowFields{
		Hidden: hidden, Value: field("value", "Valor", t.Value), MeasuredOn: ui.DateField(field("measured_on", "Fecha", t.MeasuredOn)),
		Comment: field("comment", "Comentario", t.Comment), ResultTitle: field("result_title", "Resultado alcanzado", t.ResultTitle),
		ResultOn: ui.DateField(field("result_on", "Fecha del resultado", t.ResultOn)), Result: field("result_url", "Enlace", t.ResultURL),
		Opened: t.ResultTitle+t.ResultOn+t.ResultURL != "",
	}
	f.Value.InputMode, f.Value.Optional, f.MeasuredOn.Optional, f.Comment.Rows, f.Result.InputMode = "decimal", false, false, 2, "url"
	f.Comment.Hint = "Cuando se acepte, se leerá junto al valor: no incluya datos personales."
	if l.UnitOfMeasure != "" {
		f.Value.Label = "Valor (" + l.UnitOfMeasure + ")"
	}
	return f
}

func stateOf(s round.Standing) ui.TagProps {
	switch s {
	case round.StandsSent:
		return ui.TagProps{Icon: "clock", Text: "Pendiente de revisión", Tone: "not-started"}
	case round.StandsReturned:
		return ui.TagProps{Icon: "arrow-left", Text: "Devuelto", Tone: "delayed"}
	case round.StandsAccepted:
		return ui.TagProps{Icon: "check", Text: "Aceptado", Tone: "met"}
	case round.StandsDirect:
		return ui.TagProps{Icon: "check", Text: "Ya registrado", Tone: "on-track"}
	default:
		return ui.TagProps{Icon: "question", Text: "Sin enviar", Tone: "no-data"}
	}
}

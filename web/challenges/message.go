package challenges

import (
	"fmt"
	"net/http"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// kindField says of which kind a message is.
const kindField = "clase"

// saying is how a kind of message is written on the page and in forms.
type saying struct {
	kind                challenge.MessageKind
	value               string // of kindField
	operation           challenge.Operation
	label, hint, submit string
	done, anchor        string
}

var sayings = []saying{
	{
		challenge.AuthorMessage, "autor", challenge.Add, "Añadir información",
		"Lo leerán quienes gestionan el reto. No incluya datos de personas usuarias.", "Añadir", "informado", "conversacion",
	},
	{
		challenge.AnswerMessage, "respuesta", challenge.Answer, "Responder a quien presentó el reto",
		"Lo leerá quien presentó el reto.", "Responder", "respondido", "conversacion",
	},
	{
		challenge.InternalMessage, "interno", challenge.Comment, "Añadir un comentario interno",
		"Quien presentó el reto no lo verá.", "Añadir el comentario", "comentado", "interno",
	},
}

// sayProps is the form of a message.
type sayProps struct {
	Form   ui.FormProps
	Text   ui.FieldProps
	Move   *ui.SelectFieldProps // nil where it does not move the reto
	Submit string
	value  string
}

// sayOf returns the form of a kind of message, nil for whoever may not write one.
func sayOf(v view, s saying) *sayProps {
	if !v.Challenge.Allows(v.Actor, s.operation) {
		return nil
	}
	label, hint := s.label, s.hint
	if s.kind == challenge.AuthorMessage && v.Challenge.State == challenge.Waiting {
		label, hint = "Añadir la información que se le pide", "Al enviarla, el reto vuelve a estar en análisis. No incluya datos de personas usuarias."
	}
	form := &sayProps{
		Form: ui.FormProps{
			Action: v.path() + "/mensajes", Label: label, Class: "challenge-say no-print", Hidden: []ui.Hidden{{Name: kindField, Value: s.value}},
		},
		Text: ui.FieldProps{
			ID: "texto-" + s.value, Name: "text", Label: label, Hint: hint, Rows: 4, MaxLength: challenge.LongestMessage, Autocomplete: "off",
		},
		Submit: s.submit, value: s.value,
	}
	if s.kind == challenge.AnswerMessage {
		form.move(v.found)
	}
	return form
}

// Say answers POST /retos/{code}/mensajes.
func (p Pages) Say(w http.ResponseWriter, r *http.Request) error {
	f, err := p.admit(r)
	if err != nil {
		return refused(w, r, err)
	}
	s, err := sayingOf(r)
	if err != nil {
		return err
	}
	typed := r.PostFormValue("text")
	next, err := p.say(r, f, s)
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return p.refusePage(w, r, http.StatusUnprocessableEntity, func(page *showProps) { page.refuseMessage(r, s, wrong) })
	case ui.Outdated(err):
		return p.refusePage(w, r, http.StatusConflict, func(page *showProps) { page.keep("el reto ha cambiado de estado mientras tanto", typed) })
	case err != nil:
		return refused(w, r, err)
	}
	f.guard(w)
	return ui.See(w, r, next)
}

func sayingOf(r *http.Request) (saying, error) {
	for _, s := range sayings {
		if r.PostFormValue(kindField) == s.value {
			return s, nil
		}
	}
	return saying{}, fmt.Errorf("kind of a message: %w", fault.BadInput)
}

// refuseMessage puts what was wrong, and what was typed, at the form of a kind of message.
func (p *showProps) refuseMessage(r *http.Request, s saying, wrong fault.Invalid) {
	p.Problems = ui.Problems(wrong)
	to, _ := s.moves(r)
	for _, form := range p.says() {
		if form.value == s.value {
			form.choose(to, wrong[moveField])
			form.Text.Value, form.Text.Error = r.PostFormValue("text"), wrong["text"]
			p.Problems = ui.Problems(wrong, "text", form.Text.ID, moveField, moveField)
		}
	}
}

// says are the forms of messages on the page.
func (p *showProps) says() []*sayProps {
	if p.Inside != nil && p.Inside.Say != nil {
		return append(p.Says[:len(p.Says):len(p.Says)], p.Inside.Say)
	}
	return p.Says
}

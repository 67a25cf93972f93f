package round

import (
	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
)

// Sending is a value for an entry, as typed. Version is that of the entry when its form was shown.
type Sending struct {
	Key
	Slug    string // of the plan
	Version int
	Typed   indicator.Typed
}

// Outcome is what came of a form with many values: how many were sent, what is wrong with others, by the fields of
// indicator.Typed and "row", and which somebody else had changed before.
type Outcome struct {
	Sent    int
	Wrong   map[Key]fault.Invalid
	Clashes map[Key]bool
}

// judge tells which of the values can be sent, and what is wrong with the others. All of the entries are those of one
// actor, who may send them. What the same form has sent before, as its version tells, is counted as sent.
func judge(entries map[Key]held, sendings []Sending, a access.Actor, today date.Date) (fit []held, o Outcome) {
	o = Outcome{Wrong: map[Key]fault.Invalid{}, Clashes: map[Key]bool{}}
	for _, s := range sendings {
		h := entries[s.Key]
		e, err := h.check(s.Typed, today)
		invalid, _ := err.(fault.Invalid) //nolint:errorlint // check wraps nothing
		switch {
		case h.Version == s.Version+1 && h.SentBy == a.ID && h.State == Sent && invalid == nil && h.says(e):
			o.Sent++
		case h.Ended:
			o.Wrong[s.Key] = fault.Invalid{"row": "La ronda ya ha terminado: este valor no se ha enviado."}
		case h.dropped():
			o.Wrong[s.Key] = fault.Invalid{"row": "El indicador se ha anulado: ya no hace falta su valor."}
		case h.State == Accepted:
			o.Wrong[s.Key] = fault.Invalid{"row": "Ya se ha aceptado un valor de este indicador: para cambiarlo, avise a quien lleva el plan."}
		case h.Version != s.Version:
			o.Clashes[s.Key] = true
		case invalid != nil:
			o.Wrong[s.Key] = invalid
		default:
			fit = append(fit, h.with(e))
		}
	}
	o.Sent += len(fit)
	return fit, o
}

// says tells whether an entry holds what is about to be sent.
func (h held) says(e indicator.Entry) bool {
	n := h.with(e)
	return h.Value.Valid && h.Value.Decimal.Equal(n.Value.Decimal) && h.MeasuredOn == n.MeasuredOn && h.Comment == n.Comment &&
		h.ResultTitle == n.ResultTitle && h.ResultOn == n.ResultOn && h.ResultURL == n.ResultURL
}

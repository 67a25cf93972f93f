package imports

import (
	"slices"

	"hito/internal/transfer"
)

// questionProps is a doubtful match.
type questionProps struct {
	ID, Key, Name string // Name is that of the form's field
	Title         string // "¿Qué objetivo es «…»?"
	Where         string // lines
	Options       []answerProps
}

// answerProps is what a doubtful match may be.
type answerProps struct {
	ID, Value, Label, Why string
	Chosen                bool
	Aside                 bool // behind those that have something for them
}

// mostRadios is how many answers stand one below the other, whatever there is for them.
const mostRadios = 6

var questionWords = map[transfer.Kind]string{
	transfer.Objective: "¿Qué objetivo es ", transfer.Indicator: "¿Qué indicador es ", transfer.Line: "¿Qué línea es ", transfer.UnitKind: "¿Qué unidad es ",
}

func newQuestion(n int, q transfer.Question) questionProps {
	p := questionProps{
		ID: numbered("pregunta", n), Key: q.Key, Name: answerPrefix + q.Key, Title: questionWords[q.Kind] + "«" + q.Text + "»?",
	}
	if questionWords[q.Kind] == "" {
		p.Title = "¿Qué es «" + q.Text + "»?"
	}
	switch len(q.Lines) {
	case 0:
	case 1:
		p.Where = "En la línea " + ranges(q.Lines) + "."
	default:
		p.Where = "En las líneas " + ranges(q.Lines) + "."
	}
	for o, option := range q.Options {
		p.Options = append(p.Options, answerProps{
			ID: numbered("pregunta", n, o), Value: option.Value, Label: option.Label, Why: option.Why, Chosen: option.Value == q.Chosen,
			Aside: len(q.Options) > mostRadios && option.Why == "" && option.Names() && option.Value != q.Chosen,
		})
	}
	return p
}

// choose marks another answer, where there is one with that value.
func (q *questionProps) choose(value string) {
	if q.label(value) == "" {
		return
	}
	for n := range q.Options {
		q.Options[n].Chosen = q.Options[n].Value == value
	}
}

// label is the text of an answer; blank for none of them.
func (q questionProps) label(value string) string {
	for _, o := range q.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}

// chosen is the value of the answer that is marked.
func (q questionProps) chosen() string {
	for _, o := range q.Options {
		if o.Chosen {
			return o.Value
		}
	}
	return ""
}

// aside tells how many answers stand aside; blank for none.
func (q questionProps) aside() string {
	n := 0
	for _, o := range q.Options {
		if o.Aside {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return "Otra de las que hay (" + plain(n) + ")"
}

// opened tells whether the answer that is marked stands aside, so that it is shown.
func (q questionProps) opened() bool {
	return slices.ContainsFunc(q.Options, func(o answerProps) bool { return o.Aside && o.Chosen })
}

package evaluations

import (
	"net/http"
	"strconv"
	"strings"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

// formProps is the form of one's own evaluation.
type formProps struct {
	Form     ui.FormProps
	Criteria []ui.ChoicesProps
	Comment  ui.FieldProps
	Cancel   string
}

const unscored = "No lo puntúo"

func newForm(v view, d challenge.EvaluationDraft, version int) *formProps {
	f := &formProps{
		Form: ui.FormProps{
			Action: pathOf(v.Challenge.Address()), Class: "form-wide evaluation-form", Label: "Su evaluación",
			Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}},
		},
		Comment: ui.FieldProps{
			Name: "comment", Label: "Comentario", Value: d.Comment, Rows: 4, Optional: true,
			Hint: "Lo leen las personas que trabajan en este reto. No incluya datos de personas usuarias.",
		},
		Cancel: ui.ChallengePath(v.Challenge.Address()),
	}
	for _, k := range v.Rules.Criteria {
		f.Criteria = append(f.Criteria, choices(k, d.Scores[k.Key]))
	}
	return f
}

// choices are the scores of a criterion, both ends with their meaning.
func choices(k setting.Criterion, typed string) ui.ChoicesProps {
	c := ui.ChoicesProps{Name: challenge.ScoreField(k.Key), Legend: k.Name, Single: true}
	if !k.Weight.IsPositive() {
		c.Hint = "Se anota, pero su peso es 0: no cuenta en las medias."
	}
	for score := challenge.LowestScore; score <= challenge.HighestScore; score++ {
		o := ui.ChoiceOption{Value: strconv.Itoa(score), Text: strconv.Itoa(score), Checked: typed == strconv.Itoa(score)}
		switch score {
		case challenge.LowestScore:
			o.Hint = k.Low
		case challenge.HighestScore:
			o.Hint = k.High
		}
		c.Options = append(c.Options, o)
	}
	c.Options = append(c.Options, ui.ChoiceOption{Value: "", Text: unscored, Checked: typed == ""})
	return c
}

// asTyped is an evaluation as its form shows it.
func asTyped(e challenge.Evaluation) challenge.EvaluationDraft {
	d := challenge.EvaluationDraft{Scores: map[string]string{}, Comment: e.Comment}
	for key, score := range e.Scores {
		d.Scores[key] = strconv.Itoa(score)
	}
	return d
}

func readDraft(r *http.Request) challenge.EvaluationDraft {
	d := challenge.EvaluationDraft{Scores: map[string]string{}, Comment: r.PostFormValue("comment")}
	for name := range r.PostForm {
		if key, found := strings.CutPrefix(name, challenge.ScoreField("")); found {
			d.Scores[key] = r.PostForm.Get(name)
		}
	}
	return d
}

// refuse puts the messages at their fields, and on top of the page in the order of the form.
func (p *showProps) refuse(wrong fault.Invalid) {
	p.Page.Refused = true
	if p.Form == nil {
		return
	}
	var names []string
	for n, c := range p.Form.Criteria {
		p.Form.Criteria[n].Error = wrong[c.Name]
		names = append(names, c.Name, c.Name)
	}
	p.Form.Comment.Error = wrong["comment"]
	p.Problems = ui.Problems(wrong, append(names, "comment", "comment")...)
}

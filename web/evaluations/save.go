package evaluations

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/web/ui"
)

// Save answers POST /retos/{code}/evaluacion with one's own evaluation.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 0)
	if err != nil {
		return err
	}
	actor, typed, code := ui.Actor(r.Context()), readDraft(r), chi.URLParam(r, "code")
	change := challenge.Change{Actor: actor, Key: ui.FormKey(r), Code: code}
	err = p.Challenges.Evaluate(r.Context(), change, version, typed)
	wrong := ui.Invalid(err)
	switch {
	case err == nil:
		return ui.See(w, r, pathOf(challenge.Grouped(challenge.ReadCode(code)))+"?hecho=guardada")
	case wrong == nil && !ui.Outdated(err):
		return err
	}
	v, err := p.find(r)
	if err != nil {
		return err
	}
	if wrong != nil {
		props := p.build(v, actor, false, typed, version)
		props.refuse(wrong)
		return ui.Render(w, r, http.StatusUnprocessableEntity, show(props))
	}
	return ui.Render(w, r, http.StatusConflict, show(p.outdated(v, actor, typed)))
}

// outdated shows what was typed beside what there is now: another evaluation of one's own, or a reto that is not
// evaluated any more.
func (p Pages) outdated(v view, actor access.Actor, typed challenge.EvaluationDraft) showProps {
	own := v.own(actor)
	props := p.build(v, actor, false, typed, own.Version)
	props.Page.Refused = true
	if props.Form == nil {
		props.Closed = &closedProps{
			Notice: ui.NoticeProps{Kind: ui.NoticeWarning, Title: "No se ha guardado: el reto ya no se evalúa",
				Text: "Ahora está «" + ui.ChallengeState(v.Challenge.State) + "». Esto es lo que usted escribió:"},
			Typed: typedList(v, typed),
		}
		return props
	}
	props.Conflict = &ui.ConflictProps{Who: "otra sesión con su cuenta", Discard: pathOf(v.Challenge.Address())}
	for _, k := range v.Rules.Criteria {
		mine, theirs := scoreText(typed.Scores[k.Key]), scoreText(asTyped(own).Scores[k.Key])
		if mine != theirs {
			props.Conflict.Rows = append(props.Conflict.Rows, ui.ConflictRow{Field: challenge.ScoreField(k.Key), Label: k.Name, Mine: mine, Theirs: theirs})
		}
	}
	if typed.Comment != own.Comment {
		props.Conflict.Rows = append(props.Conflict.Rows, ui.ConflictRow{Field: "comment", Label: "Comentario", Mine: typed.Comment, Theirs: own.Comment})
	}
	return props
}

func typedList(v view, typed challenge.EvaluationDraft) []ui.Definition {
	var list []ui.Definition
	for _, k := range v.Rules.Criteria {
		list = append(list, ui.Definition{Term: k.Name, Text: scoreText(typed.Scores[k.Key])})
	}
	if typed.Comment != "" {
		list = append(list, ui.Definition{Term: "Comentario", Text: typed.Comment})
	}
	return list
}

func scoreText(typed string) string {
	if typed == "" {
		return "sin puntuar"
	}
	return typed
}

package challenges

import (
	"net/http"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// An answer may take the reto on to another state, as the page of its states would: moveField names that state, blank
// for the same one, and fromField the one that the form was made from.
const (
	moveField = "a"
	fromField = "desde"
)

// move offers to whoever answers to move the reto with the same form.
func (s *sayProps) move(f found) {
	moves := f.Challenge.NextMoves(f.Actor)
	if len(moves) == 0 {
		return
	}
	list := []ui.Option{{Text: "Sigue «" + ui.ChallengeState(f.Challenge.State) + "»"}}
	for _, t := range moves {
		list = append(list, ui.Option{Value: string(t.To), Text: "Pasa a «" + ui.ChallengeState(t.To) + "»"})
	}
	s.Move = &ui.SelectFieldProps{
		Select: ui.Select{Name: moveField, Label: "Estado del reto", Options: list},
		Hint:   "Si pasa a otro, lo que escriba queda como la nota pública del cambio.",
	}
	s.Form.Hidden = append(s.Form.Hidden, ui.Hidden{Name: fromField, Value: string(f.Challenge.State)})
}

// choose keeps the state that was chosen, with what is wrong with it; blank for nothing.
func (s *sayProps) choose(to challenge.State, problem string) {
	if s.Move == nil {
		return
	}
	s.Move.Error = problem
	for n := range s.Move.Options {
		s.Move.Options[n].Selected = s.Move.Options[n].Value == string(to)
	}
}

// moves tells a form that answers and moves the reto, and where to.
func (s saying) moves(r *http.Request) (to challenge.State, ok bool) {
	to = challenge.State(r.PostFormValue(moveField))
	return to, s.kind == challenge.AnswerMessage && to != ""
}

// say writes what was typed, and says where to go on. A fault.Invalid is by the fields "text" and "a".
func (p Pages) say(r *http.Request, f found, s saying) (next string, err error) {
	typed, change := r.PostFormValue("text"), f.change(r)
	to, moves := s.moves(r)
	if !moves {
		return f.path() + "?hecho=" + s.done + "#" + s.anchor, p.Challenges.Say(r.Context(), change, s.kind, typed)
	}
	d := challenge.MoveDraft{From: challenge.State(r.PostFormValue(fromField)), To: to, Public: typed}
	err = p.Challenges.Move(r.Context(), change, d)
	if wrong := ui.Invalid(err); wrong != nil {
		said := fault.Invalid{}
		for field, problem := range wrong {
			if field == "public" {
				field = "text"
			}
			said[field] = problem
		}
		return "", said
	}
	if to == challenge.Project && access.Can(f.Actor, access.HandleChallenge, access.Target{}) {
		return f.path() + "/proyecto", err
	}
	return f.path() + "?hecho=movido", err
}

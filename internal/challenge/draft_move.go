package challenge

import (
	"maps"
	"strings"

	"hito/internal/access"
	"hito/internal/draft"
	"hito/internal/fault"
)

const longestMoveNote = 4000

// MoveDraft is a change of state as it is typed. From is the state that the form was made from.
type MoveDraft struct {
	From, To         State
	Public, Internal string
}

// missingNotes say what the note is for where the author must be told something.
var missingNotes = map[State]string{
	Waiting:     "Escriba qué información hace falta.",
	Implemented: "Escriba qué se ha implantado.",
	Discarded:   "Escriba por qué se descarta.",
}

// transition returns the one that is typed, if the actor may make it: merging asks for another reto, and withdrawing is
// its author's.
func (d MoveDraft) transition(a access.Actor, c Challenge) (Transition, error) {
	t, known := transition(d.From, d.To)
	if !known || d.To == Merged || d.To == Withdrawn {
		if !access.Can(a, access.DecideChallenge, c.Target()) {
			return t, access.Require(a, access.HandleChallenge, c.Target())
		}
		wrong := fault.Invalid{"a": "Elija a qué estado pasa el reto."}
		if _, _, err := d.Check(Transition{}); err != nil {
			maps.Copy(wrong, err.(fault.Invalid)) //nolint:errorlint,forcetypeassert // pure checks return it bare
		}
		return t, wrong
	}
	return t, access.Require(a, t.Needs, c.Target())
}

// Check returns the notes as they are kept, or fault.Invalid by the fields "public" and "internal".
func (d MoveDraft) Check(t Transition) (public, internal string, err error) {
	var c draft.Check
	if t.Note {
		public = c.NeededLines("public", d.Public, longestMoveNote, missingNotes[t.To])
	} else {
		public = c.Lines("public", d.Public, longestMoveNote)
	}
	internal = c.Lines("internal", d.Internal, longestMoveNote)
	return public, internal, c.Err()
}

// becomes says in a sentence what a reto has come to.
func (t Transition) becomes() string {
	switch {
	case t.To == Analysis && t.From == Received:
		return "El reto está en análisis."
	case t.To == Analysis:
		return "El reto vuelve a estar en análisis."
	case t.To == Waiting:
		return "El reto está pendiente de información."
	case t.To == Admitted && t.From == Project:
		return "El proyecto no sigue por ahora; el reto sigue admitido."
	case t.To == Admitted:
		return "El reto se ha admitido."
	case t.To == Project && t.From == Admitted:
		return "El reto ya es un proyecto."
	case t.To == Project:
		return "El reto vuelve a estar en proyecto."
	case t.To == Pilot:
		return "El reto está en piloto: su solución se está probando."
	case t.To == Implemented:
		return "El reto está implantado: su solución ya funciona."
	default:
		return "El reto se ha descartado."
	}
}

// longestTold is how many letters of a note go with a notice; the page of the reto has all of it.
const longestTold = 700

// told is becomes with the note for everybody.
func (t Transition) told(note string) string {
	if note == "" {
		return t.becomes()
	}
	note = strings.Join(strings.Fields(note), " ")
	if letters := []rune(note); len(letters) > longestTold {
		note = string(letters[:longestTold]) + "…"
	}
	if t.To == Discarded {
		return t.becomes() + " Motivo: " + note
	}
	return t.becomes() + " " + note
}

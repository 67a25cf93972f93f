package challenge

import (
	"slices"

	"hito/internal/access"
)

// State is how far a reto has come.
type State string

// States, in the order in which a reto usually takes them; it ends in one of the last four.
const (
	Received    State = "received"    // recibido
	Analysis    State = "analysis"    // en análisis
	Waiting     State = "waiting"     // pendiente de información
	Admitted    State = "admitted"    // admitido
	Project     State = "project"     // en proyecto
	Pilot       State = "pilot"       // piloto
	Implemented State = "implemented" // implantado
	Discarded   State = "discarded"   // descartado
	Merged      State = "merged"      // fusionado
	Withdrawn   State = "withdrawn"   // retirado
)

// States lists all of them, in their order.
var States = []State{Received, Analysis, Waiting, Admitted, Project, Pilot, Implemented, Discarded, Merged, Withdrawn}

// Open tells a reto that something may still become of.
func (s State) Open() bool { return slices.Index(States, s) < slices.Index(States, Implemented) }

// Transition is a change of state that makes sense.
type Transition struct {
	From, To State
	Needs    access.Action
	Note     bool // the author must be told why, or what is asked
}

// transitions are all that there are.
var transitions = []Transition{
	{Received, Analysis, access.HandleChallenge, false},
	{Received, Discarded, access.DecideChallenge, true},
	{Received, Merged, access.HandleChallenge, false},
	{Received, Withdrawn, access.AmendChallenge, false},

	{Analysis, Waiting, access.HandleChallenge, true},
	{Analysis, Admitted, access.DecideChallenge, false},
	{Analysis, Discarded, access.DecideChallenge, true},
	{Analysis, Merged, access.HandleChallenge, false},
	{Analysis, Withdrawn, access.AmendChallenge, false},

	{Waiting, Analysis, access.HandleChallenge, false},
	{Waiting, Discarded, access.DecideChallenge, true},
	{Waiting, Merged, access.HandleChallenge, false},
	{Waiting, Withdrawn, access.AmendChallenge, false},

	{Admitted, Analysis, access.HandleChallenge, false},
	{Admitted, Project, access.HandleChallenge, false},
	{Admitted, Implemented, access.HandleChallenge, true},
	{Admitted, Discarded, access.DecideChallenge, true},
	{Admitted, Merged, access.HandleChallenge, false},
	{Admitted, Withdrawn, access.AmendChallenge, false},

	{Project, Admitted, access.HandleChallenge, false},
	{Project, Pilot, access.HandleChallenge, false},
	{Project, Implemented, access.HandleChallenge, true},
	{Project, Discarded, access.DecideChallenge, true},

	{Pilot, Project, access.HandleChallenge, false},
	{Pilot, Implemented, access.HandleChallenge, true},
	{Pilot, Discarded, access.DecideChallenge, true},

	{Implemented, Project, access.HandleChallenge, false},
	{Discarded, Analysis, access.DecideChallenge, false},
}

// transition returns the one between two states, and whether there is one.
func transition(from, to State) (Transition, bool) {
	n := slices.IndexFunc(transitions, func(t Transition) bool { return t.From == from && t.To == to })
	if n < 0 {
		return Transition{}, false
	}
	return transitions[n], true
}

// Moves returns the changes of state that an actor may make, but merging, in the order of their ends.
func (c Challenge) Moves(a access.Actor) []Transition {
	var list []Transition
	for _, t := range transitions {
		if t.From == c.State && t.To != Merged && access.Can(a, t.Needs, c.Target()) {
			list = append(list, t)
		}
	}
	return list
}

package challenge

import (
	"fmt"
	"slices"

	"hito/internal/access"
	"hito/internal/fault"
)

// Operation is something that may be done to a reto beside changing its state.
type Operation struct {
	Name  string
	Needs access.Action
	In    []State // in which it makes sense
}

var (
	running  = []State{Received, Analysis, Waiting, Admitted, Project, Pilot}
	pending  = []State{Received, Analysis, Waiting, Admitted}
	pursued  = []State{Admitted, Project, Pilot, Implemented}
	standing = []State{Received, Analysis, Waiting, Admitted, Project, Pilot, Implemented, Discarded}
)

// Operations.
var (
	Read        = Operation{"read", access.ReadChallenge, States}
	Edit        = Operation{"edit", access.AmendChallenge, []State{Received, Waiting}} // its own words
	Add         = Operation{"add", access.AmendChallenge, standing}                    // information and files, by its author
	Support     = Operation{"support", access.SupportChallenge, running}
	Follow      = Operation{"follow", access.SupportChallenge, standing}
	Answer      = Operation{"answer", access.WorkOnChallenge, standing} // its author
	Comment     = Operation{"comment", access.WorkOnChallenge, States}  // among those who handle it
	Evaluate    = Operation{"evaluate", access.WorkOnChallenge, pending}
	Assign      = Operation{"assign", access.HandleChallenge, running}
	AskDecision = Operation{"ask_decision", access.HandleChallenge, []State{Analysis}}
	Merge       = Operation{"merge", access.HandleChallenge, pending}
	Publish     = Operation{"publish", access.HandleChallenge, standing}
	Link        = Operation{"link", access.HandleChallenge, pursued}
	Plan        = Operation{"plan", access.HandleChallenge, []State{Admitted, Project, Pilot}} // its project
	Progress    = Operation{"progress", access.WorkOnChallenge, []State{Project, Pilot}}       // the milestones of the project
)

// Allows tells whether an actor may do something to the reto as it is now.
func (c Challenge) Allows(a access.Actor, o Operation) bool {
	return access.Can(a, o.Needs, c.Target()) && slices.Contains(o.In, c.State)
}

// Require returns nil where Allows; fault.Forbidden, or fault.SignIn, to whoever may not, and fault.Conflict where the
// state does not allow it.
func (c Challenge) Require(a access.Actor, o Operation) error {
	if err := access.Require(a, o.Needs, c.Target()); err != nil {
		return fmt.Errorf("%s reto %d: %w", o.Name, c.ID, err)
	}
	if !slices.Contains(o.In, c.State) {
		return fmt.Errorf("%s reto %d, which is %s: %w", o.Name, c.ID, c.State, fault.Conflict)
	}
	return nil
}

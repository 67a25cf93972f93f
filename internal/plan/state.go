package plan

import (
	"fmt"

	"hito/internal/access"
	"hito/internal/draft"
	"hito/internal/fault"
)

// Step is what somebody does to where a plan stands in its life.
type Step string

// The steps between the states.
const (
	Activate Step = "activate" // a draft comes into force
	Close    Step = "close"    // nothing of the plan is written any more
	Reopen   Step = "reopen"   // for a reason, after it was closed
	Redraft  Step = "redraft"  // back to a draft, while nothing has been measured
)

// move is where a step leads, and what it asks for.
type move struct {
	from, to State
	needs    access.Action
	reasoned bool // a reason must be given
}

var moves = map[Step]move{
	Activate: {from: Draft, to: Active, needs: access.WritePlan},
	Close:    {from: Active, to: Closed, needs: access.WritePlan},
	Reopen:   {from: Closed, to: Active, needs: access.ReopenPlan, reasoned: true},
	Redraft:  {from: Active, to: Draft, needs: access.WritePlan},
}

// Take returns the state to which a step leads. A step that is not to be had from s is fault.Conflict, as somebody
// else has taken one meanwhile; one that does not exist is fault.BadInput.
func (s State) Take(step Step) (State, error) {
	m, known := moves[step]
	switch {
	case !known:
		return s, fmt.Errorf("step %q: %w", step, fault.BadInput)
	case m.from != s:
		return s, fmt.Errorf("%s from %s: %w", step, s, fault.Conflict)
	default:
		return m.to, nil
	}
}

// Steps returns what an actor may do to where a plan stands, in the order in which it is offered.
func (p Plan) Steps(actor access.Actor) []Step {
	var list []Step
	for _, step := range []Step{Activate, Close, Reopen, Redraft} {
		if m := moves[step]; m.from == p.State && access.Can(actor, m.needs, p.Target()) {
			list = append(list, step)
		}
	}
	return list
}

// checkReason reads why a step is taken.
func (m move) checkReason(typed string) (string, error) {
	var c draft.Check
	reason := c.Lines("reason", typed, longestReason)
	if m.reasoned && reason == "" {
		c.Refuse("reason", "Escriba el motivo: queda en el historial del plan.")
	}
	return reason, c.Err()
}

package notice

import (
	"errors"
	"time"
)

// State is where an e-mail of the queue stands.
type State string

// States. An e-mail is sending from before the server is asked until its answer is noted; what was left there by a
// program that died is uncertain, as nobody knows whether it arrived, and is never sent again by itself.
const (
	Queued    State = "queued"
	Sending   State = "sending"
	Sent      State = "sent"
	Failed    State = "failed" // it did not arrive, and is not tried any more
	Uncertain State = "uncertain"
	Dropped   State = "dropped" // nobody wants it any more
)

// Over tells a state in which the texts of an e-mail are forgotten.
func (s State) Over() bool { return s == Sent || s == Dropped }

// Stuck tells a state from which only a person leads an e-mail on.
func (s State) Stuck() bool { return s == Failed || s == Uncertain }

// Problem is what went wrong the last time, in a word that the page of the queue has a sentence for. A refusal has the
// server's code behind it: "refused 550".
type Problem string

// Problems.
const (
	NoProblem   Problem = ""
	RefusedWith Problem = "refused"
	BadAddress  Problem = "address"
	NoAnswer    Problem = "timeout"
	Unreachable Problem = "unreachable"
	Unknown     Problem = "unknown" // whether it was taken
	Died        Problem = "died"    // the program, while it was sending
	Stale       Problem = "stale"   // it has waited too long to be of use
)

const (
	// stuckAfter is well beyond the time in which an e-mail is sent or given up.
	stuckAfter = 3 * time.Minute

	// staleAfter is how long an e-mail may wait for a server before somebody should look at it again.
	staleAfter = 7 * 24 * time.Hour
)

// ErrUnderWay tells an e-mail that somebody else may be sending right now.
var ErrUnderWay = errors.New("the e-mail is being sent")

// next is what becomes of an e-mail that its turn has come for, by how long it has been in its state.
func next(s State, since time.Duration, wanted bool) (State, Problem, error) {
	switch {
	case s == Sending && since < stuckAfter:
		return s, NoProblem, ErrUnderWay
	case s == Sending:
		return Uncertain, Died, nil
	case s != Queued:
		return s, NoProblem, nil
	case !wanted:
		return Dropped, NoProblem, nil
	case since > staleAfter:
		return Failed, Stale, nil
	default:
		return Sending, NoProblem, nil
	}
}

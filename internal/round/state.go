package round

// State is what has been done with an entry.
type State string

// States of an entry.
const (
	Owed     State = "owed"
	Sent     State = "sent"
	Returned State = "returned"
	Accepted State = "accepted"
)

// Act is something that is done with an entry.
type Act string

// Acts. Correct accepts another value than the one that was sent.
const (
	Send    Act = "send"
	Accept  Act = "accept"
	Correct Act = "correct"
	Return  Act = "return"
)

// After returns the state of an entry after an act, and false where the act is not for such an entry.
func (s State) After(a Act) (State, bool) {
	switch {
	case a == Send && s != Accepted:
		return Sent, true
	case a == Return && s == Sent:
		return Returned, true
	case (a == Accept || a == Correct) && s == Sent:
		return Accepted, true
	default:
		return s, false
	}
}

// Standing is where an entry stands: its state, but for what has come about around it. What nobody sent although it
// was recorded since is no longer owed, and nothing is asked of an indicator that has been cancelled.
type Standing string

// Standings.
const (
	StandsOwed     Standing = "owed"
	StandsDirect   Standing = "direct" // recorded in the plan, without the round
	StandsSent     Standing = "sent"
	StandsReturned Standing = "returned"
	StandsAccepted Standing = "accepted"
	StandsDropped  Standing = "dropped" // of an indicator cancelled since
)

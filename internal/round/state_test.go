package round_test

import (
	"testing"

	"hito/internal/round"
)

func TestStates(t *testing.T) {
	want := map[round.State]map[round.Act]round.State{
		round.Owed:     {round.Send: round.Sent},
		round.Sent:     {round.Send: round.Sent, round.Accept: round.Accepted, round.Correct: round.Accepted, round.Return: round.Returned},
		round.Returned: {round.Send: round.Sent},
		round.Accepted: {},
	}
	for state, acts := range want {
		for _, act := range []round.Act{round.Send, round.Accept, round.Correct, round.Return, "close"} {
			after, fits := acts[act]
			if !fits {
				after = state
			}
			if got, ok := state.After(act); got != after || ok != fits {
				t.Errorf("%s after %s is %s, %t; want %s, %t", state, act, got, ok, after, fits)
			}
		}
	}
}

func TestTallyCountsWhatIsAskedAndWhatHasCome(t *testing.T) {
	var tally round.Tally
	for standing, n := range map[round.Standing]int{
		round.StandsOwed: 1, round.StandsDirect: 2, round.StandsSent: 3, round.StandsReturned: 4, round.StandsAccepted: 5, round.StandsDropped: 6,
	} {
		for range n {
			tally.Add(standing)
		}
	}
	if want := (round.Tally{Owed: 1, Direct: 2, Sent: 3, Returned: 4, Accepted: 5, Dropped: 6}); tally != want {
		t.Errorf("tally %+v, want %+v", tally, want)
	}
	if tally.Asked() != 15 || tally.In() != 10 || tally.Missing() != 5 {
		t.Errorf("asked %d, in %d, missing %d", tally.Asked(), tally.In(), tally.Missing())
	}
}

package challenge

import (
	"testing"

	"hito/internal/access"
)

// A blank in the audit tells that the author did it; what an author does as one who handles retos leaves none.
func TestEventsNameNoHiddenAuthorAndLeaveNoTellingBlank(t *testing.T) {
	for _, c := range []struct {
		role    access.Role
		privacy Privacy
		own     bool
		needs   access.Action
		named   bool
	}{
		{access.Staff, Confidential, true, access.SubmitChallenge, false},
		{access.Staff, Confidential, true, access.AmendChallenge, false},
		{access.Staff, Confidential, true, access.ReadChallenge, false},
		{access.Staff, Anonymous, true, access.AmendChallenge, false},
		{access.Staff, Named, true, access.AmendChallenge, true},
		{access.Staff, Confidential, false, access.SupportChallenge, true},
		{access.Technician, Confidential, true, access.AmendChallenge, false},
		{access.Technician, Confidential, true, access.HandleChallenge, true},
		{access.Technician, Confidential, true, access.WorkOnChallenge, true},
		{access.Director, Confidential, true, access.ReadChallenges, true},
	} {
		by := person(c.role)
		got := teller(Challenge{Privacy: c.privacy, Own: c.own}, by, c.needs)
		if named := got.ID == by.ID && got.SignedIn(); named != c.named {
			t.Errorf("%+v: events name %+v", c, got)
		}
		if !c.named && (got.Kind != access.Anonymous || got.Origin != (access.Origin{})) {
			t.Errorf("%+v: events tell %+v", c, got)
		}
	}
}

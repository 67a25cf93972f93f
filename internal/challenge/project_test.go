package challenge_test

import (
	"testing"

	"hito/internal/challenge"
	"hito/internal/date"
)

func TestMilestonesStandWhereTheirDaySays(t *testing.T) {
	today := date.New(2026, 3, 16)
	u := challenge.Undertaking{StartsOn: today - 30, EndsOn: today + 30, Milestones: []challenge.Milestone{
		{ID: 1, DueOn: today - 40, DoneOn: today - 35}, {ID: 2, DueOn: today - 1}, {ID: 3, DueOn: today, DoneOn: today},
		{ID: 4, DueOn: today}, {ID: 5, DueOn: today + 1}, {ID: 6, DueOn: today + 31},
	}}
	want := []challenge.Standing{
		challenge.StandsDone, challenge.StandsLate, challenge.StandsDone, challenge.StandsNext, challenge.StandsAhead, challenge.StandsAhead,
	}
	for n, step := range u.Timeline(today) {
		if step.Standing != want[n] {
			t.Errorf("milestone %d is %s, want %s", step.ID, step.Standing, want[n])
		}
		if outside := step.ID == 1 || step.ID == 6; step.Outside != outside {
			t.Errorf("milestone %d lies outside: %t", step.ID, step.Outside)
		}
	}
	if u.Reached() != 2 {
		t.Errorf("%d are done", u.Reached())
	}
	if (challenge.Undertaking{}).Timeline(today) == nil {
		t.Error("no timeline without milestones")
	}
}

package plan_test

import (
	"errors"
	"slices"
	"testing"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/plan"
)

func TestStates(t *testing.T) {
	states := []plan.State{plan.Draft, plan.Active, plan.Closed}
	for step, leads := range map[plan.Step]map[plan.State]plan.State{
		plan.Activate: {plan.Draft: plan.Active},
		plan.Close:    {plan.Active: plan.Closed},
		plan.Reopen:   {plan.Closed: plan.Active},
		plan.Redraft:  {plan.Active: plan.Draft},
	} {
		for _, from := range states {
			got, err := from.Take(step)
			want, allowed := leads[from]
			switch {
			case allowed && (err != nil || got != want):
				t.Errorf("%s from %s: %s, %v; want %s", step, from, got, err, want)
			case !allowed && (!errors.Is(err, fault.Conflict) || got != from):
				t.Errorf("%s from %s: %s, %v; want a conflict", step, from, got, err)
			}
		}
	}
	for _, step := range []plan.Step{"", "publish", "CLOSE"} {
		if _, err := plan.Draft.Take(step); !errors.Is(err, fault.BadInput) {
			t.Errorf("step %q: %v", step, err)
		}
	}
}

func TestStepsAreOfferedToWhomTheyAreOpen(t *testing.T) {
	for state, want := range map[plan.State][]plan.Step{
		plan.Draft: {plan.Activate}, plan.Active: {plan.Close, plan.Redraft}, plan.Closed: {plan.Reopen},
	} {
		for _, role := range append(access.Roles, access.Nobody) {
			got := plan.Plan{State: state}.Steps(access.Actor{Kind: access.Person, Role: role})
			if role != access.Technician && got != nil || role == access.Technician && !slices.Equal(got, want) {
				t.Errorf("%s may %v with a plan %s", role, got, state)
			}
		}
	}
}

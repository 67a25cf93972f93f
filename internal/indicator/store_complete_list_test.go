package indicator_test

import (
	"context"
	"crypto/rand"

	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
)

// deeds are all ways of changing a plan, its structure and its values.
var deeds = []struct {
	name string
	do   func(*author) error
}{
	{"edit the plan", func(a *author) error {
		d := plan.Edition{
			Title: a.word(), Body: a.word(), Summary: a.word(), GeneralObjective: a.word(), Notice: a.word(), StartsOn: "1/1/2026", EndsOn: "31/12/2026",
			OnTrackFrom: rapid.SampledFrom([]string{"90", "87,5 %", "100"}).Draw(a.T, "limit"), DelayedFrom: "70",
			CadenceMonths: rapid.SampledFrom([]string{"0", "1", "12"}).Draw(a.T, "cadence"),
		}
		if a.yes() {
			d.Periods = []plan.TypedPeriod{{Title: "Uno", StartsOn: a.day(), EndsOn: "2027-12-31"}}
		}
		return a.plans.Edit(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("plans", a.planID).Version, d)
	}},
	{"take a step", func(a *author) error {
		take := func(step plan.Step) error {
			return a.plans.Take(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("plans", a.planID).Version, step, a.word())
		}
		if a.stands.things["plan"]["state"] == "draft" {
			return take(plan.Activate)
		}
		if a.yes() {
			return take(plan.Redraft)
		}
		if err := take(plan.Close); err != nil {
			return err
		}
		return take(plan.Reopen) // nothing else can be done while it is closed
	}},
	{"publish", func(a *author) error {
		return a.plans.Publish(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("plans", a.planID).Version, plan.TypedPublication{
			Open: a.yes(), Shows: []string{"objectives", "indicators", "results"}, Licence: "CC-BY-4.0",
		})
	}},
	{"create a line", func(a *author) error {
		_, err := a.plans.CreateLine(context.Background(), a.actor, rand.Text(), a.slug, plan.LineDraft{Code: a.code(), Title: a.word(), Description: a.word()})
		return err
	}},
	{"update a line", func(a *author) error {
		e := a.versioned("strategic_lines", a.one("line"))
		return a.plans.UpdateLine(context.Background(), a.actor, rand.Text(), a.slug, e, plan.LineDraft{Code: a.code(), Title: a.word()})
	}},
	{"move a line", func(a *author) error {
		_, err := a.plans.MoveLine(context.Background(), a.actor, rand.Text(), a.slug, a.move(a.one("line")))
		return err
	}},
	{"delete a line", func(a *author) error {
		return a.plans.DeleteLine(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("strategic_lines", a.one("line")))
	}},
	{"create an objective", func(a *author) error {
		_, err := a.plans.CreateObjective(context.Background(), a.actor, rand.Text(), a.slug, a.objective())
		return err
	}},
	{"update an objective", func(a *author) error {
		return a.plans.UpdateObjective(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("objectives", a.one("objective")), a.objective())
	}},
	{"move an objective", func(a *author) error {
		_, err := a.plans.MoveObjective(context.Background(), a.actor, rand.Text(), a.slug, a.move(a.one("objective")))
		return err
	}},
	{"cancel an objective", func(a *author) error {
		e := a.versioned("objectives", a.one("objective"))
		return a.plans.CancelObjective(context.Background(), a.actor, rand.Text(), a.slug, e, a.cancellation(), a.today)
	}},
	{"restore an objective", func(a *author) error {
		id := a.one("objective")
		if a.stands.things[name("objective", id)]["cancelled_on"] == nil {
			c := plan.Cancellation{On: a.today.String(), Reason: a.word()}
			if err := a.plans.CancelObjective(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("objectives", id), c, a.today); err != nil {
				return err
			}
		}
		return a.plans.RestoreObjective(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("objectives", id))
	}},
	{"delete an objective", func(a *author) error {
		return a.plans.DeleteObjective(context.Background(), a.actor, rand.Text(), a.slug, a.versioned("objectives", a.one("objective")))
	}},
	{"create an indicator", createOne},
	{"update an indicator", func(a *author) error {
		_, err := a.store.Update(context.Background(), a.ofIndicator(a.one("indicator")), a.indicator())
		return err
	}},
	{"move an indicator", func(a *author) error {
		m := indicator.Move{Move: a.move(a.one("indicator"))}
		return a.store.Move(context.Background(), a.ofIndicator(m.ID), m)
	}},
	{"move an indicator to another objective", func(a *author) error {
		m := indicator.Move{Move: a.move(a.one("indicator"))}
		m.To, _ = a.stands.things[name("objective", a.one("objective"))]["code"].(string)
		return a.store.Move(context.Background(), a.ofIndicator(m.ID), m)
	}},
	{"cancel an indicator", func(a *author) error {
		return a.store.Cancel(context.Background(), a.ofIndicator(a.one("indicator")), a.today, a.cancellation())
	}},
	{"restore an indicator", func(a *author) error {
		id := a.one("indicator")
		if a.stands.things[name("indicator", id)]["cancelled_on"] == nil { // few are
			c := plan.Cancellation{On: a.today.String(), Reason: a.word()}
			if err := a.store.Cancel(context.Background(), a.ofIndicator(id), a.today, c); err != nil {
				return err
			}
		}
		return a.store.Restore(context.Background(), a.ofIndicator(id))
	}},
	{"delete an indicator", func(a *author) error {
		return a.store.Delete(context.Background(), a.ofIndicator(a.one("indicator")))
	}},
	{"record a value", func(a *author) error {
		row := a.value(a.one("indicator"))
		return a.store.Record(context.Background(), a.actor, rand.Text(), a.slug, a.codeOf(row.IndicatorID), row.Typed, a.today)
	}},
	{"withdraw a value", func(a *author) error {
		id, on := a.one("indicator"), date.Date(0)
		err := a.store.Pool.QueryRow(context.Background(), `
			SELECT max(measured_on) FROM measurements WHERE plan_id = $1 AND indicator_id = $2`, a.planID, id).Scan(&on)
		if err != nil || on.IsZero() {
			return errNothingThere
		}
		return a.store.Withdraw(context.Background(), a.actor, rand.Text(), a.slug, a.codeOf(id), on, indicator.Typed{Basis: a.revision(id, on), Reason: a.word()})
	}},
	{"save a sheet", func(a *author) error {
		rows := map[int64]indicator.TypedRow{}
		for range 3 {
			if id := a.one("indicator"); id != 0 {
				rows[id] = a.value(id)
			}
		}
		var typed []indicator.TypedRow
		for _, row := range rows {
			typed = append(typed, row)
		}
		result, err := a.store.SaveSheet(context.Background(), a.actor, rand.Text(), a.slug, typed, a.today)
		if err == nil && result.Saved() == 0 {
			return errNothingThere
		}
		return err
	}},
}

func createOne(a *author) error {
	_, err := a.store.Create(context.Background(), a.ofIndicator(0), a.indicator())
	return err
}

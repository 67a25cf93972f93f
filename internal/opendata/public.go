package opendata

import (
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/plan"
)

func objectivesOf(p Plan, b dashboard.Board) []Objective {
	list := make([]Objective, len(b.Objectives))
	for n, o := range b.Objectives {
		list[n] = Objective{
			Plan: p.Slug, On: b.On, Code: o.Code, Title: o.Title, Lines: o.Lines, Weight: o.Weight, Figures: o.Figures,
			CancelledOn: o.CancelledOn, CancelReason: o.CancelReason,
		}
	}
	return list
}

// indicatorOf is an indicator of a board with what was said of its value.
func indicatorOf(p Plan, b dashboard.Board, i dashboard.Indicator, said string) Indicator {
	goal := i.Goal(b.Plan.StartsOn, b.Plan.EndsOn)
	return Indicator{
		Plan: p.Slug, Objective: i.Objective, On: b.On, Code: i.Code, Title: i.Title, Description: i.Description, Method: i.Method,
		Source: i.Source, UnitMeasure: i.UnitOfMeasure, Decimals: i.Decimals, PeriodicityMonths: i.PeriodicityMonths,
		Nature: called(natureWords, i.Nature), Rule: called(ruleWords, i.Rule), Baseline: i.Baseline, Value: i.Value, Progress: i.Progress,
		Target: i.Target, Expected: i.Expected, Weight: i.Weight, MeasuredOn: i.MeasuredOn, StartsOn: goal.Start, EndsOn: goal.End,
		CancelledOn: i.CancelledOn, Status: i.Status, Units: i.Units, CancelReason: i.CancelReason, Comment: said,
	}
}

func followUpsOf(p Plan, refs []dashboard.SnapshotRef) []FollowUp {
	list := make([]FollowUp, len(refs))
	for n, s := range refs {
		list[n] = FollowUp{
			Plan: p.Slug, ID: s.ID, Title: s.Title, TakenOn: s.TakenOn, ClosedAt: s.ClosedAt.UTC(), Figures: s.Figures(),
			Replaces: s.Replaces, ReplacedBy: s.ReplacedBy,
		}
		if p.Open {
			list[n].Note = s.Note
		}
	}
	return list
}

// frozenOf are the lines of a follow-up, of those levels that are shown. They hold nothing that changes afterwards, such
// as the plan's address: they are kept for good by whoever reads them.
func frozenOf(p Plan, b dashboard.Board) []Frozen {
	line := func(level, code, title string, f dashboard.Figures) Frozen {
		return Frozen{
			FollowUp: b.Frozen.ID, On: b.On, Level: level, Code: code, Title: title,
			Progress: f.Progress, Expected: f.Expected, Status: f.Status,
		}
	}
	list := []Frozen{line("plan", "", b.Plan.Title, b.Figures)}
	if !p.Shown(plan.ShowObjectives) {
		return list
	}
	for _, o := range b.Objectives {
		l := line("objetivo", o.Code, o.Title, o.Figures)
		l.Weight = decimal.NewNullDecimal(o.Weight)
		list = append(list, l)
		if !p.Shown(plan.ShowIndicators) {
			continue
		}
		for _, i := range o.Indicators {
			list = append(list, Frozen{
				FollowUp: b.Frozen.ID, On: b.On, Level: "indicador", Code: i.Code, Title: i.Title, Objective: o.Code, Unit: i.UnitOfMeasure,
				Baseline: i.Baseline, Target: decimal.NewNullDecimal(i.Target), Value: i.Value, MeasuredOn: i.MeasuredOn,
				Weight: decimal.NewNullDecimal(i.Weight), Progress: i.Progress, Expected: decimal.NewNullDecimal(i.Expected), Status: i.Status,
			})
		}
	}
	return list
}

package dashboard

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
)

// Build judges a plan on a date by the rules of progress. The indicators bear their newest value
// on or before that date and the identifier of their objective, and come in the plan's order.
func Build(p plan.Plan, lines []plan.Line, objectives []plan.Objective, indicators []Indicator, on date.Date) Board {
	b := Board{On: on, Plan: p, Objectives: make([]Objective, len(objectives))}
	place := make(map[int64]int, len(objectives))
	for n, o := range objectives {
		b.Objectives[n].Objective = o
		b.Objectives[n].Indicators = []Indicator{} // a list in JSON, though it stays empty
		place[o.ID] = n
	}
	for _, i := range indicators {
		o := &b.Objectives[place[i.ObjectiveID]]
		i.Objective = o.Code
		o.Indicators = append(o.Indicators, judge(i, o.Objective, p, on))
	}
	share := progress.LinearShare(p.StartsOn, p.EndsOn, on)
	for n := range b.Objectives {
		b.Objectives[n].Figures = objectiveFigures(b.Objectives[n], p, share, on)
	}
	b.Figures = meanFigures(p, on, b.Objectives)
	for _, l := range lines {
		b.Lines = append(b.Lines, Line{Line: l, Figures: meanFigures(p, on, objectivesOf(b.Objectives, l.Code))})
	}
	return b
}

// judge gives an indicator its figures; what its objective's cancelling takes along is cancelled too.
func judge(i Indicator, o plan.Objective, p plan.Plan, on date.Date) Indicator {
	goal := i.Goal(p.StartsOn, p.EndsOn)
	i.Progress = goal.Progress(i.Value)
	i.Expected = goal.Expected(on)
	i.Status = p.Thresholds().Status(i.Progress, i.Expected, progress.Started(goal.Start, on))
	if progress.LeftOut(i.CancelledOn, on) || progress.LeftOut(o.CancelledOn, on) {
		i.Status = Cancelled
		return i
	}
	i.DueOn = dueOn(i, goal)
	return i
}

// dueOn returns when the next value is owed: one period after the last value or the day before the
// start; no date where no periodicity is set or nothing more is owed before the end.
func dueOn(i Indicator, goal progress.Goal) date.Date {
	if i.PeriodicityMonths == 0 {
		return 0
	}
	from := max(i.MeasuredOn, goal.Start-1)
	due := from.AddMonths(i.PeriodicityMonths)
	if from == from.EndOfMonth() { // 28 February is followed by 31 March
		due = due.EndOfMonth()
	}
	if due > goal.End {
		return 0
	}
	return due
}

func objectiveFigures(o Objective, p plan.Plan, share decimal.Decimal, on date.Date) Figures {
	f := figures(p, on, progress.ObjectiveMean(o.items(on), share))
	if progress.LeftOut(o.CancelledOn, on) {
		f.Status = Cancelled
	}
	return f
}

func meanFigures(p plan.Plan, on date.Date, objectives []Objective) Figures {
	return figures(p, on, progress.MeanOf(items(objectives, on)))
}

// items are an objective's indicators as members of its mean.
func (o Objective) items(on date.Date) []progress.Item {
	items := make([]progress.Item, len(o.Indicators))
	for n, i := range o.Indicators {
		items[n] = progress.IndicatorItem(i.Weight, i.Progress, i.Expected, progress.LeftOut(i.CancelledOn, on))
	}
	return items
}

// items are objectives as members of the mean of a line or of the plan.
func items(objectives []Objective, on date.Date) []progress.Item {
	items := make([]progress.Item, len(objectives))
	for n, o := range objectives {
		mean := progress.Mean{Progress: o.Progress, Expected: o.Expected, Coverage: o.Coverage}
		items[n] = mean.Item(o.Weight, progress.LeftOut(o.CancelledOn, on))
	}
	return items
}

// ExplainObjective tells how an objective's figures come about, a row for each of its indicators.
func (b Board) ExplainObjective(o Objective) progress.MeanExplanation {
	return progress.ExplainObjective(o.items(b.On), progress.LinearShare(b.Plan.StartsOn, b.Plan.EndsOn, b.On))
}

// ExplainMean tells how the figures of a line or of the plan come about, a row for each objective.
func (b Board) ExplainMean(objectives []Objective) progress.MeanExplanation {
	return progress.ExplainMean(items(objectives, b.On))
}

// ObjectivesOf returns the objectives of the line with a code, in the plan's order.
func (b Board) ObjectivesOf(line string) []Objective { return objectivesOf(b.Objectives, line) }

func figures(p plan.Plan, on date.Date, m progress.Mean) Figures {
	return Figures{
		Progress: m.Progress, Expected: m.Expected, Coverage: m.Coverage,
		Status: p.Thresholds().MeanStatus(m, p.Started(on)),
	}
}

func objectivesOf(all []Objective, line string) []Objective {
	var in []Objective
	for _, o := range all {
		for _, code := range o.Lines {
			if code == line {
				in = append(in, o)
				break
			}
		}
	}
	return in
}

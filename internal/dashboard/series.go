package dashboard

import (
	"slices"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/progress"
)

// seriesPoints is how many dates a series has at most, but for the reference date: enough for two
// years of months, and few enough to be read from a drawing.
const seriesPoints = 24

// seriesDates returns the ends of the plan's months, or of every second, third, sixth, twelfth…
// month where those are too many, with the plan's last day, the reference date and the follow-ups up
// to it among them, each once and in order.
func seriesDates(start, end, on date.Date, followUps []SnapshotRef) []date.Date {
	step := 1
	for _, months := range []int{1, 2, 3, 6, 12, 24, 60, 120} {
		step = months
		if monthsOf(start, end) <= seriesPoints*months {
			break
		}
	}
	dates := []date.Date{end, max(on, start)}
	for d := start.AddMonths(step - 1).EndOfMonth(); d < end; d = d.AddMonths(step).EndOfMonth() {
		dates = append(dates, d)
	}
	for n, s := range followUps { // newest first
		if n == seriesPoints {
			break
		}
		if start <= s.TakenOn && s.TakenOn <= on {
			dates = append(dates, s.TakenOn)
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}

// monthsOf counts the calendar months that a span touches.
func monthsOf(start, end date.Date) int {
	from, to := start.Time(), end.Time()
	return 12*(to.Year()-from.Year()) + int(to.Month()-from.Month()) + 1
}

// step is a value that an indicator had from the date with an index in the series on.
type step struct {
	index int
	value decimal.Decimal
}

// series computes a plan's progress on each date up to the board's from which there is data, and
// what was expected on all.
// The steps of each indicator come in date order.
func series(b Board, dates []date.Date, steps map[int64][]step) []Moment {
	linear := make([]progress.Share, len(dates)) // of the plan's time
	for k, d := range dates {
		linear[k] = progress.ElapsedShare(b.Plan.StartsOn, b.Plan.EndsOn, d)
	}
	totals := make([]progress.Tally, len(dates))
	for n := range b.Objectives {
		o := &b.Objectives[n]
		weight, _ := progress.WeightOf(o.Weight) // the database keeps no finer ones
		courses := b.courses(o, steps)
		for k, d := range dates {
			of := tally(courses, k, d, linear[k])
			if progress.LeftOut(o.CancelledOn, d) {
				continue
			}
			reached, expected := of.Mean()
			if of.Empty() {
				expected = linear[k] // see progress.ObjectiveMean
			}
			totals[k].Add(weight, reached, expected, of.Coverage)
		}
	}
	moments := make([]Moment, len(dates))
	for k, d := range dates {
		reached, expected := totals[k].Mean()
		moments[k] = Moment{On: d, Expected: expected.Decimal()}
		if d <= b.On && totals[k].Coverage.WithData > 0 {
			moments[k].Progress = decimal.NewNullDecimal(reached.Decimal())
		}
	}
	return moments
}

// course is an indicator on its way through the dates of a series.
type course struct {
	of     *Indicator
	goal   progress.Goal
	weight progress.Weight
	linear bool   // what is expected of it is the plan's linear share
	ahead  []step // the next one first
	now    progress.Share
	data   progress.Coverage // whether it has had a value
}

func (b Board) courses(o *Objective, steps map[int64][]step) []course {
	courses := make([]course, len(o.Indicators))
	for n := range o.Indicators {
		i := &o.Indicators[n]
		goal := i.Goal(b.Plan.StartsOn, b.Plan.EndsOn)
		weight, _ := progress.WeightOf(i.Weight)
		courses[n] = course{
			of: i, goal: goal, weight: weight, ahead: steps[i.ID], data: progress.Coverage{Total: 1},
			linear: goal.Linear() && goal.Start == b.Plan.StartsOn && goal.End == b.Plan.EndsOn,
		}
	}
	return courses
}

// tally adds up an objective's mean on the date with an index; the dates are asked for in order.
// Linear is the plan's linear share of that date.
func tally(courses []course, index int, on date.Date, linear progress.Share) progress.Tally {
	var t progress.Tally
	for n := range courses {
		c := &courses[n]
		if len(c.ahead) > 0 && c.ahead[0].index <= index {
			c.now, c.data.WithData = c.goal.Counted(c.ahead[0].value), 1
			c.ahead = c.ahead[1:]
		}
		if progress.LeftOut(c.of.CancelledOn, on) {
			continue
		}
		expected := linear
		if !c.linear {
			expected = c.goal.ExpectedShare(on)
		}
		t.Add(c.weight, c.now, expected, c.data)
	}
	return t
}

package dashboard

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/progress"
)

// seriesPoints is how many dates a series has at most, but for the reference date: enough for two
// years of months, and few enough to be read from a drawing.
const seriesPoints = 24

// seriesDates returns the ends of the plan's months, or of every second, third, sixth, twelfth…
// month where those are too many, with the plan's last day and the reference date among them.
func seriesDates(start, end, on date.Date) []date.Date {
	step := 1
	for _, months := range []int{1, 2, 3, 6, 12, 24, 60, 120} {
		step = months
		if monthsOf(start, end) <= seriesPoints*months {
			break
		}
	}
	on = max(on, start)
	var dates []date.Date
	for d := start.AddMonths(step - 1).EndOfMonth(); d < end; d = d.AddMonths(step).EndOfMonth() {
		dates = insert(dates, d, on)
	}
	return insert(dates, end, on)
}

// monthsOf counts the calendar months that a span touches.
func monthsOf(start, end date.Date) int {
	from, to := start.Time(), end.Time()
	return 12*(to.Year()-from.Year()) + int(to.Month()-from.Month()) + 1
}

// insert appends d, and before it the reference date where that comes between.
func insert(dates []date.Date, d, on date.Date) []date.Date {
	var last date.Date
	if len(dates) > 0 {
		last = dates[len(dates)-1]
	}
	if last < on && on < d {
		dates = append(dates, on)
	}
	return append(dates, d)
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
	means := make([][]progress.Mean, len(b.Objectives))
	shares := make([]decimal.Decimal, len(dates))
	for k, d := range dates {
		shares[k] = progress.LinearShare(b.Plan.StartsOn, b.Plan.EndsOn, d)
	}
	for n, o := range b.Objectives {
		means[n] = objectiveSeries(b.Plan, o, dates, shares, steps)
	}
	moments := make([]Moment, len(dates))
	items := make([]progress.Item, len(b.Objectives))
	for k, d := range dates {
		for n, o := range b.Objectives {
			items[n] = means[n][k].Item(o.Weight, progress.LeftOut(o.CancelledOn, d))
		}
		mean := progress.MeanOf(items)
		moments[k] = Moment{On: d, Expected: mean.Expected.Decimal}
		if d <= b.On && mean.Coverage.WithData > 0 {
			moments[k].Progress = mean.Progress
		}
	}
	return moments
}

func objectiveSeries(p plan.Plan, o Objective, dates []date.Date, shares []decimal.Decimal, steps map[int64][]step) []progress.Mean {
	items := make([][]progress.Item, len(dates))
	for k := range items {
		items[k] = make([]progress.Item, len(o.Indicators))
	}
	for n, i := range o.Indicators {
		goal, left, now := i.Goal(p.StartsOn, p.EndsOn), steps[i.ID], decimal.NullDecimal{}
		for k, d := range dates {
			if len(left) > 0 && left[0].index <= k {
				now = goal.Progress(decimal.NewNullDecimal(left[0].value))
				left = left[1:]
			}
			items[k][n] = progress.IndicatorItem(i.Weight, now, goal.Expected(d), progress.LeftOut(i.CancelledOn, d))
		}
	}
	means := make([]progress.Mean, len(dates))
	for k := range dates {
		means[k] = progress.ObjectiveMean(items[k], shares[k])
	}
	return means
}

package demo

import (
	"cmp"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/progress"
)

// Units of the fictitious town alone.
const (
	firstCare = "Atención Primaria"
	homeHelp  = "Ayuda a Domicilio"
	families  = "Equipo de Familia e Infancia"
	community = "Participación Ciudadana"
)

// example is an indicator of the fictitious plan. Its values are those of every step-th month, as
// monthEnds reads them, and step is its periodicity too. Months count from 1, the plan's first.
type example struct {
	objective, code, title, description string
	method, source, measure             string
	units, standards                    []string
	rule                                progress.Rule // Reach where empty
	baseline, target                    string        // a baseline may be blank
	decimals                            int32
	weight                              string // 1 where empty
	step                                int
	values                              string
	remarks                             map[int]string // by month
	points                              []milestone
	jumps                               bool // the planned points are steps
	startMonth, endMonth                int  // its own first and last month, 0 for the plan's
	cancelMonth                         int  // 0 for never
	cancelReason                        string
}

// milestone is a planned point at the end of a month.
type milestone struct {
	month int
	value string
}

func exampleEntries(start date.Date) []entry {
	var entries []entry
	for _, group := range [][]example{examplePeople, exampleServices, exampleTeam, exampleOpenness} {
		for _, x := range group {
			entries = append(entries, x.entry(start))
		}
	}
	return entries
}

func (x example) entry(start date.Date) entry {
	return entry{
		Indicator: x.indicator(start), Objective: x.objective, Standards: x.standards,
		Values: monthEnds(start, x.step, x.values, x.remarks),
	}
}

func (x example) indicator(start date.Date) indicator.Indicator {
	i := indicator.Indicator{
		Code: x.code, Title: x.title, Description: x.description, Method: x.method, Source: x.source,
		UnitOfMeasure: x.measure, Decimals: x.decimals, PeriodicityMonths: x.step, Units: x.units,
		Rule:     cmp.Or(x.rule, progress.Reach),
		Baseline: blankable(x.baseline), Target: number(x.target), PlannedInSteps: x.jumps,
		Weight: number(cmp.Or(x.weight, "1")), CancelReason: x.cancelReason,
	}
	for _, p := range x.points {
		i.Points = append(i.Points, progress.Point{On: monthEnd(start, p.month), Value: number(p.value)})
	}
	if x.startMonth > 0 {
		i.StartsOn = start.AddMonths(x.startMonth - 1)
	}
	if x.endMonth > 0 {
		i.EndsOn = monthEnd(start, x.endMonth)
	}
	if x.cancelMonth > 0 {
		i.CancelledOn = cancelDay(start, x.cancelMonth)
	}
	return i
}

// cancelDay returns the day on which things are cancelled in the n-th month.
func cancelDay(start date.Date, n int) date.Date { return start.AddMonths(n-1) + 11 }

package snapshot

import (
	"hito/internal/date"
	"hito/internal/plan"
)

// DueDays returns the days on which a plan's cadence asks for a follow-up, those from and until a day included, in
// order: the last day of each period of so many months counted from the plan's start, while the plan lasts. A plan
// without a cadence has none.
func DueDays(p plan.Plan, from, until date.Date) []date.Date {
	if p.CadenceMonths <= 0 {
		return nil
	}
	var days []date.Date
	for n := 1; ; n++ {
		day := dueDay(p, n)
		if day > min(until, p.EndsOn) {
			return days
		}
		if day >= from {
			days = append(days, day)
		}
	}
}

// NextDue returns the first day from today on that the cadence of a plan in force asks for, no date where there is
// none. The follow-up of a day is closed once the day is over.
func NextDue(p plan.Plan, today date.Date) date.Date {
	if p.State != plan.Active {
		return 0
	}
	if days := DueDays(p, today, p.EndsOn); len(days) > 0 {
		return days[0]
	}
	return 0
}

// dueDay is the last day of a plan's period with a number, from 1. Each is counted from the start, so that a short
// month shortens its own period alone.
func dueDay(p plan.Plan, period int) date.Date {
	return p.StartsOn.AddMonths(period*p.CadenceMonths) - 1
}

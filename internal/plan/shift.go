package plan

import "hito/internal/date"

// shift is how far the dates of a plan move: by months, or where those are 0 by days.
type shift struct{ months, days int }

// Months counts the whole months that a plan lasts; 0 where it does not last whole months.
func (p Plan) Months() int { return wholeMonths(p.StartsOn, p.EndsOn+1) }

// wholeMonths counts the months from a day to the same day of another month; 0 where the day is another.
func wholeMonths(from, to date.Date) int {
	a, b := from.Time(), to.Time()
	if a.Day() != b.Day() {
		return 0
	}
	return (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
}

// Package calendar counts working days in Spain.
package calendar

import (
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/es"

	"hito/internal/date"
)

// After returns the day that is so many working days after another, which itself does not count, as law 39/2015 has it
// (article 30): Saturdays, Sundays, the holidays of the whole country and those of the place are none.
func After(d date.Date, working int, local []date.Date) date.Date {
	closed := cal.NewBusinessCalendar()
	closed.AddHoliday(es.Holidays...)
	shut := make(map[date.Date]bool, len(local))
	for _, day := range local {
		shut[day] = true
	}
	for working > 0 {
		d++
		if closed.IsWorkday(d.Time()) && !shut[d] {
			working--
		}
	}
	return d
}

// Holiday returns the name of the country's holiday on a day, blank for none.
func Holiday(d date.Date) string {
	for _, h := range es.Holidays {
		if actual, _ := h.Calc(d.Time().Year()); date.Of(actual) == d {
			return h.Name
		}
	}
	return ""
}

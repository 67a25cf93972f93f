package date

import "time"

// EndOfDay returns the last instant of d, 23:59:59.999999999, as clocks at loc show it. A deadline of
// d has passed after it.
func EndOfDay(d Date, loc *time.Location) time.Time {
	year, month, day := d.Time().Date()
	end := time.Date(year, month, day, 23, 59, 59, 999_999_999, loc)
	_, change := end.ZoneBounds()
	if change.IsZero() || Of(change) != d {
		return end
	}
	// Where clocks go back at midnight, not in Spain, the last hour comes twice: the second ends the day.
	_, before := end.Zone()
	_, after := change.Zone()
	return end.Add(time.Duration(before-after) * time.Second)
}

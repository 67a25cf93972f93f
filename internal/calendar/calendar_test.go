package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"hito/internal/calendar"
	"hito/internal/date"
)

func TestAfter(t *testing.T) {
	for _, c := range []struct {
		from    date.Date
		working int
		local   []date.Date
		want    date.Date
	}{
		{date.New(2026, time.November, 27), 1, nil, date.New(2026, time.November, 30)},                                   // Friday, Monday
		{date.New(2026, time.November, 28), 1, nil, date.New(2026, time.November, 30)},                                   // Saturday
		{date.New(2026, time.December, 4), 2, nil, date.New(2026, time.December, 9)},                                     // 6 December is a Sunday, the 8th a holiday
		{date.New(2026, time.November, 27), 20, nil, date.New(2026, time.December, 29)},                                  // over the 8th and Christmas
		{date.New(2027, time.March, 24), 2, nil, date.New(2027, time.March, 29)},                                         // Good Friday is the 26th
		{date.New(2027, time.March, 24), 2, []date.Date{date.New(2027, time.March, 25)}, date.New(2027, time.March, 30)}, // Maundy Thursday, in Andalusia
		{date.New(2026, time.November, 27), 0, nil, date.New(2026, time.November, 27)},
	} {
		if got := calendar.After(c.from, c.working, c.local); got != c.want {
			t.Errorf("%d days after %s: %s, want %s", c.working, c.from, got, c.want)
		}
	}
}

func TestAfterIsAWorkingDayAndGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := date.New(2020, time.January, 1) + date.Date(rapid.IntRange(0, 5000).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "working")
		got := calendar.After(from, n, nil)
		if day := got.Time().Weekday(); day == time.Saturday || day == time.Sunday || calendar.Holiday(got) != "" {
			t.Fatalf("%s is no working day", got)
		}
		if got <= calendar.After(from, n-1, nil) {
			t.Fatalf("%d working days are not more than %d", n, n-1)
		}
	})
}

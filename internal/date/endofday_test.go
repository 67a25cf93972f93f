package date_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"hito/internal/date"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestSecurity15ADayEndsAtItsLastInstant(t *testing.T) {
	for _, c := range []struct{ zone, day, want string }{
		{"Europe/Madrid", "2026-03-28", "2026-03-28T22:59:59.999999999Z"},
		{"Europe/Madrid", "2026-03-29", "2026-03-29T21:59:59.999999999Z"}, // clocks go forward at 2:00
		{"Europe/Madrid", "2026-10-24", "2026-10-24T21:59:59.999999999Z"},
		{"Europe/Madrid", "2026-10-25", "2026-10-25T22:59:59.999999999Z"}, // and back at 3:00
		{"Europe/Madrid", "2024-02-29", "2024-02-29T22:59:59.999999999Z"},
		{"Atlantic/Canary", "2026-10-25", "2026-10-25T23:59:59.999999999Z"},
		{"America/Sao_Paulo", "2018-02-17", "2018-02-18T02:59:59.999999999Z"}, // 23:00 to 24:00 came twice
		{"America/Sao_Paulo", "2018-11-03", "2018-11-04T02:59:59.999999999Z"}, // the next day began at 1:00
		{"UTC", "2026-12-31", "2026-12-31T23:59:59.999999999Z"},
	} {
		d, err := date.Parse(c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := date.EndOfDay(d, zone(t, c.zone)).UTC().Format(time.RFC3339Nano); got != c.want {
			t.Errorf("end of %s in %s = %s, want %s", c.day, c.zone, got, c.want)
		}
	}
}

func TestDaysOfChangeAreShorterAndLonger(t *testing.T) {
	madrid := zone(t, "Europe/Madrid")
	for day, hours := range map[date.Date]float64{
		date.New(2026, time.March, 29): 23, date.New(2026, time.October, 25): 25, date.New(2026, time.May, 1): 24,
	} {
		if got := date.EndOfDay(day, madrid).Sub(date.EndOfDay(day-1, madrid)).Hours(); got != hours {
			t.Errorf("%s lasts %v hours, want %v", day, got, hours)
		}
	}
}

func TestADayEndsWhereTheNextBegins(t *testing.T) {
	zones := []*time.Location{zone(t, "Europe/Madrid"), zone(t, "America/Sao_Paulo"), zone(t, "America/Havana"), zone(t, "Africa/Cairo"), zone(t, "Australia/Lord_Howe")}
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		d := date.Date(rapid.Int32Range(int32(date.New(1950, time.January, 1)), int32(date.New(2100, time.January, 1))).Draw(t, "day"))
		end := date.EndOfDay(d, loc)
		if date.Of(end) != d || date.Of(end.Add(1)) != d+1 {
			t.Fatalf("%s ends at %s, and then it is %s", d, end, date.Of(end.Add(1)))
		}
	})
}

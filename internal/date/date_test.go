package date_test

import (
	"encoding/json"
	"testing"
	"time"

	"hito/internal/date"
)

func TestDatesSubtractAsDays(t *testing.T) {
	start, on, end := date.New(2021, time.July, 1), date.New(2022, time.November, 30), date.New(2023, time.June, 30)
	if got := on - start + 1; got != 518 {
		t.Errorf("days to the cut-off, inclusive = %d, want 518", got)
	}
	if got := end - start + 1; got != 730 {
		t.Errorf("days of the plan, inclusive = %d, want 730", got)
	}
}

func TestOfTakesTheDayOfTheLocation(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	lateEvening := time.Date(2026, time.March, 28, 23, 30, 0, 0, time.UTC)
	if got := date.Of(lateEvening.In(madrid)).String(); got != "2026-03-29" {
		t.Errorf("day in Madrid = %s, want 2026-03-29", got)
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"2022-11-30": "2022-11-30", "2024-02-29": "2024-02-29",
		"2023-02-29": "", "30/11/2022": "", "0001-01-01": "", "9999-12-31": "", "": "", "2022-11-30\x00": "", "２０２２-11-30": "",
	} {
		got, err := date.Parse(in)
		if (err == nil) != (want != "") || (err == nil && got.String() != want) {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestEndOfMonth(t *testing.T) {
	if got := date.New(2024, time.February, 3).EndOfMonth().String(); got != "2024-02-29" {
		t.Errorf("EndOfMonth = %s, want 2024-02-29", got)
	}
}

func TestAddMonthsStaysInTheMonth(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-11-15", 3, "2027-02-15"}, {"2026-03-31", -1, "2026-02-28"},
	} {
		from, err := date.Parse(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := from.AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	for _, d := range []date.Date{0, date.New(2022, time.November, 30)} {
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back date.Date
		if err := json.Unmarshal(b, &back); err != nil || back != d {
			t.Errorf("%s came back as %s (%v)", b, back, err)
		}
	}
}

package plan_test

import (
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/plan"
)

func TestMonths(t *testing.T) {
	day := func(y, m, d int) date.Date { return date.New(y, time.Month(m), d) }
	for _, c := range []struct {
		from, to date.Date
		want     int
	}{
		{day(2021, 7, 1), day(2023, 6, 30), 24}, {day(2024, 1, 1), day(2024, 12, 31), 12}, {day(2024, 1, 15), day(2024, 2, 14), 1},
		{day(2024, 1, 1), day(2024, 1, 30), 0}, {day(2024, 1, 1), day(2024, 1, 1), 0},
	} {
		if got := (plan.Plan{StartsOn: c.from, EndsOn: c.to}).Months(); got != c.want {
			t.Errorf("from %s to %s: %d months, want %d", c.from, c.to, got, c.want)
		}
	}
}

package demo

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/indicator"
)

// monthEnd returns the last day of the n-th month, counted from 1, of a plan that starts on the
// first of a month.
func monthEnd(start date.Date, n int) date.Date { return start.AddMonths(n) - 1 }

// monthEnds dates values at the ends of every step-th month of a plan. "-" leaves a month out and
// "53>35" is a 53 that was corrected to 35. Remarks are comments by month.
func monthEnds(start date.Date, step int, values string, remarks map[int]string) []indicator.Measurement {
	var series []indicator.Measurement
	for n, value := range strings.Fields(values) {
		if value == "-" {
			continue
		}
		month := (n + 1) * step
		on, revision := monthEnd(start, month), 1
		if wrong, right, corrected := strings.Cut(value, ">"); corrected {
			series = append(series, measured(on, revision, wrong, ""))
			value, revision = right, revision+1
		}
		series = append(series, measured(on, revision, value, remarks[month]))
	}
	return series
}

// measured returns a value recorded at noon of the day that it is of, a correction on the next.
func measured(on date.Date, revision int, value, comment string) indicator.Measurement {
	return indicator.Measurement{
		MeasuredOn: on, Revision: revision, Value: decimal.NewNullDecimal(number(value)), Comment: comment,
		RecordedAt: on.Time().AddDate(0, 0, revision-1).Add(12 * time.Hour),
	}
}

package indicators

import (
	"slices"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/web/chart"
	"hito/web/ui"
)

// remarks are the results with a day and the comments of the values, in order of time.
func remarks(s dashboard.Story, values []indicator.Measurement) []chart.HistoryRemark {
	var list []chart.HistoryRemark
	for _, r := range s.Results {
		if !r.AchievedOn.IsZero() {
			list = append(list, chart.HistoryRemark{On: r.AchievedOn, When: ui.LongDate(r.AchievedOn), Result: true, Text: r.Title})
		}
	}
	for _, m := range values {
		if m.Comment != "" {
			list = append(list, chart.HistoryRemark{On: m.MeasuredOn, When: ui.LongDate(m.MeasuredOn), Text: m.Comment})
		}
	}
	slices.SortStableFunc(list, func(a, b chart.HistoryRemark) int { return int(a.On - b.On) })
	return list
}

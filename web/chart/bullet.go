package chart

import "hito/web/ui"

// BulletProps is one progress against what was expected. Both are fractions,
// drawn within 0 to 1; the labels tell the exact figures.
type BulletProps struct {
	Progress, Expected           float64
	ProgressLabel, ExpectedLabel string // "64,9 %"; without ExpectedLabel there is no mark
	Status                       string // gives the colour; blank for the neutral one
}

// spoken is the text alternative of a bar of progress.
func spoken(progress, expected string) string {
	text := "Progreso: " + progress
	if expected != "" {
		text += "; previsto: " + expected
	}
	return text
}

// fill is the class that colours a bar by status.
func fill(status string) string {
	if status == "" {
		return "chart-fill-progress"
	}
	return "chart-fill-" + ui.StatusClass(status)
}

// anchor keeps the text of a mark inside the drawing near its ends.
func anchor(share float64) string {
	switch {
	case within(share) < 0.2:
		return "start"
	case within(share) > 0.8:
		return "end"
	default:
		return "middle"
	}
}

package snapshot

import (
	"fmt"
	"slices"

	"hito/internal/dashboard"
	"hito/internal/date"
)

// longestTitle is what the database keeps of a title.
const longestTitle = 200

// TitleFor proposes a title for a follow-up of a date that none of the others has: "Seguimiento de noviembre de 2026".
func TitleFor(on date.Date, taken []string) string {
	return untaken("Seguimiento de "+on.MonthYear(), taken)
}

// titleOfDue is the title of the follow-up that a plan's cadence asks for on a day.
func titleOfDue(on date.Date, taken []string) string {
	return untaken(fmt.Sprintf("Seguimiento automático a %d de %s", on.Time().Day(), on.MonthYear()), taken)
}

// TitleOfCorrection proposes a title for the follow-up that corrects another one.
func TitleOfCorrection(of string, taken []string) string {
	const mark = " (corregido)"
	letters := []rune(of)
	return untaken(string(letters[:min(len(letters), longestTitle-len(mark)-4)])+mark, taken)
}

// Titles lists the titles of follow-ups.
func Titles(refs []dashboard.SnapshotRef) []string {
	titles := make([]string, len(refs))
	for n, s := range refs {
		titles[n] = s.Title
	}
	return titles
}

func untaken(title string, taken []string) string {
	free := title
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s (%d)", title, n)
	}
	return free
}

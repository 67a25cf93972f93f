package dashboards

import (
	"strings"
	"time"

	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/web/ui"
	"hito/web/ui/board"
)

// undecided are the retos that wait for a decision.
type undecided struct {
	Title string
	Rows  []undecidedRow
	More  string   // how many are left out; blank for none
	Late  string   // how many wait too long for a first answer; blank for none
	All   *ui.Link // nil where none waits for a decision
	Lates string   // address of the late ones
}

// undecidedRow is one of them.
type undecidedRow struct{ Title, Href, Note string }

// live tells a board of what holds today, and no past or frozen one.
func live(b dashboard.Board, asked board.Asked) bool { return b.Frozen == nil && b.On == asked.Today }

// undecidedOf is what is shown of retos beside a plan; nil for nothing.
func undecidedOf(u challenge.Undecideds, today date.Date, place *time.Location) *undecided {
	if u.All+u.Late == 0 {
		return nil
	}
	shown := &undecided{Title: "Retos que esperan decisión", Lates: ui.LateChallengesPath}
	for _, c := range u.List {
		shown.Rows = append(shown.Rows, undecidedRow{c.Title, ui.ChallengePath(challenge.Grouped(c.Code)), undecidedNote(c, today, place)})
	}
	if more := u.All - len(u.List); more > 0 {
		shown.More = "y " + ui.Count(more, "más", "más")
	}
	if u.All > 0 {
		shown.All = &ui.Link{Text: "Ver todos los que esperan decisión", Href: ui.UndecidedChallengesPath}
	} else {
		shown.Title = "Retos sin respuesta"
	}
	if u.Late > 0 {
		shown.Late = ui.Count(u.Late, "reto con la primera respuesta fuera de plazo", "retos con la primera respuesta fuera de plazo")
	}
	return shown
}

// undecidedNote says since when a reto waits, and what those who evaluated it think.
func undecidedNote(c challenge.Undecided, today date.Date, place *time.Location) string {
	since := date.Of(c.AskedAt.In(place))
	parts := []string{"desde el " + ui.LongDate(since)}
	switch days := int(today - since); {
	case days == 1:
		parts[0] += ", ayer"
	case days > 1:
		parts[0] += ", hace " + ui.Count(days, "día", "días")
	}
	if c.Impact.Valid {
		parts = append(parts, "impacto "+ui.Number(c.Impact.Decimal, 1)+" de 5")
	}
	if c.Effort.Valid {
		parts = append(parts, "esfuerzo "+ui.Number(c.Effort.Decimal, 1)+" de 5")
	}
	return strings.Join(parts, " · ")
}

package round

import (
	"slices"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/progress"
)

// The longest texts, in letters, as the database holds them.
const (
	longestTitle  = 200
	longestNote   = 4000
	longestReason = 1000
)

// Which is which indicators a round asks for.
type Which string

// Choices.
const (
	All   Which = "all"   // all in force on the day of the values
	Lapse Which = "lapse" // only those whose periodicity asks for a value by then
)

// Draft is the form that opens a round, as typed.
type Draft struct {
	Title, MeasuredOn, DueOn, Note string
	Which                          string
	Objectives                     []string // codes: of which indicators are asked
}

// Check returns the round, without identifier, or a fault.Invalid by the fields "title", "measured_on", "due_on",
// "note", "which" and "objectives".
func (d Draft) Check(p plan.Plan, today date.Date) (Round, error) {
	var c draft.Check
	r := Round{
		Title:      checkTitle(&c, d.Title),
		MeasuredOn: c.NeededDate("measured_on", d.MeasuredOn),
		Note:       c.Lines("note", d.Note, longestNote),
	}
	switch {
	case c.Wrong("measured_on"):
	case r.MeasuredOn < p.StartsOn:
		c.Refuse("measured_on", "El plan todavía no había empezado en esa fecha.")
	case r.MeasuredOn > today.AddMonths(farthest):
		c.Refuse("measured_on", "La fecha no puede quedar a más de un año.")
	}
	r.DueOn = checkDeadline(&c, d.DueOn, r.MeasuredOn, today)
	draft.OneOf(&c, "which", d.Which, All, Lapse)
	if len(d.Objectives) == 0 {
		c.Refuse("objectives", "Elija al menos un objetivo.")
	}
	return r, c.Err()
}

// farthest is how many months ahead a round may be planned: what lies beyond is a slip of the pen.
const farthest = 12

func checkTitle(c *draft.Check, typed string) string {
	return c.NeededLine("title", typed, longestTitle, "Escriba un título, como «Seguimiento de noviembre de 2026».")
}

func checkDeadline(c *draft.Check, typed string, measuredOn, today date.Date) date.Date {
	due := c.NeededDate("due_on", typed)
	switch {
	case c.Wrong("due_on"):
	case due < measuredOn:
		c.Refuse("due_on", "El plazo no puede terminar antes de la fecha de los valores.")
	case due < today:
		c.Refuse("due_on", "El plazo no puede terminar antes de hoy.")
	case due > max(measuredOn, today).AddMonths(farthest):
		c.Refuse("due_on", "El plazo no puede ser de más de un año.")
	}
	return due
}

// Pick returns the indicators of a board, which is of the day of the values, that a round asks for, in the plan's order.
func (d Draft) Pick(b dashboard.Board) []dashboard.Indicator {
	var picked []dashboard.Indicator
	for _, i := range b.Indicators() {
		if slices.Contains(d.Objectives, i.Objective) && inForce(b, i) && (d.Which != string(Lapse) || owes(b, i)) {
			picked = append(picked, i)
		}
	}
	return picked
}

// inForce tells an indicator that is measured on the board's day: neither cancelled nor before or after its own time.
func inForce(b dashboard.Board, i dashboard.Indicator) bool {
	started := progress.Started(i.Goal(b.Plan.StartsOn, b.Plan.EndsOn).Start, b.On)
	return i.Status != dashboard.Cancelled && started && (i.EndsOn.IsZero() || b.On <= i.EndsOn)
}

func owes(b dashboard.Board, i dashboard.Indicator) bool { return !i.DueOn.IsZero() && i.DueOn <= b.On }

// Edit is the form that changes what an open round says, as typed.
type Edit struct{ Title, DueOn, Note string }

// Check returns the round with what was typed, or a fault.Invalid by the fields "title", "due_on" and "note". A last
// day that stays may be over already.
func (e Edit) Check(r Round, today date.Date) (Round, error) {
	var c draft.Check
	r.Title, r.Note = checkTitle(&c, e.Title), c.Lines("note", e.Note, longestNote)
	r.DueOn = checkDeadline(&c, e.DueOn, r.MeasuredOn, min(today, r.DueOn))
	return r, c.Err()
}

// Ending is the form that closes a round, as typed, with how many values were missing and waiting when it was shown.
type Ending struct {
	Title, Note      string
	Sure             bool // although values are missing or wait for review
	Missing, Waiting int
	Version          int
}

// Check returns the title and note of the follow-up, or a fault.Invalid by the fields "title", "note", "sure" and
// "round".
func (e Ending) Check(r Round, today date.Date) (title, note string, err error) {
	var c draft.Check
	title, note = checkTitle(&c, e.Title), c.Lines("note", e.Note, longestNote)
	if r.MeasuredOn > today {
		c.Refuse("round", "Aún no ha llegado la fecha de los valores: la ronda se puede cerrar desde ese día.")
	}
	switch {
	case r.Missing()+r.Sent == 0:
	case e.Missing != r.Missing() || e.Waiting != r.Sent:
		c.Refuse("sure", "Desde que abrió la página ha cambiado lo que falta: compruébelo y confírmelo de nuevo.")
	case !e.Sure:
		c.Refuse("sure", "Marque la casilla para cerrar aunque falten valores.")
	}
	return title, note, c.Err()
}

// checkReason reads why something is done; missing is the message where it is blank.
func checkReason(field, typed string, most int, missing string) (string, error) {
	var c draft.Check
	kept := c.NeededLines(field, typed, most, missing)
	return kept, c.Err()
}

var errEnded = fault.Invalid{"round": "La ronda ya está cerrada: no se puede cambiar nada de ella."}

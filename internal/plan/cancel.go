package plan

import (
	"hito/internal/date"
	"hito/internal/draft"
)

// longestReason is how many letters a reason may have.
const longestReason = 2000

// Cancellation is what people type to cancel an objective or an indicator.
type Cancellation struct{ On, Reason string }

// Check returns the day from which what is cancelled counts no more, and the reason; its fields are cancelled_on and
// cancel_reason. The day lies in the plan's time or is no later than today.
func (c Cancellation) Check(p Plan, today date.Date) (date.Date, string, error) {
	var check draft.Check
	on := check.NeededDate("cancelled_on", c.On)
	switch {
	case on > max(today, p.EndsOn):
		check.Refuse("cancelled_on", "La fecha no puede ser posterior al final del plan.")
	case on < min(today, p.StartsOn):
		check.Refuse("cancelled_on", "La fecha no puede ser anterior al principio del plan.")
	}
	reason := check.NeededLines("cancel_reason", c.Reason, longestReason, "Escriba por qué se anula: queda en el historial y se muestra en su página.")
	return on, reason, check.Err()
}

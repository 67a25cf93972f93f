package indicator

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"hito/internal/attachment"
	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/fault"
)

// ResultDraft is a result as it is typed; Indicators are the numbers of those that it serves, as codes may change
// while a form is open.
type ResultDraft struct {
	Title, Description, AchievedOn, URL string
	Indicators                          []string
}

// longestEvidence is how many letters the description of a result has at most.
const longestEvidence = 10_000

// Check returns the result with the numbers of its indicators, each once, or a fault.Invalid by the fields "title",
// "description", "achieved_on", "url" and "indicators".
func (d ResultDraft) Check(today date.Date) (r Result, serves []int64, err error) {
	var c draft.Check
	r = Result{
		Title:       c.NeededLine("title", d.Title, longestTitle, "Escriba qué se ha alcanzado."),
		Description: c.Lines("description", d.Description, longestEvidence),
		AchievedOn:  c.Date("achieved_on", d.AchievedOn),
		URL:         c.URL("url", d.URL),
	}
	if r.AchievedOn > today {
		c.Refuse("achieved_on", "La fecha no puede ser posterior a la de hoy.")
	}
	for _, typed := range d.Indicators {
		id, err := strconv.ParseInt(typed, 10, 64)
		if err != nil {
			c.Refuse("indicators", goneIndicator)
		}
		serves = append(serves, id)
	}
	if len(serves) == 0 {
		c.Refuse("indicators", "Elija al menos un indicador al que sirva.")
	}
	slices.Sort(serves)
	return r, slices.Compact(serves), c.Err()
}

// goneIndicator tells of an indicator that is not, or no longer, in the plan.
const goneIndicator = "Alguno de los indicadores elegidos ya no está en el plan: revise los que quedan."

// checkWithdrawal returns why a result is withdrawn, or a fault.Invalid by the field "reason".
func checkWithdrawal(typed string) (string, error) {
	var c draft.Check
	reason := c.NeededLines("reason", typed, longestReason, "Escriba por qué se retira el resultado.")
	return reason, c.Err()
}

// KeptResult is a result with all that a plan keeps of it.
type KeptResult struct {
	Result
	Version        int
	WithdrawnAt    time.Time // zero while it holds
	WithdrawReason string
	Serves         []Served
	Files          []attachment.File // without those that were withdrawn
}

// Withdrawn tells a result that counts no more.
func (r KeptResult) Withdrawn() bool { return !r.WithdrawnAt.IsZero() }

// Served is an indicator that a result is evidence of.
type Served struct {
	ID        int64   `json:"id"`
	Code      string  `json:"code"`
	Title     string  `json:"title"`
	Objective string  `json:"objective"` // its code
	Units     []int64 `json:"units"`     // that answer for it
}

// Servable is an objective with the indicators that a result may serve.
type Servable struct {
	Code, Title string
	Indicators  []Served
}

// SameTitle tells that a plan has a result with the title of a new one, case, accents and punctuation aside. It is
// a fault.Conflict.
type SameTitle struct {
	ID    int64
	Title string
}

// Error names the result that is there.
func (s SameTitle) Error() string { return fmt.Sprintf("result %d has the same title", s.ID) }

// Unwrap makes it a fault.Conflict.
func (SameTitle) Unwrap() error { return fault.Conflict }

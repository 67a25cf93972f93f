// Package dashboard answers where a plan is against where it should be. It reads across features
// and writes nothing: a Board is built by the rules of progress from one plan's rows, or comes
// frozen from a snapshot.
package dashboard

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

// Cancelled is the status of what is left out of the means because it was cancelled.
const Cancelled progress.Status = "cancelled"

// Statuses lists every status in the order in which people read them, worst first.
var Statuses = []progress.Status{
	progress.StatusCritical, progress.StatusDelayed, progress.StatusNoData, progress.StatusOnTrack,
	progress.StatusMet, progress.StatusNotStarted, Cancelled,
}

// Figures are what the rules say of a plan, a line or an objective: fractions of 1, invalid where
// there is none.
type Figures struct {
	Progress decimal.NullDecimal `json:"progress"`
	Expected decimal.NullDecimal `json:"expected"`
	Status   progress.Status     `json:"status"`
	Coverage progress.Coverage   `json:"coverage"`
}

// Board is the state of a whole plan on a date. It is also the form in which a snapshot is frozen.
type Board struct {
	On         date.Date   `json:"on"`
	Plan       plan.Plan   `json:"plan"`
	Figures                //
	Objectives []Objective `json:"objectives"`
	Lines      []Line      `json:"lines"`
	Series     []Moment    `json:"series"`
	Previous   *Previous   `json:"previous"`
	Frame      *Frame      `json:"frame,omitempty"` // in what is frozen

	Snapshots []SnapshotRef `json:"-"` // those of the plan, newest first
	Frozen    *SnapshotRef  `json:"-"` // the snapshot that this board comes from, if it does
	Now       plan.Plan     `json:"-"` // the plan as it is, whatever the board shows
	Stamp     string        `json:"-"` // see StampOf
}

// Frame is what a plan says around its figures, as it was when a snapshot froze it.
type Frame struct {
	Sections   []plan.Section   `json:"sections"`
	Periods    []plan.Period    `json:"periods"`
	Frameworks []plan.Framework `json:"frameworks"`
}

// Objective is a specific objective with its figures and indicators, in the plan's order.
type Objective struct {
	plan.Objective
	Figures
	Indicators []Indicator `json:"indicators"`
}

// Line is a strategic line with its figures.
type Line struct {
	plan.Line
	Figures
}

// Indicator is an indicator with its newest value on or before the board's date and what the rules
// say of it. Progress is raw: it may pass 1 or fall below 0. DueOn is the day on which a value is
// or was owed, no date where no periodicity is set.
type Indicator struct {
	indicator.Indicator
	Value      decimal.NullDecimal `json:"value"`
	MeasuredOn date.Date           `json:"measured_on"`
	Objective  string              `json:"objective" db:"-"` // its code
	Progress   decimal.NullDecimal `json:"progress" db:"-"`
	Expected   decimal.Decimal     `json:"expected" db:"-"`
	Status     progress.Status     `json:"status" db:"-"`
	DueOn      date.Date           `json:"due_on" db:"-"`
	Results    []indicator.Result  `json:"results" db:"-"`
}

// Counted tells whether the indicator weighs in its objective's mean on a date.
func (i Indicator) Counted(on date.Date) bool {
	return i.Weight.IsPositive() && !progress.LeftOut(i.CancelledOn, on)
}

// Moment is a plan's progress and expected progress on a date, fractions of 1. Progress is invalid
// before the first value and after the board's date.
type Moment struct {
	On       date.Date           `json:"on"`
	Progress decimal.NullDecimal `json:"progress"`
	Expected decimal.Decimal     `json:"expected"`
}

// SnapshotRef names a snapshot with its headline figures.
type SnapshotRef struct {
	ID       int64               `json:"id"`
	Title    string              `json:"title"`
	Note     string              `json:"note"`
	TakenOn  date.Date           `json:"taken_on"`
	ClosedAt time.Time           `json:"closed_at"`
	Progress decimal.NullDecimal `json:"progress"`
	Expected decimal.NullDecimal `json:"expected"`
	Status   progress.Status     `json:"status"`
	WithData int                 `json:"with_data"`
	Total    int                 `json:"total"`

	How        How   `json:"how,omitempty"`
	Replaces   int64 `json:"replaces,omitempty"`    // the snapshot that it corrects; 0 for none
	ReplacedBy int64 `json:"replaced_by,omitempty"` // the snapshot that corrects it; 0 for none
}

// How is the way in which a snapshot came to be closed.
type How string

// Ways of closing a snapshot.
const (
	ByHand    How = "manual"
	WithRound How = "round"
	Scheduled How = "scheduled"
)

// Standing returns the snapshots that no other one replaces, in their order.
func Standing(refs []SnapshotRef) []SnapshotRef {
	var standing []SnapshotRef
	for _, s := range refs {
		if s.ReplacedBy == 0 {
			standing = append(standing, s)
		}
	}
	return standing
}

// Figures returns the snapshot's headline figures.
func (s SnapshotRef) Figures() Figures {
	return Figures{
		Progress: s.Progress, Expected: s.Expected, Status: s.Status,
		Coverage: progress.Coverage{WithData: s.WithData, Total: s.Total},
	}
}

// Size returns how many indicators there are.
func (b Board) Size() int {
	size := 0
	for _, o := range b.Objectives {
		size += len(o.Indicators)
	}
	return size
}

// Indicators returns all indicators in the plan's order.
func (b Board) Indicators() []Indicator {
	all := make([]Indicator, 0, b.Size())
	for _, o := range b.Objectives {
		all = append(all, o.Indicators...)
	}
	return all
}

// Indicator returns the indicator with a code.
func (b Board) Indicator(code string) (Indicator, bool) {
	for _, o := range b.Objectives {
		for _, i := range o.Indicators {
			if i.Code == code {
				return i, true
			}
		}
	}
	return Indicator{}, false
}

// Objective returns the objective with a code.
func (b Board) Objective(code string) (Objective, bool) {
	for _, o := range b.Objectives {
		if o.Code == code {
			return o, true
		}
	}
	return Objective{}, false
}

// Counts returns how many indicators have each status.
func (b Board) Counts() map[progress.Status]int {
	counts := make(map[progress.Status]int, len(Statuses))
	for _, o := range b.Objectives {
		for _, i := range o.Indicators {
			counts[i.Status]++
		}
	}
	return counts
}

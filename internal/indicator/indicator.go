// Package indicator holds indicators, their dated measurements and the results that are their evidence.
package indicator

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/progress"
)

// Indicator is what is measured and against which goal. StartsOn and EndsOn are its own dates,
// or no date where the plan's hold. PeriodicityMonths is 0 where none is set.
type Indicator struct {
	ID                int64               `json:"id"`
	ObjectiveID       int64               `json:"objective_id"`
	Code              string              `json:"code"`
	Title             string              `json:"title"`
	Description       string              `json:"description"`
	Method            string              `json:"method"`
	Source            string              `json:"source"`
	UnitOfMeasure     string              `json:"unit_of_measure"`
	Decimals          int32               `json:"decimals"`
	PeriodicityMonths int                 `json:"periodicity_months"`
	Nature            Nature              `json:"nature,omitempty"`
	Rule              progress.Rule       `json:"rule"`
	Baseline          decimal.NullDecimal `json:"baseline"`
	Target            decimal.Decimal     `json:"target"`
	Points            []progress.Point    `json:"points"`
	PlannedInSteps    bool                `json:"planned_in_steps"`
	StartsOn          date.Date           `json:"starts_on"`
	EndsOn            date.Date           `json:"ends_on"`
	Weight            decimal.Decimal     `json:"weight"`
	CancelledOn       date.Date           `json:"cancelled_on"`
	CancelReason      string              `json:"cancel_reason"`
	Units             []string            `json:"units"`
	Version           int                 `json:"-"` // counts the changes, so that two people do not overwrite each other
}

// Nature is what kind of change an indicator measures.
type Nature string

// Natures, as the evaluation of plans tells them apart. The zero Nature says nothing.
const (
	Output  Nature = "output"  // realización: what the plan does
	Outcome Nature = "outcome" // resultado: what it achieves
	Impact  Nature = "impact"  // impacto: what changes for people in the long run
)

// Natures lists the natures in the order in which they are offered.
var Natures = []Nature{Output, Outcome, Impact}

// Goal returns what the indicator is measured against, with the plan's dates where it has none.
func (i Indicator) Goal(planStart, planEnd date.Date) progress.Goal {
	g := progress.Goal{
		Rule: i.Rule, Baseline: i.Baseline, Target: i.Target,
		Start: i.StartsOn, End: i.EndsOn, Points: i.Points, Steps: i.PlannedInSteps,
	}
	if g.Start.IsZero() {
		g.Start = planStart
	}
	if g.End.IsZero() {
		g.End = planEnd
	}
	return g
}

// Measurement is a dated value; of several revisions on a date the highest is the value. A revision without value
// withdraws what the date had. Reason tells why an earlier revision was corrected or withdrawn.
type Measurement struct {
	MeasuredOn date.Date
	Revision   int
	Value      decimal.NullDecimal
	Comment    string
	Reason     string
	RecordedAt time.Time
	RecordedBy int64  // the person; 0 for the program itself
	Recorder   string // that person's name, for those who may read the history; it is not written
}

// Result is evidence of what was achieved (resultado alcanzado); it may serve several indicators,
// named by their codes. AchievedOn is no date where the source gives none.
type Result struct {
	ID          int64     `json:"id"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	AchievedOn  date.Date `json:"achieved_on"`
	URL         string    `json:"url"`
	Indicators  []string  `json:"indicators"`
}

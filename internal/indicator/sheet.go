package indicator

import (
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/progress"
)

// Sheet is what an actor may record of a plan on a day, in the plan's order.
type Sheet struct {
	Plan    plan.Plan
	Round   OpenRound
	On      date.Date
	Rows    []SheetRow
	Results []string // titles of the plan's results, to be named again
}

// OpenRound is the round of follow-up that a plan has open; its ID is 0 where there is none.
type OpenRound struct {
	ID         int64
	Title      string
	MeasuredOn date.Date
	DueOn      date.Date
}

// Answered is an indicator with its place in the plan and the units that answer for it. It is cancelled where its
// objective is.
type Answered struct {
	Indicator
	Objective      string // its code
	ObjectiveTitle string
	UnitIDs        []int64
}

// recordable tells whether an actor may record values of the indicator.
func (a Answered) recordable(actor access.Actor, p plan.Plan) error {
	target := p.Target()
	target.Units = a.UnitIDs
	return access.Require(actor, access.RecordValue, target)
}

// SheetRow is an indicator with its newest value on or before the day of the sheet, and with what was saved last
// where the sheet was asked for that.
type SheetRow struct {
	Answered
	Value      decimal.NullDecimal
	MeasuredOn date.Date
	SavedValue decimal.NullDecimal
	SavedOn    date.Date // no date where nothing was
}

// Pending tells an indicator without a value of the day.
func (r SheetRow) Pending(on date.Date) bool { return r.MeasuredOn != on }

// Judged is what the rules say of a value. Progress is raw, and invalid without a value.
type Judged struct {
	Progress decimal.NullDecimal
	Expected decimal.Decimal
	Status   progress.Status
}

// Judge applies the rules of progress to a value that the indicator has, or would have, on a day.
func (i Indicator) Judge(p plan.Plan, v decimal.NullDecimal, on date.Date) Judged {
	goal := i.Goal(p.StartsOn, p.EndsOn)
	j := Judged{Progress: goal.Progress(v), Expected: goal.Expected(on)}
	j.Status = p.Thresholds().Status(j.Progress, j.Expected, progress.Started(goal.Start, on))
	return j
}

// TypedRow is a row of the sheet as it was typed. Its Basis is a revision of BasisOn, and none of another day.
type TypedRow struct {
	IndicatorID int64
	Typed
	BasisOn date.Date
}

// CheckedRow is what a row of the sheet comes to: Problems by the fields of Typed.Check, or what stands on its day
// (Clash) where the row was not made from that. Judged is of the value and day as far as they can be read.
type CheckedRow struct {
	TypedRow
	Indicator Indicator
	Entry     Entry
	Judged    Judged
	Readable  bool // Judged holds
	Problems  fault.Invalid
	Clash     *Measurement
	Saved     bool
}

// Fine tells a row that can be saved.
func (r CheckedRow) Fine() bool { return len(r.Problems) == 0 && r.Clash == nil }

// check reads a row for its indicator.
func (r TypedRow) check(i Indicator, p plan.Plan, today date.Date) CheckedRow {
	if day, err := date.ParseSpanish(r.MeasuredOn); err != nil || day != r.BasisOn {
		r.Basis = 0
	}
	c := CheckedRow{TypedRow: r, Indicator: i}
	var err error
	c.Entry, err = r.Check(i, today)
	c.Problems = problemsOf(err)
	if c.Entry.Value.Valid && !c.Entry.MeasuredOn.IsZero() && c.Problems["measured_on"] == "" {
		c.Judged, c.Readable = i.Judge(p, c.Entry.Value, c.Entry.MeasuredOn), true
	}
	return c
}

// problemsOf returns the messages of Typed.Check, which fails in no other way.
func problemsOf(err error) fault.Invalid {
	var problems fault.Invalid
	errors.As(err, &problems)
	return problems
}

// SheetResult is what came of a whole sheet. At signs what was saved, and is zero where nothing was. Gone are rows of
// indicators that the plan has no longer.
type SheetResult struct {
	Plan plan.Plan
	At   time.Time
	Rows []CheckedRow
	Gone []TypedRow
}

// Saved counts the rows that were saved.
func (r SheetResult) Saved() int {
	n := 0
	for _, row := range r.Rows {
		if row.Saved {
			n++
		}
	}
	return n
}

// Left counts the rows in which there is something to correct.
func (r SheetResult) Left() int {
	n := len(r.Gone)
	for _, row := range r.Rows {
		if !row.Saved && !row.Fine() {
			n++
		}
	}
	return n
}

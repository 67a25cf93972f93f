// Package round asks the units that answer for indicators for their values at a date: each sends its own, and whoever
// keeps the plan accepts them, returns them or corrects them, and closes the round with a follow-up.
package round

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Round is a question to the units of a plan. It is open until it is closed or cancelled. Its last day counts whole,
// where the organisation is.
type Round struct {
	ID           int64
	PlanID       int64
	Title        string
	MeasuredOn   date.Date // the day of the values
	DueOn        date.Date // the last day to send them
	Note         string
	OpenedAt     time.Time
	ClosedAt     time.Time // zero while it is not
	CancelledAt  time.Time // zero while it is not
	CancelReason string
	Version      int   // counts the changes of what is asked, not of the entries
	SnapshotID   int64 // the follow-up that closed it; 0 for none
	Tally
}

// Tally counts the entries of a round by where they stand.
type Tally struct{ Owed, Direct, Sent, Returned, Accepted, Dropped int }

// Asked is how many values the round asks for, without those of indicators that have been cancelled since.
func (t Tally) Asked() int { return t.Owed + t.Direct + t.Sent + t.Returned + t.Accepted }

// In is how many of them have come.
func (t Tally) In() int { return t.Direct + t.Sent + t.Accepted }

// Missing is how many units still have to send, for the first time or again.
func (t Tally) Missing() int { return t.Owed + t.Returned }

// Add counts one more entry.
func (t *Tally) Add(s Standing) {
	switch s {
	case StandsOwed:
		t.Owed++
	case StandsDirect:
		t.Direct++
	case StandsSent:
		t.Sent++
	case StandsReturned:
		t.Returned++
	case StandsAccepted:
		t.Accepted++
	case StandsDropped:
		t.Dropped++
	}
}

// Open tells a round that has neither been closed nor cancelled.
func (r Round) Open() bool { return r.ClosedAt.IsZero() && r.CancelledAt.IsZero() }

// DaysLeft counts the days from today to the last one: 0 on that day, and below 0 once it is over.
func (r Round) DaysLeft(today date.Date) int { return int(r.DueOn - today) }

// Entry is what a round asks of one indicator, and what has come of it. Value, MeasuredOn, Comment and the result are
// what was sent; Value is invalid where nothing was. Basis is the newest revision of the indicator at MeasuredOn and
// Recorded its value, 0 and invalid where there is none.
type Entry struct {
	IndicatorID int64
	State       State
	Standing    Standing
	Value       decimal.NullDecimal
	MeasuredOn  date.Date
	Comment     string
	ResultTitle string
	ResultOn    date.Date
	ResultURL   string
	SentAt      time.Time
	SentBy      int64
	Sender      string // that person's name
	Review      string // what the technician says of it: why it was returned or corrected
	ReviewedAt  time.Time
	Reviewer    string
	Version     int
	Basis       int
	Recorded    decimal.NullDecimal
}

// Package snapshot freezes a plan's state on a date: a follow-up (seguimiento) that nothing alters.
package snapshot

import (
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Published are the percentages that were made public elsewhere for the same date, as fractions,
// by the codes of objectives and indicators; they stand beside the computed ones and may differ.
type Published struct {
	Source     string                     `json:"source,omitempty"`
	Objectives map[string]decimal.Decimal `json:"objectives,omitempty"`
	Indicators map[string]decimal.Decimal `json:"indicators,omitempty"`
}

// Closing is a follow-up about to be frozen. ClosedAt is when it was closed; zero is now.
type Closing struct {
	Title        string
	Note         string
	TakenOn      date.Date
	ClosedAt     time.Time
	ClosedBy     int64     // the person; 0 for the program itself
	RoundID      int64     // the round that it closes; 0 for none
	ScheduledFor date.Date // the day of the plan's cadence that it is for; no date for none
	Replaces     int64     // the snapshot of the plan that it corrects; 0 for none
	Published    Published
}
